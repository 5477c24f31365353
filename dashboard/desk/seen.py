"""What a curator is shown before saving: what the draft means, and what the check finds that it did not find before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata.check import blocks_the_map, check_reading
from geodata.dataset import Reading, understood
from geodata.edits import Files
from geodata.news import Change, meaning
from geodata.problems import Problem

__all__ = ["Finding", "Seen", "findings", "seen"]


@dataclass(frozen=True)
class Finding:
    """A problem that the draft brings, and whether it would keep the dataset off the map."""

    problem: Problem
    blocks: bool


@dataclass(frozen=True)
class Seen:
    """A draft before it is saved.

    Attributes
    ----------
    changes : list of Change
        What it means, see `geodata.news`.
    findings : list of Finding
        Those that stop it first.
    reading : Reading
        Of the files as they would be, for a look at them on the map.
    """

    changes: list[Change]
    findings: list[Finding]
    reading: Reading


def seen(base: Reading, changed: Files) -> Seen:
    """Look at a draft.

    Parameters
    ----------
    base : Reading
        Of the files that it began from; what it has understood of them is used again.
    changed : mapping of str to bytes
        The draft's new files.
    """
    new = {**base.contents, **changed}
    reading = understood(new, base)
    return Seen(meaning(base.contents, new), findings(base, reading), reading)


def findings(base: Reading, new: Reading) -> list[Finding]:
    """The problems of `new` that `base` did not have."""
    before = {_fault(problem) for problem in check_reading(base)}
    brought = [problem for problem in check_reading(new) if _fault(problem) not in before]
    return sorted((Finding(p, blocks_the_map(p)) for p in brought), key=lambda f: (not f.blocks, f.problem))


def _fault(problem: Problem) -> tuple[str, ...]:
    """A problem wherever its line has moved to; messages name lines of other files as well."""
    message = re.sub(r":\d+", "", problem.message)
    return problem.file, problem.feature, problem.field, problem.rule, message

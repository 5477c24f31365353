"""What a store hands out: entries of its history, the outcomes of a save, drafts and proposals."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from geodata.merge import Clash
from geodata.problems import Problem

__all__ = [
    "FIRST", "MADE_CURRENT", "Conflict", "Draft", "Entry", "Outcome", "Overtaken", "Proposal", "Refused", "Saved", "StoreError", "Touched", "first_break",
    "now",
]  # fmt: skip

#: The hash that the first entry of a history follows.
FIRST = "0" * 64

#: The kinds of entries by which a version became the current one.
MADE_CURRENT = ("begin", "commit", "outside")

#: New bytes of files by path; None for a file that goes.
Touched = dict[str, bytes | None]


class StoreError(Exception):
    """The store cannot do what was asked; the text says why, and what to do."""


class Overtaken(StoreError):
    """A draft is no longer as it was when it was looked at: another window has gone on with it; nothing was done."""


def now() -> str:
    """The time as entries carry it, for people to read; their order is that of `seq`."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Entry:
    """One line of the history.

    Attributes
    ----------
    seq : int
        Its number, from 1; the order of things, whatever the clocks say.
    kind : str
        "begin" (the first version), "intent" and "commit" (before and after a save), "outside" (files that were
        saved by an editor), "propose", "approve", "reject".
    version, parent : str
        The version that it leads to, and the one before; empty where there is none.
    who, why, when : str
    ref : str
        The intent that a commit closes (its seq), or the proposal that is meant.
    previous, hash : str
        SHA-256 of the entry before and of this one, so that no entry can be changed or taken out unseen.
    """

    seq: int
    kind: str
    version: str
    parent: str
    who: str
    why: str
    when: str
    ref: str = ""
    previous: str = FIRST
    hash: str = ""

    def sealed(self) -> Entry:
        """The entry with its hash."""
        return replace(self, hash=self.seal())

    def seal(self) -> str:
        """The hash that the entry ought to have."""
        content = {key: value for key, value in asdict(self).items() if key != "hash"}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def line(self) -> bytes:
        """The entry as a line of JSON."""
        return (json.dumps(asdict(self), ensure_ascii=False) + "\n").encode()


def first_break(entries: list[Entry]) -> int | None:
    """The number of the first entry that does not follow from those before it; None where all do."""
    previous = FIRST
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place or entry.previous != previous or entry.hash != entry.seal():
            return place
        previous = entry.hash
    return None


@dataclass(frozen=True)
class Saved:
    """The save is done, and in the history.

    Attributes
    ----------
    version : str
        The current version now.
    merged : bool
        Whether somebody else's changes since `base` went together with these.
    warning : str
        What did not work beside the save itself, such as the commit to git; empty as a rule.
    """

    version: str
    merged: bool = False
    warning: str = ""


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed the same records meanwhile; nothing was saved, and the work is kept as a draft.

    Attributes
    ----------
    clashes : tuple of Clash
        Three sides each; save again with `base` and `choices` to settle them.
    current : str
        The version that `theirs` is.
    draft : str
        Where the work is kept.
    """

    clashes: tuple[Clash, ...]
    current: str
    draft: str


@dataclass(frozen=True)
class Refused:
    """The files would not have been sound; nothing was saved, and the work is kept as a draft."""

    problems: tuple[Problem, ...]
    draft: str


@dataclass(frozen=True)
class Proposal:
    """A change that waits for a second person.

    Attributes
    ----------
    state : str
        "open", "approved" or "rejected".
    """

    id: str
    who: str
    why: str
    when: str
    base: str
    files: Touched = field(repr=False)
    state: str = "open"
    answer: str = ""
    answered_by: str = ""


@dataclass(frozen=True)
class Draft:
    """Work that is not saved yet: what it began from, and the files as they would become.

    Attributes
    ----------
    state : dict
        Whatever else a desk wants to find again, such as its edits; plain JSON.
    """

    name: str
    who: str
    why: str
    when: str
    base: str
    files: Touched = field(repr=False)
    state: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def mark(self) -> str:
        """Another for each state of the work, whenever it was kept."""
        files = {file: data and hashlib.sha256(data).hexdigest() for file, data in self.files.items()}
        content = json.dumps([self.base, files, self.state], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


#: What a save may come to.
Outcome = Saved | Conflict | Refused | Proposal

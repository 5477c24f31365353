"""What an import would do, before anything is done: edits, what comes in, what is left out and why, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from geodata.check import check_reading
from geodata.dataset import understood
from geodata.edits import Edit, EditError, Files, apply
from geodata.problems import Problem

__all__ = ["Duplicate", "Incoming", "Judged", "Options", "Plan", "Refused", "judge"]


class Refused(ValueError):
    """Nothing of the file can come in as it was asked for; the text says why, and what to do."""


@dataclass(frozen=True)
class Options:
    """How a file is to be understood.

    Attributes
    ----------
    sources : tuple of str
        Ids in sources.json that every row rests on which names none itself.
    actors : mapping of str to str
        Ids of actors by the names in the file; an empty id leaves the name out.
    columns : mapping of str to str
        Columns of the file by the field that they fill.
    theatre : str
        Where zones go; of events, only those inside its envelope come in.
    start, end : date or None
        The days that come in, both included.
    reach_km : float
        How far the next named place may be from an event.
    duplicates : bool
        Let rows in that have the place, day and actor of another.
    confidence : str
        Of statuses for which the file says none.
    least_km2 : float
        Pieces smaller than this are given to a neighbour.
    """

    sources: tuple[str, ...] = ()
    actors: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    theatre: str = ""
    start: date | None = None
    end: date | None = None
    reach_km: float = 25.0
    duplicates: bool = False
    confidence: str = "medium"
    least_km2: float = 1.0


@dataclass(frozen=True)
class Incoming:
    """One record that would come in, for a preview: where it stands and what it says, in both languages.

    `what` is event, zone, row, name, shape, ...; `lon` and `lat` are None where it has no place of its own.
    """

    id: str
    what: str
    day: str
    en: str
    ar: str
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Duplicate:
    """A row of the file (from 1, the header not counted), and the event that says the same already."""

    row: int
    id: str
    of: str


@dataclass
class Plan:
    """What an import would do.

    Attributes
    ----------
    edits : list of Edit
        For `edits.apply`; empty while anything is needed.
    records : list of Incoming
    problems : list of Problem
        Rows that cannot come in, each with its line and what to do.
    duplicates : list of Duplicate
        Rows that say what another says; left out unless they are wanted.
    needs : list of str
        What must be told before anything comes in, as sentences.
    left_out : Counter of str
        How many rows stay outside, by reason.
    """

    edits: list[Edit] = field(default_factory=list)
    records: list[Incoming] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Judged:
    """The files as they would be: those that change, and the problems that were not there before."""

    changed: dict[str, bytes]
    problems: list[Problem]


def judge(files: Files, plan: Plan) -> Judged:
    """Make a plan's edits on `files` in memory and hold the outcome to every rule of the check.

    Raises
    ------
    Refused
        If an edit cannot be made.
    """
    try:
        changed = apply(files, plan.edits)
    except EditError as error:
        raise Refused(str(error)) from None
    before = {_fault(problem) for problem in check_reading(understood(files))}
    after = check_reading(understood({**files, **changed}))
    return Judged(changed, [problem for problem in after if _fault(problem) not in before])


def _fault(problem: Problem) -> tuple[str, ...]:
    return problem.file, problem.feature, problem.field, problem.rule, problem.message

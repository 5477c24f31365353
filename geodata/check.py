"""Every problem of a dataset, with file, line, column, id, field and remedy, by the rules of `geodata.rules`; nothing raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from geodata import files
from geodata.gate import admit
from geodata.model import Zone
from geodata.problems import Problem
from geodata.reading import Part, Reading, read, uncollected
from geodata.rules import BETWEEN_FILES, FORM, IN_ONE_FILE

__all__ = ["blocking", "blocks_the_map", "check", "check_reading"]


def check(directory: Path = files.DATASET) -> list[Problem]:
    """Every problem of the dataset in `directory`, by file and line; an empty list means that it is sound."""
    problems = check_reading(read(directory))
    for file in files.stray_files(directory):
        remedy = "Rename it to one of the names in the dataset's README, or move it out"
        problems.append(Problem(file, 0, 0, "", "", "no kind of record has this file name", remedy, "file"))
    problems += _vanished_ids(directory)
    return sorted(problems)


def check_reading(reading: Reading) -> list[Problem]:
    """As `check`, for files already read; what concerns one file alone is found once for as long as its bytes stay."""
    problems = _sound_or_not(reading)
    # A misspelt theatre is said once, and not again as a file of the wrong name.
    said = {_place(p) for p in problems if p.rule == "reference" and p.remedy.startswith("Did you mean")}
    problems = [p for p in problems if p.rule != "file-name" or _place(p) not in said]
    # A file in which something is wrong is put right first; its order and spacing can wait.
    wrong = {problem.file for problem in problems}
    return sorted([*problems, *(p for p in _of_each_file(reading, FORM) if p.file not in wrong)])


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def blocking(reading: Reading) -> list[Problem]:
    """The problems of files already read that must keep them off the map."""
    return sorted(filter(blocks_the_map, _sound_or_not(reading)))


def _sound_or_not(reading: Reading) -> list[Problem]:
    """While a file cannot be read at all, what others miss of it is not told: it would bury the one thing to mend."""
    found, unread = list(reading.problems), any(document.problems for document in reading.documents.values())
    with uncollected():
        for rule in IN_ONE_FILE:
            found += _of_each_file(reading, rule)
        for rule in BETWEEN_FILES:
            found += (problem for problem in rule(reading) if not (unread and problem.rule == "reference"))
    return found


def _of_each_file(reading: Reading, rule: Callable[[Part], Iterator[Problem]]) -> Iterator[Problem]:
    for part in reading.parts.values():
        if rule not in part.found:
            part.found[rule] = list(rule(part))
        yield from part.found[rule]


def blocks_the_map(problem: Problem) -> bool:
    """Whether a dataset with this problem must not be shown; a matter of form or order need not wait."""
    return problem.rule not in (
        "form",
        "file-name",
        "languages",
        "link-ends",
        "stands-in",
        "permanent-id",
    )


def _vanished_ids(directory: Path) -> Iterator[Problem]:
    """Ids of the last commit that the working copy no longer has."""
    committed = files.committed(directory)
    entries = read(directory).entries if committed else []
    # A zone that was merged into another goes on as one of its other names.
    merged = {name for entry in entries if isinstance(entry.record, Zone) for name in entry.record.aliases}
    present = {entry.id for entry in entries} | merged
    for file, data in committed.items():
        value = admit(data, file).value
        items = value.get("features", [value]) if isinstance(value, dict) else value or []
        for item in items:
            if item["id"] not in present:
                remedy = "Put it back; what is over gets a valid_to, and what was wrong is corrected in place"
                yield Problem(
                    file,
                    0,
                    0,
                    item["id"],
                    "id",
                    "the id is gone, and ids are permanent",
                    remedy,
                    "permanent-id",
                )

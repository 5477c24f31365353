"""What a machine can put right by itself: remedies that leave no choice, as edits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from geodata.edits import Edit, EditError, Files, apply, record
from geodata.form import canonical, model_of
from geodata.gate import admit
from geodata.problems import Problem

__all__ = ["fixed"]

#: Remedies that name the one thing to write, and what it is.
_NAMED = (
    (re.compile(r"Did you mean '(.+)'\?"), str),
    (re.compile(r'Write ("[0-9-]+")$'), json.loads),
    (re.compile(r'Put it in quotes: (".*")$'), json.loads),
    (re.compile(r"Put it in square brackets: (\[.*\])$"), json.loads),
    (re.compile(r"Write it without quotes: (\d+)$"), int),
)
_BOM = b"\xef\xbb\xbf"


def fixed(files: Files, problems: Iterable[Problem]) -> dict[str, bytes]:
    """The new bytes of the files that can be put right without asking anybody.

    Misspelt keys and names with one right spelling, dates in another spelling, missing quotes or brackets, a
    byte order mark, records in the wrong file, the order and spacing of the form.
    """
    new = dict(files)
    problems = list(problems)
    for file, data in files.items():
        if data.startswith(_BOM):
            new[file] = data.removeprefix(_BOM)
    for problem in problems:
        try:
            new.update(apply(new, _edits(new, problem)))
        except EditError:
            continue
    for file in {problem.file for problem in problems} & set(new):
        document = admit(new[file], file)
        if not document.problems and model_of(file):
            new[file] = canonical(document.value, file)
    return {file: data for file, data in new.items() if files.get(file) != data}


def _edits(files: Files, problem: Problem) -> list[Edit]:
    """The edits that one problem's remedy asks for; none where there is a choice."""
    if problem.rule == "file-name" and problem.feature:
        value = record(files, problem.feature)[1]["properties"][problem.field]
        return [_set(problem.feature, problem.field, value)]
    if problem.rule not in ("schema", "reference") or not problem.feature or not problem.field:
        return []
    found = next(((kind, match) for form, kind in _NAMED if (match := form.search(problem.remedy))), None)
    if found is None:
        return []
    value = found[0](found[1].group(1))
    if problem.message.startswith("is no key"):
        return _renamed_key(files, problem, value)
    return [_set(problem.feature, problem.field, value)]


def _set(name: str, field: str, value: Any) -> Edit:
    return Edit("set_field", {"id": name, "field": field, "value": value})


def _renamed_key(files: Files, problem: Problem, key: str) -> list[Edit]:
    item = record(files, problem.feature)[1]
    *steps, wrong = problem.field.split(".")
    holder = item.get("properties", item)
    for step in steps:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    if key in holder:
        return []
    gone = Edit("unset_field", {"id": problem.feature, "field": problem.field})
    return [_set(problem.feature, ".".join([*steps, key]), holder[wrong]), gone]

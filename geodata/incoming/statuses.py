"""A table of statuses, a row each, into the timelines of features that are there: `feature`, `valid_from`, `actor`, ..."""

from __future__ import annotations

from typing import Any

from geodata.dataset import Dataset
from geodata.edits import Edit
from geodata.facts import LISTS
from geodata.incoming.plan import Duplicate, Incoming, Options, Plan
from geodata.problems import Problem

__all__ = ["NEEDED", "plan_statuses"]

#: The columns by which a table of statuses is known.
NEEDED = ("feature", "valid_from", "actor")
_FIELDS = (
    "valid_from",
    "valid_to",
    "actor",
    "status",
    "against",
    "besieged_by",
    "strength",
    "confidence",
    "sources",
)


def plan_statuses(file: str, rows: list[dict[str, str]], dataset: Dataset, options: Options) -> Plan:
    """The rows as rows of timelines; one that is there already is a duplicate.

    Columns as in a CSV that Kharita exports: ids in a list have a space between, an empty cell says nothing. A row
    without a status is `control`; one without an end takes over from whoever holds
    the feature on its first day.
    """
    plan = Plan()
    there = {(row.feature, row.valid_from, row.actor, row.status) for row in dataset.statuses.itertuples()}
    unsourced = 0
    for number, cells in enumerate(rows, start=1):
        feature = cells.get("feature", "")
        row = _row(cells, options)
        if feature not in dataset.features.index:
            plan.problems.append(Problem(file, number + 1, 0, feature, "feature", "there is no such zone, region or place",
                                         "Look its id up with  geodata find", "row"))  # fmt: skip
        elif ((home := _home(dataset, feature)), row["valid_from"], row["actor"], row["status"]) in there:
            plan.duplicates.append(Duplicate(number, feature, f"{feature} {row['valid_from']}"))
        elif not row["sources"]:
            unsourced += 1
        else:
            plan.edits.append(_edit(home, row))
            told = f"{row['actor']} {row['status']} from {row['valid_from']} to {row['valid_to'] or 'now'}"
            names = dataset.features.loc[feature]
            plan.records.append(
                Incoming(
                    feature, "row", row["valid_from"], f"{names.name_en}: {told}", f"{names.name_ar}: {told}"
                )
            )
    if unsourced:
        plan.needs.append(
            "a source for each row: --source ID, one of sources.json; a new one goes there first"
        )
    return plan


def _row(cells: dict[str, str], options: Options) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: cells[name].split() if name in LISTS else cells[name] for name in _FIELDS if cells.get(name)
    }
    made = {
        "valid_from": row.get("valid_from", ""), "valid_to": row.get("valid_to"), "actor": row.get("actor", ""),
        "status": row.get("status", "control"), **row, "confidence": row.get("confidence", options.confidence),
        "sources": row.get("sources", list(options.sources)),
    }  # fmt: skip
    made["actor"] = options.actors.get(made["actor"], made["actor"])
    return made


def _home(dataset: Dataset, feature: str) -> str:
    """Whose timeline it is: a place that stands in a zone has its history there."""
    grounds = dataset.features.at[feature, "stands_in"]
    return grounds[0] if grounds else feature


def _edit(home: str, row: dict[str, Any]) -> Edit:
    """The row as an edit; one without an end takes over from whoever holds it on its first day."""
    if row["status"] == "presence" or row["valid_to"]:
        return Edit("add_row", {"id": home, "row": row})
    rest = {name: value for name, value in row.items() if name not in ("valid_from", "valid_to")}
    return Edit("assign", {"ids": [home], "day": row["valid_from"], "row": rest})

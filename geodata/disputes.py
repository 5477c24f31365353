"""Where sources disagree: on which days one of them says something else than the timeline, and how much ground that is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from geodata.dataset import OPEN, Dataset
from geodata.derive import within
from geodata.period import day_number

__all__ = ["disagreements", "dispute_spans", "in_dispute_km2"]


def dispute_spans(dataset: Dataset) -> pd.DataFrame:
    """The days on which a source says something else of a feature than its timeline does.

    A source that names another holder or status contradicts the timeline on the days it names, as far as the
    timeline then says something else; one that gives the same holder other dates, on the days that only one of
    the two counts. An open end of what it says reaches no further than the row that it disputes.

    Returns
    -------
    DataFrame
        feature, dispute (index in `dataset.disputes`), from_day, to_day (the first day it no longer holds, or
        `OPEN`); by feature and day. One dispute can have several spans.
    """
    about = dataset.statuses[dataset.statuses.feature.isin(dataset.disputes.feature.unique())]
    rows = {row.Index: row for row in about.itertuples()}
    timelines: dict[str, list[Any]] = defaultdict(list)
    for row in rows.values():
        timelines[row.feature].append(row)
    spans = []
    for other in dataset.disputes.itertuples():
        if other.row in rows:
            for start, end in _apart(timelines[other.feature], rows[other.row], other):
                spans.append((other.feature, other.Index, start, end))
    table = pd.DataFrame(spans, columns=["feature", "dispute", "from_day", "to_day"])
    return table.sort_values(["feature", "from_day"], kind="stable").reset_index(drop=True)


def _apart(timeline: list[Any], ours: Any, other: Any) -> list[tuple[int, int]]:
    """The spans of days on which the two differ, in order, those that touch joined."""
    until = ours.to_day if other.to_day == OPEN else other.to_day
    days = sorted(
        {other.from_day, until, ours.from_day, ours.to_day}
        | {day for row in timeline for day in (row.from_day, row.to_day) if other.from_day < day < until}
    )
    spans: list[tuple[int, int]] = []
    for start, end in pairwise(days):
        if _differ(timeline, ours, other, start, until):
            if spans and spans[-1][1] == start:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return spans


def _differ(timeline: list[Any], ours: Any, other: Any, day: int, until: int) -> bool:
    if other.from_day <= day < until:
        said = (other.actor, other.status)
        return all((row.actor, row.status) != said for row in timeline if row.from_day <= day < row.to_day)
    same = ours.actor == other.actor and ours.status == other.status
    overlap = other.from_day < ours.to_day and ours.from_day < until
    return bool(same and overlap and ours.from_day <= day < ours.to_day)


def disagreements(dataset: Dataset, day: date | None = None, *, theatre: str | None = None) -> pd.DataFrame:
    """Who says what, a row each dispute: the timeline's own row beside what another source states instead.

    Parameters
    ----------
    day : date, optional
        Only what is in dispute on this day; None: on any day.

    Returns
    -------
    DataFrame
        feature, ground, area_km2, actor, status, valid_from, valid_to, sources (ours), other_actor, other_status,
        other_from, other_to, other_sources, from_day, to_day (the days of the disagreement, first to last),
        note of the dispute. By day, then feature.
    """
    spans = dispute_spans(dataset)
    if day is not None:
        number = day_number(day)
        spans = spans[(spans.from_day <= number) & (number < spans.to_day)]
    whole = spans.groupby("dispute").agg(from_day=("from_day", "min"), to_day=("to_day", "max"))
    said = dataset.disputes[dataset.disputes.index.isin(whole.index) & within(dataset.disputes, theatre)]
    rows = []
    for dispute in said.itertuples():
        ours, about = dataset.statuses.loc[dispute.row], dataset.features.loc[dispute.feature]
        rows.append(
            {"feature": dispute.feature, "ground": about.ground, "area_km2": about.area_km2, "actor": ours.actor,
             "status": ours.status, "valid_from": ours.valid_from, "valid_to": ours.valid_to, "sources": ours.sources,
             "other_actor": dispute.actor, "other_status": dispute.status, "other_from": dispute.valid_from,
             "other_to": dispute.valid_to, "other_sources": dispute.sources,
             "from_day": whole.from_day[dispute.Index], "to_day": whole.to_day[dispute.Index], "note": dispute.note}
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=_SAID)
    return table.sort_values(["from_day", "feature"], kind="stable").reset_index(drop=True)


_SAID = ["feature", "ground", "area_km2", "actor", "status", "valid_from", "valid_to", "sources", "other_actor",
         "other_status", "other_from", "other_to", "other_sources", "from_day", "to_day", "note"]  # fmt: skip


def in_dispute_km2(dataset: Dataset, day: date, *, theatre: str | None = None) -> float:
    """The ground of the zones about which sources disagree on `day`, in km2; no zone counts twice."""
    found = disagreements(dataset, day, theatre=theatre).drop_duplicates("feature")
    return float(found.area_km2[found.feature.map(dataset.features.kind) == "zone"].sum())

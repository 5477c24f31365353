"""Ground in figures: how much an actor holds, as steps in time, and what changed between two days.

Control of settled ground counts as held; contested ground and empty desert are in the high figure only;
presence holds no ground. A month or a year counts from its first day, and the band covers the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from geodata.dataset import OPEN, Dataset
from geodata.index import STATUSES, chosen, column, once
from geodata.model import Parent
from geodata.period import day_number, parse

#: Further than any two days, OPEN among them, are from each other.
_APART = 2**34

__all__ = [
    "Change", "Held", "against_published", "ancestors", "area", "area_steps", "changes", "gained_and_lost", "held", "holders",
    "latest_changes",
]  # fmt: skip


class Change(NamedTuple):
    """A row of `changes`."""

    feature: str
    date: str
    from_actor: str
    from_status: str
    to_actor: str
    to_status: str
    sources: list[str]


class Held(NamedTuple):
    """How much an actor holds on a day, in km2: settled ground under control, and the band around it (see `area_steps`)."""

    area_km2: float
    low_km2: float
    high_km2: float


@once
def ancestors(dataset: Dataset, actor: str) -> list[tuple[str, int, int]]:
    """Under whom `actor` counts, itself first: (actor, first day, day after the last), days from 1970.

    Affiliates and parts count under their parent for as long as the tie is dated; allies do not.
    """
    found, queue = [], [(actor, -OPEN, OPEN)]
    while queue:
        name, start, end = queue.pop(0)
        if name in {known for known, _, _ in found}:
            continue
        found.append((name, start, end))
        record = dataset.actors.get(name)
        for parent in record.parents if record else []:
            first, after = _span(parent)
            if parent.kind != "ally" and max(start, first) < min(end, after):
                queue.append((parent.actor, max(start, first), min(end, after)))
    return found


def _span(parent: Parent) -> tuple[int, int]:
    end = parse(parent.valid_to) if parent.valid_to else None
    return day_number(parse(parent.valid_from).first), day_number(end.first) if end else OPEN


@once
def area_steps(
    dataset: Dataset, actor: str, *, theatre: str | None = None, exact: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """The ground that `actor` holds, as steps in time; found once for each set of arguments.

    Parameters
    ----------
    actor : str
        Counted with those who were its affiliates or part of it on the day, unless `exact`.
    theatre : str, optional
        None: all theatres.

    Returns
    -------
    days : int array, shape (n,)
        Days since 1970-01-01 on which a figure changes, ascending; read-only, as `km2` is.
    km2 : float array, shape (n, 3)
        From that day on: settled ground under control; low; high. Low leaves out what imprecise dates leave
        open and takes cells at the short reach; high adds that, contested ground and empty desert, at the
        long reach.
    """
    index, extent = dataset.index, _extent(dataset)
    rows, first, until = _attributed(dataset, actor, theatre, exact)
    area = extent.km2[index.feature[rows]]
    control = extent.settled[index.feature[rows]] & (index.status[rows] == STATUSES.index("control"))
    starts, ends = np.maximum(index.from_day[rows], first), np.minimum(index.to_day[rows], until)
    sure, last = np.maximum(index.from_sure[rows], first), np.minimum(index.to_sure[rows], until)
    edges = [
        (starts[control], ends[control], area[control, 0]),
        (sure[control], np.maximum(ends, sure)[control], area[control, 1]),
        _high_edges(index.feature[rows], starts, last, area[:, 2]),
    ]
    days, place = np.unique(
        np.concatenate([side for edge in edges for side in edge[:2]]), return_inverse=True
    )
    change, before = np.zeros((len(days), 3)), 0
    for figure, (begins, _, weight) in enumerate(edges):
        for sign in (1, -1):
            here = place[before : before + len(begins)]
            change[:, figure] += np.bincount(here, sign * weight, minlength=len(days))
            before += len(begins)
    km2 = np.maximum(change.cumsum(axis=0).round(6), 0.0)
    steps = days[days < OPEN], km2[days < OPEN]
    for array in steps:
        array.flags.writeable = False
    return steps


class _Extent(NamedTuple):
    """Of every feature: its area, low and high (km2), and whether it is settled ground."""

    km2: np.ndarray
    settled: np.ndarray


@once
def _extent(dataset: Dataset) -> _Extent:
    features = dataset.features
    km2 = features[["area_km2", "low_km2", "high_km2"]].to_numpy("float64")
    return _Extent(km2, (features.ground == "settled").to_numpy(bool))


def _high_edges(
    features: np.ndarray, starts: np.ndarray, ends: np.ndarray, area: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each feature's possible days, rows that touch or overlap joined, so that no ground counts twice.

    Features stand far apart on one long line of days, so that no row of one reaches into another.
    """
    sort = np.lexsort((starts, features))
    apart = features[sort] * _APART
    begins, reach = starts[sort] + apart, np.maximum.accumulate(ends[sort] + apart)
    fresh = np.r_[True, begins[1:] > reach[:-1]][: len(sort)]
    last = np.r_[fresh[1:], True][: len(sort)]
    return (begins - apart)[fresh], (reach - apart)[last], area[sort][fresh]


def _attributed(
    dataset: Dataset, actor: str, theatre: str | None, exact: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The zone rows that count for `actor`, and the days of each affiliate's tie: from, and up to."""
    index = dataset.index
    ties = np.full((len(index.actors) + 1, 2), (OPEN, -OPEN))
    for place, name in enumerate(index.actors):
        for ancestor, first, after in [(name, -OPEN, OPEN)] if exact else ancestors(dataset, name):
            if ancestor == actor:
                ties[place] = first, after
    rows = np.flatnonzero(index.zone & index.of_theatre(theatre))
    first, until = ties[index.actor[rows]].T
    counts = np.maximum(index.from_day[rows], first) < np.minimum(index.to_day[rows], until)
    return rows[counts], first[counts], until[counts]


def area(
    dataset: Dataset, actor: str, days: Iterable[date], *, theatre: str | None = None, exact: bool = False
) -> pd.DataFrame:
    """Area held by `actor` on each of `days`: columns date, area_km2, low_km2, high_km2 (see `area_steps`).

    Raises
    ------
    KeyError
        If the dataset knows no such actor.
    """
    wanted = list(days)
    values = _figures(dataset, actor, wanted, theatre, exact)
    return pd.DataFrame(
        {"date": [day.isoformat() for day in wanted], "area_km2": values[:, 0], "low_km2": values[:, 1],
         "high_km2": values[:, 2]}
    )  # fmt: skip


def held(dataset: Dataset, actor: str, day: date, *, theatre: str | None = None, exact: bool = False) -> Held:
    """As `area`, of one day."""
    return Held(*_figures(dataset, actor, [day], theatre, exact)[0].tolist())


def _figures(dataset: Dataset, actor: str, days: list[date], theatre: str | None, exact: bool) -> np.ndarray:
    """The three figures of `Held` on each of n days, shape (n, 3)."""
    if actor not in dataset.actors:
        raise KeyError(actor)
    steps, km2 = area_steps(dataset, actor, theatre=theatre, exact=exact)
    index = np.searchsorted(steps, [day_number(day) for day in days], side="right")
    return np.vstack([np.zeros(3), km2])[index].round(1)


def against_published(dataset: Dataset) -> pd.DataFrame:
    """The areas that others published, and ours on the same day.

    Returns
    -------
    DataFrame
        estimate, series, date, scope, theatre, published_km2, area_km2, low_km2, high_km2, difference_percent,
        in_band. Only estimates of an area for a whole theatre; oldest first.
    """
    rows = []
    for estimate in sorted(dataset.estimates, key=lambda estimate: (estimate.date, estimate.id)):
        if estimate.measure != "area" or not estimate.theatre or estimate.actor not in dataset.actors:
            continue
        day = parse(estimate.date).first
        ours = held(dataset, estimate.actor, day, theatre=estimate.theatre)
        rows.append(
            (estimate.id, estimate.series, estimate.date, estimate.scope.en, estimate.theatre, estimate.value,
             ours.area_km2, ours.low_km2, ours.high_km2, round(100 * (ours.area_km2 / estimate.value - 1), 1),
             bool(ours.low_km2 <= estimate.value <= ours.high_km2))
        )  # fmt: skip
    columns = ["estimate", "series", "date", "scope", "theatre", "published_km2", "area_km2", "low_km2", "high_km2",
               "difference_percent", "in_band"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def changes(dataset: Dataset, start: date, end: date, *, theatre: str | None = None) -> pd.DataFrame:
    """The zones whose holder or status differs between two days, by the day of the last change.

    Returns
    -------
    DataFrame
        feature, ground, date, from_actor, from_status, to_actor, to_status (empty: not known), area_km2, sources.
    """
    return pd.DataFrame(_changes(dataset, start, end, theatre))


def latest_changes(
    dataset: Dataset, start: date, end: date, most: int, *, theatre: str | None = None
) -> tuple[list[Change], int]:
    """The last of the `changes` between two days, the newest first, `most` at most; and how many there are in all."""
    columns = _changes(dataset, start, end, theatre)
    newest = zip(*(columns[name][: -most - 1 : -1] for name in Change._fields), strict=True)
    return [Change(*row) for row in newest], len(columns["date"])


def _changes(dataset: Dataset, start: date, end: date, theatre: str | None) -> dict[str, np.ndarray]:
    """The columns of `changes`."""
    old, new = (_rows_on(dataset, day, theatre) for day in (start, end))
    index, features = dataset.index, dataset.features
    # Position -1 is the row added below: not known.
    actor, status = np.r_[index.actor, -1], np.r_[index.status, -1]
    differs = np.flatnonzero((actor[old] != actor[new]) | (status[old] != status[new]))
    old, new = old[differs], new[differs]
    day = np.where(new >= 0, np.r_[index.from_day, 0][new], np.r_[index.to_day, 0][old])
    sort = np.lexsort((differs, day))
    old, new, differs = old[sort], new[sort], differs[sort]
    later, last = new >= 0, index.after[differs] - 1

    def told(name: str, rows: np.ndarray) -> np.ndarray:
        return _told(dataset, name)[rows]

    return {
        "feature": column(dataset, "features", "id")[differs],
        "ground": column(dataset, "features", "ground")[differs],
        "date": np.where(later, told("valid_from", new), told("valid_to", old)),
        "from_actor": told("actor", old), "from_status": told("status", old),
        "to_actor": told("actor", new), "to_status": told("status", new),
        "area_km2": features.area_km2.to_numpy()[differs].round(1),
        "sources": told("sources", np.where(later, new, last)),
    }  # fmt: skip


@once
def _told(dataset: Dataset, name: str) -> np.ndarray:
    """A column of the statuses, and at its end what is said where none holds."""
    values = dataset.statuses[name]
    return chosen(values, np.r_[np.arange(len(values)), -1], "")


def _rows_on(dataset: Dataset, day: date, theatre: str | None) -> np.ndarray:
    """For every feature the position of the zone row that holds on `day`; -1: none does."""
    index = dataset.index
    rows = index.spans.on(day_number(day))
    rows = rows[(index.zone & index.of_theatre(theatre))[rows]]
    held = np.full(len(dataset.features), -1)
    held[index.feature[rows[::-1]]] = rows[::-1]
    return held


def gained_and_lost(flips: pd.DataFrame) -> pd.DataFrame:
    """Per actor what `changes` gave and took: columns actor, gained_km2, lost_km2, net_km2.

    As in `area`, only control of settled ground counts.
    """
    settled = flips.ground == "settled"
    gained = flips[settled & (flips.to_status == "control")].groupby("to_actor").area_km2.sum()
    lost = flips[settled & (flips.from_status == "control")].groupby("from_actor").area_km2.sum()
    table = (
        pd.DataFrame({"gained_km2": gained, "lost_km2": lost}).fillna(0.0).rename_axis("actor").reset_index()
    )
    table["net_km2"] = table.gained_km2 - table.lost_km2
    return table.round(1).sort_values("net_km2", ascending=False, kind="stable").reset_index(drop=True)


@once
def holders(dataset: Dataset, *, theatre: str | None = None) -> list[str]:
    """The actors that ever hold ground as nobody's affiliate at the time, in the order of the actors file."""
    index = dataset.index
    present = np.unique(index.actor[index.zone & index.of_theatre(theatre)])
    tops = {ancestors(dataset, index.actors[actor])[-1][0] for actor in present}
    return [name for name in dataset.actors if name in tops]

"""Ground in figures: how much an actor holds, as steps in time, and what changed between two days.

Control of settled ground counts as held; contested ground and empty desert are in the high figure only;
presence holds no ground. A month or a year counts from its first day, and the band covers the whole of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geodata.dataset import OPEN, Dataset
from geodata.derive import as_of, within
from geodata.model import Parent
from geodata.period import day_number, parse

__all__ = ["against_published", "ancestors", "area", "area_steps", "changes", "gained_and_lost", "holders"]


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


def area_steps(
    dataset: Dataset, actor: str, *, theatre: str | None = None, exact: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """The ground that `actor` holds, as steps in time.

    Parameters
    ----------
    actor : str
        Counted with those who were its affiliates or part of it on the day, unless `exact`.
    theatre : str, optional
        None: all theatres.

    Returns
    -------
    days : int array, shape (n,)
        Days since 1970-01-01 on which a figure changes, ascending.
    km2 : float array, shape (n, 3)
        From that day on: settled ground under control; low; high. Low leaves out what imprecise dates leave
        open and takes cells at the short reach; high adds that, contested ground and empty desert, at the
        long reach.
    """
    rows = _attributed(dataset, actor, theatre, exact)
    area = dataset.features.loc[rows.feature, ["area_km2", "low_km2", "high_km2"]].to_numpy()
    settled = (dataset.features.ground[rows.feature] == "settled").to_numpy()
    control = (rows.status == "control").to_numpy() & settled
    starts, sure = rows.from_day.to_numpy(), rows.from_sure.to_numpy()
    ends, last = rows.to_day.to_numpy(), rows.to_sure.to_numpy()
    edges = [
        (starts[control], ends[control], area[control, 0], 0),
        (sure[control], np.maximum(ends, sure)[control], area[control, 1], 1),
        *_high_edges(rows.feature.to_numpy(), starts, last, area[:, 2]),
    ]
    days = np.unique(np.concatenate([np.concatenate(edge[:2]) for edge in edges] or [[]])).astype("int64")
    change = np.zeros((len(days), 3))
    for first, after, weight, column in edges:
        np.add.at(change[:, column], np.searchsorted(days, first), weight)
        np.add.at(change[:, column], np.searchsorted(days, after), -weight)
    km2 = np.maximum(change.cumsum(axis=0).round(6), 0.0)
    return days[days < OPEN], km2[days < OPEN]


def _high_edges(features: np.ndarray, starts: np.ndarray, ends: np.ndarray, area: np.ndarray) -> list[tuple]:
    """Each feature's possible days, rows that touch or overlap joined, so that no ground counts twice."""
    edges = []
    for feature in np.unique(features):
        mine = np.flatnonzero(features == feature)
        mine = mine[np.argsort(starts[mine], kind="stable")]
        reach = np.maximum.accumulate(ends[mine])
        fresh = np.r_[True, starts[mine][1:] > reach[:-1]]
        last = np.r_[np.flatnonzero(fresh)[1:] - 1, len(mine) - 1]
        weights = np.full(fresh.sum(), area[mine[0]])
        edges.append((starts[mine][fresh], reach[last], weights, 2))
    return edges


def _attributed(dataset: Dataset, actor: str, theatre: str | None, exact: bool) -> pd.DataFrame:
    """The zone rows that count for `actor`, cut to the days of each affiliate's tie."""
    rows = dataset.statuses[(dataset.statuses.kind == "zone") & within(dataset.statuses, theatre)]
    if exact:
        return rows[rows.actor == actor]
    parts = []
    for name in rows.actor.unique():
        for ancestor, first, after in ancestors(dataset, name):
            if ancestor == actor:
                parts.append(_clipped(rows[rows.actor == name], first, after))
    return pd.concat(parts) if parts else rows.iloc[:0]


def _clipped(rows: pd.DataFrame, first: int, after: int) -> pd.DataFrame:
    cut = rows.assign(
        from_day=rows.from_day.clip(lower=first), from_sure=rows.from_sure.clip(lower=first),
        to_day=rows.to_day.clip(upper=after), to_sure=rows.to_sure.clip(upper=after),
    )  # fmt: skip
    return cut[cut.from_day < cut.to_day]


def area(
    dataset: Dataset, actor: str, days: Iterable[date], *, theatre: str | None = None, exact: bool = False
) -> pd.DataFrame:
    """Area held by `actor` on each of `days`: columns date, area_km2, low_km2, high_km2 (see `area_steps`).

    Raises
    ------
    KeyError
        If the dataset knows no such actor.
    """
    if actor not in dataset.actors:
        raise KeyError(actor)
    wanted = list(days)
    steps, km2 = area_steps(dataset, actor, theatre=theatre, exact=exact)
    index = np.searchsorted(steps, [day_number(day) for day in wanted], side="right") - 1
    km2 = np.vstack([km2, np.zeros(3)])
    values = km2[np.where(index < 0, len(km2) - 1, index)].round(1)
    return pd.DataFrame(
        {"date": [day.isoformat() for day in wanted], "area_km2": values[:, 0], "low_km2": values[:, 1],
         "high_km2": values[:, 2]}
    )  # fmt: skip


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
        ours = area(dataset, estimate.actor, [day], theatre=estimate.theatre).iloc[0]
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
    zones = dataset.features[(dataset.features.kind == "zone") & within(dataset.features, theatre)]
    before, after = (
        as_of(dataset, day).drop_duplicates("feature").set_index("feature")[
            ["actor", "status", "valid_from", "from_day", "valid_to", "to_day", "sources"]
        ].reindex(zones.index)
        for day in (start, end)
    )  # fmt: skip
    pairs = before.add_suffix("_old").join(after.add_suffix("_new")).join(zones[["area_km2", "ground"]])
    pairs[["actor_old", "status_old", "actor_new", "status_new"]] = pairs[
        ["actor_old", "status_old", "actor_new", "status_new"]
    ].fillna("")
    differs = (pairs.actor_old != pairs.actor_new) | (pairs.status_old != pairs.status_new)
    rows = [_flip(dataset, zone) for zone in pairs[differs].itertuples()]
    columns = [
        "feature",
        "ground",
        "date",
        "day",
        "from_actor",
        "from_status",
        "to_actor",
        "to_status",
        "area_km2",
        "sources",
    ]
    return pd.DataFrame(rows, columns=columns).sort_values(["day", "feature"]).drop(columns="day")


def _flip(dataset: Dataset, zone: Any) -> dict:
    later = bool(zone.actor_new)
    lost = dataset.statuses[dataset.statuses.feature == zone.Index]
    return {
        "feature": zone.Index,
        "ground": zone.ground,
        "date": zone.valid_from_new if later else zone.valid_to_old or "",
        "day": zone.from_day_new if later else zone.to_day_old,
        "from_actor": zone.actor_old, "from_status": zone.status_old,
        "to_actor": zone.actor_new, "to_status": zone.status_new,
        "area_km2": round(zone.area_km2, 1),
        "sources": zone.sources_new if later else (lost.sources.iloc[-1] if len(lost) else []),
    }  # fmt: skip


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


def holders(dataset: Dataset, *, theatre: str | None = None) -> list[str]:
    """The actors that ever hold ground as nobody's affiliate at the time, in the order of the actors file."""
    rows = dataset.statuses[(dataset.statuses.kind == "zone") & within(dataset.statuses, theatre)]
    tops = {name for actor in rows.actor.unique() for name in _tops(dataset, actor)}
    return [name for name in dataset.actors if name in tops]


def _tops(dataset: Dataset, actor: str) -> list[str]:
    chain = [name for name, _, _ in ancestors(dataset, actor)]
    return [chain[-1]]

"""What each actor gained, lost and kept between two days, in km2 with a band; and the days that each held a place."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.dataset import Dataset
from geodata.derive import clock, within
from geodata.ground import ancestors, holders
from geodata.period import day_number

__all__ = ["balance", "days_held"]

_COLUMNS = ["actor", "gained_km2", "gained_low_km2", "gained_high_km2", "lost_km2", "lost_low_km2", "lost_high_km2",
            "net_km2", "held_km2"]  # fmt: skip


def balance(
    dataset: Dataset, start: date, end: date, *, theatre: str | None = None, actors: list[str] | None = None,
    decimals: int = 1,
) -> pd.DataFrame:  # fmt: skip
    """Ground gained and lost between two days, by actor, each figure with a band.

    Parameters
    ----------
    start, end : date
        The states of these two days are compared; what changed and changed back in between does not count.
    theatre : str, optional
        None: all theatres.
    actors : list of str, optional
        Those to count, each with the affiliates and parts that it had on the day; None: `ground.holders`.
    decimals : int
        Of the figures; 6 are square metres.

    Returns
    -------
    DataFrame
        actor, gained_km2, gained_low_km2, gained_high_km2, lost_km2, lost_low_km2, lost_high_km2, net_km2,
        held_km2 (on both days). The greatest loss first; who may neither have gained nor lost is left out.

    Notes
    -----
    On a day an actor's hold on a zone has one of three levels: none, possible (contested with the actor as holder,
    or empty desert), and control of settled ground. The figure counts the zones that come under control, or cease to
    be, as drawn. The low figure counts, at the short reach, only those that went surely from none to control, or
    from control to none, whatever their imprecise dates mean. The high figure counts, at the long reach, all whose
    level may have risen, or fallen, by a row that may have begun, or ended, between the two days. Low never exceeds
    the figure, nor the figure high; a row that surely holds on both days counts nowhere.
    """
    first, last = day_number(start), day_number(end)
    zones = dataset.statuses[(dataset.statuses.kind == "zone") & within(dataset.statuses, theatre)]
    zones = pd.concat([_possible(zones, first), _possible(zones, last)])
    crowd = {
        day: _possible(zones[~zones.index.duplicated()], day).groupby("feature").size()
        for day in (first, last)
    }
    mine = _attributed(dataset, zones[~zones.index.duplicated()])
    old, new = _levels(mine, first, crowd[first]), _levels(mine, last, crowd[last])
    begun, ended = mine[mine.from_sure > first], mine[mine.to_day <= last]
    turns = pd.DataFrame({"rise": _most(begun, last), "fall": _most(ended, first)})
    both = old.add_suffix("_old").join([new.add_suffix("_new"), turns], how="outer").fillna(0).reset_index()
    both = both.join(dataset.features[["area_km2", "low_km2", "high_km2"]], on="feature")
    wanted = set(holders(dataset, theatre=theatre) if actors is None else actors)
    rows = [{"actor": actor} | _figures(part) for actor, part in both.groupby("holder") if actor in wanted]
    return _moved(pd.DataFrame(rows, columns=_COLUMNS).round(decimals))


def _moved(table: pd.DataFrame) -> pd.DataFrame:
    """Those who may have gained or lost, the greatest loss first."""
    moved = table[(table.gained_high_km2 > 0) | (table.lost_high_km2 > 0)]
    order = moved.sort_values(["lost_km2", "gained_km2"], ascending=False, kind="stable")
    return order.reset_index(drop=True)


def _possible(rows: pd.DataFrame, day: int) -> pd.DataFrame:
    return rows[(rows.from_day <= day) & (day < rows.to_sure)]


def _attributed(dataset: Dataset, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows once for each `holder` that they count for, cut to the days of the tie, with the level of the hold."""
    ties = [(actor, *tie) for actor in rows.actor.unique() for tie in ancestors(dataset, actor)]
    found = rows.merge(pd.DataFrame(ties, columns=["actor", "holder", "tied", "untied"]), on="actor")
    settled = dataset.features.ground.reindex(found.feature).to_numpy() == "settled"
    cut = found.assign(
        from_day=found.from_day.clip(lower=found.tied), from_sure=found.from_sure.clip(lower=found.tied),
        to_day=found.to_day.clip(upper=found.untied), to_sure=found.to_sure.clip(upper=found.untied),
        hold=((found.status == "control") & settled).astype("int64") + 1,
    )  # fmt: skip
    return cut[cut.from_day < cut.to_day]


def _most(rows: pd.DataFrame, day: int) -> pd.Series:
    return _possible(rows, day).groupby(["feature", "holder"]).hold.max()


def _levels(mine: pd.DataFrame, day: int, crowd: pd.Series) -> pd.DataFrame:
    """By feature and holder: the level as drawn, and the least and the most that the imprecise dates leave open.

    Levels are 2: control of settled ground; 1: contested, or empty desert; 0: none. Where two rows may hold on the
    day, one hands over to the other, so that one of them does.
    """
    rows = _possible(mine, day)
    rows = rows.assign(sure=(rows.from_sure <= day) & (day < rows.to_day))
    keys = ["feature", "holder"]
    drawn = rows[day < rows.to_day].groupby(keys).hold.max()
    found = rows.groupby(keys).agg(
        least=("hold", "min"), most=("hold", "max"), many=("hold", "size"), sure=("sure", "any")
    )
    alone = found.many.to_numpy() == crowd.reindex(found.index.get_level_values("feature")).to_numpy()
    least = found.least.where(alone & ((found.many > 1) | found.sure), 0)
    return pd.DataFrame({"drawn": drawn.reindex(found.index).fillna(0), "least": least, "most": found.most})


def _figures(both: pd.DataFrame) -> dict[str, float]:
    def total(mask: pd.Series, column: str) -> float:
        return float(both.loc[mask, column].sum())

    gained = total((both.drawn_old < 2) & (both.drawn_new == 2), "area_km2")
    lost = total((both.drawn_old == 2) & (both.drawn_new < 2), "area_km2")
    return {
        "gained_km2": gained,
        "gained_low_km2": total((both.most_old == 0) & (both.least_new == 2), "low_km2"),
        "gained_high_km2": total(both.rise > both.least_old, "high_km2"),
        "lost_km2": lost,
        "lost_low_km2": total((both.least_old == 2) & (both.most_new == 0), "low_km2"),
        "lost_high_km2": total(both.fall > both.least_new, "high_km2"),
        "net_km2": gained - lost,
        "held_km2": total((both.drawn_old == 2) & (both.drawn_new == 2), "area_km2"),
    }


def days_held(dataset: Dataset, feature: str) -> pd.DataFrame:
    """Everyone who held a feature or the ground it stands in, and for how long.

    Returns
    -------
    DataFrame
        actor, status (control, contested, presence), days, first, last (day numbers; `last` is the first day it no
        longer holds). Days on which several grounds of a place are held count once; days after the clock's end do
        not count. The longest first.
    """
    grounds = dataset.features.at[feature, "stands_in"] or [feature]
    after = day_number(clock(dataset)[1]) + 1
    rows = dataset.statuses[dataset.statuses.feature.isin(grounds)]
    rows = rows.assign(to_day=rows.to_day.clip(upper=after))
    found = [
        (actor, status, _union(mine), int(mine.from_day.min()), int(mine.to_day.max()))
        for (actor, status), mine in rows.groupby(["actor", "status"])
    ]
    table = pd.DataFrame(found, columns=["actor", "status", "days", "first", "last"])
    return table.sort_values("days", ascending=False, kind="stable").reset_index(drop=True)


def _union(rows: pd.DataFrame) -> int:
    """Days covered by at least one row."""
    days, reach = 0, -(2**31)
    for first, after in sorted(zip(rows.from_day, rows.to_day, strict=True)):
        days += max(0, after - max(first, reach))
        reach = max(reach, after)
    return int(days)

"""The dataset held against the archive: is there fighting where we say it is quiet?

Incidents are taken by fine cell (about 36 km2) and month, so that the test costs the same for a million as for a
hundred: a cell belongs to the zone that its middle lies in.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import shapely

from geodata import derive
from geodata.archive import queries
from geodata.archive.cells import FINE
from geodata.archive.engines import Engine
from geodata.dataset import Dataset
from geodata.period import day_number

__all__ = ["explained", "unexplained"]


def unexplained(dataset: Dataset, engine: Engine, theatre: str, *, least: int = 3) -> pd.DataFrame:
    """Months with incidents in a zone that one actor holds, uncontested, with no event of ours there.

    Returns
    -------
    DataFrame
        zone, month (201706), actor who holds it by our account, incidents, deaths; most deaths first. Months with
        fewer than `least` incidents are left out.
    """
    found = _with_status(dataset, _by_zone(dataset, engine, theatre))
    quiet = found[(found.status == "control") & ~found.told & (found.incidents >= least)]
    columns = ["zone", "month", "actor", "incidents", "deaths"]
    return (
        quiet[columns]
        .sort_values(["deaths", "incidents", "zone"], ascending=[False, False, True])
        .reset_index(drop=True)
    )


def explained(dataset: Dataset, engine: Engine, theatre: str) -> pd.DataFrame:
    """Incidents and deaths by what the dataset says of the zone in that month.

    Returns
    -------
    DataFrame
        said ("contested", "control", "control, with an event", "not known", "no zone"), incidents, deaths, share
        (of the incidents).
    """
    found = _with_status(dataset, _by_zone(dataset, engine, theatre))
    said = found.status.where(found.status != "", "not known").where(found.zone != "", "no zone")
    said = said.mask((said == "control") & found.told, "control, with an event")
    table = found.assign(said=said).groupby("said")[["incidents", "deaths"]].sum().reset_index()
    table["share"] = (table.incidents / max(table.incidents.sum(), 1)).round(4)
    return table.sort_values("incidents", ascending=False).reset_index(drop=True)


def _by_zone(dataset: Dataset, engine: Engine, theatre: str) -> pd.DataFrame:
    """zone ("" outside all), month, incidents, deaths of the theatre's envelope, over the years of the clock."""
    first, last = derive.clock(dataset)
    found = queries.cell_months(engine, FINE, first, last, dataset.theatres[theatre].envelope)
    zones = dataset.features[(dataset.features.kind == "zone") & (dataset.features.theatre == theatre)]
    places = found.drop_duplicates("cell")
    points = shapely.points(places.lon.to_numpy(float), places.lat.to_numpy(float))
    inside, zone = shapely.STRtree(zones.geometry.to_numpy()).query(points, predicate="intersects")
    home = dict(zip(places.cell.to_numpy()[inside], zones.index.to_numpy()[zone], strict=True))
    return (
        found.assign(zone=found.cell.map(home).fillna(""))
        .groupby(["zone", "month"], as_index=False)[["incidents", "deaths"]].sum()
    )  # fmt: skip


def _with_status(dataset: Dataset, found: pd.DataFrame) -> pd.DataFrame:
    """What we say of each zone and month: its most disturbed status, who holds it, and whether an event of ours is there."""
    starts = np.array([day_number(date(month // 100, month % 100, 1)) for month in found.month], "int64")
    ends = np.array([day_number(_next(month)) for month in found.month], "int64")
    rows = dataset.statuses[dataset.statuses.kind == "zone"]
    by_zone = {zone: part for zone, part in rows.groupby("feature")}
    told = _told(dataset)
    said = []
    for zone, start, end in zip(found.zone, starts, ends, strict=True):
        part = by_zone.get(zone)
        held = part[(part.from_day < end) & (part.to_day > start)] if part is not None else rows.iloc[:0]
        fought = (held.status == "contested").any() or held.actor.nunique() > 1
        status = "contested" if fought else (held.status.iloc[0] if len(held) else "")
        event = any(start <= day < end for day in told.get(zone, ()))
        said.append((status, held.actor.iloc[0] if len(held) else "", event))
    columns = pd.DataFrame(said, columns=["status", "actor", "told"], index=found.index)
    return found.join(columns.astype({"told": bool}))


def _next(month: int) -> date:
    return date(month // 100 + (month % 100 == 12), month % 100 % 12 + 1, 1)


def _told(dataset: Dataset) -> dict[str, list[int]]:
    """The days of our events by zone: by the places they name, and by the zones they change."""
    found: dict[str, list[int]] = {}
    stands = dataset.features.stands_in
    for event in dataset.events.itertuples():
        for name in {
            *event.changes,
            *(ground for place in event.places for ground in [place, *stands.get(place, [])]),
        }:
            found.setdefault(name, []).extend(range(event.day, min(event.day_to, event.day + 366) + 1))
    return found

"""What is asked of an archive, each question written once, in SQL that every engine answers alike.

Days are dates, boxes are (west, south, east, north) in degrees, and both ends are included.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.archive import cells
from geodata.archive.engines import Engine

__all__ = [
    "WORLD",
    "by_cell",
    "by_cell_month_actor",
    "by_month",
    "cell_days",
    "cell_months",
    "inside",
    "near",
    "span",
]

Box = tuple[float, float, float, float]

WORLD: Box = (-180.0, -90.0, 180.0, 90.0)

_IN_BOX = "lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north"
_IN_TIME = "date BETWEEN :start AND :end"
_MONTH = "CAST(EXTRACT(YEAR FROM date) * 100 + EXTRACT(MONTH FROM date) AS INTEGER)"
_TOTALS = "count(*) AS incidents, CAST(sum(deaths) AS BIGINT) AS deaths"
_SUMS = "CAST(sum(incidents) AS BIGINT) AS incidents, CAST(sum(deaths) AS BIGINT) AS deaths"
_FIELDS = "id, date, date_to, lon, lat, precision, kind, actor_a, actor_b, deaths, source"


#: Boxes up to so many square degrees name their coarse cells too: the parts are sorted by them, and the rest is not read.
_SMALL = 64.0
#: A cell's children reach over its edge; by less than this.
_OVER_EDGE_KM = 12.0


@lru_cache(maxsize=1024)
def _in_cells(box: Box) -> str:
    """A condition that spares reading what lies far from a small box; nothing for a large one."""
    west, south, east, north = box
    if (east - west) * (north - south) > _SMALL:
        return ""
    return f"AND cell4 IN ({_listed(cells.near(shapely.box(*box), _OVER_EDGE_KM, cells.COARSE).tolist())})"


def _given(start: date, end: date, box: Box) -> dict[str, object]:
    west, south, east, north = map(float, box)
    return {"start": start, "end": end, "west": west, "south": south, "east": east, "north": north}


def _sides(box: Box) -> str:
    """A row an incident and side, of the incidents of a box and of a time."""
    where = f"{_IN_TIME} AND {_IN_BOX} {_in_cells(box)}"
    return f"""
        SELECT date, deaths, precision, cell4, lon, lat, actor_a AS actor FROM incidents WHERE {where}
        UNION ALL
        SELECT date, deaths, precision, cell4, lon, lat, actor_b AS actor FROM incidents
        WHERE {where} AND actor_b <> '' AND actor_b <> actor_a
    """


def span(engine: Engine) -> tuple[date, date, int]:
    """The first and the last day of the archive, and how many incidents it has."""
    found = engine.run(
        "SELECT min(date) AS first, max(date) AS last, count(*) AS incidents FROM incidents"
    ).iloc[0]
    return pd.Timestamp(found["first"]).date(), pd.Timestamp(found["last"]).date(), int(found["incidents"])


def by_cell(engine: Engine, resolution: int, start: date, end: date, box: Box = WORLD) -> pd.DataFrame:
    """Incidents and deaths by cell: columns cell, lon, lat (its middle), incidents, deaths."""
    query = f"SELECT cell, lon, lat, {_SUMS} FROM counts WHERE resolution = :resolution AND {_IN_TIME} AND {_IN_BOX} GROUP BY cell, lon, lat ORDER BY cell"
    return engine.run(query, resolution=resolution, **_given(start, end, box))


def cell_days(engine: Engine, resolution: int, start: date, end: date, box: Box = WORLD) -> pd.DataFrame:
    """What a map needs to run its clock by itself: date, cell, incidents, deaths, by date and cell."""
    query = f"SELECT date, cell, incidents, deaths FROM counts WHERE resolution = :resolution AND {_IN_TIME} AND {_IN_BOX} ORDER BY date, cell"
    return engine.run(query, resolution=resolution, **_given(start, end, box))


def cell_months(engine: Engine, resolution: int, start: date, end: date, box: Box = WORLD) -> pd.DataFrame:
    """Incidents and deaths by cell and month: cell, lon, lat (its middle), month (as 201706), incidents, deaths."""
    query = f"""
        SELECT cell, lon, lat, {_MONTH} AS month, {_SUMS} FROM counts
        WHERE resolution = :resolution AND {_IN_TIME} AND {_IN_BOX} GROUP BY cell, lon, lat, {_MONTH} ORDER BY cell, month
    """
    return engine.run(query, resolution=resolution, **_given(start, end, box))


def by_month(engine: Engine, start: date, end: date, box: Box = WORLD) -> pd.DataFrame:
    """Incidents and deaths by month (as 201706) and actor; an incident counts for both of its sides."""
    query = f"SELECT {_MONTH} AS month, actor, {_TOTALS} FROM ({_sides(box)}) sides GROUP BY {_MONTH}, actor ORDER BY month, actor"
    return engine.run(query, **_given(start, end, box))


def by_cell_month_actor(engine: Engine, start: date, end: date, box: Box = WORLD) -> pd.DataFrame:
    """Incidents and deaths by coarse cell, month and actor, of incidents that are placed well enough for a cell."""
    query = f"""
        SELECT cell4 AS cell, {_MONTH} AS month, actor, {_TOTALS} FROM ({_sides(box)}) sides
        WHERE precision <= 3 GROUP BY cell4, {_MONTH}, actor ORDER BY cell, month, actor
    """
    return engine.run(query, **_given(start, end, box))


def inside(engine: Engine, start: date, end: date, box: Box, most: int = 20_000) -> pd.DataFrame:
    """The single incidents of a box, at most `most`, by date and id; those placed no better than a province left out."""
    query = f"SELECT {_FIELDS} FROM incidents WHERE {_IN_TIME} AND {_IN_BOX} {_in_cells(box)} AND precision <= 3 ORDER BY date, id LIMIT {int(most)}"
    return engine.run(query, **_given(start, end, box))


def near(
    engine: Engine, shape: BaseGeometry, reach_km: float, start: date, end: date, *, precision: int = 2
) -> pd.DataFrame:
    """The incidents within reach of a shape: the columns of an incident and `km`, by date and id.

    Cells that touch the reach are asked of the engine; how far each incident lies is measured here.
    """
    wanted = cells.near(shape, reach_km, cells.COARSE)
    found = engine.run(
        f"SELECT {_FIELDS} FROM incidents WHERE {_IN_TIME} AND precision <= :precision AND cell4 IN ({_listed(wanted.tolist())}) ORDER BY date, id",
        start=start, end=end, precision=precision,
    )  # fmt: skip
    km = cells.metres_from(shape, found.lon.to_numpy(float), found.lat.to_numpy(float)) / 1000
    return found.assign(km=km.round(3))[km <= reach_km].reset_index(drop=True)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers) or "NULL"

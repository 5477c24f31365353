"""The archive's incidents as the map fetches them: a tile and a year at a time, by cell or, zoomed in, one by one.

A tile is one of the Web Mercator pyramid, of the zoom that `TILES` gives for its kind. Its address holds the
archive's version, so that what was sent never changes and may be kept anywhere.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.map.columns import Columns
from dashboard.map.routes import Body, missing, respond
from geodata.archive import cells, engines, queries, shelf
from geodata.period import EPOCH

__all__ = ["ROUTES", "TILES", "offered", "tile"]

#: The kinds of tile: the resolution of their cells (None: single incidents), and the zoom of the tile.
TILES = {"coarse": (cells.COARSE, 3), "fine": (cells.FINE, 7), "single": (None, 8)}

#: Integer steps to a degree, as in the dataset's pack.
STEPS = 10_000

_homes: dict[str, Path] = {}


def offered(home: Path) -> dict[str, Any] | None:
    """What the map is told of the archive in `home`: its version, its days and who published it; None without one."""
    added = shelf.manifest(home).added
    if not added:
        return None
    version = shelf.manifest(home).version
    _homes[version] = home
    first, last, count = _span(version)
    return {
        "version": version, "first": (first - EPOCH).days, "last": (last - EPOCH).days, "incidents": count,
        "sources": sorted({one.source for one in added}), "tiles": {kind: zoom for kind, (_, zoom) in TILES.items()},
    }  # fmt: skip


@lru_cache(maxsize=2)
def _engine(version: str) -> engines.Engine:
    return engines.opened(_homes[version])


@lru_cache(maxsize=2)
def _span(version: str) -> tuple[date, date, int]:
    return queries.span(_engine(version))


def box(zoom: int, x: int, y: int) -> queries.Box:
    """West, south, east and north of a tile, in degrees."""
    many = 1 << zoom

    def lat(line: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * line / many))))

    return 360 * x / many - 180, lat(y + 1), 360 * (x + 1) / many - 180, lat(y)


def tile(engine: engines.Engine, kind: str, year: int, x: int, y: int) -> bytes:
    """One tile of one year, as columns.

    Of cells: `cell.corners` and `cell.lon`, `cell.lat` (the corners of each in turn, in steps of 1e-4 degree), and by
    day `row.day`, `row.cell`, `row.incidents`, `row.deaths`. Of single incidents: `row.day`, `row.lasts`, `row.lon`,
    `row.lat`, `row.deaths`, `row.precision`, `row.kind`, `row.a`, `row.b`, with the names of kinds, actors and ids
    in the head.
    """
    resolution, zoom = TILES[kind]
    time = date(year, 1, 1), date(year, 12, 31)
    if resolution is None:
        return _singles(queries.inside(engine, *time, box(zoom, x, y)))
    return _cells(queries.cell_days(engine, resolution, *time, box(zoom, x, y)))


def _cells(rows: pd.DataFrame) -> bytes:
    names, index = np.unique(rows.cell.to_numpy("int64"), return_inverse=True)
    outlines = cells.outlines(names)
    corners = np.rint(np.array([corner for outline in outlines for corner in outline]).reshape(-1, 2) * STEPS)
    columns = Columns()
    columns.add("cell.corners", [len(outline) for outline in outlines])
    columns.add("cell.lon", corners[:, 0], delta=True)
    columns.add("cell.lat", corners[:, 1], delta=True)
    columns.add("row.day", _numbers(rows.date), delta=True)
    columns.add("row.cell", index)
    columns.add("row.incidents", rows.incidents.to_numpy("int64"))
    columns.add("row.deaths", rows.deaths.to_numpy("int64"))
    return columns.to_bytes({})


def _singles(rows: pd.DataFrame) -> bytes:
    side, actors = pd.factorize(pd.concat([rows.actor_a, rows.actor_b]))
    kind, kinds = pd.factorize(rows.kind)
    days = _numbers(rows.date)
    columns = Columns()
    columns.add("row.day", days, delta=True)
    columns.add("row.lasts", _numbers(rows.date_to) - days)
    for name in ("lon", "lat"):
        columns.add(f"row.{name}", np.rint(rows[name].to_numpy(float) * STEPS))
    for name in ("deaths", "precision"):
        columns.add(f"row.{name}", rows[name].to_numpy("int64"))
    columns.add("row.kind", kind)
    columns.add("row.a", side[: len(rows)])
    columns.add("row.b", side[len(rows) :])
    return columns.to_bytes({"kinds": list(kinds), "actors": list(actors), "ids": rows.id.tolist()})


def _numbers(days: pd.Series) -> np.ndarray:
    return pd.to_datetime(days).to_numpy("datetime64[D]").astype("int64")


async def _tile(request: Request) -> Response:
    asked = request.path_params
    if asked["version"] not in _homes or asked["kind"] not in TILES:
        return missing()
    _, zoom = TILES[asked["kind"]]
    if not (0 <= asked["x"] < 1 << zoom and 0 <= asked["y"] < 1 << zoom and 1900 <= asked["year"] <= 2200):
        return missing()
    body = await run_in_threadpool(_kept, *(asked[name] for name in ("version", "kind", "year", "x", "y")))
    return respond(request, body, "application/octet-stream", "public, max-age=31536000, immutable")


@lru_cache(maxsize=512)
def _kept(version: str, kind: str, year: int, x: int, y: int) -> Body:
    return Body.of(tile(_engine(version), kind, year, x, y))


ROUTES = [Route("/kharita/incidents/{version:str}/{kind:str}/{year:int}/{x:int}/{y:int}.bin", _tile)]

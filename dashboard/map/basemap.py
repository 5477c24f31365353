"""The offline basemap as the browser gets it: layers of delta-coded rings and lines, and towns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.map.wire import STEPS
from geodata import files

__all__ = ["ATTRIBUTION", "layer", "pack"]

FOLDER = Path(files.__file__).parent / "basemap"
ATTRIBUTION = {
    "en": "Made with Natural Earth. Place names: GeoNames (CC BY 4.0).",
    "ar": "أُعدّت باستخدام Natural Earth. أسماء الأماكن: GeoNames ‏(CC BY 4.0).",
}


def pack() -> dict[str, Any]:
    """Every layer, delta-coded in steps of 1e-4 degree; areas and lines with `name` and `label` where they have one.

    `scale` says how many of the integer steps make a degree; towns stand in the order of their population.
    """
    areas = {
        name: [_area(*item) for item in layer(name)] for name in ("world", "countries", "provinces", "lakes")
    }
    towns = [
        {
            "name": properties["name"],
            "lon": geometry.x,
            "lat": geometry.y,
            "population": properties["population"],
        }
        for properties, geometry in layer("towns")
    ]
    rivers = [{**properties, "lines": _lines(geometry)} for properties, geometry in layer("rivers")]
    return {
        "format": "kharita-basemap/1",
        "scale": STEPS,
        **areas,
        "rivers": rivers,
        "towns": towns,
        "attribution": ATTRIBUTION,
    }


def layer(name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Properties and geometry (lon, lat) of each feature of a layer.

    The layers are the project's own and never change while it runs: a test holds them to the gate, not each start.
    """
    data = files.read(FOLDER / f"{name}.geojson")
    shapes = shapely.get_parts(shapely.from_geojson(data))
    return list(zip((feature["properties"] for feature in json.loads(data)["features"]), shapes, strict=True))


def _area(properties: dict[str, Any], geometry: BaseGeometry) -> dict[str, Any]:
    return {**properties, "rings": _polygons(geometry)}


def _lines(geometry: BaseGeometry) -> list[list[int]]:
    return [_line(line.coords) for line in getattr(geometry, "geoms", [geometry])]


def _polygons(shape: BaseGeometry) -> list[list[list[int]]]:
    """A (multi)polygon as polygons of rings, delta-coded; a closing position is not repeated."""
    polygons = getattr(shape, "geoms", [shape])
    coded = ([_line(ring.coords[:-1]) for ring in (p.exterior, *p.interiors)] for p in polygons)
    return [rings for rings in coded if len(rings[0]) >= 6]


def _line(positions: Sequence[Sequence[float]]) -> list[int]:
    """Positions (lon, lat) as x0, y0, dx, dy, dx, dy ... in steps of 1e-4 degree, standstills left out."""
    steps = np.rint(np.asarray(positions, dtype="float64")[:, :2] * STEPS).astype("int64")
    moves = np.diff(steps, axis=0)
    return [*steps[0].tolist(), *moves[(moves != 0).any(axis=1)].ravel().tolist()]

"""The offline basemap as the browser gets it: layers of delta-coded rings and lines, and towns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from dashboard.map.wire import STEPS, coded_line, coded_polygons
from geodata import files
from geodata.gate import admit

__all__ = ["ATTRIBUTION", "pack"]

FOLDER = Path(files.__file__).parent / "basemap"
ATTRIBUTION = {
    "en": "Made with Natural Earth. Place names: GeoNames (CC BY 4.0).",
    "ar": "أُعدّت باستخدام Natural Earth. أسماء الأماكن: GeoNames ‏(CC BY 4.0).",
}


def pack() -> dict[str, Any]:
    """Every layer, in the coding of `wire`; areas and lines with `name` and `label` where they have one.

    `scale` says how many of the integer steps make a degree; towns stand in the order of their population.

    Raises
    ------
    ValueError
        If a layer is not sound GeoJSON.
    """
    areas = {
        name: [_area(*item) for item in _layer(name)] for name in ("world", "countries", "provinces", "lakes")
    }
    towns = [
        {
            "name": properties["name"],
            "lon": geometry.x,
            "lat": geometry.y,
            "population": properties["population"],
        }
        for properties, geometry in _layer("towns")
    ]
    rivers = [{**properties, "lines": _lines(geometry)} for properties, geometry in _layer("rivers")]
    return {
        "format": "kharita-basemap/1",
        "scale": STEPS,
        **areas,
        "rivers": rivers,
        "towns": towns,
        "attribution": ATTRIBUTION,
    }


def _layer(name: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    path = FOLDER / f"{name}.geojson"
    document = admit(files.read(path), path.name)
    if document.problems:
        raise ValueError(str(document.problems[0]))
    return [(feature["properties"], shape(feature["geometry"])) for feature in document.value["features"]]


def _area(properties: dict[str, Any], geometry: BaseGeometry) -> dict[str, Any]:
    return {**properties, "rings": coded_polygons(geometry)}


def _lines(geometry: BaseGeometry) -> list[list[int]]:
    return [coded_line(line.coords) for line in getattr(geometry, "geoms", [geometry])]

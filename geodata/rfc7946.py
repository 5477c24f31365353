"""What RFC 7946 asks of a FeatureCollection, looked at before any geometry library sees it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

__all__ = ["Loc", "faults"]

Loc = list[str | int]

_CRS_NAMES = {
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "EPSG:4326",
    "urn:ogc:def:crs:EPSG::4326",
}
_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def faults(value: Any) -> Iterator[tuple[str, Loc, str, str]]:
    """What a parsed document lacks as a FeatureCollection: rule, place inside it, message and remedy."""
    if (
        not isinstance(value, dict)
        or value.get("type") != "FeatureCollection"
        or not isinstance(value.get("features"), list)
    ):
        remedy = 'Begin with {"type": "FeatureCollection", "features": [...]}'
        yield "geojson", [], "not a GeoJSON FeatureCollection", remedy
        return
    if "crs" in value and not _is_lonlat(value["crs"]):
        remedy = "Delete the crs member; save the file in WGS 84 longitude and latitude"
        yield "crs", ["crs"], "a coordinate system other than WGS 84", remedy
    for index, feature in enumerate(value["features"]):
        where: Loc = ["features", index]
        if not isinstance(feature, dict):
            yield "geojson", where, "a feature must be an object", "Remove or rewrite it"
            continue
        if _is_sound(feature.get("geometry")):
            continue
        for loc, message in _geometry(feature.get("geometry")):
            yield "coordinates", [*where, "geometry", *loc], message, "Write [longitude, latitude] in degrees"


def _is_lonlat(crs: Any) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) and crs.get("type") == "name" else None
    return isinstance(name, str) and name in _CRS_NAMES


def _is_sound(geometry: Any) -> bool:
    """A quick look that says yes to nearly everything that is right, and to nothing that is wrong."""
    try:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        if kind == "Point":
            return type(coordinates) is list and _are_positions([coordinates])
        if kind == "Polygon":
            return type(coordinates) is list and bool(coordinates) and all(map(_is_ring, coordinates))
        return False
    except (TypeError, KeyError):
        return False


def _is_ring(ring: Any) -> bool:
    return type(ring) is list and len(ring) >= 4 and ring[0] == ring[-1] and _are_positions(ring)


def _are_positions(positions: list[Any]) -> bool:
    if set(map(type, positions)) != {list} or set(map(len, positions)) != {2}:
        return False
    lons, lats = zip(*positions, strict=True)
    if not set(map(type, chain(lons, lats))) <= {int, float}:
        return False
    return min(lons) >= -180 and max(lons) <= 180 and min(lats) >= -90 and max(lats) <= 90


def _geometry(geometry: Any) -> Iterator[tuple[Loc, str]]:
    if not isinstance(geometry, dict):
        yield [], "the geometry is missing"
        return
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _DEPTHS:
        yield [], f"{kind!r} is not a geometry that Kharita keeps ({', '.join(_DEPTHS)})"
        return
    yield from _positions(geometry.get("coordinates"), _DEPTHS[kind], ["coordinates"], kind)


def _positions(value: Any, depth: int, loc: Loc, kind: str) -> Iterator[tuple[Loc, str]]:
    if not isinstance(value, list) or (depth and not value):
        yield loc, "coordinates must be a list that is not empty"
    elif depth == 0:
        if message := _position(value):
            yield loc, message
    else:
        for index, inner in enumerate(value):
            yield from _positions(inner, depth - 1, [*loc, index], kind)
        if depth == 1 and (message := _ring(value, kind)):
            yield loc, message


def _position(value: list[Any]) -> str:
    if len(value) != 2 or not all(
        isinstance(part, int | float) and not isinstance(part, bool) for part in value
    ):
        return "a position has two numbers, longitude and latitude"
    if not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):
        return f"{value[0]}, {value[1]} is not on the globe"
    return ""


def _ring(value: list[Any], kind: str) -> str:
    if kind.endswith("LineString") and len(value) < 2:
        return "a line has at least two positions"
    if kind.endswith("Polygon") and (len(value) < 4 or value[0] != value[-1]):
        return "a ring has at least four positions and ends where it began"
    return ""

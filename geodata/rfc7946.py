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
    if _are_points(value["features"]):
        return
    for index, feature in enumerate(value["features"]):
        where: Loc = ["features", index]
        if not isinstance(feature, dict):
            yield "geojson", where, "a feature must be an object", "Remove or rewrite it"
            continue
        if _is_sound(feature.get("geometry")):
            continue
        for loc, message, remedy in _geometry(feature.get("geometry")):
            yield "coordinates", [*where, "geometry", *loc], message, remedy


def _is_lonlat(crs: Any) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) and crs.get("type") == "name" else None
    return isinstance(name, str) and name in _CRS_NAMES


def _are_points(features: list[Any]) -> bool:
    """As `_is_sound`, of all features at once: whether each is a point."""
    try:
        if {feature["geometry"]["type"] for feature in features} != {"Point"}:
            return False
        return _are_positions([feature["geometry"]["coordinates"] for feature in features])
    except (TypeError, KeyError):
        return False


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


_POSITION = "Write [longitude, latitude] in degrees"


def _geometry(geometry: Any) -> Iterator[tuple[Loc, str, str]]:
    if not isinstance(geometry, dict):
        yield (
            [],
            "the geometry is missing",
            'Add "geometry": {"type": "Point", "coordinates": [longitude, latitude]}',
        )
        return
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _DEPTHS:
        yield [], f"{kind!r} is not a geometry that Kharita keeps", f"Use {', '.join(_DEPTHS)}"
        return
    yield from _positions(geometry.get("coordinates"), _DEPTHS[kind], ["coordinates"], kind)


def _positions(value: Any, depth: int, loc: Loc, kind: str) -> Iterator[tuple[Loc, str, str]]:
    if not isinstance(value, list) or (depth and not value):
        yield loc, "coordinates must be a list that is not empty", _POSITION
    elif depth == 0:
        yield from ((loc, *fault) for fault in _position(value))
    else:
        for index, inner in enumerate(value):
            yield from _positions(inner, depth - 1, [*loc, index], kind)
        if depth == 1:
            yield from ((loc, *fault) for fault in _ring(value, kind))


def _position(value: list[Any]) -> Iterator[tuple[str, str]]:
    if any(isinstance(part, str) for part in value):
        yield "a position has two numbers, and here is text", "Take away the quotes around the numbers"
    elif not all(isinstance(part, int | float) and not isinstance(part, bool) for part in value):
        yield "a position has two numbers, and here is something else", _POSITION
    elif len(value) == 4:
        yield "a position has two numbers, and here are 4", "Write decimals with a point, as [45.5, 34.25]"
    elif len(value) == 3:
        yield "a position has two numbers, and here are 3", "Delete the height: [longitude, latitude] is all"
    elif len(value) != 2:
        yield f"a position has two numbers, and here is {len(value) or 'none'}", _POSITION
    elif not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):
        yield f"{value[0]}, {value[1]} is not on the globe", f"{_POSITION}: -180 to 180, then -90 to 90"


def _ring(value: list[Any], kind: str) -> Iterator[tuple[str, str]]:
    if kind.endswith("LineString") and len(value) < 2:
        yield "a line has at least two positions", "Add the position where it ends"
    if kind.endswith("Polygon") and len(value) < 4:
        yield (
            "a ring has at least four positions, the last one equal to the first",
            "Add those that are missing",
        )
    elif kind.endswith("Polygon") and value[0] != value[-1]:
        yield "the ring does not end where it began", f"Repeat its first position, {value[0]}, at its end"

"""Shapes of the basemap: kept valid, on a grid, and drawn where two sources must not contradict each other."""

from __future__ import annotations

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

__all__ = ["divided", "filled", "largest", "polygons", "snapped", "within"]

#: Western Sahara as the United Nations lists it: south of the parallel of 27 degrees 40 minutes north.
WESTERN_SAHARA = box(-18, 20, -8.6, 27 + 40 / 60)

#: Windows in which rivers and lakes are kept: west, south, east, north.
WINDOWS = [(-18, 3, 20, 38), (8, 18, 37, 38), (25, 11, 60, 43), (60, 28, 76, 40), (115, 3, 128, 20)]


def polygons(geometry: BaseGeometry, least: float = 1e-5) -> BaseGeometry:
    """Only the polygons of a shape that are larger than `least` square degrees."""
    parts = shapely.get_parts(geometry)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and part.area > least])


def largest(geometry: BaseGeometry) -> BaseGeometry:
    """The largest polygon of a shape."""
    return max(shapely.get_parts(geometry), key=shapely.area)


def filled(geometry: BaseGeometry) -> BaseGeometry:
    """Without holes under 0.01 square degrees, which slivers between the source's provinces leave."""
    return shapely.MultiPolygon([_without_pinholes(part) for part in shapely.get_parts(geometry)])


def _without_pinholes(polygon: BaseGeometry) -> BaseGeometry:
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area > 0.01]
    return shapely.Polygon(polygon.exterior, holes)


def snapped(geometry: BaseGeometry, grid: float) -> BaseGeometry:
    """On a grid in degrees, valid."""
    return shapely.set_precision(geometry, grid)


def within(geometry: BaseGeometry) -> BaseGeometry:
    """The part of a shape that lies in one of the windows."""
    return geometry.intersection(shapely.union_all([box(*window) for window in WINDOWS]))


def divided(geometry: BaseGeometry, area: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """The part of a shape outside an area, and the part inside; together they are the shape."""
    return polygons(geometry.difference(area)), polygons(geometry.intersection(area))

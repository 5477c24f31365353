"""Patterns as geometry: bands, lines and dots cut to the shape they fill, so that print draws no tile and no seam."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["ANGLES", "bands", "dots", "lines"]

#: The directions of an actor's pattern, in degrees from the x axis, y downwards.
ANGLES = {
    "solid": (), "diagonal": (-45,), "back-diagonal": (45,), "horizontal": (0,), "vertical": (90,), "grid": (0, 90),
    "cross": (-45, 45), "dots": (),
}  # fmt: skip


def lines(shape: BaseGeometry, angle: float, step: float) -> BaseGeometry:
    """Parallel lines over a shape, `step` apart; they lie on one grid, so that neighbours' lines meet."""
    rows = [LineString(_across(shape, angle, offset)) for offset in _offsets(shape, angle, step)]
    return shapely.intersection(shape, MultiLineString(rows))


def bands(shape: BaseGeometry, width: float, index: int, count: int) -> BaseGeometry:
    """Every `count`-th diagonal band over a shape, from the `index`-th on."""
    found = []
    for offset in _offsets(shape, -45, width * count):
        low, high = (_across(shape, -45, offset + width * side) for side in (index, index + 1))
        found.append(Polygon([*low, *reversed(high)]))
    return shapely.intersection(shape, MultiPolygon(found))


def dots(shape: BaseGeometry, step: float) -> np.ndarray:
    """The points inside a shape of a grid of rows `step` apart, each shifted by half; shape (n, 2)."""
    left, top, right, bottom = shape.bounds
    rows = np.arange(math.floor(top / step), math.ceil(bottom / step) + 1)
    columns = np.arange(math.floor(left / step) - 1, math.ceil(right / step) + 1)
    x, y = np.meshgrid(columns * step, rows * step)
    x = x + np.where(rows % 2, step / 2, 0)[:, None]
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x.ravel(), y.ravel())
    return np.column_stack([x.ravel()[inside], y.ravel()[inside]])


def _offsets(shape: BaseGeometry, angle: float, step: float) -> np.ndarray:
    """How far from the origin, across their direction, the lines lie that may cross the shape."""
    left, top, right, bottom = shape.bounds
    normal = _unit(angle + 90)
    reach = [x * normal[0] + y * normal[1] for x in (left, right) for y in (top, bottom)]
    return np.arange(math.floor(min(reach) / step) - 1, math.ceil(max(reach) / step) + 1) * step


def _across(shape: BaseGeometry, angle: float, offset: float) -> list[tuple[float, float]]:
    left, top, right, bottom = shape.bounds
    way, normal = _unit(angle), _unit(angle + 90)
    middle = (left + right) / 2 * way[0] + (top + bottom) / 2 * way[1]
    half = math.hypot(right - left, bottom - top) + 1
    at = (offset * normal[0], offset * normal[1])
    return [(at[0] + way[0] * t, at[1] + way[1] * t) for t in (middle - half, middle + half)]


def _unit(angle: float) -> tuple[float, float]:
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))

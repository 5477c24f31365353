"""Shapes on paper: the frame that turns degrees into points, and SVG paths of what lies in it. No words stand here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

__all__ = ["Frame", "mix", "path", "specks", "stroke"]

#: The widest parallel that Web Mercator draws.
_MAX_LAT = 85.05
_EARTH_KM = 40_075.017
#: Deviation that nobody sees, in points.
_FINE = 0.12
#: How much of the frame its bounds may fill.
_FILLED = 0.96


@dataclass(frozen=True)
class Frame:
    """A window of the Web Mercator map on paper.

    Attributes
    ----------
    west, south, east, north : float
        What must be in it, in degrees.
    width, height : float
        In points; what is beyond the bounds on the longer side is shown too.
    """

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float

    @cached_property
    def scale(self) -> float:
        """Points for the whole width of the world."""
        across = (self.east - self.west) / 360
        down = _unit_y(self.south) - _unit_y(self.north)
        return float(min(self.width / across, self.height / down)) * _FILLED

    @cached_property
    def _corner(self) -> tuple[float, float]:
        x = (self.west + self.east) / 720 + 0.5
        y = (_unit_y(self.south) + _unit_y(self.north)) / 2
        return float(x * self.scale - self.width / 2), float(y * self.scale - self.height / 2)

    @property
    def zoom(self) -> float:
        """The zoom at which a screen shows it as large, a pixel for 3/4 of a point."""
        return math.log2(self.scale / 0.75 / 256)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position stands, in points from the upper left corner."""
        x, y = self._corner
        return (lon / 360 + 0.5) * self.scale - x, float(_unit_y(lat)) * self.scale - y

    def holds(self, lon: float, lat: float, margin: float = 0) -> bool:
        """Whether a position lies in the frame, or `margin` points around it."""
        x, y = self.at(lon, lat)
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin

    def placed(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape of degrees in points, cut to the frame with a margin, without what is too fine to see."""
        moved = shapely.transform(shape, self._project)
        inside = shapely.clip_by_rect(moved, -20, -20, self.width + 20, self.height + 20)
        return shapely.simplify(inside, _FINE, preserve_topology=False)

    def _project(self, positions: np.ndarray) -> np.ndarray:
        x, y = self._corner
        return np.column_stack(
            [(positions[:, 0] / 360 + 0.5) * self.scale - x, _unit_y(positions[:, 1]) * self.scale - y]
        )

    @property
    def edge(self) -> BaseGeometry:
        """The frame itself, in points."""
        return box(0, 0, self.width, self.height)

    def ruler(self) -> tuple[int, float]:
        """A round number of km, and how many points it is long in the middle of the frame."""
        _, middle = self._corner
        y = (middle + self.height / 2) / self.scale
        lat = math.atan(math.sinh(math.pi * (1 - 2 * y)))
        km = _EARTH_KM * math.cos(lat) / self.scale
        most = km * self.width * 0.22
        step = 10 ** math.floor(math.log10(most))
        length = max(step * part for part in (1, 2, 5) if step * part <= most)
        return int(length), length / km


def _unit_y(lat: np.ndarray | float) -> np.ndarray | float:
    sine = np.sin(np.radians(np.clip(lat, -_MAX_LAT, _MAX_LAT)))
    return 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def mix(a: str, b: str, share: float) -> str:
    """`share` of colour `a`, the rest of `b`; both as #rrggbb."""
    pairs = [(int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(x * share + y * (1 - share)):02x}" for x, y in pairs)


def path(shape: BaseGeometry, fill: str = "none", **style: object) -> str:
    """An SVG path of a shape in points; nothing for an empty one. Style keys are SVG's, with _ for -."""
    d = "".join(_lines(shape))
    if not d:
        return ""
    given = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in style.items())
    return f'<path d="{d}" fill="{fill}" fill-rule="evenodd"{given}/>'


def stroke(shape: BaseGeometry, colour: str, width: float, **style: object) -> str:
    """A shape's outline, or a line."""
    return path(shape, stroke=colour, stroke_width=width, stroke_linejoin="round", **style)


def specks(points: np.ndarray, colour: str, size: float) -> str:
    """Round dots as one path."""
    if not len(points):
        return ""
    d = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in points)
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{size}" stroke-linecap="round"/>'


def _lines(shape: BaseGeometry) -> Iterable[str]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield _line(shapely.get_coordinates(ring)[:-1]) + "Z"
        elif part.geom_type == "LineString":
            yield _line(shapely.get_coordinates(part))
        elif part.geom_type in ("GeometryCollection", "MultiPolygon", "MultiLineString"):
            yield from _lines(part)


def _line(positions: np.ndarray) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in positions) if len(positions) > 1 else ""

"""Hexagons to count incidents by: H3 cells of points, their parents, their outlines, and those near a shape.

H3 is Uber's hierarchical grid (Brodsky 2018). An index is a 64-bit integer whose top bit is 0, so that it fits
where only signed integers do.
"""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

__all__ = ["COARSE", "FINE", "RESOLUTIONS", "centres", "locate", "metres_from", "near", "outlines", "parents"]

#: About 1,770 km2 and 36 km2 a cell.
COARSE, FINE = 4, 6
RESOLUTIONS = (COARSE, FINE)

_DIGIT_BITS = 3
_FINEST = 15


def locate(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """The cell of resolution `FINE` of each point (degrees), as int64; equal points are looked up once."""
    points, index = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
    found = (h3.latlng_to_cell(y, x, FINE) for x, y in points.tolist())
    return np.fromiter(found, "int64", len(points))[index]


def parents(cells: np.ndarray, resolution: int) -> np.ndarray:
    """The cell of a coarser resolution around each cell: its bits, with the finer digits filled."""
    kept = cells.astype("int64") & ~(np.int64(0xF) << np.int64(52))
    filled = np.int64((1 << _DIGIT_BITS * (_FINEST - resolution)) - 1)
    return kept | (np.int64(resolution) << np.int64(52)) | filled


def centres(cells: np.ndarray) -> np.ndarray:
    """The middles of cells: lon and lat in degrees, shape (n, 2)."""
    found = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()], "float64").reshape(-1, 2)
    return found[:, ::-1]


def outlines(cells: np.ndarray) -> list[list[tuple[float, float]]]:
    """The corners of each cell: (lon, lat) in degrees, not closed."""
    return [[(x, y) for y, x in h3.cell_to_boundary(cell)] for cell in cells.tolist()]


def near(shape: BaseGeometry, reach_km: float, resolution: int = FINE) -> np.ndarray:
    """Every cell that may hold a point within `reach_km` of a shape (lon, lat), sorted."""
    there, back = _plane(shape)
    wide = shapely.transform(
        _on_plane(shape, there).buffer(reach_km * 1000), back.transform, interleaved=False
    )
    found: set[int] = set()
    for polygon in getattr(wide, "geoms", [wide]):
        rings = [[(y, x) for x, y in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]
        found |= set(h3.h3shape_to_cells_experimental(h3.LatLngPoly(*rings), resolution, contain="overlap"))
    return np.sort(np.fromiter(found, "int64", len(found)))


def metres_from(shape: BaseGeometry, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """How far each point lies from a shape, in metres; 0 inside it.

    Measured on a plane that keeps distances from the shape's middle (azimuthal equidistant); within 300 km of it
    the error stays under a thousandth.
    """
    there, _ = _plane(shape)
    return shapely.distance(_on_plane(shape, there), shapely.points(*there.transform(lon, lat)))


def _plane(shape: BaseGeometry) -> tuple[Transformer, Transformer]:
    middle = shape.centroid
    plane = f"+proj=aeqd +lat_0={middle.y} +lon_0={middle.x} +datum=WGS84 +units=m"
    return (
        Transformer.from_crs("EPSG:4326", plane, always_xy=True),
        Transformer.from_crs(plane, "EPSG:4326", always_xy=True),
    )


def _on_plane(shape: BaseGeometry, there: Transformer) -> BaseGeometry:
    return shapely.transform(shape, there.transform, interleaved=False)

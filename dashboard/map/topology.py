"""Polygons as arcs: a border that two zones share is written once, and simplified alike on both sides.

The method is that of Bostock's TopoJSON (2012): cut rings where their neighbourhood changes, and keep each piece
once. Here it is done for all rings together, with sorting instead of hashing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

__all__ = ["Topology", "topology"]


@dataclass(frozen=True)
class Topology:
    """Shapes as rings, rings as arcs, arcs as positions on an integer grid.

    Attributes
    ----------
    rings : int array, shape (n_shapes,)
        How many rings each shape has, holes included.
    arcs : int array, shape (n_rings,)
        How many arcs each ring has.
    refs : int array
        The arcs of all rings in order; `~i` is arc i from its end to its start.
    points : int array, shape (n_arcs,)
        How many positions each arc has, its two ends included.
    xy : int array, shape (points.sum(), 2)
        Positions (lon, lat) in steps of the grid.
    """

    rings: np.ndarray
    arcs: np.ndarray
    refs: np.ndarray
    points: np.ndarray
    xy: np.ndarray


def topology(shapes: np.ndarray, steps: int) -> Topology:
    """Polygons and multipolygons as a topology on a grid of `steps` to a degree.

    Neighbours share an arc where they share positions, so their border must be noded alike, as in a coverage.
    A ring with fewer than three positions on the grid is left out.
    """
    rings = _rings_of(shapes, steps)
    order, cut = _rotated(rings)
    return _arcs(rings, order, cut)


@dataclass(frozen=True)
class _Rings:
    """All rings in a row, open: position `vertex[i]` of `unique` is the i-th, of ring `ring[i]` of `shape[ring]`."""

    count: int
    shape: np.ndarray
    ring: np.ndarray
    start: np.ndarray
    size: np.ndarray
    vertex: np.ndarray
    unique: np.ndarray


def _rings_of(shapes: np.ndarray, steps: int) -> _Rings:
    polygons, of_shape = shapely.get_parts(shapes, return_index=True)
    rings, of_polygon = shapely.get_rings(polygons, return_index=True)
    xy, of_ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.rint(xy * steps).astype("int64")
    last = np.r_[of_ring[1:] != of_ring[:-1], True][: len(of_ring)]
    again = np.r_[False, (grid[1:] == grid[:-1]).all(axis=1) & (of_ring[1:] == of_ring[:-1])][: len(of_ring)]
    grid, of_ring = grid[~last & ~again], of_ring[~last & ~again]
    size = np.bincount(of_ring, minlength=len(rings))
    grid, of_ring = grid[size[of_ring] >= 3], of_ring[size[of_ring] >= 3]
    kept = np.flatnonzero(size >= 3)
    key, vertex = np.unique((grid[:, 0] << 32) + grid[:, 1], return_inverse=True)
    high = (key + (1 << 31)) >> 32
    unique = np.column_stack([high, key - (high << 32)])
    size = size[kept]
    ring = np.repeat(np.arange(len(kept)), size)
    return _Rings(len(shapes), of_shape[of_polygon][kept], ring, np.cumsum(size) - size, size, vertex, unique)


def _neighbours(rings: _Rings) -> tuple[np.ndarray, np.ndarray]:
    """The index of the position before and after each, around its ring."""
    here = np.arange(len(rings.vertex))
    first, size = rings.start[rings.ring], rings.size[rings.ring]
    return first + (here - first - 1) % size, first + (here - first + 1) % size


def _rotated(rings: _Rings) -> tuple[np.ndarray, np.ndarray]:
    """An order of all positions in which each ring begins at a junction, and where the arcs begin in it.

    A junction is a position whose pair of neighbours is not the same wherever it occurs. A ring without one
    is one arc, which begins at its lowest position.
    """
    before, after = (rings.vertex[index] for index in _neighbours(rings))
    junction = _junctions(
        rings.vertex, np.minimum(before, after), np.maximum(before, after), len(rings.unique)
    )
    rank = np.where(junction[rings.vertex], -1, rings.vertex)
    first = np.minimum.reduceat(rank, rings.start) if len(rank) else rank
    hits = np.flatnonzero(rank == first[rings.ring])
    _, chosen = np.unique(rings.ring[hits], return_index=True)
    shift = hits[chosen] - rings.start
    here, size = np.arange(len(rank)), rings.size[rings.ring]
    base = rings.start[rings.ring]
    order = base + (here - base + shift[rings.ring]) % size
    cut = (rank[order] == -1) | (here == base)
    return order, cut


def _junctions(vertex: np.ndarray, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    pairs = np.unique(np.column_stack([vertex, low, high]), axis=0) if len(vertex) else np.empty((0, 3), int)
    return np.bincount(pairs[:, 0], minlength=count) > 1


def _arcs(rings: _Rings, order: np.ndarray, cut: np.ndarray) -> Topology:
    vertex, ring = rings.vertex[order], rings.ring[order]
    starts = np.flatnonzero(cut)
    ends = np.r_[starts[1:], len(vertex)][: len(starts)]
    closing = np.r_[ring[starts][1:] != ring[starts][:-1], True][: len(starts)]
    # An arc ends where the next of its ring begins; the last one of a ring where the ring began.
    last = np.where(closing, rings.start[ring[starts]], ends % max(len(vertex), 1))
    second = np.where(ends - starts > 1, starts + 1, last)
    many = len(rings.unique)
    forward = vertex[starts] * many + vertex[second]
    backward = vertex[last] * many + vertex[ends - 1]
    _, stored, arc = np.unique(np.minimum(forward, backward), return_index=True, return_inverse=True)
    by_use = np.argsort(stored, kind="stable")
    stored, arc = stored[by_use], np.argsort(by_use, kind="stable")[arc]
    turned = (forward <= backward) != (forward <= backward)[stored][arc]
    points = (ends - starts)[stored] + 1
    inner = np.repeat(starts[stored] - (np.cumsum(points) - points), points) + np.arange(points.sum())
    inner[np.cumsum(points) - 1] = last[stored]
    return Topology(
        np.bincount(rings.shape, minlength=rings.count), np.bincount(ring[starts], minlength=len(rings.size)),
        np.where(turned, ~arc, arc), points, rings.unique[vertex[inner]],
    )  # fmt: skip

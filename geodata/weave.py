"""Lines woven together on the grid of five decimals: what `geodata.coverage` draws with.

Lengths are in units of the grid, 1e-5 degree, at most 1.1 m; positions in units are whole numbers, so that no sum of
them is ever rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["SHORT", "UNITS", "begun", "edges_of", "neighbours", "reaching", "segments", "snapped", "units", "whole", "without_needless", "woven"]  # fmt: skip

#: Units of the grid to a degree.
UNITS = 1e5
#: A drawn line that runs no further from a position of a border was meant to go through it.
_SNAP = 20
#: How far from where a line ends the border may be that it was meant to reach.
SHORT = 60


def units(shape: BaseGeometry) -> BaseGeometry:
    """A shape in degrees on the grid, in units of it."""
    return shapely.transform(shape, lambda c: np.rint(c * UNITS))


def edges_of(shapes: Iterable[BaseGeometry]) -> np.ndarray:
    """Every side of polygons or lines once, as x, y, x, y from the lesser end; shape (n, 4)."""
    parts = shapely.get_parts(list(shapes))
    areal = shapely.get_type_id(parts) == 3
    lines = [*shapely.get_rings(parts[areal]), *parts[~areal]]
    positions, line = shapely.get_coordinates(lines, return_index=True)
    sides = np.hstack([positions[:-1], positions[1:]])[line[:-1] == line[1:]]
    turned = (sides[:, 0] > sides[:, 2]) | ((sides[:, 0] == sides[:, 2]) & (sides[:, 1] > sides[:, 3]))
    sides[turned] = sides[turned][:, [2, 3, 0, 1]]
    return np.unique(sides[(sides[:, :2] != sides[:, 2:]).any(axis=1)], axis=0)


def segments(edges: np.ndarray) -> np.ndarray:
    """Sides as lines."""
    return shapely.linestrings(edges.reshape(-1, 2, 2))


def snapped(lines: BaseGeometry, edges: np.ndarray) -> BaseGeometry:
    """Drawn lines pulled onto the positions of borders that they all but go through."""
    if not len(edges):
        return lines
    corners = shapely.multipoints(np.unique(edges.reshape(-1, 2), axis=0))
    return shapely.snap(lines, corners, _SNAP)


def woven(edges: np.ndarray, lines: BaseGeometry) -> np.ndarray:
    """Old sides and new lines with a position wherever they meet; sides away from the lines stay as they are."""
    old = segments(edges)
    near = shapely.dwithin(old, lines, 2)
    noded = shapely.union_all([*old[near], lines], grid_size=1)
    return np.unique(np.concatenate([edges[~near], edges_of([noded])]), axis=0)


def neighbours(shapes: Sequence[BaseGeometry] | np.ndarray) -> dict[int, dict[int, float]]:
    """For each face how long a border it has with each other."""
    sides: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for face, shape in enumerate(shapes):
        for side in edges_of([shape]):
            sides[tuple(side)].append(face)
    found: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for (x, y, to_x, to_y), faces in sides.items():
        for one, two in zip(faces, reversed(faces), strict=True):
            if one != two:
                found[one][two] += float(np.hypot(to_x - x, to_y - y))
    return found


def without_needless(made: dict[str, BaseGeometry], old: np.ndarray) -> dict[str, BaseGeometry]:
    """The shapes without positions that the weaving left on an old side where no border ends at them."""
    corners = {tuple(end) for end in old.reshape(-1, 2)}
    ends: dict[tuple[float, ...], set[tuple[float, ...]]] = defaultdict(set)
    for x, y, to_x, to_y in edges_of(made.values()):
        ends[x, y].add((to_x, to_y))
        ends[to_x, to_y].add((x, y))
    sides = segments(old)
    tree = shapely.STRtree(sides)
    needless = set()
    for position, others in ends.items():
        if position not in corners and len(others) == 2:
            on = sides[tree.query(shapely.points(position), predicate="dwithin", distance=1)]
            if any((shapely.distance(side, shapely.points(list(others))) <= 1).all() for side in on):
                needless.add(position)
    return {id: _less(shape, needless) for id, shape in made.items()} if needless else made


def _less(shape: BaseGeometry, needless: set[tuple[float, ...]]) -> BaseGeometry:
    def ring(line: BaseGeometry) -> list[tuple[float, ...]]:
        kept = [p for p in line.coords[:-1] if p not in needless]
        return [*kept, kept[0]]

    return _with_rings(shape, ring)


def _with_rings(shape: BaseGeometry, ring: Callable[[BaseGeometry], list[tuple[float, ...]]]) -> BaseGeometry:
    """A shape with each of its rings written anew."""
    polygons = shapely.get_parts(shape)
    return whole([shapely.Polygon(ring(p.exterior), [ring(hole) for hole in p.interiors]) for p in polygons])


def whole(polygons: Sequence[BaseGeometry]) -> BaseGeometry:
    """Polygons as one shape: a polygon where there is one."""
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(list(polygons))


def begun(shape: BaseGeometry, old: BaseGeometry | None) -> BaseGeometry:
    """The shape with its outer rings begun where the old one's began, so that what is written differs in little."""
    order = (
        {}
        if old is None
        else {tuple(p): at for at, p in reversed([*enumerate(shapely.get_coordinates(old))])}
    )

    def ring(line: BaseGeometry) -> list[tuple[float, ...]]:
        open_ = line.coords[:-1]
        first = min(range(len(open_)), key=lambda at: order.get(open_[at], len(order) + at))
        return [*open_[first:], *open_[: first + 1]]

    return _with_rings(shape, ring)


def reaching(line: BaseGeometry, border: BaseGeometry) -> BaseGeometry:
    """A line drawn out to a border that it stops just short of."""
    ends = [shapely.get_point(line, 0), shapely.get_point(line, -1)]
    near = [step for step in (shapely.shortest_line(end, border) for end in ends) if step is not None]
    return shapely.union_all([line, *(step for step in near if 0 < step.length <= SHORT)])

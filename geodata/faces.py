"""The ground around a drawing as faces, each with its owner: what `geodata.coverage` gives from one zone to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.weave import (
    SHORT,
    UNITS,
    begun,
    edges_of,
    neighbours,
    segments,
    snapped,
    units,
    whole,
    without_needless,
    woven,
)

__all__ = ["GIVEN", "NOBODY", "CoverageError", "Faces", "Zones", "fit", "joined"]

#: The zones of one theatre by id: polygons or multipolygons, lon and lat in degrees, together a valid coverage.
Zones = Mapping[str, BaseGeometry]

#: In the place of an id: ground that no zone has.
NOBODY = ""

#: What is narrower (twice its area by its outline), or smaller, is no piece of ground but a trembling hand.
_NARROW, _SMALL = 20, 10_000
#: Whose ground is that a zone gives up, until it has an heir.
GIVEN = "\0given up"


class CoverageError(ValueError):
    """The ground cannot be drawn so; the text says why, and what to do instead."""


@dataclass
class Faces:
    """The ground around a drawing, cut by old borders and new lines into faces, each with its owner.

    Attributes
    ----------
    zones : mapping
        All zones of the theatre, in degrees.
    near : dict
        Those that the drawing may touch, in units.
    shapes : array of polygon
        The faces, in units.
    before, after : list of str
        Whose each face was, and whose it will be; `NOBODY` where no zone is.
    """

    zones: Zones
    near: dict[str, BaseGeometry]
    shapes: np.ndarray
    before: list[str]
    after: list[str]
    beside: dict[int, dict[int, float]] = field(default_factory=dict)

    @classmethod
    def around(cls, zones: Zones, areas: Sequence[BaseGeometry], lines: BaseGeometry) -> Faces:
        """The faces that `lines` (units) make among the zones around `areas` (degrees)."""
        reach = shapely.box(*shapely.total_bounds(list(areas))).buffer(SHORT / UNITS)
        near = {id: units(_on_grid(id, shape)) for id, shape in zones.items() if shape.intersects(reach)}
        if not shapely.coverage_is_valid(list(near.values())):
            raise CoverageError(
                "zones overlap here before anything is drawn: mend what the check finds first"
            )
        edges = edges_of(near.values())
        drawn = snapped(lines, edges)
        shapes = shapely.get_parts(shapely.polygonize(segments(woven(edges, drawn))))
        middles = shapely.STRtree(shapely.point_on_surface(shapes))
        before = [NOBODY] * len(shapes)
        for id, shape in near.items():
            for face in middles.query(shape, predicate="intersects"):
                before[face] = id
        return cls(zones, near, shapes, before, list(before), neighbours(shapes))

    def inside(self, polygon: BaseGeometry) -> list[bool]:
        """Which faces lie in a polygon (units)."""
        shapely.prepare(polygon)
        return shapely.intersects(polygon, shapely.point_on_surface(self.shapes)).tolist()

    def union(self, faces: Iterable[int]) -> BaseGeometry:
        """Faces as one shape."""
        return joined([self.shapes[face] for face in faces])

    def pieces(self, wanted: Callable[[int], bool], *, alone: bool = False) -> Iterator[list[int]]:
        """Wanted faces that hang together by a border (`alone`: each for itself)."""
        left = {face for face in range(len(self.shapes)) if wanted(face)}
        while left:
            piece, edge = [], [left.pop()]
            while edge:
                face = edge.pop()
                piece.append(face)
                found = set() if alone else left & self.beside.get(face, {}).keys()
                left -= found
                edge += found
            yield sorted(piece)

    def slight(self, piece: Collection[int]) -> bool:
        """Whether a piece is too small or too narrow to be meant."""
        shape = self.union(piece)
        return shape.area < _SMALL or 2 * shape.area / shape.length < _NARROW

    def around_it(self, piece: Collection[int]) -> Counter[str]:
        """How long a border each zone will have with a piece."""
        found: Counter[str] = Counter()
        for face in piece:
            for other, length in self.beside.get(face, {}).items():
                if other not in piece and self.after[other] not in (NOBODY, GIVEN):
                    found[self.after[other]] += length
        return found

    def settle(self, to: str | None) -> None:
        """Let go of what is too slight to be meant; give what is given up to whom it goes."""
        for before, after in sorted({*zip(self.before, self.after, strict=True)}):
            if before != after:
                both = before, after
                for piece in list(
                    self.pieces(lambda face, both=both: (self.before[face], self.after[face]) == both)
                ):
                    if self.slight(piece):
                        self._put(piece, before)
        for piece in list(self.pieces(lambda face: self.after[face] == GIVEN)):
            self._put(piece, self._heir(piece, to))
        self._sweep()

    def _heir(self, piece: list[int], to: str | None) -> str:
        around, own = self.around_it(piece), self.before[piece[0]]
        around.pop(own, None)
        if to and to not in around:
            lon, lat = self.shapes[piece[0]].representative_point().coords[0]
            where = f"{lon / UNITS:.4f} {lat / UNITS:.4f}"
            raise CoverageError(
                f"{to} has no border with the ground that {own} gives up near {where}: name another"
            )
        if to is not None:
            return to
        return max(around, key=lambda id: (around[id], id)) if around else NOBODY

    def _put(self, piece: Iterable[int], owner: str) -> None:
        for face in piece:
            self.after[face] = owner

    def _sweep(self) -> None:
        """Leave no crumbs where owners change, neither of a zone nor of ground that nobody has."""
        for owner in sorted({*self.before, *self.after}):
            for piece in list(self.pieces(lambda face, owner=owner: self.after[face] == owner)):
                others = {other for face in piece for other in self.beside.get(face, {})} - {*piece}
                if any(self.before[o] == owner for o in others) and self.slight(piece):
                    around = self.around_it(piece)
                    self._put(piece, max(around, key=lambda id: (around[id], id)) if around else NOBODY)

    def heal(self, id: str) -> None:
        """Join each slight face of a zone with the neighbour in it that has the longest border to it."""
        while True:
            own = [face for face, owner in enumerate(self.after) if owner == id]
            for face in own:
                inner = {
                    other: d for other, d in self.beside.get(face, {}).items() if self.after[other] == id
                }
                if inner and self.slight([face]):
                    other = max(inner, key=lambda one: inner[one])
                    shapes = [shape for at, shape in enumerate(self.shapes) if at not in (face, other)]
                    kept = [owner for at, owner in enumerate(self.after) if at not in (face, other)]
                    self.shapes = np.array([*shapes, self.union([face, other])], dtype=object)
                    self.after = [*kept, id]
                    self.before = list(self.after)
                    self.beside = neighbours(self.shapes)
                    break
            else:
                return

    def written(self) -> dict[str, BaseGeometry]:
        """All zones, the changed ones written anew in degrees; never what does not fit together."""
        gone = sorted({*self.before} - {*self.after} - {NOBODY})
        if gone:
            raise CoverageError(f"{', '.join(gone)} would have no ground left: leave it some, or merge it")
        owners = [id for id in dict.fromkeys(self.after) if id != NOBODY]
        made = {
            id: self.union([face for face, owner in enumerate(self.after) if owner == id]) for id in owners
        }
        made = without_needless(made, edges_of(self.near.values()))
        changed = [id for id in owners if id not in self.near or not _alike(made[id], self.near[id])]
        found = dict(self.zones)
        for id in changed:
            shape = shapely.transform(made[id], lambda c: np.rint(c) / UNITS)
            found[id] = begun(shape, self.zones.get(id))
        fit(found, changed)
        return found


def _on_grid(id: str, shape: BaseGeometry) -> BaseGeometry:
    scaled = shapely.get_coordinates(shape) * UNITS
    if (np.abs(scaled - np.rint(scaled)) > 1e-3).any():
        raise CoverageError(f"{id} has positions of more than five decimals: run  geodata fmt  first")
    return shape


def joined(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Shapes that share borders as one; those that do not fit each other are refused."""
    try:
        return whole(shapely.get_parts(shapely.coverage_union_all(list(shapes))))
    except shapely.GEOSException:
        raise CoverageError("these zones do not fit each other: mend what the check finds first") from None


def _alike(one: BaseGeometry, two: BaseGeometry) -> bool:
    return np.array_equal(edges_of([one]), edges_of([two]))


def fit(zones: Zones, changed: Sequence[str]) -> None:
    """Do nothing if the changed zones are valid and fit all that lie around them."""
    reach = shapely.box(*shapely.total_bounds([zones[id] for id in changed])).buffer(2 / UNITS)
    around = [shape for shape in zones.values() if shape.intersects(reach)]
    if not (all(zones[id].is_valid for id in changed) and shapely.coverage_is_valid(around)):
        raise CoverageError("the line runs too close beside a border: draw it on the border, or away from it")

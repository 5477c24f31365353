"""Ground drawn anew: zones of one theatre are reshaped, cut, merged and drawn, and stay a coverage by construction.

What is drawn is woven into the borders that it meets, on the grid of five decimals on which files are written; the
faces between all lines then have one owner each, so that nothing can overlap and both sides of a border have the
same positions. Borders that the drawing does not come near are not looked at: they stay to the last digit.
"""

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
    reaching,
    segments,
    snapped,
    units,
    without_needless,
    woven,
)

__all__ = ["NOBODY", "CoverageError", "Zones", "cut", "draw", "merge", "reshape"]

#: The zones of one theatre by id: polygons or multipolygons, lon and lat in degrees, together a valid coverage.
Zones = Mapping[str, BaseGeometry]

#: In the place of an id: ground that no zone has.
NOBODY = ""

#: What is narrower (twice its area by its outline), or smaller, is no piece of ground but a trembling hand.
_NARROW, _SMALL = 20, 10_000
_MOST_POSITIONS = 10_000
_GIVEN = "\0given up"


class CoverageError(ValueError):
    """The ground cannot be drawn so; the text says why, and what to do instead."""


def reshape(zones: Zones, id: str, polygon: BaseGeometry, to: str | None = None) -> dict[str, BaseGeometry]:
    """The zones when one of them has the shape that was drawn.

    Parameters
    ----------
    zones : mapping of str to geometry
    id : str
        Whose shape it is. Ground that it takes is cut from whoever had it.
    polygon : geometry
        A polygon or multipolygon, lon and lat in degrees.
    to : str, optional
        Who gets the ground it gives up: an id, or `NOBODY`. None: of each piece the zone with the longest border to
        it; nobody, where it borders no other zone.

    Returns
    -------
    dict of str to geometry
        Zones that keep their positions are the same objects as before. A neighbour at whose border a new line ends
        has one position more.

    Raises
    ------
    CoverageError
    """
    _one(zones, id)
    faces = _Faces.around(zones, [polygon, zones[id]], _outline(polygon))
    inside = faces.inside(units(polygon))
    faces.after = [id if within else _GIVEN if owner == id else owner
                   for owner, within in zip(faces.before, inside, strict=True)]  # fmt: skip
    faces.settle(to)
    if faces.after == faces.before:
        raise CoverageError(f"what was drawn is the shape that {id} has already: nothing would change")
    return faces.written()


def draw(zones: Zones, polygon: BaseGeometry, id: str, *, take: bool = False) -> dict[str, BaseGeometry]:
    """The zones and a new one, on ground that no zone has.

    Parameters
    ----------
    polygon : geometry
        What of it lies in other zones stays theirs, unless `take`.
    id : str
        Of the new zone.

    Raises
    ------
    CoverageError
        If the id is taken, or nothing would be left for the new zone.
    """
    if id in zones:
        raise CoverageError(f"there is a zone {id} already: choose another id, or reshape it")
    faces = _Faces.around(zones, [polygon], _outline(polygon))
    inside = faces.inside(units(polygon))
    faces.after = [id if within and (take or owner == NOBODY) else owner
                   for owner, within in zip(faces.before, inside, strict=True)]  # fmt: skip
    faces.settle(None)
    if id not in faces.after:
        there = sorted(
            {owner for owner, within in zip(faces.before, inside, strict=True) if within} - {NOBODY}
        )
        if there:
            raise CoverageError(
                f"all of this is ground of {', '.join(there)} already: cut it, or take it from them"
            )
        raise CoverageError("what was drawn is too small or too narrow for a zone: draw a larger outline")
    return faces.written()


def cut(
    zones: Zones, id: str, line: BaseGeometry, new: str, keep: BaseGeometry | None = None
) -> dict[str, BaseGeometry]:
    """The zones when a line cuts one of them in two.

    Parameters
    ----------
    line : geometry
        A linestring, lon and lat in degrees, from border to border; what of it lies outside does nothing.
    new : str
        The id of the second piece.
    keep : geometry, optional
        A point: the piece in which it lies keeps the old id. Otherwise the larger one does.

    Raises
    ------
    CoverageError
        If the line does not cut the zone, or in more than two pieces.
    """
    _one(zones, id)
    if new in zones:
        raise CoverageError(f"there is a zone {new} already: choose another id for the new piece")
    _sound(line, "the line")
    faces = _Faces.around(zones, [zones[id]], _across(units(line), units(zones[id]), id))
    faces.after = list(faces.before)
    faces.heal(id)
    pieces = list(faces.pieces(lambda face: faces.after[face] == id, alone=True))
    two = _two(faces, pieces, len(shapely.get_parts(zones[id])), id)
    kept = _keeper(faces, two, keep)
    for piece in pieces:
        near = min(two, key=lambda one: faces.union(one).distance(faces.union(piece)))
        for face in piece:
            faces.after[face] = id if (piece is kept or (piece not in two and near is kept)) else new
    return faces.written()


def merge(zones: Zones, ids: Sequence[str]) -> dict[str, BaseGeometry]:
    """The zones when some of them become one, which keeps the first id; the others are gone.

    Raises
    ------
    CoverageError
        If there are not two, or one of them has no border with the rest.
    """
    for id in ids:
        _one(zones, id)
    if len(set(ids)) < 2:
        raise CoverageError("choose two zones or more to make one of them")
    joined, rest = zones[ids[0]], list(dict.fromkeys(ids[1:]))
    while rest:
        beside = next(
            (id for id in rest if shapely.get_dimensions(joined.intersection(zones[id])) == 1), None
        )
        if beside is None:
            raise CoverageError(f"{rest[0]} has no border with the others: one zone lies in one place")
        joined = _joined([joined, zones[beside]])
        rest.remove(beside)
    found = {id: shape for id, shape in zones.items() if id not in ids[1:]}
    found[ids[0]] = begun(joined, zones[ids[0]])
    _fit(found, [ids[0]])
    return found


@dataclass
class _Faces:
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
    def around(cls, zones: Zones, areas: Sequence[BaseGeometry], lines: BaseGeometry) -> _Faces:
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
        return _joined([self.shapes[face] for face in faces])

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
                if other not in piece and self.after[other] not in (NOBODY, _GIVEN):
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
        for piece in list(self.pieces(lambda face: self.after[face] == _GIVEN)):
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
        _fit(found, changed)
        return found


def _one(zones: Zones, id: str) -> None:
    if id not in zones:
        raise CoverageError(f"there is no zone {id!r} in this theatre")


def _sound(shape: BaseGeometry, called: str) -> BaseGeometry:
    """A drawn shape that GEOS may be given: positions on the globe, and not too many."""
    positions = shapely.get_coordinates(shape)
    if not len(positions):
        raise CoverageError(f"{called} is empty: draw it again")
    if len(positions) > _MOST_POSITIONS:
        raise CoverageError(
            f"{called} has {len(positions):,} positions, more than {_MOST_POSITIONS:,}: simplify it"
        )
    if not (np.isfinite(positions).all() and (np.abs(positions) <= (180, 90)).all()):
        raise CoverageError(f"{called} leaves the globe: longitude is -180 to 180, latitude -90 to 90")
    return shape


def _outline(polygon: BaseGeometry) -> BaseGeometry:
    """The border of a drawn polygon, in units.

    Raises
    ------
    CoverageError
        If it is no polygon, or crosses itself.
    """
    _sound(polygon, "the outline")
    if polygon.geom_type not in ("Polygon", "MultiPolygon"):
        raise CoverageError(f"a zone is a polygon, and this is a {polygon.geom_type}")
    if not polygon.is_valid:
        where = shapely.is_valid_reason(polygon).partition("[")[2].rstrip("]").split()
        near = " near " + " ".join(f"{float(part):.4f}" for part in where) if len(where) == 2 else ""
        raise CoverageError(f"the outline crosses itself{near}: move the corner back, or draw it again")
    return units(polygon).boundary


def _on_grid(id: str, shape: BaseGeometry) -> BaseGeometry:
    scaled = shapely.get_coordinates(shape) * UNITS
    if (np.abs(scaled - np.rint(scaled)) > 1e-3).any():
        raise CoverageError(f"{id} has positions of more than five decimals: run  geodata fmt  first")
    return shape


def _joined(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    try:
        joined = shapely.coverage_union_all(list(shapes))
    except shapely.GEOSException:
        raise CoverageError("these zones do not fit each other: mend what the check finds first") from None
    parts = shapely.get_parts(joined)
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _alike(one: BaseGeometry, two: BaseGeometry) -> bool:
    return np.array_equal(edges_of([one]), edges_of([two]))


def _fit(zones: Zones, changed: Sequence[str]) -> None:
    """Do nothing if the changed zones are valid and fit all that lie around them."""
    reach = shapely.box(*shapely.total_bounds([zones[id] for id in changed])).buffer(2 / UNITS)
    around = [shape for shape in zones.values() if shape.intersects(reach)]
    if not (all(zones[id].is_valid for id in changed) and shapely.coverage_is_valid(around)):
        raise CoverageError("the line runs too close beside a border: draw it on the border, or away from it")


def _across(line: BaseGeometry, zone: BaseGeometry, id: str) -> BaseGeometry:
    """What of a line lies in a zone, drawn out to the border where it stops just short of it (units)."""
    if line.geom_type not in ("LineString", "MultiLineString"):
        raise CoverageError(f"a zone is cut by a line, and this is a {line.geom_type}")
    reached = [reaching(part, zone.boundary) for part in shapely.get_parts(line)]
    inside = shapely.intersection(shapely.union_all(reached), zone)
    parts = [
        part for part in shapely.get_parts(inside) if part.geom_type == "LineString" and not part.is_empty
    ]
    if not parts:
        raise CoverageError(f"the line does not cross {id}: draw it from border to border")
    return shapely.union_all([shapely.transform(part, np.rint) for part in parts])


def _two(faces: _Faces, pieces: list[list[int]], parts: int, id: str) -> list[list[int]]:
    """The two pieces that a cut has made, the larger first."""
    if len(pieces) > parts + 1:
        raise CoverageError(f"the line cuts {id} in {len(pieces)} pieces: draw it so that it crosses once")
    touching = [
        piece for piece in pieces if any(faces.after[o] == id for f in piece for o in faces.beside.get(f, {}))
    ]
    if len(pieces) <= parts or len(touching) != 2:
        raise CoverageError(f"the line ends inside {id} and does not cut it: draw it from border to border")
    return sorted(touching, key=lambda piece: -faces.union(piece).area)


def _keeper(faces: _Faces, two: list[list[int]], keep: BaseGeometry | None) -> list[int]:
    if keep is not None:
        point = shapely.transform(keep, lambda c: c * UNITS)
        for piece in two:
            if faces.union(piece).intersects(point):
                return piece
    return two[0]

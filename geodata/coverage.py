"""Ground drawn anew: zones of one theatre are reshaped, cut, merged and drawn, and stay a coverage by construction.

What is drawn is woven into the borders that it meets, on the grid of five decimals on which files are written; the
faces between all lines then have one owner each, so that nothing can overlap and both sides of a border have the
same positions. Borders that the drawing does not come near are not looked at: they stay to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.faces import GIVEN, NOBODY, CoverageError, Faces, Zones, fit, joined
from geodata.weave import UNITS, begun, reaching, units

__all__ = ["NOBODY", "CoverageError", "Zones", "cut", "draw", "merge", "reshape"]

_MOST_POSITIONS = 10_000


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
    faces = Faces.around(zones, [polygon, zones[id]], _outline(polygon))
    inside = faces.inside(units(polygon))
    faces.after = [id if within else GIVEN if owner == id else owner
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
    faces = Faces.around(zones, [polygon], _outline(polygon))
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
    faces = Faces.around(zones, [zones[id]], _across(units(line), units(zones[id]), id))
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
    one, rest = zones[ids[0]], list(dict.fromkeys(ids[1:]))
    while rest:
        beside = next((id for id in rest if shapely.get_dimensions(one.intersection(zones[id])) == 1), None)
        if beside is None:
            raise CoverageError(f"{rest[0]} has no border with the others: one zone lies in one place")
        one = joined([one, zones[beside]])
        rest.remove(beside)
    found = {id: shape for id, shape in zones.items() if id not in ids[1:]}
    found[ids[0]] = begun(one, zones[ids[0]])
    fit(found, [ids[0]])
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


def _two(faces: Faces, pieces: list[list[int]], parts: int, id: str) -> list[list[int]]:
    """The two pieces that a cut has made, the larger first."""
    if len(pieces) > parts + 1:
        raise CoverageError(f"the line cuts {id} in {len(pieces)} pieces: draw it so that it crosses once")
    touching = [
        piece for piece in pieces if any(faces.after[o] == id for f in piece for o in faces.beside.get(f, {}))
    ]
    if len(pieces) <= parts or len(touching) != 2:
        raise CoverageError(f"the line ends inside {id} and does not cut it: draw it from border to border")
    return sorted(touching, key=lambda piece: -faces.union(piece).area)


def _keeper(faces: Faces, two: list[list[int]], keep: BaseGeometry | None) -> list[int]:
    if keep is not None:
        point = shapely.transform(keep, lambda c: c * UNITS)
        for piece in two:
            if faces.union(piece).intersects(point):
                return piece
    return two[0]

"""Dated polygons of who held what, laid over each other into zones that never overlap, each with its timeline.

The borders of all drawings are noded together on one grid; faces of which every drawing says the same are one zone;
slivers, which two drawings of one line leave between them, go to the neighbour with the longest common border.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geodata.dataset import Dataset, geodesic_area_km2
from geodata.edits import Edit
from geodata.gate import Number
from geodata.incoming.plan import Incoming, Options, Plan, Refused
from geodata.period import parse

__all__ = ["Drawing", "overlaid", "plan_zones"]

#: About eleven metres: what lies closer together in two drawings is one line.
_GRID = 1e-4
_MOST_FACES = 20_000

_NOTE = (
    "As drawn on {day}; the drawing before, of {before}, had it otherwise. The day of the change lies between.",
    "كما رُسم في {day}؛ وكان الرسم السابق في {before} مختلفًا. يقع يوم التغيّر بين التاريخين.",
)


@dataclass(frozen=True)
class Drawing:
    """What one polygon of the file says: on `date`, `actor` (an id) held `shape` (EPSG:4326, lon, lat)."""

    date: str
    actor: str
    shape: BaseGeometry


def overlaid(drawings: Sequence[Drawing], least_km2: float) -> list[tuple[BaseGeometry, tuple[str, ...]]]:
    """The zones of a series and, for each day of drawing in order, who holds them ("": not drawn that day).

    Parameters
    ----------
    drawings : sequence of Drawing
        At least one. Where two actors' polygons of a day overlap, the smaller polygon is the more particular one.
    least_km2 : float
        Faces smaller than this go to a neighbour; those that have none are left out.

    Returns
    -------
    list of (polygon, tuple of str)
        A valid coverage on a grid of 1e-4 degrees: no overlaps, common borders noded alike; one part a zone.

    Raises
    ------
    Refused
        If the borders make more faces than can be kept.
    """
    days = sorted({drawing.date for drawing in drawings}, key=lambda day: parse(day).first)
    parts = {day: [d for d in drawings if d.date == day] for day in days}
    snapped = {
        day: _snapped(parts[day], [d for other in days[:at] for d in parts[other]])
        for at, day in enumerate(days)
    }
    lines = shapely.union_all([s.boundary for day in days for s in snapped[day]], grid_size=_GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    if len(faces) > _MOST_FACES:
        raise Refused(f"the borders cut the ground into {len(faces):,} pieces: simplify the drawings first")
    held = np.column_stack([_holders(faces, parts[day], snapped[day]) for day in days])
    kept = np.flatnonzero((held != "").any(axis=1))
    faces, labels = faces[kept], [tuple(row) for row in held[kept]]
    zones = _joined(faces, _without_slivers(faces, labels, least_km2))
    return [(part, label) for part, label in zones if geodesic_area_km2(part) >= least_km2]


def _snapped(drawn: Sequence[Drawing], before: Sequence[Drawing]) -> list[BaseGeometry]:
    """The shapes of a day on the grid, pulled onto the lines of earlier days where these are all but the same."""
    shapes = [shapely.set_precision(shapely.make_valid(d.shape), _GRID) for d in drawn]
    if before:
        lines = shapely.union_all(
            [shapely.set_precision(shapely.make_valid(d.shape), _GRID).boundary for d in before]
        )
        shapes = [
            shapely.set_precision(shapely.make_valid(shapely.snap(s, lines, 3 * _GRID)), _GRID)
            for s in shapes
        ]
    return shapes


def _holders(faces: np.ndarray, drawn: Sequence[Drawing], shapes: Sequence[BaseGeometry]) -> np.ndarray:
    """Who holds each face on one day; of several polygons over it the smallest speaks."""
    found = np.full(len(faces), "", dtype=object)
    middles = shapely.point_on_surface(faces)
    order = sorted(range(len(drawn)), key=lambda at: -shapes[at].area)
    tree = shapely.STRtree(middles)
    for at in order:
        found[tree.query(shapes[at], predicate="intersects")] = drawn[at].actor
    return found


def _without_slivers(
    faces: np.ndarray, labels: list[tuple[str, ...]], least_km2: float
) -> list[tuple[str, ...]]:
    """The labels, those of slivers replaced by that of the neighbour with the longest common border, small ones first."""
    areas = np.array([geodesic_area_km2(face) for face in faces])
    tree, labels = shapely.STRtree(faces), list(labels)
    for at in np.argsort(areas, kind="stable"):
        if areas[at] >= least_km2:
            break
        borders: Counter[tuple[str, ...]] = Counter()
        for other in tree.query(faces[at], predicate="touches"):
            if areas[other] >= least_km2 or labels[other] != labels[at]:
                borders[labels[other]] += shapely.length(shapely.intersection(faces[at], faces[other]))
        if borders and max(borders.values()) > 0:
            labels[at] = max(sorted(borders), key=lambda label: borders[label])
    return labels


def _joined(faces: np.ndarray, labels: list[tuple[str, ...]]) -> list[tuple[BaseGeometry, tuple[str, ...]]]:
    by_label: dict[tuple[str, ...], list[BaseGeometry]] = defaultdict(list)
    for face, label in zip(faces, labels, strict=True):
        by_label[label].append(face)
    joined = [
        (part, label)
        for label, pieces in sorted(by_label.items())
        for part in shapely.get_parts(shapely.coverage_union_all(pieces))
    ]
    return sorted(joined, key=lambda pair: -pair[0].area)


def plan_zones(drawings: Sequence[Drawing], dataset: Dataset, options: Options) -> Plan:
    """The zones that a series of drawings would become, in a theatre that has none yet."""
    plan = Plan()
    theatre = dataset.theatres.get(options.theatre)
    if theatre is None:
        plan.needs.append(f"which theatre the zones are of: --theatre T, one of {', '.join(sorted(dataset.theatres))}; "
                          "a new one goes into theatres.json first")  # fmt: skip
    elif ((dataset.features.kind == "zone") & (dataset.features.theatre == options.theatre)).any():
        plan.needs.append(f"a theatre without zones: {options.theatre} has some, and zones never overlap")
    if not options.sources:
        plan.needs.append(
            "a source for each row: --source ID, one of sources.json; a new one goes there first"
        )
    plan.needs += [
        f"a source {name!r} in sources.json" for name in options.sources if name not in dataset.sources
    ]
    if plan.needs or not drawings:
        return plan
    days = sorted({drawing.date for drawing in drawings}, key=lambda day: parse(day).first)
    names = _Names(dataset)
    for shape, held in overlaid(drawings, options.least_km2):
        name, called = names.of(shape)
        feature = {
            "type": "Feature", "id": name,
            "properties": {"kind": "zone", "theatre": options.theatre, "ground": "settled", "name": called,
                           "timeline": _timeline(days, held, options)},
            "geometry": _plain(shape),
        }  # fmt: skip
        plan.edits.append(Edit("add_record", {"file": f"zones/{options.theatre}.geojson", "record": feature}))
        middle = shape.representative_point()
        first = feature["properties"]["timeline"][0]["valid_from"]
        plan.records.append(Incoming(name, "zone", first, called["en"], called["ar"], middle.x, middle.y))
    return plan


def _timeline(days: list[str], held: tuple[str, ...], options: Options) -> list[dict[str, Any]]:
    """A row from each drawing on which the holder changed, until the next; a day not drawn is not known."""
    rows: list[dict[str, Any]] = []
    for at, actor in enumerate(held):
        before = held[at - 1] if at else None
        if actor == before:
            continue
        if rows and before:
            rows[-1]["valid_to"] = days[at]
        if actor:
            row = {"valid_from": days[at], "valid_to": None, "actor": actor, "status": "control",
                   "confidence": options.confidence, "sources": list(options.sources)}  # fmt: skip
            if at:
                row["note"] = {lang: text.format(day=days[at], before=days[at - 1])
                               for lang, text in zip(("en", "ar"), _NOTE, strict=True)}  # fmt: skip
            rows.append(row)
    return rows


class _Names:
    """Names and ids for pieces of ground, by the named place nearest to them."""

    def __init__(self, dataset: Dataset) -> None:
        self.places = dataset.features[dataset.features.kind == "place"]
        self.tree = shapely.STRtree(self.places.geometry.values)
        self.taken = {*dataset.features.index, *dataset.events.index, *dataset.links.index}
        self.count: Counter[str] = Counter()

    def of(self, shape: BaseGeometry) -> tuple[str, dict[str, str]]:
        """An id that is free, and the name in both languages."""
        if len(self.places):
            place = self.places.iloc[int(self.tree.nearest(shape.representative_point()))]
            stem, words = place["id"], (f"Ground near {place.name_en}", f"أرض قرب {place.name_ar}")
        else:
            stem, words = "ground", ("Ground", "أرض")
        while True:
            self.count[stem] += 1
            name = re.sub(r"-+", "-", f"{stem[:68]}-ground-{self.count[stem]}")
            if name not in self.taken:
                self.taken.add(name)
                number = self.count[stem]
                return name, {"en": f"{words[0]} ({number})", "ar": f"{words[1]} ({number})"}


def _plain(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with five decimals written out, as the gate's numbers are."""

    def listed(value: Any) -> Any:
        return [listed(v) for v in value] if isinstance(value, tuple | list) else Number(f"{value:.5f}")

    made = mapping(shape)
    return {"type": made["type"], "coordinates": listed(made["coordinates"])}

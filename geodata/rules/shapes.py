"""Where things lie: sound shapes inside their theatre, zones that fit each other, places and links where they are said to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from pyproj import Geod

from geodata.model import Link, Place, Region, Theatre, Zone
from geodata.period import period
from geodata.problems import Problem
from geodata.reading import Entry, Part, Reading

__all__ = ["coverage", "envelopes", "grounds", "link_ends", "valid"]


def valid(part: Part) -> Iterator[Problem]:
    """Shapes that cross themselves."""
    for entry, geometry in part.shaped(Zone, Region, Place):
        if not geometry.is_valid:
            message = _invalid(shapely.is_valid_reason(geometry))
            remedy = "Redraw the ring so that it does not cross itself"
            yield entry.problem("geometry", ["geometry"], message, remedy)


def _invalid(reason: str) -> str:
    """What is wrong with a shape, from what GEOS says, as "Self-intersection[42 36]"."""
    fault, _, where = reason.partition("[")
    said = {"Self-intersection": "the ring crosses itself", "Ring Self-intersection": "the ring touches itself",
            "Hole lies outside shell": "a hole lies outside its ring", "Nested holes": "a hole lies in another",
            "Interior is disconnected": "its holes cut it in two"}.get(fault, f"the shape is not valid ({fault})")  # fmt: skip
    return f"{said} near {where.rstrip(']')}" if where else said


def envelopes(reading: Reading) -> Iterator[Problem]:
    """Shapes outside the envelope of their theatre, or with longitude and latitude swapped."""
    theatres = {entry.id: entry.record for entry in reading.of(Theatre)}
    for entry, geometry in reading.shaped(Zone, Region, Place):
        theatre = theatres.get(entry.record.theatre)
        if theatre is None or _encloses(theatre.envelope, geometry.bounds) or not geometry.is_valid:
            continue
        west, south, east, north = geometry.bounds
        turned = _encloses(theatre.envelope, (south, west, north, east))
        remedy = (
            "Longitude and latitude are swapped: turn each pair round"
            if turned
            else "Move it, or its theatre"
        )
        yield entry.problem("envelope", ["geometry"], f"lies outside the envelope of {theatre.id}", remedy)


def _encloses(outer: Sequence[float], inner: Sequence[float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def coverage(reading: Reading) -> Iterator[Problem]:
    """Zones that overlap their neighbours or leave slivers between; found once for as long as a theatre's zones stand in one file."""
    by_theatre: dict[str, list[tuple[Entry, Any]]] = defaultdict(list)
    homes: dict[str, list[Part]] = defaultdict(list)
    for part in reading.parts.values():
        for entry, geometry in part.shaped(Zone):
            by_theatre[entry.record.theatre].append((entry, geometry))
            if part not in homes[entry.record.theatre][-1:]:
                homes[entry.record.theatre].append(part)
    for theatre, zones in by_theatre.items():
        if len(homes[theatre]) > 1:
            yield from _misfits(zones)
            continue
        found = homes[theatre][0].found
        if ("coverage", theatre) not in found:
            found["coverage", theatre] = list(_misfits(zones))
        yield from found["coverage", theatre]


def _misfits(zones: list[tuple[Entry, Any]]) -> Iterator[Problem]:
    """The zones of a theatre that do not fit their neighbours."""
    zones = [(entry, geometry) for entry, geometry in zones if geometry.is_valid]
    edges = shapely.coverage_invalid_edges([geometry for _, geometry in zones])
    for (entry, _), edge in zip(zones, edges, strict=True):
        if not edge.is_empty:
            lon, lat = edge.representative_point().coords[0]
            message = (
                f"does not fit its neighbours near {lon:.4f} {lat:.4f}: they overlap or their border differs"
            )
            remedy = "Give both zones the same border positions"
            yield entry.problem("coverage", ["geometry"], message, remedy)


def grounds(reading: Reading) -> Iterator[Problem]:
    """Places that lie elsewhere than they say, or tell of another holder than the zone they lie in."""
    ground = {entry.id: geometry for entry, geometry in reading.shaped(Zone, Region)}
    zones = reading.shaped(Zone)
    tree = shapely.STRtree([geometry for _, geometry in zones])
    for entry, point in reading.shaped(Place):
        named = [ground[name] for name in entry.record.stands_in if name in ground]
        if named and not any(shape.intersects(point) for shape in named):
            yield entry.problem(
                "stands-in", ["stands_in"], "lies in none of these", "Name the ground it lies in"
            )
        if entry.record.timeline:
            for index in sorted(tree.query(point, predicate="intersects")):
                yield from _own_history(entry, zones[index][0])


def _own_history(entry: Entry, zone: Entry) -> Iterator[Problem]:
    """A place's own timeline must not say otherwise than the zone it lies in."""
    for index, row in enumerate(entry.record.timeline):
        held = [own for own in zone.record.timeline if _span(own).overlaps(_span(row))]
        if row.status != "presence" and any(own.actor != row.actor for own in held):
            remedy = f"Delete the timeline and write stands_in: [{zone.id!r}], or correct one of the two"
            message = f"zone {zone.id} says otherwise"
            yield entry.problem("place-agrees", ["timeline", index], message, remedy)


def _span(row: Any) -> Any:
    return period(row.valid_from, row.valid_to)


def link_ends(reading: Reading) -> Iterator[Problem]:
    """Links that do not begin and end at their places."""
    places = {entry.id: entry.geometry["coordinates"] for entry in reading.of(Place) if entry.geometry}
    for entry in reading.of(Link):
        for index, name in ((0, entry.record.from_), (-1, entry.record.to)):
            here = entry.geometry["coordinates"][index] if entry.geometry else []
            if name in places and _apart_km(here, places[name]) > 1:
                message = f"the line does not {'begin' if index == 0 else 'end'} at {name}"
                yield entry.problem("link-ends", ["geometry"], message, f"Write the position {places[name]}")


def _apart_km(one: list[float], two: list[float]) -> float:
    return Geod(ellps="WGS84").inv(*one, *two)[2] / 1000

"""The rules of a sound dataset: each finds problems with file, line, column, id, field and remedy; none raises."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import shapely
from pydantic import BaseModel
from pyproj import Geod

from geodata import files
from geodata.explain import nearest
from geodata.form import canonical, model_of
from geodata.gate import admit
from geodata.model import Event, Link, Place, Region, Story, Theatre, Zone
from geodata.period import parse, period
from geodata.problems import Problem
from geodata.reading import Entry, Part, Reading, read, uncollected
from geodata.text import Text

__all__ = ["blocking", "blocks_the_map", "check", "check_reading"]

_LETTERS = {"en": re.compile(r"[A-Za-z0-9]"), "ar": re.compile(r"[\u0621-\u064a]")}


def check(directory: Path = files.DATASET) -> list[Problem]:
    """Every problem of the dataset in `directory`, by file and line; an empty list means that it is sound."""
    problems = check_reading(read(directory))
    for file in files.stray_files(directory):
        remedy = "Rename it to one of the names in the dataset's README, or move it out"
        problems.append(Problem(file, 0, 0, "", "", "no kind of record has this file name", remedy, "file"))
    problems += _vanished_ids(directory)
    return sorted(problems)


def check_reading(reading: Reading) -> list[Problem]:
    """As `check`, for files already read; what concerns one file alone is found once for as long as its bytes stay."""
    problems = _sound_or_not(reading)
    # A misspelt theatre is said once, and not again as a file of the wrong name.
    said = {_place(p) for p in problems if p.rule == "reference" and p.remedy.startswith("Did you mean")}
    problems = [p for p in problems if p.rule != "file-name" or _place(p) not in said]
    # A file in which something is wrong is put right first; its order and spacing can wait.
    wrong = {problem.file for problem in problems}
    return sorted([*problems, *(p for p in _of_each_file(reading, _canonical) if p.file not in wrong)])


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def blocking(reading: Reading) -> list[Problem]:
    """The problems of files already read that must keep them off the map."""
    return sorted(filter(blocks_the_map, _sound_or_not(reading)))


def _sound_or_not(reading: Reading) -> list[Problem]:
    """While a file cannot be read at all, what others miss of it is not told: it would bury the one thing to mend."""
    found, unread = list(reading.problems), any(document.problems for document in reading.documents.values())
    with uncollected():
        for rule in _IN_ONE_FILE:
            found += _of_each_file(reading, rule)
        for rule in _BETWEEN_FILES:
            found += (problem for problem in rule(reading) if not (unread and problem.rule == "reference"))
    return found


def _of_each_file(reading: Reading, rule: Callable[[Part], Iterator[Problem]]) -> Iterator[Problem]:
    for part in reading.parts.values():
        if rule not in part.found:
            part.found[rule] = list(rule(part))
        yield from part.found[rule]


def blocks_the_map(problem: Problem) -> bool:
    """Whether a dataset with this problem must not be shown; a matter of form or order need not wait."""
    return problem.rule not in (
        "form",
        "file-name",
        "languages",
        "link-ends",
        "stands-in",
        "permanent-id",
    )


def _problem(entry: Entry, rule: str, path: Iterable[str | int], message: str, remedy: str) -> Problem:
    inner = list(path)
    loc = [
        *entry.loc,
        *(["properties"] if entry.geometry is not None and inner[:1] != ["geometry"] else []),
        *inner,
    ]
    return entry.document.problem(rule, loc, message, remedy, entry.id, ".".join(map(str, inner)))


def _unique_ids(reading: Reading) -> Iterator[Problem]:
    seen: dict[str, Entry] = {}
    # A theatre and the place that it is named after may share an id: nothing names either by id alone.
    for entry in (entry for entry in reading.entries if not isinstance(entry.record, Theatre)):
        if (first := seen.setdefault(entry.id, entry)) and first is not entry:
            where = f"{first.document.file}:{first.document.locate(first.loc)[0]}"
            remedy = "Give one of them another id; ids are permanent, so change the newer one"
            yield _problem(entry, "unique-id", [], f"the id stands already at {where}", remedy)


def _vanished_ids(directory: Path) -> Iterator[Problem]:
    """Ids of the last commit that the working copy no longer has."""
    committed = files.committed(directory)
    entries = read(directory).entries if committed else []
    # A zone that was merged into another goes on as one of its other names.
    merged = {name for entry in entries if isinstance(entry.record, Zone) for name in entry.record.aliases}
    present = {entry.id for entry in entries} | merged
    for file, data in committed.items():
        value = admit(data, file).value
        items = value.get("features", [value]) if isinstance(value, dict) else value or []
        for item in items:
            if item["id"] not in present:
                remedy = "Put it back; what is over gets a valid_to, and what was wrong is corrected in place"
                yield Problem(
                    file,
                    0,
                    0,
                    item["id"],
                    "id",
                    "the id is gone, and ids are permanent",
                    remedy,
                    "permanent-id",
                )


def _references(reading: Reading) -> Iterator[Problem]:
    known, unsure = _known(reading)
    for part in reading.parts.values():
        astray = {
            (target, name)
            for target, name in _named_in(part)
            if name not in known[target] and target not in unsure
        }
        for entry in part.entries if astray else ():
            for path, target, name in _named(entry.record):
                if (target, name) in astray:
                    remedy = nearest(name, known[target]) or f"Add it, or name another {_TARGETS[target]}"
                    message = f"there is no {_TARGETS[target]} {name!r}"
                    yield _problem(entry, "reference", path, message, remedy)


def _known(reading: Reading) -> tuple[dict[str, set[str]], set[str]]:
    """The ids that stand there, of sound records and of others; and the targets of which a file cannot be read."""
    known: dict[str, set[str]] = defaultdict(set)
    unread: set[str] = set()
    for file, document in reading.documents.items():
        name = getattr(model_of(file), "__name__", "")
        items = (
            document.plain.get("features")
            if file.endswith(".geojson") and isinstance(document.plain, dict)
            else document.plain
        )
        items = [items] if name == "Story" else items
        if not isinstance(items, list):
            unread.add(name)
            continue
        known[name] |= {
            item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)
        }
    unsure = set(unread)
    for target, parts in _WHOLES.items():
        known[target] = set().union(*(known[part] for part in parts))
        if unsure & set(parts):
            unsure.add(target)
    return known, unsure


#: What a reference may lead to, where that is more than one kind of record.
_WHOLES: dict[str, tuple[str, ...]] = {
    "Ground": ("Zone", "Region"),
    "Feature": ("Ground", "Place"),
    "Carrier": ("Feature", "Event", "Link"),
    "Ground of a sentence": ("Carrier", "Claim", "Estimate"),
}


def _named_in(part: Part) -> set[tuple[str, str]]:
    """What a file refers to: the target and id of each reference, once."""
    if "named" not in part.found:
        part.found["named"] = {named[1:] for entry in part.entries for named in _named(entry.record)}
    return part.found["named"]


_TARGETS = {
    "Actor": "actor", "Source": "source", "Theatre": "theatre", "Place": "place", "Ground": "zone or region",
    "Feature": "zone, region or place", "Carrier": "feature, event or link", "Ground of a sentence": "feature, event, link, claim or estimate",
}  # fmt: skip

#: Which field of which model names what.
_NAMES: dict[str, str] = {
    "actor": "Actor", "actors": "Actor", "against": "Actor", "besieged_by": "Actor", "source": "Source",
    "sources": "Source", "evidence": "Source", "theatre": "Theatre", "places": "Place", "from_": "Place",
    "to": "Place", "stands_in": "Ground", "changes": "Feature", "features": "Carrier", "stands_on": "Ground of a sentence",
}  # fmt: skip


def _named(record: BaseModel) -> Iterator[tuple[list[str | int], str, str]]:
    """Path, target and id of every reference in a record, at every depth."""
    for name, path, target in _telling(type(record)):
        value = getattr(record, name)
        if isinstance(value, list):
            for index, item in enumerate(value):
                if target and isinstance(item, str):
                    yield [path, index], target, item
                elif isinstance(item, BaseModel):
                    yield from (([path, index, *inner], t, n) for inner, t, n in _named(item))
        elif target and isinstance(value, str):
            yield [path], target, value


@cache
def _telling(model: type[BaseModel]) -> list[tuple[str, str, str | None]]:
    """The fields that may hold references: name, name in the file, and what they name; None: other records."""
    return [
        (name, info.alias or name, _NAMES.get(name))
        for name, info in model.model_fields.items()
        if name in _NAMES or get_origin(info.annotation) is list
    ]


def _both_languages(part: Part) -> Iterator[Problem]:
    for entry in part.entries:
        for path, text in _texts(entry.record):
            for lang, letters in _LETTERS.items():
                if not letters.search(text.of(lang)):
                    wanted = "Arabic" if lang == "ar" else "Latin"
                    words = f"Write the {'Arabic' if lang == 'ar' else 'English'} words"
                    yield _problem(entry, "languages", [*path, lang], f"holds no {wanted} letter", words)


def _texts(record: BaseModel) -> Iterator[tuple[list[str | int], Text]]:
    for name in _speaking(type(record)):
        value = getattr(record, name)
        if isinstance(value, Text):
            yield [name], value
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from (([name, index, *inner], text) for inner, text in _texts(item))


@cache
def _speaking(model: type[BaseModel]) -> list[str]:
    """The fields that may hold words in both languages."""
    return [
        name for name, info in model.model_fields.items()
        if any(part is Text or get_origin(part) is list for part in (info.annotation, *get_args(info.annotation)))
    ]  # fmt: skip


def _timelines(part: Part) -> Iterator[Problem]:
    for entry in part.of(Zone, Region, Place):
        yield from _row_kinds(entry)
        spans = [
            (index, row, period(row.valid_from, row.valid_to))
            for index, row in enumerate(entry.record.timeline)
        ]
        for (index, row, span), (other_index, other, other_span) in _pairs(spans):
            same = (row.status != "presence" and other.status != "presence") or row.actor == other.actor
            if same and span.overlaps(other_span):
                message = f"overlaps with row {index} ({row.actor}, from {row.valid_from} to {row.valid_to or 'now'})"
                remedy = "End the earlier row on the day the later one starts"
                yield _problem(entry, "overlap", ["timeline", other_index], message, remedy)


def _pairs(items: list) -> Iterator[tuple]:
    return ((one, two) for position, one in enumerate(items) for two in items[position + 1 :])


def _row_kinds(entry: Entry) -> Iterator[Problem]:
    kind = entry.record.kind
    for index, row in enumerate(entry.record.timeline):
        if (kind == "zone") == (row.status == "presence") and kind != "place":
            remedy = "Ground that is held is a zone; presence without holding is a region or a place"
            message = f"a {kind} cannot have status {row.status}"
            yield _problem(entry, "status-kind", ["timeline", index, "status"], message, remedy)


def _event_days(part: Part) -> Iterator[Problem]:
    for entry in part.of(Event, Link):
        end = entry.record.date_to
        if end and parse(end).after < parse(entry.record.date).first:
            yield _problem(
                entry,
                "dates",
                ["date_to"],
                f"{end} is before date {entry.record.date}",
                "Correct one of them",
            )


def _file_names(part: Part) -> Iterator[Problem]:
    fields = {Zone: "theatre", Region: "theatre", Event: "date", Story: "id"}
    file = Path(part.document.file)
    stem = file.stem
    for entry in part.of(*fields):
        field = fields[type(entry.record)]
        value = getattr(entry.record, field)
        wanted = value[:4] if field == "date" else value
        if stem != wanted and not (field == "date" and stem.startswith(f"{wanted}-")):
            remedy = f"Move it to {file.with_stem(wanted).as_posix()}"
            yield _problem(entry, "file-name", [field], f"{value} does not belong in this file", remedy)


def _valid(part: Part) -> Iterator[Problem]:
    for entry, geometry in part.shaped(Zone, Region, Place):
        if not geometry.is_valid:
            message = _invalid(shapely.is_valid_reason(geometry))
            remedy = "Redraw the ring so that it does not cross itself"
            yield _problem(entry, "geometry", ["geometry"], message, remedy)


def _invalid(reason: str) -> str:
    """What is wrong with a shape, from what GEOS says, as "Self-intersection[42 36]"."""
    fault, _, where = reason.partition("[")
    said = {"Self-intersection": "the ring crosses itself", "Ring Self-intersection": "the ring touches itself",
            "Hole lies outside shell": "a hole lies outside its ring", "Nested holes": "a hole lies in another",
            "Interior is disconnected": "its holes cut it in two"}.get(fault, f"the shape is not valid ({fault})")  # fmt: skip
    return f"{said} near {where.rstrip(']')}" if where else said


def _envelopes(reading: Reading) -> Iterator[Problem]:
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
        yield _problem(entry, "envelope", ["geometry"], f"lies outside the envelope of {theatre.id}", remedy)


def _encloses(outer: Sequence[float], inner: Sequence[float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _coverage(reading: Reading) -> Iterator[Problem]:
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
            yield _problem(entry, "coverage", ["geometry"], message, remedy)


def _grounds(reading: Reading) -> Iterator[Problem]:
    grounds = {entry.id: geometry for entry, geometry in reading.shaped(Zone, Region)}
    zones = reading.shaped(Zone)
    tree = shapely.STRtree([geometry for _, geometry in zones])
    for entry, point in reading.shaped(Place):
        named = [grounds[name] for name in entry.record.stands_in if name in grounds]
        if named and not any(ground.intersects(point) for ground in named):
            yield _problem(
                entry, "stands-in", ["stands_in"], "lies in none of these", "Name the ground it lies in"
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
            yield _problem(entry, "place-agrees", ["timeline", index], message, remedy)


def _span(row: Any) -> Any:
    return period(row.valid_from, row.valid_to)


def _link_ends(reading: Reading) -> Iterator[Problem]:
    places = {entry.id: entry.geometry["coordinates"] for entry in reading.of(Place) if entry.geometry}
    for entry in reading.of(Link):
        for index, name in ((0, entry.record.from_), (-1, entry.record.to)):
            here = entry.geometry["coordinates"][index] if entry.geometry else []
            if name in places and _apart_km(here, places[name]) > 1:
                message = f"the line does not {'begin' if index == 0 else 'end'} at {name}"
                yield _problem(
                    entry, "link-ends", ["geometry"], message, f"Write the position {places[name]}"
                )


def _apart_km(one: list[float], two: list[float]) -> float:
    return Geod(ellps="WGS84").inv(*one, *two)[2] / 1000


def _canonical(part: Part) -> Iterator[Problem]:
    document = part.document
    if document.problems:
        return
    # What is alike with plain numbers is alike with numbers as they were written.
    new = canonical(document.plain, document.file)
    if new != document.data:
        new = canonical(document.value, document.file)
    if new != document.data:
        pairs = zip(document.data.split(b"\n"), new.split(b"\n"), strict=False)
        line = next((line for line, (a, b) in enumerate(pairs, 1) if a != b), 1)
        remedy = f"Run: geodata fmt {document.file}"
        yield Problem(document.file, line, 1, "", "", "not in canonical form", remedy, "form")


_IN_ONE_FILE: list[Callable[[Part], Iterator[Problem]]] = [
    _both_languages, _timelines, _event_days, _file_names, _valid,
]  # fmt: skip

_BETWEEN_FILES: list[Callable[[Reading], Iterator[Problem]]] = [
    _unique_ids, _references, _envelopes, _coverage, _grounds, _link_ends,
]  # fmt: skip

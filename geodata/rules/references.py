"""Ids and references: each id stands once, and each reference leads somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import get_origin

from pydantic import BaseModel

from geodata.explain import nearest
from geodata.form import model_of
from geodata.model import Theatre
from geodata.problems import Problem
from geodata.reading import Entry, Part, Reading

__all__ = ["references", "unique_ids"]


def unique_ids(reading: Reading) -> Iterator[Problem]:
    """An id that stands twice, in one file or in two."""
    seen: dict[str, Entry] = {}
    # A theatre and the place that it is named after may share an id: nothing names either by id alone.
    for entry in (entry for entry in reading.entries if not isinstance(entry.record, Theatre)):
        if (first := seen.setdefault(entry.id, entry)) and first is not entry:
            where = f"{first.document.file}:{first.document.locate(first.loc)[0]}"
            remedy = "Give one of them another id; ids are permanent, so change the newer one"
            yield entry.problem("unique-id", [], f"the id stands already at {where}", remedy)


def references(reading: Reading) -> Iterator[Problem]:
    """References to what is not there, with the nearest that is."""
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
                    yield entry.problem("reference", path, message, remedy)


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

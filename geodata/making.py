"""New records: from a few fields to a whole, checked record in the file where it belongs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pyproj import Geod

from geodata.edits import Edit, Files, apply
from geodata.explain import written
from geodata.form import arranged
from geodata.model import Claim, Event, Link, Place, Region, Source, Story, Zone
from geodata.problems import Problem
from geodata.reading import Entry, Reading, understood
from geodata.text import Text

__all__ = ["KINDS", "Unfit", "fields", "made", "suggested"]

#: What can be made, and the model of its fields.
KINDS: dict[str, type[BaseModel]] = {
    "place": Place, "zone": Zone, "region": Region, "event": Event, "link": Link, "source": Source, "claim": Claim,
    "story": Story,
}  # fmt: skip

_FILES = {
    "place": "places.geojson",
    "link": "links.geojson",
    "source": "sources.json",
    "claim": "claims.json",
}
_NEAR_KM = 1.0
#: What is told apart by `kind` in its own file, and has nothing to choose.
_FIXED = ("place", "zone", "region")
_EMPTY: dict[str, Any] = {"timeline": [], "features": [], "actors": [], "evidence": []}


class Unfit(Exception):
    """The record cannot be made from these fields; the text says what is missing or in the way."""


def fields(kind: str) -> Iterator[tuple[str, bool, str]]:
    """The fields of a kind: name, whether it is needed, and how it is written; both languages of a text apart."""
    yield "id", False, written("id")
    for name, info in KINDS[kind].model_fields.items():
        name = info.alias or name
        if name in ("id", "timeline") or (name == "kind" and kind in _FIXED):
            continue
        needed = info.is_required()
        if info.annotation is Text or info.annotation == Text | None:
            yield from ((f"{name}.{lang}", needed, f"{written(name)} ({lang})") for lang in ("en", "ar"))
        else:
            yield name, needed, written(name)
    if kind in ("place", "event"):
        yield "at", True, "longitude,latitude in degrees, as 43.12,36.34"
    if kind in ("zone", "region"):
        yield "geometry", True, "a polygon as GeoJSON"


def suggested(kind: str, given: Mapping[str, Any], taken: set[str]) -> str:
    """An id that nobody has: from the name or title; a source's begins with its publisher and day."""
    words = [str(given.get("name.en") or given.get("title.en") or given.get("statement.en") or kind)]
    if kind == "source":
        words = [str(given.get("publisher.en", "")), str(given.get("published", "")), *words]
    plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:8])[:60].strip("-") or kind
    slug = f"{slug}-zone" if kind == "zone" and slug in taken else slug
    number = 2
    name = slug
    while name in taken:
        name, number = f"{slug}-{number}", number + 1
    return name


def made(
    contents: Files,
    kind: str,
    given: Mapping[str, Any],
    judge: Callable[[Reading], list[Problem]],
    anyway: bool = False,
) -> tuple[str, str, dict[str, bytes]]:
    """A new record's id and file, and the new bytes of the files.

    Parameters
    ----------
    given : mapping
        Fields by name as `fields` names them; texts as "name.en" and "name.ar", lists as lists.
    judge : callable
        What a reading's problems are.
    anyway : bool
        Whether a record that looks like one that is there is wanted all the same.

    Raises
    ------
    Unfit
        If a field is missing or wrong, the id is taken, or the same seems to be there already.
    """
    reading = understood(contents)
    taken = {entry.id for entry in reading.entries}
    missing = [f"  {name}=...  {hint}" for name, needed, hint in fields(kind)
               if needed and name not in given and not _has_default(kind, name)]  # fmt: skip
    if missing:
        raise Unfit("these are missing:\n" + "\n".join(missing))
    name = str(given.get("id") or suggested(kind, given, taken))
    if name in taken:
        raise Unfit(
            f"the id {name!r} is taken; free is {suggested(kind, {**given, 'name.en': name}, taken)!r}"
        )
    if not anyway and (twin := _twin(reading, kind, given)):
        raise Unfit(f"{twin}. If it is another all the same, add --anyway")
    item = _item(reading, kind, name, given)
    file = _file(kind, name, item)
    new = apply(contents, [Edit("add_record", {"file": file, "record": arranged(item, file)})])
    before = {str(problem) for problem in judge(reading)}
    found = [p for p in judge(understood({**contents, **new})) if p.feature == name and str(p) not in before]
    if found:
        raise Unfit("\n".join(f"{p.field}: {p.message}. {p.remedy}" for p in found))
    return name, next(iter(new)), new


def _has_default(kind: str, name: str) -> bool:
    return name in _EMPTY and kind in ("claim", "zone", "region")


def _item(reading: Reading, kind: str, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for field, value in given.items():
        head, _, lang = field.partition(".")
        if lang:
            body.setdefault(head, {})[lang] = value
        elif field not in ("id", "at", "geometry"):
            body[field] = value
    if kind in ("source", "claim", "story"):
        return {"id": name, **body}
    if kind in _FIXED:
        body = {"kind": kind, **body}
    if kind in ("zone", "region"):
        body.setdefault("timeline", [])
    return {"type": "Feature", "id": name, "properties": body, "geometry": _geometry(reading, kind, given)}


def _geometry(reading: Reading, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "link":
        places = {entry.id: entry.geometry["coordinates"] for entry in reading.of(Place) if entry.geometry}
        ends = [given.get("from"), given.get("to")]
        if absent := [str(end) for end in ends if end not in places]:
            raise Unfit(f"there is no place {', '.join(absent)}: make it first, with  geodata new place")
        return {"type": "LineString", "coordinates": [places[end] for end in ends]}
    if kind in ("zone", "region"):
        shape = given["geometry"]
        shape = shape.get("features", [shape])[0] if isinstance(shape, dict) else {}
        return shape.get("geometry", shape)
    return {"type": "Point", "coordinates": _position(str(given["at"]))}


def _position(text: str) -> list[float]:
    try:
        lon, lat = (float(part) for part in text.replace(" ", "").split(","))
    except ValueError:
        raise Unfit(f"at={text} is no position: write longitude,latitude, as at=43.12,36.34") from None
    return [lon, lat]


def _file(kind: str, name: str, item: dict[str, Any]) -> str:
    if kind in _FILES:
        return _FILES[kind]
    if kind == "story":
        return f"stories/{name}.json"
    home = str(item["properties"]["date"])[:4] if kind == "event" else item["properties"]["theatre"]
    return f"{kind}s/{home}.geojson"


def _twin(reading: Reading, kind: str, given: Mapping[str, Any]) -> str:
    """What seems to be the same, in words; empty where nothing does."""
    for entry in reading.of(KINDS[kind]):
        if kind == "place" and entry.geometry:
            km = (
                Geod(ellps="WGS84").inv(*_position(str(given["at"])), *entry.geometry["coordinates"])[2]
                / 1000
            )
            if km < _NEAR_KM:
                return f"the place {entry.id} lies there, {km:.1f} km away"
        if kind == "source" and given.get("url") and entry.record.url == given["url"]:
            return f"the source {entry.id} has this address"
        if _same_words(entry, given):
            return f"{entry.id} is called so already"
    return ""


def _same_words(entry: Entry, given: Mapping[str, Any]) -> bool:
    record = entry.record
    text = (
        getattr(record, "name", None) or getattr(record, "title", None) or getattr(record, "statement", None)
    )
    heads = ("name", "title", "statement")
    said = {
        lang: next((str(given[f"{head}.{lang}"]) for head in heads if given.get(f"{head}.{lang}")), "")
        for lang in ("en", "ar")
    }
    days = [getattr(record, day, None) for day in ("date", "published")]
    same_day = not any(days) or given.get("date", given.get("published")) in days
    alike = text is not None and any(
        words and text.of(lang).casefold() == words.casefold() for lang, words in said.items()
    )
    return alike and same_day

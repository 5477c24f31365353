"""Edits: what a curator does to the dataset, as values that can be kept, undone and sent.

An edit is a verb and its arguments, all plain JSON. `apply` gives the new bytes of the files it touches, and in
them only the bytes of what was edited differ (`geodata.rewrite`); nothing is read from or written to the disk.
"""

from __future__ import annotations

import json
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from geodata.coverage import CoverageError
from geodata.form import arranged, model_of
from geodata.gate import Document, admit
from geodata.model import Story
from geodata.period import parse, period
from geodata.rewrite import rewrite, same
from geodata.shaping import cut, draw, merge, reshape

__all__ = ["Edit", "EditError", "Files", "apply", "record", "verbs"]

#: The files of a dataset by path.
Files = Mapping[str, bytes]

_EMPTY = b'{\n  "type": "FeatureCollection",\n  "features": []\n}\n'


class EditError(Exception):
    """The edit cannot be made; the text says why, and what to do instead."""


@dataclass(frozen=True)
class Edit:
    """One edit: the name of a verb (see `verbs`) and its arguments.

    >>> Edit("set_field", {"id": "mosul-east", "field": "name.en", "value": "Mosul, left bank"}).verb
    'set_field'
    """

    verb: str
    arguments: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The edit as JSON; `Edit(**as_dict())` is the edit again."""
        return {"verb": self.verb, "arguments": self.arguments}


def apply(files: Files, edits: Iterable[Edit]) -> dict[str, bytes]:
    """The new bytes of the files that `edits`, made one after the other, change.

    Parameters
    ----------
    files : mapping of str to bytes
        The whole dataset, or at least the files that the edits concern.

    Raises
    ------
    EditError
        If one cannot be made; then none is.
    """
    work = _Work(files)
    for edit in edits:
        if edit.verb not in _VERBS:
            raise EditError(f"there is no edit {edit.verb!r}; there are {', '.join(_VERBS)}")
        try:
            _VERBS[edit.verb](work, **edit.arguments)
        except CoverageError as error:
            raise EditError(str(error)) from None
        except TypeError as error:
            raise EditError(f"{edit.verb} takes other arguments: {error}") from None
    return work.written()


def record(files: Files, id: str) -> tuple[str, Any]:
    """The file and the JSON of a record or feature.

    Raises
    ------
    EditError
        If there is none of that id.
    """
    found = _Work(files).find(id)
    return found.file, found.item


def verbs() -> tuple[str, ...]:
    """The names of the edits."""
    return tuple(_VERBS)


@dataclass(frozen=True)
class _Found:
    file: str
    index: int
    item: Any


@dataclass
class _Work:
    """The files under edit: each parsed at most once, each changed one written once."""

    files: Files
    documents: dict[str, Document] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def document(self, file: str) -> Document:
        if file not in self.documents:
            empty = _EMPTY if file.endswith(".geojson") else b"[]\n"
            document = self.documents[file] = admit(self.files.get(file, empty), file)
            if document.problems:
                raise EditError(f"mend this first: {document.problems[0]}")
        return self.documents[file]

    def items(self, file: str) -> list[Any]:
        value = self.values.get(file, self.document(file).value)
        if isinstance(value, dict):
            return value.get("features", [value])
        return value

    def put(self, file: str, items: list[Any]) -> None:
        old = self.document(file).value
        if model_of(file) is Story:
            self.values[file] = items[0]
        else:
            self.values[file] = {**old, "features": items} if isinstance(old, dict) else items

    def find(self, id: str) -> _Found:
        found = self.look(id)
        if found is None:
            raise EditError(f"there is no record with the id {id!r}: look it up with  geodata find")
        return found

    def look(self, id: str) -> _Found | None:
        written = json.dumps(id, ensure_ascii=False).encode()
        for file in sorted({*self.files, *self.values}):
            if file in self.values or (model_of(file) and written in self.files[file]):
                for index, item in enumerate(self.items(file)):
                    # A theatre may share its id with a place; it is the place that has a history.
                    if isinstance(item, dict) and item.get("id") == id and file != "theatres.json":
                        return _Found(file, index, item)
        return None

    def change(self, found: _Found, item: Any) -> None:
        """Put `item` in the place of what was found, in the file where it now belongs."""
        home = _home(found.file, item)
        if home == found.file:
            items = list(self.items(found.file))
            items[found.index] = item
            self.put(found.file, items)
        else:
            self.drop(found)
            self.insert(home, item)

    def drop(self, found: _Found) -> None:
        self.put(found.file, [item for i, item in enumerate(self.items(found.file)) if i != found.index])

    def insert(self, file: str, item: Any) -> None:
        items = list(self.items(file))
        insort(items, arranged(item, file), key=_id_of)
        self.put(file, items)

    def written(self) -> dict[str, bytes]:
        new = {}
        for file, value in self.values.items():
            if file not in self.files or not same(value, self.document(file).value):
                new[file] = rewrite(self.document(file), value)
        return new


def _id_of(item: Any) -> str:
    return str(item.get("id", "")) if isinstance(item, dict) else ""


def _home(file: str, item: Any) -> str:
    """The file in which a record of this file's kind belongs: that of its theatre, or of its year."""
    properties = item.get("properties") if isinstance(item, dict) else None
    folder = PurePosixPath(file).parent.name
    if not isinstance(properties, dict) or folder not in ("zones", "regions", "events"):
        return file
    name = str(properties.get("date", ""))[:4] if folder == "events" else properties.get("theatre")
    return f"{folder}/{name}.geojson" if name else file


def _steps(item: Any, path: str | Sequence[str | int]) -> list[str | int]:
    """A path such as "timeline.0.actor" as steps from the record itself; a feature's properties go without saying."""
    steps = (
        [int(step) if step.isdigit() else step for step in path.split(".")]
        if isinstance(path, str)
        else list(path)
    )
    if not steps:
        raise EditError("name the field to change")
    if isinstance(item.get("properties"), dict) and steps[0] not in ("geometry", "properties", "id", "type"):
        return ["properties", *steps]
    return steps


_GONE = object()


def _with(value: Any, steps: Sequence[str | int], new: Any) -> Any:
    """A copy of `value` with `new` at the end of the way; `_GONE` takes away what is there."""
    if not steps:
        return new
    step, *rest = steps
    if isinstance(value, dict) and isinstance(step, str):
        if new is _GONE and not rest:
            return {key: inner for key, inner in value.items() if key != step}
        return {**value, step: _with(value.get(step, {} if rest else None), rest, new)}
    if isinstance(value, list) and isinstance(step, int) and 0 <= step <= len(value):
        if new is _GONE and not rest:
            return value[:step] + value[step + 1 :]
        inner = value[step] if step < len(value) else {}
        return [*value[:step], _with(inner, rest, new), *value[step + 1 :]]
    raise EditError(f"there is no {step!r} here to change")


def set_field(work: _Work, id: str, field: str | Sequence[str | int], value: Any) -> None:
    """Write one field of a record; its path is that of the check's messages, as "timeline.0.actor" or "name.ar"."""
    found = work.find(id)
    work.change(found, _with(found.item, _steps(found.item, field), value))


def unset_field(work: _Work, id: str, field: str | Sequence[str | int]) -> None:
    """Take one field, or one item of a list, away."""
    found = work.find(id)
    work.change(found, _with(found.item, _steps(found.item, field), _GONE))


def set_geometry(work: _Work, id: str, geometry: dict[str, Any]) -> None:
    """Give a feature another shape (GeoJSON, lon and lat in degrees); it is rounded and wound as the form wants it."""
    found = work.find(id)
    work.change(found, {**found.item, "geometry": arranged({"geometry": geometry}, found.file)["geometry"]})


def add_record(work: _Work, file: str, record: dict[str, Any]) -> None:
    """Add a record or feature to a file, which is made where it is missing."""
    name = record.get("id")
    if model_of(file) is None:
        raise EditError(f"{file} is no file of a dataset: its README names them")
    if not isinstance(name, str) or not name:
        raise EditError("the record needs an id, such as deir-ez-zor")
    taken = work.look(name)
    if taken is not None and not (file == "theatres.json" or (taken.file == "theatres.json")):
        raise EditError(f"the id {name!r} is taken by a record of {taken.file}: choose another")
    if model_of(file) is Story:
        work.documents[file] = Document(file)
        work.values[file] = record
    else:
        work.insert(_home(file, record), record)


def remove(work: _Work, id: str) -> None:
    """Take a record away. What is over gets a `valid_to` instead; this is for what was added by mistake."""
    work.drop(work.find(id))


def add_row(work: _Work, id: str, row: dict[str, Any]) -> None:
    """Add a row to a feature's timeline, by its date."""
    found = work.find(id)
    rows = list(_timeline(found))
    insort(rows, row, key=_start)
    work.change(found, _with(found.item, ["properties", "timeline"], rows))


def replace_row(work: _Work, id: str, index: int, row: dict[str, Any]) -> None:
    """Put another row in the place of one; rows count from 0."""
    found = work.find(id)
    _row(found, index)
    work.change(found, _with(found.item, ["properties", "timeline", index], row))


def remove_row(work: _Work, id: str, index: int) -> None:
    """Take a row out of a timeline; rows count from 0."""
    found = work.find(id)
    _row(found, index)
    work.change(found, _with(found.item, ["properties", "timeline", index], _GONE))


def assign(
    work: _Work, ids: Sequence[str], day: str, row: dict[str, Any], from_actor: str | None = None
) -> None:
    """Let many zones change hands at once: in each the row that holds ends on `day`, and `row` begins.

    Parameters
    ----------
    ids : sequence of str
        Zones, or places with a timeline of their own.
    day : str
        As precise as the source: "2017-01-24", "2017-01" or "2017".
    row : dict
        The new row without its dates: actor, status, confidence, sources, ...; it lasts as long as the row it
        takes over from would have, or until the next one where nothing held.
    from_actor : str, optional
        Who must hold every one of them on that day.
    """
    refused = []
    for name in ids:
        found = work.find(name)
        try:
            rows = _handed_over(list(_timeline(found)), day, row, from_actor)
        except EditError as error:
            refused.append(f"{name}: {error}")
        else:
            work.change(found, _with(found.item, ["properties", "timeline"], rows))
    if refused:
        raise EditError("; ".join(refused))


def _handed_over(rows: list[dict], day: str, row: dict[str, Any], from_actor: str | None) -> list[dict]:
    try:
        start = parse(day).first
        spans = [period(old["valid_from"], old["valid_to"]) for old in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise EditError(str(error)) from None
    holding = [
        i for i, span in enumerate(spans) if span.contains(start) and rows[i].get("status") != "presence"
    ]
    index = holding[0] if holding else None
    holder = rows[index].get("actor") if index is not None else None
    if from_actor is not None and holder != from_actor:
        raise EditError(f"{holder or 'nobody that is known'} holds it on {day}, not {from_actor}")
    if index is not None and spans[index].start.first == start:
        raise EditError(f"a row begins on {day} already: change that row instead")
    later = [old["valid_from"] for old, span in zip(rows, spans, strict=True) if span.start.first > start]
    until = (
        rows[index]["valid_to"]
        if index is not None
        else min(later, key=lambda d: parse(d).first, default=None)
    )
    new = {"valid_from": day, "valid_to": until, **row}
    if index is None:
        insort(rows, new, key=_start)
        return rows
    return [*rows[:index], {**rows[index], "valid_to": day}, new, *rows[index + 1 :]]


def _timeline(found: _Found) -> list[dict]:
    properties = found.item.get("properties", {})
    if properties.get("kind") not in ("zone", "region", "place"):
        raise EditError(f"{found.item['id']} has no timeline: zones, regions and places have")
    if properties.get("stands_in"):
        raise EditError(
            f"{found.item['id']} takes its history from {', '.join(properties['stands_in'])}: write it there"
        )
    return properties.get("timeline", [])


def _row(found: _Found, index: int) -> dict:
    rows = _timeline(found)
    if not 0 <= index < len(rows):
        raise EditError(f"{found.item['id']} has {len(rows)} rows, counted from 0; there is none {index}")
    return rows[index]


def _start(row: Any) -> str:
    return str(row.get("valid_from", "")) if isinstance(row, dict) else ""


_VERBS: dict[str, Callable[..., None]] = {
    verb.__name__: verb
    for verb in (
        set_field, unset_field, set_geometry, add_record, remove, add_row, replace_row, remove_row, assign,
        reshape, cut, merge, draw,
    )
}  # fmt: skip

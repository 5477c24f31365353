"""The files as records: read through the gate, held to the schema, and kept for as long as their bytes stay."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from typing_extensions import TypedDict

from geodata import explain, files
from geodata.form import keys_at, model_of
from geodata.gate import Document, Loc, admit
from geodata.model import FEATURES, Feature, Id, Story
from geodata.problems import Problem

__all__ = ["Entry", "Part", "Reading", "read", "uncollected", "understood"]


class Entry(NamedTuple):
    """One valid record or feature, and where it stands.

    Attributes
    ----------
    document : Document
    loc : sequence of str or int
        The way to it inside the document.
    record : BaseModel
        The record itself, or a feature's properties.
    geometry : mapping or None
        GeoJSON geometry of a feature, admitted by the gate.
    """

    document: Document
    loc: Loc
    id: str
    record: Any
    geometry: Mapping[str, Any] | None = None

    def problem(self, rule: str, path: Iterable[str | int], message: str, remedy: str) -> Problem:
        """A problem of this record; `path` is the way to the field inside it."""
        inner = list(path)
        outer = ["properties"] if self.geometry is not None and inner[:1] != ["geometry"] else []
        loc = [*self.loc, *outer, *inner]
        return self.document.problem(rule, loc, message, remedy, self.id, ".".join(map(str, inner)))


@dataclass
class Part:
    """What one file says that fits the schema, and the problems of what does not.

    Attributes
    ----------
    found : dict
        What else has been found out about the file alone; it is true for as long as its bytes stay.
    """

    document: Document
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    found: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def shapes(self) -> np.ndarray:
        """The geometries of the entries, in their order; None for a record that has none."""
        given = [entry.geometry for entry in self.entries]
        if given and all(geometry and geometry["type"] == "Point" for geometry in given):
            return shapely.points([geometry["coordinates"] for geometry in given if geometry])
        shapes = np.empty(len(given), dtype=object)
        for index, geometry in enumerate(given):
            shapes[index] = _shape(geometry)
        return shapes

    def of(self, *models: type[BaseModel]) -> list[Entry]:
        """The entries whose record is one of `models`."""
        return [entry for entry in self.entries if type(entry.record) in models]

    def shaped(self, *models: type[BaseModel]) -> list[tuple[Entry, BaseGeometry]]:
        """As `of`, each with its geometry."""
        pairs = zip(self.entries, self.shapes, strict=True)
        return [pair for pair in pairs if type(pair[0].record) in models]


def _shape(geometry: Mapping[str, Any] | None) -> BaseGeometry | None:
    if geometry is None:
        return None
    if geometry["type"] == "Polygon" and len(geometry["coordinates"]) == 1:
        return shapely.polygons(np.array(geometry["coordinates"][0], dtype="float64"))
    return shape(geometry)


@dataclass
class Reading:
    """Everything the files say that fits the schema, and the problems of what does not."""

    version: str
    documents: dict[str, Document] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict, repr=False)

    def of(self, *models: type[BaseModel]) -> list[Entry]:
        """The entries whose record is one of `models`."""
        return [entry for entry in self.entries if type(entry.record) in models]

    def shaped(self, *models: type[BaseModel]) -> list[tuple[Entry, BaseGeometry]]:
        """As `of`, each with its geometry."""
        return [pair for part in self.parts.values() for pair in part.shaped(*models)]


#: So many new records are worth a word with the garbage collector.
_MANY = 100_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Put the garbage collector off: it would look through millions of records that are all in use."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was and gc.get_count()[0] > _MANY and not gc.get_freeze_count():
            # Into the oldest generation with what is new, without a look at each. Counting what is frozen does look
            # at each, which a few new records are not worth.
            gc.freeze()
            gc.unfreeze()
        if was:
            gc.enable()


def read(directory: Path, before: Reading | None = None) -> Reading:
    """Read all files through the gate and hold them to the schema; never raises.

    Parameters
    ----------
    before : Reading, optional
        An earlier reading: what it says of files that are still the same is taken over.
    """
    contents, problems = {}, []
    for file in files.dataset_files(directory):
        try:
            contents[file] = files.read(directory / file)
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            problems.append(Problem(file, 0, 0, "", "", message, "See its rights", "file"))
    if not contents and not problems:
        remedy = "Name a folder with actors.json in it"
        problems.append(Problem(str(directory), 0, 0, "", "", "holds no dataset", remedy, "file"))
    reading = understood(contents, before)
    reading.problems[:0] = problems
    return reading


def understood(contents: Mapping[str, bytes], before: Reading | None = None) -> Reading:
    """As `read`, for files that are not, or not yet, on the disk."""
    reading = Reading(files.digest(dict(contents)), contents=dict(contents))
    with uncollected():
        for file, data in contents.items():
            part = before.parts.get(file) if before else None
            if part is None or part.document.data != data:
                part = _part(admit(data, file))
            reading.parts[file] = part
            reading.documents[file] = part.document
            reading.entries += part.entries
            reading.problems += part.problems
    return reading


def _part(document: Document) -> Part:
    """What one file says, and its problems."""
    part = Part(document, problems=list(document.problems))
    if not document.problems:
        _take(part)
    return part


def _take(part: Part) -> None:
    document = part.document
    model, plain = model_of(document.file), document.plain
    assert model is not None
    if document.file.endswith(".geojson"):
        if not _take_all(part, model, plain["features"]):
            for index, item in enumerate(plain["features"]):
                _take_feature(part, model, ["features", index], item)
    elif isinstance(plain, list):
        for index, item in enumerate(plain):
            _take_record(part, model, [index], item)
    elif model is Story:
        _take_record(part, model, [], plain)
    else:
        remedy = "Begin the file with [ and end it with ]"
        part.problems.append(document.problem("schema", [], "must be a list of records", remedy))


def _take_all(part: Part, model: type[BaseModel], items: list[dict[str, Any]]) -> bool:
    """Take all features at once, or none where any has a problem."""
    try:
        _list_of(_Outside).validate_python(items)
        records = _list_of(model).validate_python([item["properties"] for item in items])
    except ValidationError:
        return False
    if not {item["geometry"]["type"] for item in items} <= set(_geometries(model)):
        return False
    part.entries += [
        Entry(part.document, ("features", index), item["id"], record, item["geometry"])
        for index, (item, record) in enumerate(zip(items, records, strict=True))
    ]
    return True


class _Outside(TypedDict):
    """A `Feature`, but for its properties, whose own model looks at them, and for its geometry, which the gate has let in."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    type: Literal["Feature"]
    id: Id
    properties: Any
    geometry: Any


@cache
def _list_of(model: type) -> TypeAdapter:
    return TypeAdapter(list[model])  # type: ignore[valid-type]


def _geometries(model: type[BaseModel]) -> tuple[str, ...]:
    return next(kinds for form, kinds in FEATURES.values() if form is model)


def _take_record(part: Part, model: type[BaseModel], loc: Loc, item: Any) -> None:
    name = item["id"] if isinstance(item, dict) and isinstance(item.get("id"), str) else ""
    try:
        part.entries.append(Entry(part.document, loc, name, model.model_validate(item)))
    except ValidationError as error:
        part.problems += _explained(part.document, loc, name, error)


def _take_feature(part: Part, model: type[BaseModel], loc: Loc, item: Any) -> None:
    document = part.document
    name = item["id"] if isinstance(item.get("id"), str) else ""
    errors: list[Problem] = []
    record = None
    for form, inner, value in ((Feature, [], item), (model, ["properties"], item.get("properties"))):
        try:
            record = form.model_validate(value)
        except ValidationError as error:
            errors += _explained(document, [*loc, *inner], name, error)
    part.problems += errors
    if errors:
        return
    allowed = _geometries(model)
    if item["geometry"]["type"] not in allowed:
        message = f"a {item['geometry']['type']} cannot be here"
        where = [*loc, "geometry", "type"]
        remedy = f"Use {' or '.join(allowed)}"
        part.problems.append(document.problem("geometry", where, message, remedy, name, "geometry.type"))
        return
    part.entries.append(Entry(document, loc, name, record, item["geometry"]))


def _explained(document: Document, loc: Loc, name: str, error: ValidationError) -> Iterable[Problem]:
    """The model's findings in a curator's words."""

    def keys(inner: Sequence[str | int]) -> list[str]:
        steps = ["*" if isinstance(step, int) else step for step in [*loc, *inner]]
        return keys_at(document.file, tuple(steps))

    for path, message, remedy in explain.told(error.errors(include_url=False), keys):
        yield document.problem("schema", [*loc, *path], message, remedy, name, ".".join(map(str, path)))

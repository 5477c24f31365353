"""The dataset in memory: records by id, features with their geometry, and one flat table of statuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import BaseModel, ValidationError
from pyproj import Geod
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata import files
from geodata.form import model_of
from geodata.gate import Document, Loc, admit
from geodata.index import Index
from geodata.model import (
    FEATURES,
    Actor,
    Claim,
    Estimate,
    Feature,
    Row,
    Source,
    Status,
    Story,
    Theatre,
)
from geodata.period import day_number, parse
from geodata.problems import DatasetError, Problem

__all__ = ["OPEN", "Dataset", "Entry", "Part", "Reading", "build", "load", "read", "understood"]

#: The day number of an end that is not in sight; later than every day of the clock.
OPEN = 2**31 - 1

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Entry:
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


@dataclass(frozen=True)
class Part:
    """What one file says that fits the schema, and the problems of what does not."""

    document: Document
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


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


@dataclass(frozen=True)
class Dataset:
    """One version of the dataset, ready for questions.

    Attributes
    ----------
    version : str
        Hash of the files' bytes.
    actors, sources, theatres : dict of str to record
    stories : dict of str to Story
    claims, estimates : list of record
    features : GeoDataFrame, indexed by id, EPSG:4326 (lon, lat)
        Zones, regions and places: kind, theatre, ground, name_en, name_ar, aliases, rank, stands_in,
        area_km2, low_km2, high_km2 (geodesic), geometry.
    statuses : DataFrame
        One row a status, sorted by feature and from_day. Days count from 1970-01-01; `to_day` is the first
        day it no longer holds, `OPEN` where none is known. `from_sure` and `to_sure` are the later bounds
        of imprecise dates. `known_day` is the day it was first published.
    disputes : DataFrame
        What other sources state instead, same columns, and `row`: the index of the status it disputes.
    events, links : GeoDataFrame, indexed by id
        Columns of their models, and `day`, `day_to` (included), `known_day`.
    known_on : int or None
        The day of knowledge that this version was cut down to.
    """

    version: str
    actors: dict[str, Actor]
    sources: dict[str, Source]
    theatres: dict[str, Theatre]
    stories: dict[str, Story]
    claims: list[Claim]
    estimates: list[Estimate]
    features: gpd.GeoDataFrame
    statuses: pd.DataFrame
    disputes: pd.DataFrame
    events: gpd.GeoDataFrame
    links: gpd.GeoDataFrame
    known_on: int | None = None

    @cached_property
    def index(self) -> Index:
        """The statuses as numbers, and which of them hold on a day."""
        return Index.of(self.features, self.statuses)

    @cached_property
    def answers(self) -> dict[tuple, Any]:
        """What has been asked of this version already (see `index.once`)."""
        return {}


def load(directory: Path = files.DATASET) -> Dataset:
    """The dataset in `directory`.

    Raises
    ------
    DatasetError
        If any file cannot be read or does not fit the schema; its problems say where.
    """
    reading = read(directory)
    if reading.problems:
        raise DatasetError(reading.problems)
    return build(reading)


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
            problems.append(
                Problem(file, 0, 0, "", "", f"cannot be read: {error.strerror}", "See its rights", "file")
            )
    if not contents and not problems:
        problems.append(
            Problem(
                str(directory),
                0,
                0,
                "",
                "",
                "holds no dataset",
                "Name a folder with actors.json in it",
                "file",
            )
        )
    reading = understood(contents, before)
    reading.problems = [*problems, *reading.problems]
    return reading


def understood(contents: Mapping[str, bytes], before: Reading | None = None) -> Reading:
    """As `read`, for files that are not, or not yet, on the disk."""
    reading = Reading(files.digest(dict(contents)), contents=dict(contents))
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
    part = Reading("")
    if not document.problems:
        _take(part, document)
    return Part(document, tuple(part.entries), (*document.problems, *part.problems))


def _take(reading: Reading, document: Document) -> None:
    model = model_of(document.file)
    assert model is not None
    if document.file.endswith(".geojson"):
        for index, item in enumerate(document.value["features"]):
            _take_feature(reading, document, model, ["features", index], item)
    elif isinstance(document.value, list):
        for index, item in enumerate(document.value):
            _take_record(reading, document, model, [index], item)
    elif model is Story:
        _take_record(reading, document, model, [], document.value)
    else:
        remedy = "Begin the file with [ and end it with ]"
        reading.problems.append(document.problem("schema", [], "must be a list of records", remedy))


def _take_record(reading: Reading, document: Document, model: type[BaseModel], loc: Loc, item: Any) -> None:
    name = item["id"] if isinstance(item, dict) and isinstance(item.get("id"), str) else ""
    try:
        reading.entries.append(Entry(document, loc, name, model.model_validate(item)))
    except ValidationError as error:
        reading.problems += _explained(document, loc, name, error)


def _take_feature(reading: Reading, document: Document, model: type[BaseModel], loc: Loc, item: Any) -> None:
    name = item["id"] if isinstance(item.get("id"), str) else ""
    errors: list[Problem] = []
    record = None
    for form, inner, value in ((Feature, [], item), (model, ["properties"], item.get("properties"))):
        try:
            record = form.model_validate(value)
        except ValidationError as error:
            errors += _explained(document, [*loc, *inner], name, error)
    reading.problems += errors
    if errors:
        return
    allowed = next(kinds for form, kinds in FEATURES.values() if form is model)
    if item["geometry"]["type"] not in allowed:
        message = f"a {item['geometry']['type']} cannot be here"
        where = [*loc, "geometry", "type"]
        remedy = f"Use {' or '.join(allowed)}"
        reading.problems.append(document.problem("geometry", where, message, remedy, name, "geometry.type"))
        return
    reading.entries.append(Entry(document, loc, name, record, item["geometry"]))


_REMEDIES = {
    "extra_forbidden": ("is not a key of this record", "Correct its spelling, or delete it"),
    "missing": ("is missing", "Add it"),
    "too_short": ("is empty", "Name at least one"),
}


def _explained(document: Document, loc: Loc, name: str, error: ValidationError) -> Iterable[Problem]:
    """The model's findings in a curator's words."""
    for finding in error.errors(include_url=False):
        path = [part for part in finding["loc"]]
        message, remedy = _REMEDIES.get(
            finding["type"], (finding["msg"].removeprefix("Value error, "), "Correct it")
        )
        if ": " in message and finding["type"] == "value_error":
            message, remedy = message.split(": ", 1)
        field = ".".join(map(str, path))
        yield document.problem("schema", [*loc, *path], message, remedy[:1].upper() + remedy[1:], name, field)


def build(reading: Reading) -> Dataset:
    """The tables of a reading; records with problems are not in it."""
    sources = {entry.id: entry.record for entry in reading.of(Source)}
    features = _feature_table(
        [entry for entry in reading.entries if getattr(entry.record, "kind", "") in _GROUND]
    )
    rows, disputes = _status_rows(reading, sources)
    return Dataset(
        version=reading.version,
        actors={entry.id: entry.record for entry in reading.of(Actor)},
        sources=sources,
        theatres={entry.id: entry.record for entry in reading.of(Theatre)},
        stories={entry.id: entry.record for entry in reading.of(Story)},
        claims=[entry.record for entry in reading.of(Claim)],
        estimates=[entry.record for entry in reading.of(Estimate)],
        features=features,
        statuses=rows,
        disputes=disputes,
        events=_dated_table(reading, "events/", sources),
        links=_dated_table(reading, "links.geojson", sources),
    )


_GROUND = ("zone", "region", "place")
_FEATURE_COLUMNS = [
    "id", "kind", "theatre", "ground", "name_en", "name_ar", "aliases", "rank", "stands_in",
    "area_km2", "low_km2", "high_km2", "geometry",
]  # fmt: skip


def _feature_table(entries: list[Entry]) -> gpd.GeoDataFrame:
    records = [_feature_row(entry) for entry in entries]
    table = gpd.GeoDataFrame(records, columns=_FEATURE_COLUMNS, geometry="geometry", crs="EPSG:4326")
    return table.set_index("id", drop=False).sort_index()


def _feature_row(entry: Entry) -> dict[str, Any]:
    record = entry.record
    geometry = shape(entry.geometry)
    area = geodesic_area_km2(geometry)
    low, high = getattr(record, "band_km2", None) or (area, area)
    return {
        "id": entry.id, "kind": record.kind, "theatre": record.theatre,
        "ground": getattr(record, "ground", ""), "name_en": record.name.en, "name_ar": record.name.ar,
        "aliases": record.aliases, "rank": getattr(record, "rank", 0), "stands_in": getattr(record, "stands_in", []),
        "area_km2": area, "low_km2": min(low, area), "high_km2": max(high, area), "geometry": geometry,
    }  # fmt: skip


def geodesic_area_km2(geometry: BaseGeometry) -> float:
    """Area on the WGS 84 ellipsoid, in km2 (Karney 2013, as pyproj.Geod computes it); 0 for points and lines."""
    if geometry.geom_type not in ("Polygon", "MultiPolygon"):
        return 0.0
    return abs(_GEOD.geometry_area_perimeter(geometry)[0]) / 1e6


_STATUS_COLUMNS = [
    "feature", "kind", "theatre", "actor", "status", "against", "besieged_by", "strength", "confidence",
    "valid_from", "valid_to", "from_day", "from_sure", "to_day", "to_sure", "known_day", "sources", "note",
    "disputed",
]  # fmt: skip


def _status_rows(reading: Reading, sources: dict[str, Source]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows: list[dict[str, Any]] = []
    disputes: list[dict[str, Any]] = []
    entries = [entry for entry in reading.entries if getattr(entry.record, "kind", "") in _GROUND]
    for entry in sorted(entries, key=lambda entry: entry.id):
        for status in sorted(entry.record.timeline, key=lambda status: parse(status.valid_from).first):
            disputes += [_status_row(entry, other, sources) | {"row": len(rows)} for other in status.disputes]
            rows.append(_status_row(entry, status, sources))
    return pd.DataFrame(rows, columns=_STATUS_COLUMNS), pd.DataFrame(
        disputes, columns=[*_STATUS_COLUMNS, "row"]
    )


def _status_row(entry: Entry, row: Row, sources: dict[str, Source]) -> dict[str, Any]:
    start, end = parse(row.valid_from), parse(row.valid_to) if row.valid_to else None
    return {
        "feature": entry.id, "kind": entry.record.kind, "theatre": entry.record.theatre,
        "actor": row.actor, "status": row.status, "against": row.against, "besieged_by": row.besieged_by,
        "strength": row.strength or "", "confidence": row.confidence,
        "valid_from": row.valid_from, "valid_to": row.valid_to or "",
        "from_day": day_number(start.first), "from_sure": day_number(start.after),
        "to_day": day_number(end.first) if end else OPEN, "to_sure": day_number(end.after) if end else OPEN,
        "known_day": _known_day(row.sources, sources, row.reported), "sources": row.sources, "note": row.note,
        "disputed": isinstance(row, Status) and bool(row.disputes),
    }  # fmt: skip


def _known_day(ids: list[str], sources: dict[str, Source], reported: str | None = None) -> int:
    if reported:
        return day_number(parse(reported).first)
    return min((day_number(parse(sources[i].published).first) for i in ids if i in sources), default=OPEN)


def _filled(value: Any) -> Any:
    """None as empty text: pandas would make it a float among strings."""
    return "" if value is None else value


def _dated_table(reading: Reading, prefix: str, sources: dict[str, Source]) -> gpd.GeoDataFrame:
    """Events or links as a table, by day and id."""
    model = next(form for pattern, (form, _) in FEATURES.items() if pattern.startswith(prefix))
    records = []
    for entry in reading.entries:
        if not entry.document.file.startswith(prefix):
            continue
        record = entry.record
        start, end = parse(record.date), parse(record.date_to or record.date)
        last = end.after if end.precision != "day" else end.first
        records.append(
            {"id": entry.id}
            | {
                info.alias or name: _filled(getattr(record, name))
                for name, info in model.model_fields.items()
            }
            | {
                "day": day_number(start.first),
                "day_to": day_number(last) - (end.precision != "day"),
                "known_day": _known_day(record.sources, sources, record.reported),
                "geometry": shape(entry.geometry),
            }
        )
    columns = [
        "id",
        *(info.alias or name for name, info in model.model_fields.items()),
        "day",
        "day_to",
        "known_day",
        "geometry",
    ]
    table = gpd.GeoDataFrame(records, columns=columns, geometry="geometry", crs="EPSG:4326")
    return table.sort_values(["day", "id"]).set_index("id", drop=False)

"""The dataset in memory: records by id, features with their geometry, and one flat table of statuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geodata import files
from geodata.index import Index
from geodata.model import (
    FEATURES,
    Actor,
    Claim,
    Estimate,
    Place,
    Region,
    Row,
    Source,
    Status,
    Story,
    Theatre,
    Zone,
)
from geodata.period import day_number, parse
from geodata.problems import DatasetError
from geodata.reading import Entry, Part, Reading, read, uncollected, understood
from geodata.text import Text
from geodata.texts import Texts

__all__ = [
    "OPEN",
    "Dataset",
    "Entry",
    "Part",
    "Reading",
    "build",
    "geodesic_area_km2",
    "load",
    "read",
    "understood",
]

#: The day number of an end that is not in sight; later than every day of the clock.
OPEN = 2**31 - 1

_GEOD = Geod(ellps="WGS84")


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
        of imprecise dates. `known_day` is the day it was first published, and no day before it
        began.
    disputes : DataFrame
        What other sources state instead, same columns, and `row`: the index of the status it disputes.
    events, links : GeoDataFrame, indexed by id
        Columns of their models, words in both languages as `Texts`, and `day`, `day_to` (included), `known_day`.
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


def build(reading: Reading) -> Dataset:
    """The tables of a reading; records with problems are not in it."""
    with uncollected():
        return _built(reading)


def _built(reading: Reading) -> Dataset:
    sources = {entry.id: entry.record for entry in reading.of(Source)}
    published = {name: day_number(parse(source.published).first) for name, source in sources.items()}
    rows, disputes = _status_rows(reading, published)
    return Dataset(
        version=reading.version,
        actors={entry.id: entry.record for entry in reading.of(Actor)},
        sources=sources,
        theatres={entry.id: entry.record for entry in reading.of(Theatre)},
        stories={entry.id: entry.record for entry in reading.of(Story)},
        claims=[entry.record for entry in reading.of(Claim)],
        estimates=[entry.record for entry in reading.of(Estimate)],
        features=_feature_table(reading),
        statuses=rows,
        disputes=disputes,
        events=_dated_table(reading, "events/", published),
        links=_dated_table(reading, "links.geojson", published),
    )


_GROUND = (Zone, Region, Place)
_FEATURE_COLUMNS = [
    "id", "kind", "theatre", "ground", "name_en", "name_ar", "aliases", "rank", "stands_in",
    "area_km2", "low_km2", "high_km2", "geometry",
]  # fmt: skip


def _feature_table(reading: Reading) -> gpd.GeoDataFrame:
    records = [row for part in reading.parts.values() for row in _feature_rows(part)]
    table = gpd.GeoDataFrame(records, columns=_FEATURE_COLUMNS, geometry="geometry", crs="EPSG:4326")
    return table.set_index("id", drop=False).sort_index()


def _feature_rows(part: Part) -> list[dict[str, Any]]:
    """The zones, regions and places of a file; measured once for as long as its bytes stay."""
    if "features" not in part.found:
        part.found["features"] = [_feature_row(*pair) for pair in part.shaped(*_GROUND)]
    return part.found["features"]


def _feature_row(entry: Entry, geometry: BaseGeometry) -> dict[str, Any]:
    record = entry.record
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
    if geometry.geom_type == "Polygon" and not shapely.get_num_interior_rings(geometry):
        return _ring_area(geometry) / 1e6
    area = 0.0
    for polygon in shapely.get_parts(geometry):
        shell, *holes = (_ring_area(ring) for ring in shapely.get_rings(polygon))
        area += shell - sum(holes)
    return area / 1e6


def _ring_area(ring: BaseGeometry) -> float:
    lons, lats = shapely.get_coordinates(ring).T
    return abs(_GEOD.polygon_area_perimeter(lons, lats)[0])


_STATUS_COLUMNS = [
    "feature", "kind", "theatre", "actor", "status", "against", "besieged_by", "strength", "confidence",
    "valid_from", "valid_to", "from_day", "from_sure", "to_day", "to_sure", "known_day", "sources", "note",
    "disputed",
]  # fmt: skip


def _status_rows(reading: Reading, published: dict[str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows: list[dict[str, Any]] = []
    disputes: list[dict[str, Any]] = []
    for entry in sorted(reading.of(*_GROUND), key=lambda entry: entry.id):
        for status in sorted(entry.record.timeline, key=lambda status: parse(status.valid_from).first):
            disputes += [
                _status_row(entry, other, published) | {"row": len(rows)} for other in status.disputes
            ]
            rows.append(_status_row(entry, status, published))
    return pd.DataFrame(rows, columns=_STATUS_COLUMNS), pd.DataFrame(
        disputes, columns=[*_STATUS_COLUMNS, "row"]
    )


def _status_row(entry: Entry, row: Row, published: dict[str, int]) -> dict[str, Any]:
    start, end = parse(row.valid_from), parse(row.valid_to) if row.valid_to else None
    return {
        "feature": entry.id, "kind": entry.record.kind, "theatre": entry.record.theatre,
        "actor": row.actor, "status": row.status, "against": row.against, "besieged_by": row.besieged_by,
        "strength": row.strength or "", "confidence": row.confidence,
        "valid_from": row.valid_from, "valid_to": row.valid_to or "",
        "from_day": day_number(start.first), "from_sure": day_number(start.after),
        "to_day": day_number(end.first) if end else OPEN, "to_sure": day_number(end.after) if end else OPEN,
        "known_day": max(day_number(start.first), _known_day(row.sources, published, row.reported)), "sources": row.sources, "note": row.note,
        "disputed": isinstance(row, Status) and bool(row.disputes),
    }  # fmt: skip


def _known_day(ids: list[str], published: dict[str, int], reported: str | None = None) -> int:
    if reported:
        return day_number(parse(reported).first)
    if len(ids) == 1:
        return published.get(ids[0], OPEN)
    return min((published[name] for name in ids if name in published), default=OPEN)


def _dated_table(reading: Reading, prefix: str, published: dict[str, int]) -> gpd.GeoDataFrame:
    """Events or links as a table, by day and id."""
    model = next(form for pattern, (form, _) in FEATURES.items() if pattern.startswith(prefix))
    shaped = reading.shaped(model)
    records = [entry.record for entry, _ in shaped]
    starts = [parse(record.date) for record in records]
    ends = [parse(record.date_to or record.date) for record in records]
    columns: dict[str, Any] = {"id": _objects(entry.id for entry, _ in shaped)}
    for name, info in model.model_fields.items():
        words = info.annotation is Text
        columns[info.alias or name] = (
            Texts.of(map(attrgetter(name), records)) if words else _field(records, name)
        )
    columns["day"] = _days(start.first for start in starts)
    columns["day_to"] = _days(end.after if end.precision != "day" else end.first for end in ends)
    columns["day_to"] -= np.fromiter((end.precision != "day" for end in ends), dtype="int64")
    known = (_known_day(record.sources, published, record.reported) for record in records)
    columns["known_day"] = np.fromiter(known, dtype="int64")
    table = gpd.GeoDataFrame(columns, geometry=[shape for _, shape in shaped], crs="EPSG:4326")
    order = np.lexsort((columns["id"].astype(str), columns["day"]))
    return table.iloc[order].set_index("id", drop=False)


def _field(records: list[Any], name: str) -> np.ndarray:
    """A field of each record; None becomes empty text, which pandas would make a float among strings."""
    values = list(map(attrgetter(name), records))
    if None in values:
        values = ["" if value is None else value for value in values]
    return _objects(values)


def _objects(values: Iterable[Any]) -> np.ndarray:
    """The values as they are, in an array: lists stay lists."""
    return np.fromiter(values, dtype=object)


def _days(dates: Iterable[date]) -> np.ndarray:
    return np.fromiter(map(day_number, dates), dtype="int64")

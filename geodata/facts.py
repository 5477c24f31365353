"""What an export says, row by row: the statuses of a day or of the whole, in both languages, sources written out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata import derive
from geodata.dataset import OPEN, Dataset
from geodata.model import Source
from geodata.period import EPOCH

__all__ = ["COLUMNS", "DAYS", "LISTS", "digest", "facts", "said", "source_line"]

#: The columns of words and figures, in the order in which every format writes them.
COLUMNS = [
    "feature", "kind", "theatre", "ground", "stands_in", "name_en", "name_ar", "actor", "actor_en", "actor_ar", "status", "against",
    "besieged_by", "strength", "confidence", "valid_from", "valid_to", "disputed", "area_km2", "note_en", "note_ar",
    "sources", "sources_en", "sources_ar",
]  # fmt: skip

#: Typed days beside the texts `valid_from` and `valid_to`, which keep the precision of the source.
DAYS = ["first_day", "end_day"]

#: The columns that hold ids, a space between them.
LISTS = ["stands_in", "against", "besieged_by", "sources"]


def facts(
    dataset: Dataset, as_of: date | None = None, filters: Mapping[str, str] | None = None
) -> gpd.GeoDataFrame:
    """The rows of an export.

    Parameters
    ----------
    dataset : Dataset
        Already cut down to a day of knowledge, where one is asked for.
    as_of : date or None
        The day whose state is meant; None: every status of every day.
    filters : mapping or None
        `theatre`: the id of a theatre. `hide`: ids of actors, a comma between them. Others change no row.

    Returns
    -------
    GeoDataFrame, EPSG:4326 (lon, lat)
        `COLUMNS` as text (`disputed` a boolean, `area_km2` geodesic, to 0.1), `DAYS` as dates (`end_day`, the first
        day it no longer holds, is None where no end is known), geometry; sorted by feature, day and actor. A feature
        of which nothing is known stands as one row with status "not known". In the state of a day a place has the
        rows of the zones and regions it stands in; the whole has those once, and the place as one row without status.
    """
    filters = filters or {}
    theatre = filters.get("theatre")
    features = dataset.features[derive.within(dataset.features, theatre)] if theatre else dataset.features
    rows = dataset.statuses if as_of is None else derive.as_of(dataset, as_of)
    held = _carried(features, rows, by_place=as_of is not None)
    hidden = set(filters.get("hide", "").split(","))
    table = features.rename_axis("key").reset_index(drop=True).rename(columns={"id": "feature"})
    table = gpd.GeoDataFrame(table.merge(held, on="feature", how="left", validate="one_to_many"))
    table = table[~table.actor.isin(hidden)]
    return _written(dataset, table, whole=as_of is None)


def _carried(features: gpd.GeoDataFrame, rows: pd.DataFrame, *, by_place: bool) -> pd.DataFrame:
    """The statuses by the feature that shows them, which of a place may be those of its grounds."""
    columns = ["feature", "actor", "status", "against", "besieged_by", "strength", "confidence", "valid_from",
               "valid_to", "from_day", "to_day", "disputed", "note", "sources"]  # fmt: skip
    own = rows[columns]
    if not by_place:
        return own
    stands = features.stands_in.explode().dropna()
    pairs = pd.DataFrame({"shown": stands.index, "feature": stands.to_numpy()})
    lent = pairs.merge(own, on="feature").drop(columns="feature").rename(columns={"shown": "feature"})
    lent = lent.drop_duplicates(["feature", "actor", "status", "valid_from"])
    return pd.concat([own, lent[columns]], ignore_index=True)


def _written(dataset: Dataset, table: gpd.GeoDataFrame, *, whole: bool) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(table.copy())
    standing = whole & table.stands_in.map(bool)
    table["status"] = table.status.mask(table.status.isna(), "not known").mask(standing, "")
    table["from_day"] = table.from_day.fillna(OPEN).astype("int64")
    table["to_day"] = table.to_day.fillna(OPEN).astype("int64")
    order = (
        table[["feature", "from_day", "actor"]]
        .sort_values(["feature", "from_day", "actor"], kind="stable")
        .index
    )
    table = gpd.GeoDataFrame(table.loc[order].reset_index(drop=True))
    ids = [cell if isinstance(cell, list) else [] for cell in table.sources]
    for lang in ("en", "ar"):
        table[f"actor_{lang}"] = [_name(dataset, actor, lang) for actor in table.actor]
        table[f"note_{lang}"] = [note.of(lang) if hasattr(note, "of") else "" for note in table.note]
        table[f"sources_{lang}"] = [
            "\n".join(source_line(dataset.sources[name], lang) for name in row if name in dataset.sources)
            for row in ids
        ]
    for column in LISTS:
        table[column] = [" ".join(cell) if isinstance(cell, list) else "" for cell in table[column]]
    table["area_km2"] = table.area_km2.round(1)
    table["disputed"] = table.disputed.eq(True)
    table["first_day"], table["end_day"] = _days(table.from_day), _days(table.to_day)
    texts = [name for name in COLUMNS if name not in ("disputed", "area_km2")]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    return table[[*COLUMNS, *DAYS, "geometry"]]


def _days(numbers: pd.Series) -> pd.Series:
    days = [None if number == OPEN else EPOCH + pd.Timedelta(days=int(number)) for number in numbers]
    return pd.Series(days, index=numbers.index, dtype=object)


def _name(dataset: Dataset, actor: object, lang: str) -> str:
    return dataset.actors[actor].name.of(lang) if isinstance(actor, str) and actor in dataset.actors else ""


def source_line(source: Source, lang: str) -> str:
    """A source in one line: publisher, title, symbol, date of publication, address."""
    parts = [source.publisher.of(lang), source.title.of(lang), source.symbol, source.published, source.url]
    return ("، " if lang == "ar" else ", ").join(part for part in parts if part)


def digest(table: gpd.GeoDataFrame) -> str:
    """A hash of what the rows say, shapes to five decimals included; equal rows give equal digests."""
    whole = hashlib.sha256()
    shapes = shapely.to_wkt(shapely.normalize(table.geometry.values), rounding_precision=5)
    for row, shape in zip(table[COLUMNS].to_dict("records"), shapes, strict=True):
        whole.update(json.dumps([*row.values(), shape], ensure_ascii=False, default=str).encode())
    return whole.hexdigest()[:16]


def said(
    dataset: Dataset,
    as_of: date | None = None,
    filters: Mapping[str, str] | None = None,
    *,
    since: date | None = None,
    whole: bool = False,
) -> str:
    """A hash of all that an export says: the rows of `facts`, and what else it tells of.

    Parameters
    ----------
    dataset, as_of, filters
        As for `facts`.
    since : date or None
        The export tells also what changed and happened from this day up to `as_of`.
    whole : bool
        It tells everything: each status of each day, each event, each story.
    """
    parts = [digest(facts(dataset, as_of, filters))]
    if since is not None or whole:
        rows = facts(dataset, None, filters)
        if since is not None and as_of is not None and not whole:
            rows = rows.loc[_touches(rows, since, as_of)]
        parts += [digest(rows), *_happened(dataset, as_of, filters or {}, None if whole else since)]
    if whole:
        parts += [story.model_dump_json() for story in dataset.stories.values()]
    return parts[0] if len(parts) == 1 else hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _touches(rows: gpd.GeoDataFrame, since: date, until: date) -> np.ndarray:
    """Which rows hold on any day from `since` up to `until`, as a mask."""
    pairs = zip(rows.first_day, rows.end_day, strict=True)
    held = (bool(first) and first <= until and (end is None or end > since) for first, end in pairs)
    return np.fromiter(held, dtype=bool, count=len(rows))


def _happened(
    dataset: Dataset, as_of: date | None, filters: Mapping[str, str], since: date | None
) -> list[str]:
    """What is told of the events, a line each."""
    events = dataset.events
    if since is not None and as_of is not None:
        events = derive.events_between(dataset, since, as_of, theatre=filters.get("theatre"))
    return [
        json.dumps([
            event.id, event.date, event.date_to, event.title.model_dump(), event.summary.model_dump(), shapely.to_wkt(event.geometry, 5),
            *(source_line(dataset.sources[name], "en") for name in event.sources if name in dataset.sources),
        ])
        for event in events.itertuples()
    ]  # fmt: skip

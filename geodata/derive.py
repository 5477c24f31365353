"""Questions to the dataset: who held what on a day, what happened, and what was known by then.

Days are `datetime.date`. A month or a year counts from its first day.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geodata.answers import answers
from geodata.dataset import OPEN, Dataset
from geodata.index import STATUSES, Index, once
from geodata.model import Sentence, Step, Story
from geodata.period import EPOCH, day_number, parse

__all__ = [
    "as_of", "at", "at_many", "claims", "clock", "events_between", "happened", "history", "known_on", "links_between", "places", "resting_on",
    "state", "within",
]  # fmt: skip

_NEAR_KM = 2.0
_GEOD = Geod(ellps="WGS84")


@once
def clock(dataset: Dataset) -> tuple[date, date]:
    """The first and the last day of the clock: whole years around all rows of the timelines.

    Where there is no row yet it is this year, or the year of the day of knowledge. Events outside it, such as a resolution of 1999, keep their day in lists.
    """
    ends = dataset.statuses.to_day
    days = pd.concat([dataset.statuses.from_day, ends[ends < OPEN]])
    if days.empty:
        year = (
            date.today().year if dataset.known_on is None else (EPOCH + timedelta(days=dataset.known_on)).year
        )
        return date(year, 1, 1), date(year, 12, 31)
    first, last = (EPOCH + timedelta(days=int(day)) for day in (min(days), max(days)))
    return date(first.year, 1, 1), date(last.year, 12, 31)


def known_on(dataset: Dataset, day: date | None) -> Dataset:
    """The dataset as it could have been written on `day`; None returns it unchanged.

    A status is kept when it had begun, and was reported, or else the first of its sources published, on or before
    `day` (`known_day`). Its end is kept when the row that follows it is kept too (where none follows, when the end had
    come); otherwise it lasts until the next kept row of the feature, or has no known end.
    """
    if day is None:
        return dataset
    limit = day_number(day)
    kept = _rows_known(dataset, limit)
    cut = dataclasses.replace(
        dataset,
        sources={i: s for i, s in dataset.sources.items() if parse(s.published).first <= day},
        claims=[claim for claim in dataset.claims if _published(dataset, claim.source) <= day],
        estimates=[estimate for estimate in dataset.estimates if _published(dataset, estimate.source) <= day],
        statuses=kept,
        disputes=dataset.disputes[
            (dataset.disputes.known_day <= limit) & dataset.disputes.row.isin(kept.index)
        ],
        events=dataset.events[dataset.events.known_day <= limit],
        links=dataset.links[dataset.links.known_day <= limit],
        known_on=limit,
    )
    return dataclasses.replace(cut, stories=_stories_known(cut))


def _rows_known(dataset: Dataset, limit: int) -> pd.DataFrame:
    """The statuses that were known on a day, with the ends that were."""
    index = dataset.index
    known = dataset.statuses.known_day.to_numpy() <= limit
    exclusive = index.status != STATUSES.index("presence")
    next_row = _next_row(index, exclusive)
    taken_over = (next_row >= 0) & (index.from_day[next_row] == index.to_day)
    ended = (index.to_day <= limit) & (~taken_over | known[next_row])
    next_known = _next_row(index, exclusive & known)
    until = np.where(next_known >= 0, index.from_day[next_known], OPEN)
    rows = dataset.statuses.assign(
        to_day=np.where(ended, index.to_day, until), to_sure=np.where(ended, index.to_sure, until),
        valid_to=dataset.statuses.valid_to.where(ended, ""),
    )  # fmt: skip
    return rows[known]


def _next_row(index: Index, counts: np.ndarray) -> np.ndarray:
    """For each row that counts, the next of the same feature that does; -1 where there is none."""
    found = np.full(len(counts), -1)
    rows = np.flatnonzero(counts)
    same = index.feature[rows[1:]] == index.feature[rows[:-1]]
    found[rows[:-1][same]] = rows[1:][same]
    return found


def _stories_known(dataset: Dataset) -> dict[str, Story]:
    """The stories without the sentences that stand on something not yet published, and without empty steps."""
    written = {record.id for record in [*dataset.claims, *dataset.estimates]}
    ever = set(dataset.statuses.feature.unique())
    found = {}
    for name, story in dataset.stories.items():
        steps = [
            step.model_copy(update={"sentences": kept})
            for step in story.steps
            if (kept := _told(dataset, step, written, ever))
        ]
        if steps:
            found[name] = story.model_copy(update={"steps": steps})
    return found


def _told(dataset: Dataset, step: Step, written: set[str], ever: set[str]) -> list[Sentence]:
    """The sentences of a step that could be written; `ever` are the features with a history, a desk has none."""
    day = parse(step.date).first
    if dataset.known_on is not None and day_number(day) > dataset.known_on:
        return []
    held = set(as_of(dataset, day).feature)

    def stands(name: str) -> bool:
        if name not in dataset.features.index:
            return name in written or name in dataset.events.index or name in dataset.links.index
        grounds = dataset.features.at[name, "stands_in"] or [name]
        return not held.isdisjoint(grounds) or ever.isdisjoint(grounds)

    return [sentence for sentence in step.sentences if all(map(stands, sentence.stands_on))]


def _published(dataset: Dataset, source: str) -> date:
    return parse(dataset.sources[source].published).first if source in dataset.sources else date.max


def as_of(dataset: Dataset, day: date, *, theatre: str | None = None) -> pd.DataFrame:
    """The statuses that hold on `day`, as rows of `dataset.statuses`; a feature without one is not known."""
    held = dataset.index.spans.on(day_number(day))
    if theatre is not None:
        held = held[dataset.index.of_theatre(theatre)[held]]
    return dataset.statuses.iloc[held]


def within(rows: pd.DataFrame, theatre: str | None) -> pd.Series | bool:
    """A mask of the rows of one theatre; None: all of them."""
    return True if theatre is None else rows.theatre == theatre


def state(dataset: Dataset, day: date, *, theatre: str | None = None, lang: str = "en") -> pd.DataFrame:
    """Every feature's status on `day`: a row each, several for shared presence, "not known" where none holds.

    A place that stands in zones or regions takes its rows from there.
    """
    return answers(dataset, lang).on(day_number(day), theatre)


def at(dataset: Dataset, lon: float, lat: float, day: date, *, lang: str = "en") -> pd.DataFrame:
    """Who holds the point on `day`: a row each, control before contested before presence.

    Zones and regions that contain the point answer, and places with a timeline of their own within 2 km.
    Where nothing answers there is one row that says "not known", naming the zone if one contains the point.
    """
    return at_many(dataset, [(lon, lat, day)], lang=lang).drop(columns="point")


def at_many(
    dataset: Dataset, points: Sequence[tuple[float, float, date]], *, lang: str = "en"
) -> pd.DataFrame:
    """`at` for many points (lon, lat in degrees, day); column `point` counts them from 0.

    Raises
    ------
    ValueError
        If a point is not on the globe.
    """
    return answers(dataset, lang).of(_grounds(dataset, points), [day_number(day) for _, _, day in points])


def _grounds(dataset: Dataset, points: Sequence[tuple[float, float, date]]) -> list[list[int]]:
    """For each point the positions of the features that answer for it, zones first."""
    for lon, lat, _ in points:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"{lon} {lat} is not on the globe: give longitude, then latitude")
    tree, grounds = _tree(dataset)
    found: list[list[int]] = [[] for _ in points]
    for point, ground in zip(
        *tree.query(shapely.points([p[:2] for p in points]), predicate="intersects"), strict=True
    ):
        found[point].append(int(grounds[ground]))
    zone = (dataset.features.kind == "zone").to_numpy()
    places, lons, lats = _own_places(dataset)
    for some, (lon, lat, _) in zip(found, points, strict=True):
        some.sort(key=lambda ground: (not zone[ground], ground))
        some += places[_apart_km(lons, lats, lon, lat) <= _NEAR_KM].tolist()
    return found


@once
def _tree(dataset: Dataset) -> tuple[shapely.STRtree, np.ndarray]:
    """The shapes of zones and regions as a tree, and their positions in the table of features."""
    grounds = np.flatnonzero((dataset.features.kind != "place").to_numpy())
    return shapely.STRtree(dataset.features.geometry.to_numpy()[grounds]), grounds


@once
def _own_places(dataset: Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The places with a timeline of their own: positions in the table of features, longitudes, latitudes."""
    index = dataset.index
    places = np.flatnonzero((dataset.features.kind == "place").to_numpy() & (index.first < index.after))
    points = dataset.features.geometry.to_numpy()[places]
    return places, shapely.get_x(points), shapely.get_y(points)


def _apart_km(lons: np.ndarray, lats: np.ndarray, lon: float, lat: float) -> np.ndarray:
    """Geodesic distances to a point."""
    return _GEOD.inv(lons, lats, np.full_like(lons, lon), np.full_like(lats, lat))[2] / 1000


def history(dataset: Dataset, feature: str) -> pd.DataFrame:
    """A feature's timeline as rows; a place that stands in zones or regions gives theirs, one after the other.

    Raises
    ------
    KeyError
        If the dataset knows no such feature.
    """
    grounds = dataset.features.loc[feature].stands_in or [feature]
    rows = dataset.statuses[dataset.statuses.feature.isin(grounds)]
    columns = ["feature", "valid_from", "valid_to", "actor", "status", "against", "besieged_by", "strength",
               "confidence", "disputed", "sources"]  # fmt: skip
    return rows.sort_values(["feature", "from_day"], kind="stable")[columns].reset_index(drop=True)


def events_between(
    dataset: Dataset, start: date, end: date, *, theatre: str | None = None
) -> gpd.GeoDataFrame:
    """The events that touch the days from `start` up to `end`, both included, oldest first."""
    return dataset.events.iloc[happened(dataset, start, end, theatre=theatre)]


def happened(dataset: Dataset, start: date, end: date, *, theatre: str | None = None) -> np.ndarray:
    """The positions of `events_between` in the table of events."""
    first, last = (dataset.events[name].to_numpy() for name in ("day", "day_to"))
    # Events stand in order of their day: none behind this one has begun.
    begun = np.searchsorted(first, day_number(end), side="right")
    touches = last[:begun] >= day_number(start)
    if theatre is not None:
        touches &= _happened_in(dataset, theatre)[:begun]
    return np.flatnonzero(touches)


@once
def _happened_in(dataset: Dataset, theatre: str) -> np.ndarray:
    """Which events have a place in a theatre, as a mask."""
    there = set(dataset.features.index[dataset.features.theatre == theatre])
    return np.fromiter(
        (not there.isdisjoint(places) for places in dataset.events.places), bool, len(dataset.events)
    )


def links_between(
    dataset: Dataset, start: date, end: date, *, theatre: str | None = None
) -> gpd.GeoDataFrame:
    """The links that touch the days from `start` up to `end`, both included, oldest first; of a theatre those with an end in it."""
    links, homes = dataset.links, dataset.features.theatre
    touches = (links.day <= day_number(end)) & (links.day_to >= day_number(start))
    if theatre is not None:
        touches &= (links["from"].map(homes) == theatre) | (links["to"].map(homes) == theatre)
    return links[touches]


def claims(dataset: Dataset, *, lang: str = "en") -> pd.DataFrame:
    """Each statement, who makes it, the features that carry it, and whether others agree."""
    rows = [
        {
            "claim": claim.id, "date": claim.date, "source": claim.source, "attributed_to": claim.attributed_to.of(lang),
            "statement": claim.statement.of(lang), "verdict": claim.verdict, "finding": claim.finding.of(lang),
            "features": claim.features, "evidence": claim.evidence,
        }
        for claim in dataset.claims
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["claim", "date", "source", "attributed_to", "statement", "verdict", "finding",
                                       "features", "evidence"])  # fmt: skip


def places(dataset: Dataset, *, lang: str = "en") -> dict[str, str]:
    """Names of the places by id: first those of rank 1, then by name."""
    rows = dataset.features[dataset.features.kind == "place"].sort_values(["rank", f"name_{lang}"])
    return dict(zip(rows.index, rows[f"name_{lang}"], strict=True))


def resting_on(dataset: Dataset, source: str) -> pd.DataFrame:
    """What cites a source: columns record (status, event, link, claim, estimate), id, date, alone."""
    rows = [
        {"record": "status", "id": row.feature, "date": row.valid_from, "alone": row.sources == [source]}
        for row in dataset.statuses.itertuples() if source in row.sources
    ]  # fmt: skip
    for record, table in (("event", dataset.events), ("link", dataset.links)):
        rows += [
            {"record": record, "id": row.id, "date": row.date, "alone": row.sources == [source]}
            for row in table.itertuples() if source in row.sources
        ]  # fmt: skip
    rows += [
        {"record": "claim", "id": claim.id, "date": claim.date, "alone": claim.source == source}
        for claim in dataset.claims if source in (claim.source, *claim.evidence)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["record", "id", "date", "alone"])

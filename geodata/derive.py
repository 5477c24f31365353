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

from geodata.dataset import OPEN, Dataset
from geodata.model import Sentence, Step, Story
from geodata.period import EPOCH, day_number, parse

__all__ = [
    "as_of", "at", "at_many", "claims", "clock", "events_between", "history", "known_on", "places", "resting_on",
    "state", "within",
]  # fmt: skip

_ORDER = {"control": 0, "contested": 1, "presence": 2}
_NEAR_KM = 2.0
_ANSWER = ["feature", "kind", "theatre", "name", "actor", "status", "against", "besieged_by", "strength",
           "confidence", "valid_from", "valid_to", "disputed", "sources"]  # fmt: skip


def clock(dataset: Dataset) -> tuple[date, date]:
    """The first and the last day of the clock: whole years around all rows of the timelines.

    Events outside it, such as a resolution of 1999, keep their day in lists.
    """
    days = [*dataset.statuses.from_day, *(d for d in dataset.statuses.to_day if d < OPEN)]
    if not days:
        return date(2013, 1, 1), date(2019, 12, 31)
    first, last = (EPOCH + timedelta(days=int(day)) for day in (min(days), max(days)))
    return date(first.year, 1, 1), date(last.year, 12, 31)


def known_on(dataset: Dataset, day: date | None) -> Dataset:
    """The dataset as it could have been written on `day`; None returns it unchanged.

    A status is kept when it was reported, or else when the first of its sources was published, on or before
    `day`. Its end is kept when the row that follows it is kept too (where none follows, when the end had
    come); otherwise it lasts until the next kept row of the feature, or has no known end.
    """
    if day is None:
        return dataset
    limit = day_number(day)
    rows = dataset.statuses
    followed = _follower_known(rows, limit)
    kept = rows[rows.known_day <= limit].copy()
    ended = (kept.to_day <= limit) & followed[kept.index]
    following = kept[kept.status != "presence"].groupby("feature").from_day.shift(-1)
    following = following.reindex(kept.index).fillna(OPEN).astype("int64")
    kept["to_day"] = kept.to_day.where(ended, following)
    kept["to_sure"] = kept.to_sure.where(ended, following)
    kept["valid_to"] = kept.valid_to.where(ended, "")
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


def _stories_known(dataset: Dataset) -> dict[str, Story]:
    """The stories without the sentences that stand on something not yet published, and without empty steps."""
    dated = {*dataset.events.index, *dataset.links.index, *(claim.id for claim in dataset.claims),
             *(estimate.id for estimate in dataset.estimates)}  # fmt: skip
    found = {}
    for name, story in dataset.stories.items():
        steps = [
            step.model_copy(update={"sentences": kept})
            for step in story.steps
            if (kept := _told(dataset, step, dated))
        ]
        if steps:
            found[name] = story.model_copy(update={"steps": steps})
    return found


def _told(dataset: Dataset, step: Step, dated: set[str]) -> list[Sentence]:
    day = parse(step.date).first
    if dataset.known_on is not None and day_number(day) > dataset.known_on:
        return []
    return [sentence for sentence in step.sentences if _stands(dataset, sentence.stands_on, day, dated)]


def _stands(dataset: Dataset, names: list[str], day: date, dated: set[str]) -> bool:
    held = set(as_of(dataset, day).feature)
    for name in names:
        if name in dataset.features.index:
            grounds = dataset.features.at[name, "stands_in"] or [name]
            if not held.isdisjoint(grounds) or not _ever(dataset, grounds):
                continue
            return False
        if name not in dated:
            return False
    return True


def _ever(dataset: Dataset, grounds: list[str]) -> bool:
    """Whether the features have a history at all; the desk of an organisation has none."""
    return bool(dataset.statuses.feature.isin(grounds).any())


def _published(dataset: Dataset, source: str) -> date:
    return parse(dataset.sources[source].published).first if source in dataset.sources else date.max


def _follower_known(rows: pd.DataFrame, limit: int) -> pd.Series:
    """Whether the row that takes over where this one ends is known; True where none takes over."""
    exclusive = rows[rows.status != "presence"]
    next_from = exclusive.groupby("feature").from_day.shift(-1)
    next_known = exclusive.groupby("feature").known_day.shift(-1)
    known = (next_from != exclusive.to_day) | (next_known <= limit)
    return known.reindex(rows.index, fill_value=True)


def as_of(dataset: Dataset, day: date, *, theatre: str | None = None) -> pd.DataFrame:
    """The statuses that hold on `day`, as rows of `dataset.statuses`; a feature without one is not known."""
    rows, number = dataset.statuses, day_number(day)
    holds = (rows.from_day <= number) & (number < rows.to_day)
    return rows[holds & within(rows, theatre)]


def within(rows: pd.DataFrame, theatre: str | None) -> pd.Series | bool:
    """A mask of the rows of one theatre; None: all of them."""
    return True if theatre is None else rows.theatre == theatre


def state(dataset: Dataset, day: date, *, theatre: str | None = None, lang: str = "en") -> pd.DataFrame:
    """Every feature's status on `day`: a row each, several for shared presence, "not known" where none holds.

    A place that stands in zones or regions takes its rows from there.
    """
    features = dataset.features
    if theatre is not None:
        features = features[features.theatre == theatre]
    held = dict(tuple(as_of(dataset, day).groupby("feature")))
    rows = []
    for feature in features.itertuples():
        grounds = feature.stands_in or [feature.id]
        found = [held[ground] for ground in grounds if ground in held]
        rows += _answers(dataset, feature.id, found, lang)
    return pd.DataFrame(rows, columns=_ANSWER)


def _answers(dataset: Dataset, feature: str, found: Sequence[pd.DataFrame], lang: str) -> list[dict]:
    """Rows of an answer about one feature; one that says "not known" where nothing was found."""
    about = dataset.features.loc[feature]
    base = {"feature": feature, "kind": about.kind, "theatre": about.theatre, "name": about[f"name_{lang}"]}
    if not found:
        return [base | _unknown()]
    rows = pd.concat(found)
    rows = rows.assign(order=rows.status.map(_ORDER)).sort_values(["order", "from_day"], kind="stable")
    answers = rows[_ANSWER[4:]].to_dict("records")
    unique = {(row["actor"], row["status"], row["valid_from"]): row for row in reversed(answers)}
    return [base | row for row in reversed(unique.values())]


def _unknown() -> dict:
    return {column: [] if column in ("against", "besieged_by", "sources") else "" for column in _ANSWER[4:]} | {
        "status": "not known", "disputed": False,
    }  # fmt: skip


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
    rows = []
    for index, (grounds, day) in enumerate(
        zip(_grounds(dataset, points), (p[2] for p in points), strict=True)
    ):
        held = as_of(dataset, day)
        found = {ground: held[held.feature == ground] for ground in grounds}
        answers = [
            a for ground, part in found.items() if len(part) for a in _answers(dataset, ground, [part], lang)
        ]
        answers.sort(key=lambda answer: _ORDER[answer["status"]])
        zones = [ground for ground in grounds if dataset.features.kind[ground] == "zone"]
        nowhere = {"feature": "", "kind": "", "theatre": "", "name": ""} | _unknown()
        unknown = _answers(dataset, zones[0], [], lang) if zones else [nowhere]
        rows += [answer | {"point": index} for answer in answers or unknown]
    return pd.DataFrame(rows, columns=["point", *_ANSWER])


def _grounds(dataset: Dataset, points: Sequence[tuple[float, float, date]]) -> list[list[str]]:
    """For each point the ids of the features that answer for it, in the dataset's order."""
    for lon, lat, _ in points:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"{lon} {lat} is not on the globe: give longitude, then latitude")
    ground = dataset.features[dataset.features.kind != "place"]
    found: list[list[str]] = [[] for _ in points]
    tree = shapely.STRtree(ground.geometry.values)
    pairs = tree.query(shapely.points([p[:2] for p in points]), predicate="intersects")
    for point, index in sorted(zip(*pairs, strict=True)):
        found[point].append(ground.index[index])
    own = set(dataset.statuses.feature[dataset.statuses.kind == "place"])
    places = dataset.features[dataset.features.index.isin(own)]
    for index, (lon, lat, _) in enumerate(points):
        found[index] += _near(places, lon, lat)
    return found


def _near(places: gpd.GeoDataFrame, lon: float, lat: float) -> list[str]:
    if places.empty:
        return []
    many = len(places)
    x, y = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
    _, _, metres = Geod(ellps="WGS84").inv(np.full(many, lon), np.full(many, lat), x, y)
    return list(places.index[metres <= _NEAR_KM * 1000])


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
    events = dataset.events
    touches = (events.day <= day_number(end)) & (events.day_to >= day_number(start))
    if theatre is not None:
        homes = dataset.features.theatre
        touches &= events.places.map(lambda places: any(homes.get(place) == theatre for place in places))
    return events[touches]


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

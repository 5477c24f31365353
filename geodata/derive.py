"""Questions to the dataset: who held what on a day, how much, what changed, and what was known by then.

Days are `datetime.date`. Control counts as held; contested ground is in its holder's high figure only;
presence holds no ground. A month or a year counts from its first day, and the band covers the whole of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geodata.dataset import OPEN, Dataset
from geodata.model import Parent
from geodata.period import EPOCH, day_number, parse

__all__ = [
    "ancestors", "area", "area_steps", "as_of", "at", "at_many", "changes", "claims", "clock", "events_between",
    "gained_and_lost", "history",
    "known_on", "state",
]  # fmt: skip

_ORDER = {"control": 0, "contested": 1, "presence": 2}
_NEAR_KM = 2.0
_ANSWER = ["feature", "kind", "theatre", "name", "actor", "status", "against", "besieged_by", "strength",
           "confidence", "valid_from", "valid_to", "disputed", "sources"]  # fmt: skip


def clock(dataset: Dataset) -> tuple[date, date]:
    """The first and the last day of the clock: whole years around all dated rows and events."""
    days = [*dataset.statuses.from_day, *(d for d in dataset.statuses.to_day if d < OPEN), *dataset.events.day]
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
    return dataclasses.replace(
        dataset,
        sources={i: s for i, s in dataset.sources.items() if parse(s.published).first <= day},
        claims=[claim for claim in dataset.claims if parse(claim.date).first <= day],
        estimates=[estimate for estimate in dataset.estimates if _published(dataset, estimate.source) <= day],
        statuses=kept,
        disputes=dataset.disputes[(dataset.disputes.known_day <= limit) & dataset.disputes.row.isin(kept.index)],
        events=dataset.events[dataset.events.known_day <= limit],
        links=dataset.links[dataset.links.known_day <= limit],
        known_on=limit,
    )


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
    return rows[holds & _within(rows, theatre)]


def _within(rows: pd.DataFrame, theatre: str | None) -> pd.Series | bool:
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


def at_many(dataset: Dataset, points: Sequence[tuple[float, float, date]], *, lang: str = "en") -> pd.DataFrame:
    """`at` for many points (lon, lat in degrees, day); column `point` counts them from 0.

    Raises
    ------
    ValueError
        If a point is not on the globe.
    """
    rows = []
    for index, (grounds, day) in enumerate(zip(_grounds(dataset, points), (p[2] for p in points), strict=True)):
        held = as_of(dataset, day)
        found = {ground: held[held.feature == ground] for ground in grounds}
        answers = [a for ground, part in found.items() if len(part) for a in _answers(dataset, ground, [part], lang)]
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


def ancestors(dataset: Dataset, actor: str) -> list[tuple[str, int, int]]:
    """Under whom `actor` counts, itself first: (actor, first day, day after the last), days from 1970.

    Affiliates and parts count under their parent for as long as the tie is dated; allies do not.
    """
    found, queue = [], [(actor, -OPEN, OPEN)]
    while queue:
        name, start, end = queue.pop(0)
        if name in {known for known, _, _ in found}:
            continue
        found.append((name, start, end))
        record = dataset.actors.get(name)
        for parent in record.parents if record else []:
            first, after = _span(parent)
            if parent.kind != "ally" and max(start, first) < min(end, after):
                queue.append((parent.actor, max(start, first), min(end, after)))
    return found


def _span(parent: Parent) -> tuple[int, int]:
    end = parse(parent.valid_to) if parent.valid_to else None
    return day_number(parse(parent.valid_from).first), day_number(end.first) if end else OPEN


def area_steps(
    dataset: Dataset, actor: str, *, theatre: str | None = None, exact: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """The ground that `actor` holds, as steps in time.

    Parameters
    ----------
    actor : str
        Counted with those who were its affiliates or part of it on the day, unless `exact`.
    theatre : str, optional
        None: all theatres.

    Returns
    -------
    days : int array, shape (n,)
        Days since 1970-01-01 on which a figure changes, ascending.
    km2 : float array, shape (n, 3)
        From that day on: ground under control; low; high. Low leaves out what imprecise dates leave open and
        takes cells at the short reach; high adds that, and contested ground, at the long reach.
    """
    rows = _attributed(dataset, actor, theatre, exact)
    area = dataset.features.loc[rows.feature, ["area_km2", "low_km2", "high_km2"]].to_numpy()
    control = (rows.status == "control").to_numpy()
    starts, sure = rows.from_day.to_numpy(), rows.from_sure.to_numpy()
    ends, last = rows.to_day.to_numpy(), rows.to_sure.to_numpy()
    edges = [
        (starts[control], ends[control], area[control, 0], 0),
        (sure[control], np.maximum(ends, sure)[control], area[control, 1], 1),
        *_high_edges(rows.feature.to_numpy(), starts, last, area[:, 2]),
    ]
    days = np.unique(np.concatenate([np.concatenate(edge[:2]) for edge in edges] or [[]])).astype("int64")
    change = np.zeros((len(days), 3))
    for first, after, weight, column in edges:
        np.add.at(change[:, column], np.searchsorted(days, first), weight)
        np.add.at(change[:, column], np.searchsorted(days, after), -weight)
    km2 = np.maximum(change.cumsum(axis=0).round(6), 0.0)
    return days[days < OPEN], km2[days < OPEN]


def _high_edges(features: np.ndarray, starts: np.ndarray, ends: np.ndarray, area: np.ndarray) -> list[tuple]:
    """Each feature's possible days, rows that touch or overlap joined, so that no ground counts twice."""
    edges = []
    for feature in np.unique(features):
        mine = np.flatnonzero(features == feature)
        mine = mine[np.argsort(starts[mine], kind="stable")]
        reach = np.maximum.accumulate(ends[mine])
        fresh = np.r_[True, starts[mine][1:] > reach[:-1]]
        last = np.r_[np.flatnonzero(fresh)[1:] - 1, len(mine) - 1]
        weights = np.full(fresh.sum(), area[mine[0]])
        edges.append((starts[mine][fresh], reach[last], weights, 2))
    return edges


def _attributed(dataset: Dataset, actor: str, theatre: str | None, exact: bool) -> pd.DataFrame:
    """The zone rows that count for `actor`, cut to the days of each affiliate's tie."""
    rows = dataset.statuses[(dataset.statuses.kind == "zone") & _within(dataset.statuses, theatre)]
    if exact:
        return rows[rows.actor == actor]
    parts = []
    for name in rows.actor.unique():
        for ancestor, first, after in ancestors(dataset, name):
            if ancestor == actor:
                parts.append(_clipped(rows[rows.actor == name], first, after))
    return pd.concat(parts) if parts else rows.iloc[:0]


def _clipped(rows: pd.DataFrame, first: int, after: int) -> pd.DataFrame:
    cut = rows.assign(
        from_day=rows.from_day.clip(lower=first), from_sure=rows.from_sure.clip(lower=first),
        to_day=rows.to_day.clip(upper=after), to_sure=rows.to_sure.clip(upper=after),
    )  # fmt: skip
    return cut[cut.from_day < cut.to_day]


def area(
    dataset: Dataset, actor: str, days: Iterable[date], *, theatre: str | None = None, exact: bool = False
) -> pd.DataFrame:
    """Area held by `actor` on each of `days`: columns date, area_km2, low_km2, high_km2 (see `area_steps`).

    Raises
    ------
    KeyError
        If the dataset knows no such actor.
    """
    if actor not in dataset.actors:
        raise KeyError(actor)
    wanted = list(days)
    steps, km2 = area_steps(dataset, actor, theatre=theatre, exact=exact)
    index = np.searchsorted(steps, [day_number(day) for day in wanted], side="right") - 1
    km2 = np.vstack([km2, np.zeros(3)])
    values = km2[np.where(index < 0, len(km2) - 1, index)].round(1)
    return pd.DataFrame(
        {"date": [day.isoformat() for day in wanted], "area_km2": values[:, 0], "low_km2": values[:, 1],
         "high_km2": values[:, 2]}
    )  # fmt: skip


def changes(dataset: Dataset, start: date, end: date, *, theatre: str | None = None) -> pd.DataFrame:
    """The zones whose holder or status differs between two days, by the day of the last change.

    Returns
    -------
    DataFrame
        feature, date, from_actor, from_status, to_actor, to_status (empty: not known), area_km2, sources.
    """
    zones = dataset.features[(dataset.features.kind == "zone") & _within(dataset.features, theatre)]
    before, after = (
        as_of(dataset, day).drop_duplicates("feature").set_index("feature")[
            ["actor", "status", "valid_from", "from_day", "valid_to", "to_day", "sources"]
        ].reindex(zones.index)
        for day in (start, end)
    )  # fmt: skip
    pairs = before.add_suffix("_old").join(after.add_suffix("_new")).join(zones[["area_km2", "theatre"]])
    pairs[["actor_old", "status_old", "actor_new", "status_new"]] = pairs[
        ["actor_old", "status_old", "actor_new", "status_new"]
    ].fillna("")
    differs = (pairs.actor_old != pairs.actor_new) | (pairs.status_old != pairs.status_new)
    rows = [_flip(dataset, zone) for zone in pairs[differs].itertuples()]
    columns = ["feature", "date", "day", "from_actor", "from_status", "to_actor", "to_status", "area_km2", "sources"]
    return pd.DataFrame(rows, columns=columns).sort_values(["day", "feature"]).drop(columns="day")


def _flip(dataset: Dataset, zone) -> dict:
    later = bool(zone.actor_new)
    lost = dataset.statuses[dataset.statuses.feature == zone.Index]
    return {
        "feature": zone.Index,
        "date": zone.valid_from_new if later else zone.valid_to_old or "",
        "day": zone.from_day_new if later else zone.to_day_old,
        "from_actor": zone.actor_old, "from_status": zone.status_old,
        "to_actor": zone.actor_new, "to_status": zone.status_new,
        "area_km2": round(zone.area_km2, 1),
        "sources": zone.sources_new if later else (lost.sources.iloc[-1] if len(lost) else []),
    }  # fmt: skip


def gained_and_lost(flips: pd.DataFrame) -> pd.DataFrame:
    """Per actor what `changes` gave and took: columns actor, gained_km2, lost_km2, net_km2; control only."""
    gained = flips[flips.to_status == "control"].groupby("to_actor").area_km2.sum()
    lost = flips[flips.from_status == "control"].groupby("from_actor").area_km2.sum()
    table = pd.DataFrame({"gained_km2": gained, "lost_km2": lost}).fillna(0.0).rename_axis("actor").reset_index()
    table["net_km2"] = table.gained_km2 - table.lost_km2
    return table.round(1).sort_values("net_km2", ascending=False, kind="stable").reset_index(drop=True)


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


def events_between(dataset: Dataset, start: date, end: date, *, theatre: str | None = None) -> gpd.GeoDataFrame:
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


def holders(dataset: Dataset, *, theatre: str | None = None) -> list[str]:
    """The actors that ever hold ground as nobody's affiliate at the time, in the order of the actors file."""
    rows = dataset.statuses[(dataset.statuses.kind == "zone") & _within(dataset.statuses, theatre)]
    tops = {name for actor in rows.actor.unique() for name in _tops(dataset, actor)}
    return [name for name in dataset.actors if name in tops]


def _tops(dataset: Dataset, actor: str) -> list[str]:
    chain = [name for name, _, _ in ancestors(dataset, actor)]
    return [chain[-1]]


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

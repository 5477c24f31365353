"""The dataset as the browser gets it: what the clock draws as columns, and the words apart; WIRE.md says how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.map.columns import Columns
from dashboard.map.topology import topology
from geodata import derive, ground
from geodata.dataset import OPEN, Dataset
from geodata.disputes import dispute_spans
from geodata.model import Parent
from geodata.period import day_number, parse

__all__ = ["FORMAT", "STEPS", "pack", "statuses", "text"]

FORMAT = "kharita-pack/2"

#: Integer steps to a degree; about 11 metres each at the equator.
STEPS = 10_000

_KIND = {"zone": 0, "region": 1, "place": 2}
_STATUS = {"control": 0, "contested": 1, "presence": 2}
_STRENGTH = {"": 0, "cells": 1, "active": 2, "stronghold": 3}
_CONFIDENCE = {"low": 0, "medium": 1, "high": 2}
_PRECISION = {"day": 0, "month": 1, "year": 2}


def pack(dataset: Dataset, texts: dict[str, str], known_on: date | None = None) -> bytes:
    """Everything the map, its clock and its lanes draw, for one version and one day of knowledge.

    Parameters
    ----------
    dataset : Dataset
    texts : dict of str to str
        Where the words of each language are to be had (see `text`).
    known_on : date, optional
        Cut the dataset down to what was known on this day first; None takes it as it is.
    """
    dataset = derive.known_on(dataset, known_on)
    actors, features = _index(dataset.actors), _index(dataset.features.index)
    start, end = derive.clock(dataset)
    columns = Columns()
    _features(dataset, features, columns)
    _shapes(dataset, columns)
    _statuses(dataset, actors, columns)
    kinds = _events(dataset, actors, columns)
    head = {
        "format": FORMAT,
        "dataset": dataset.version,
        "known_on": dataset.known_on,
        "steps": STEPS,
        "start": day_number(start),
        "end": day_number(end),
        "texts": texts,
        "theatres": [
            {"id": name, "name": record.name.model_dump(), "envelope": list(record.envelope)}
            for name, record in dataset.theatres.items()
        ],
        "actors": [_actor(dataset, name, actors) for name in actors],
        "ids": list(features),
        "places": _names(dataset.features[dataset.features.kind == "place"]),
        "event_kinds": kinds,
        "links": _links(dataset, actors),
        "disputes": _disputes(dataset, features),
        "series": _series(dataset, actors, columns),
    }
    return columns.to_bytes(head)


def text(dataset: Dataset, lang: str) -> dict[str, list[str]]:
    """The words of one language that are read only on asking: names of ground, titles of events and links.

    Returns
    -------
    dict of str to list of str
        `grounds`: zones and regions, `events`, `links`; each in the order of the pack.
    """
    grounds = dataset.features[dataset.features.kind != "place"]
    return {
        "grounds": grounds[f"name_{lang}"].tolist(),
        "events": dataset.events.title.array.words[lang].to_pylist(),
        "links": dataset.links.title.array.words[lang].to_pylist(),
    }


def _names(features: pd.DataFrame) -> dict[str, list[str]]:
    return {lang: features[f"name_{lang}"].tolist() for lang in ("en", "ar")}


def _index(names: Iterable[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}


def _known(lists: Iterable[Sequence[str]], index: dict[str, int]) -> list[list[int]]:
    return [[index[name] for name in names if name in index] for names in lists]


def _actor(dataset: Dataset, name: str, actors: dict[str, int]) -> dict[str, Any]:
    record = dataset.actors[name]
    family = actors[_head(dataset, name)]
    return {"id": name, "name": record.name.model_dump(), "colour": record.colour, "pattern": record.pattern,
            "family": family, "counts_for": _counts_for(dataset, name, actors)}  # fmt: skip


def _counts_for(dataset: Dataset, name: str, actors: dict[str, int]) -> list[list[int]]:
    """Itself and whoever it counted under: actor, first day, day after the last."""
    return [[actors[other], max(first, -OPEN), after] for other, first, after in ground.ancestors(dataset, name)
            if other in actors]  # fmt: skip


def _head(dataset: Dataset, name: str) -> str:
    """The actor at the head of a family: up the ties that the actor did not outlive."""
    seen = [name]
    while ties := [tie for tie in dataset.actors[seen[-1]].parents if _holds(dataset, seen[-1], tie, seen)]:
        seen.append(ties[-1].actor)
    return seen[-1]


def _holds(dataset: Dataset, name: str, tie: Parent, seen: Sequence[str]) -> bool:
    if tie.kind == "ally" or tie.actor in seen or tie.actor not in dataset.actors:
        return False
    if tie.valid_to is None:
        return True
    after = day_number(parse(tie.valid_to).first)
    rows = dataset.statuses[dataset.statuses.actor == name]
    return bool(len(rows)) and not (rows.to_day > after).any()


def _features(dataset: Dataset, features: dict[str, int], columns: Columns) -> None:
    table = dataset.features
    theatres = _index(dataset.theatres)
    points = table.geometry.where(table.geometry.geom_type == "Point", table.geometry.representative_point())
    columns.add("feature.kind", table.kind.map(_KIND).to_numpy("int64"))
    columns.add("feature.theatre", [theatres.get(name, -1) for name in table.theatre])
    columns.add("feature.rank", table["rank"].to_numpy("int64"))
    columns.add("feature.settled", (table.ground != "desert").to_numpy("int64"))
    columns.add("feature.lon", np.rint(points.x.to_numpy() * STEPS))
    columns.add("feature.lat", np.rint(points.y.to_numpy() * STEPS))
    columns.add("feature.area_m2", np.rint(table.area_km2.to_numpy() * 1e6))
    columns.add_lists("feature.stands_in", _known(table.stands_in, features))


def _shapes(dataset: Dataset, columns: Columns) -> None:
    """The shapes of zones and regions, in the order of the features."""
    shapes = dataset.features.geometry[dataset.features.kind != "place"].to_numpy()
    found = topology(shapes, STEPS)
    first = np.cumsum(found.points) - found.points
    inner = np.ones(len(found.xy), dtype=bool)
    inner[first] = False
    moves = np.diff(found.xy, axis=0, prepend=0)[inner]
    columns.add("shape.rings", found.rings)
    columns.add("ring.arcs", found.arcs)
    columns.add("ring.arc", found.refs, delta=True)
    columns.add("arc.points", found.points)
    columns.add("arc.x", found.xy[first, 0], delta=True)
    columns.add("arc.y", found.xy[first, 1], delta=True)
    columns.add("arc.dx", moves[:, 0])
    columns.add("arc.dy", moves[:, 1])


def statuses(dataset: Dataset) -> pd.DataFrame:
    """The statuses in the order of the pack; `order` is the index of their feature."""
    rows = dataset.statuses[dataset.statuses.actor.isin(list(dataset.actors))]
    rows = rows.assign(order=rows.feature.map(_index(dataset.features.index)))
    return rows.sort_values(["order", "from_day"], kind="stable")


def _statuses(dataset: Dataset, actors: dict[str, int], columns: Columns) -> None:
    rows = statuses(dataset)
    last = rows.to_day.where(rows.to_day < OPEN, rows.from_day)
    columns.add("status.feature", rows.order.to_numpy("int64"), delta=True)
    columns.add("status.actor", rows.actor.map(actors).to_numpy("int64"))
    columns.add("status.status", rows.status.map(_STATUS).to_numpy("int64"))
    columns.add("status.from", rows.from_day.to_numpy(), delta=True)
    columns.add("status.from_wide", (rows.from_sure - rows.from_day).to_numpy())
    columns.add("status.lasts", (last - rows.from_day).to_numpy())
    columns.add("status.to_wide", (rows.to_sure - rows.to_day).to_numpy())
    columns.add("status.strength", rows.strength.map(_STRENGTH).to_numpy("int64"))
    columns.add("status.confidence", rows.confidence.map(_CONFIDENCE).to_numpy("int64"))
    columns.add("status.sources", [len(names) for names in rows.sources])
    columns.add_lists("status.against", _known(rows.against, actors))
    columns.add_lists("status.besieged_by", _known(rows.besieged_by, actors))


def _events(dataset: Dataset, actors: dict[str, int], columns: Columns) -> list[str]:
    """Write the events, by day; returns the kinds that the column `event.kind` counts."""
    events = dataset.events
    kinds = _index(sorted(events.kind.unique()))
    homes = _homes(dataset)
    columns.add("event.day", events.day.to_numpy("int64"), delta=True)
    columns.add("event.lasts", (events.day_to - events.day).to_numpy("int64"))
    columns.add("event.kind", events.kind.map(kinds).to_numpy("int64"))
    columns.add("event.lon", np.rint(events.geometry.x.to_numpy() * STEPS))
    columns.add("event.lat", np.rint(events.geometry.y.to_numpy() * STEPS))
    columns.add(
        "event.actor",
        [next((actors[name] for name in names if name in actors), -1) for names in events.actors],
    )
    columns.add(
        "event.theatres", [sum({homes.get(place, 0) for place in places}) for places in events.places]
    )
    columns.add_lists("event.others", [names[1:] for names in _known(events.actors, actors)])
    columns.add("event.precision", [_PRECISION[parse(text).precision] for text in events.date])
    return list(kinds)


def _homes(dataset: Dataset) -> dict[str, int]:
    """Each feature's theatre as one bit, the first theatre's the lowest."""
    bits = {name: 1 << index for index, name in enumerate(dataset.theatres)}
    return {name: bits.get(theatre, 0) for name, theatre in dataset.features.theatre.items()}


def _links(dataset: Dataset, actors: dict[str, int]) -> dict[str, list]:
    links = dataset.links
    ends = [[[round(x, 4), round(y, 4)] for x, y, *_ in line.coords] for line in links.geometry]
    return {
        "kind": links.kind.tolist(),
        "from": [line[0] for line in ends],
        "to": [line[-1] for line in ends],
        "day": links.day.tolist(),
        "day_to": links.day_to.tolist(),
        "actors": _known(links.actors, actors),
    }


def _disputes(dataset: Dataset, features: dict[str, int]) -> dict[str, list]:
    """The days on which a source says something else of a feature than its timeline does."""
    spans = dispute_spans(dataset)
    return {
        "feature": [features[name] for name in spans.feature],
        "from": [int(day) for day in spans.from_day],
        "to": [int(day) if day < OPEN else None for day in spans.to_day],
    }


def _series(dataset: Dataset, actors: dict[str, int], columns: Columns) -> list[dict[str, Any]]:
    """Ground as steps in time, by theatre and for all together; affiliates count under their parent, as dated.

    The columns `series.*` hold the steps of all series one after the other, areas in tenths of a km2.
    """
    homes: dict[str, str | None] = {"all": None} | {name: name for name in dataset.theatres}
    found, days, km2 = [], [np.empty(0, "int64")], [np.empty((0, 3))]
    for name, theatre in homes.items():
        for actor in ground.holders(dataset, theatre=theatre):
            own_days, own_km2 = ground.area_steps(dataset, actor, theatre=theatre)
            if len(own_days):
                found.append({"theatre": name, "actor": actors[actor], "steps": len(own_days)})
                days.append(own_days)
                km2.append(own_km2)
    columns.add("series.day", np.concatenate(days), delta=True)
    for index, name in enumerate(("km2", "low", "high")):
        columns.add(f"series.{name}", np.rint(np.concatenate(km2)[:, index] * 10), delta=True)
    return found

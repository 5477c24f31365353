"""The dataset as the browser gets it: one JSON document of columns, day numbers and delta-coded rings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from geodata import derive, ground
from geodata.dataset import OPEN, Dataset
from geodata.model import Parent
from geodata.period import day_number, parse

__all__ = ["FORMAT", "coded_line", "coded_polygons", "pack"]

FORMAT = "kharita-pack/1"

#: Integer steps to a degree; about 11 metres each at the equator.
STEPS = 10_000

_STATUS = {"control": 0, "contested": 1, "presence": 2}
_STRENGTH = {"": 0, "cells": 1, "active": 2, "stronghold": 3}
_CONFIDENCE = {"low": 0, "medium": 1, "high": 2}
_PRECISION = {"day": 0, "month": 1, "year": 2}


def pack(dataset: Dataset, known_on: date | None = None) -> dict[str, Any]:
    """Everything the map, its clock and its lanes draw, for one version and one day of knowledge.

    Parameters
    ----------
    dataset : Dataset
    known_on : date, optional
        Cut the dataset down to what was known on this day first; None takes it as it is.
    """
    dataset = derive.known_on(dataset, known_on)
    actors, features = _index(dataset.actors), _index(dataset.features.index)
    start, end = derive.clock(dataset)
    return {
        "format": FORMAT,
        "dataset": dataset.version,
        "known_on": dataset.known_on,
        "start": day_number(start),
        "end": day_number(end),
        "theatres": [
            {"id": name, "name": record.name.model_dump(), "envelope": list(record.envelope)}
            for name, record in dataset.theatres.items()
        ],
        "actors": [_actor(dataset, name, actors) for name in actors],
        "features": _features(dataset, features),
        "rings": _rings(dataset),
        "statuses": _statuses(dataset, actors, features),
        **_events(dataset, actors, features),
        **_links(dataset, actors),
        "series": _series(dataset, actors),
    }


def _index(names: Iterable[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}


def _known(names: Iterable[str], index: dict[str, int]) -> list[int]:
    return [index[name] for name in names if name in index]


def _actor(dataset: Dataset, name: str, actors: dict[str, int]) -> dict[str, Any]:
    record = dataset.actors[name]
    family = actors[_head(dataset, name)]
    return {"id": name, "name": record.name.model_dump(), "colour": record.colour, "pattern": record.pattern,
            "family": family}  # fmt: skip


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


def _features(dataset: Dataset, features: dict[str, int]) -> list[dict[str, Any]]:
    theatres = _index(dataset.theatres)
    records = []
    for row in dataset.features.itertuples():
        point = row.geometry if row.geometry.geom_type == "Point" else row.geometry.representative_point()
        records.append(
            {"id": row.Index, "kind": row.kind, "theatre": theatres.get(row.theatre, -1),
             "name": {"en": row.name_en, "ar": row.name_ar}, "rank": int(row.rank or 0),
             "lon": round(point.x, 4), "lat": round(point.y, 4), "aliases": list(row.aliases),
             "stands_in": _known(row.stands_in, features), "settled": row.ground != "desert"}
        )  # fmt: skip
    return records


def _rings(dataset: Dataset) -> dict[str, list]:
    shapes = enumerate(dataset.features.geometry)
    return {str(index): coded_polygons(shape) for index, shape in shapes if shape.geom_type != "Point"}


def coded_polygons(shape: BaseGeometry) -> list[list[list[int]]]:
    """A (multi)polygon as polygons of rings, delta-coded; a closing position is not repeated."""
    polygons = getattr(shape, "geoms", [shape])
    coded = ([coded_line(ring.coords[:-1]) for ring in (p.exterior, *p.interiors)] for p in polygons)
    return [rings for rings in coded if len(rings[0]) >= 6]


def coded_line(positions: Sequence[Sequence[float]]) -> list[int]:
    """Positions (lon, lat) as x0, y0, dx, dy, dx, dy ... in steps of 1e-4 degree, standstills left out."""
    steps = np.rint(np.asarray(positions, dtype="float64")[:, :2] * STEPS).astype("int64")
    moves = np.diff(steps, axis=0)
    return [*steps[0].tolist(), *moves[(moves != 0).any(axis=1)].ravel().tolist()]


def _statuses(dataset: Dataset, actors: dict[str, int], features: dict[str, int]) -> dict[str, list]:
    rows = dataset.statuses
    rows = rows[rows.actor.isin(actors)].assign(order=lambda table: table.feature.map(features))
    rows = rows.sort_values(["order", "from_day"], kind="stable")
    return {
        "feature": rows.order.astype("int64").tolist(),
        "actor": rows.actor.map(actors).astype("int64").tolist(),
        "status": rows.status.map(_STATUS).astype("int64").tolist(),
        "from": rows.from_day.tolist(),
        "from_sure": rows.from_sure.tolist(),
        "to": _open(rows.to_day),
        "to_sure": _open(rows.to_sure),
        "against": [_known(names, actors) for names in rows.against],
        "besieged_by": [_known(names, actors) for names in rows.besieged_by],
        "strength": rows.strength.map(_STRENGTH).astype("int64").tolist(),
        "confidence": rows.confidence.map(_CONFIDENCE).astype("int64").tolist(),
        "disputed": rows.disputed.astype("int64").tolist(),
        "sources": [len(names) for names in rows.sources],
    }


def _open(days: Iterable[int]) -> list[int | None]:
    return [None if day >= OPEN else int(day) for day in days]


def _text(text: Any) -> dict[str, str]:
    return text if isinstance(text, dict) else text.model_dump()


def _events(dataset: Dataset, actors: dict[str, int], features: dict[str, int]) -> dict[str, Any]:
    events = dataset.events
    kinds = _index(sorted(events.kind.unique()))
    return {
        "event_kinds": list(kinds),
        "events": {
            "id": events.index.tolist(),
            "day": events.day.tolist(),
            "day_to": events.day_to.tolist(),
            "kind": [kinds[kind] for kind in events.kind],
            "lon": [round(point.x, 4) for point in events.geometry],
            "lat": [round(point.y, 4) for point in events.geometry],
            "title": [_text(title) for title in events.title],
            "places": [_known(names, features) for names in events.places],
            "actors": [_known(names, actors) for names in events.actors],
            "precision": [_PRECISION[parse(text).precision] for text in events.date],
        },
    }


def _links(dataset: Dataset, actors: dict[str, int]) -> dict[str, Any]:
    links = dataset.links
    kinds = _index(sorted(links.kind.unique()))
    ends = [[[round(x, 4), round(y, 4)] for x, y, *_ in line.coords] for line in links.geometry]
    return {
        "link_kinds": list(kinds),
        "links": {
            "id": links.index.tolist(),
            "kind": [kinds[kind] for kind in links.kind],
            "from": [line[0] for line in ends],
            "to": [line[-1] for line in ends],
            "day": links.day.tolist(),
            "day_to": links.day_to.tolist(),
            "title": [_text(title) for title in links.title],
            "actors": [_known(names, actors) for names in links.actors],
        },
    }


def _series(dataset: Dataset, actors: dict[str, int]) -> dict[str, list[dict[str, Any]]]:
    """Ground as steps in time, by theatre and for all together; affiliates count under their parent, as dated."""
    homes: dict[str, str | None] = {"all": None} | {name: name for name in dataset.theatres}
    found = {}
    for name, theatre in homes.items():
        steps = (
            _steps(dataset, actor, actors, theatre) for actor in ground.holders(dataset, theatre=theatre)
        )
        found[name] = [step for step in steps if step["days"]]
    return found


def _steps(dataset: Dataset, actor: str, actors: dict[str, int], theatre: str | None) -> dict[str, Any]:
    days, km2 = ground.area_steps(dataset, actor, theatre=theatre)
    columns = {name: [round(float(v), 1) for v in km2[:, i]] for i, name in enumerate(("km2", "low", "high"))}
    return {"actor": actors[actor], "days": days.tolist(), **columns}

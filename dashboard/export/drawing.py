"""The map of a day on paper: sea and land, who holds which ground, who is present, what moved. No words stand here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.export import hatch
from dashboard.export.svg import Frame, mix, path, specks, stroke
from dashboard.map import basemap
from dashboard.view import ALL, View
from geodata import derive
from geodata.dataset import Dataset
from geodata.disputes import dispute_spans
from geodata.period import day_number

__all__ = [
    "COLOURS",
    "bounds",
    "colour_of",
    "drawing",
    "holders_of_places",
    "layer",
    "shown_places",
    "swatch",
]

#: Colours of paper: quieter than the screen's, so that the ground held speaks.
COLOURS = {
    "sea": "#dfe8ed", "land": "#f7f5ef", "far": "#efece4", "coast": "#9fb0b8", "border": "#7d7668", "province": "#cfc7b6",
    "river": "#9dbdd0", "water": "#4f7f9b", "ink": "#22201d", "quiet": "#5f5a51", "unknown": "#b5aea1", "paper": "#ffffff",
}  # fmt: skip
_WORLD = (-12.0, 2.0, 126.0, 38.0)
_DOT_STEP = {"": 5.5, "cells": 6.5, "active": 5.0, "stronghold": 3.8}
_BAND = 3.2
_LINE_STEP = 3.6
_LOST_STEP = 4.6
#: How much of an actor's colour stands on the land: where it holds, since when is not sure, and as on the earlier of two days.
_FULL, _UNSURE, _AS_BEFORE = 0.9, 0.5, 0.28
_DASHES = {"money": "1.5 3", "goods": "6 3", "leaders": "7 2 1.5 2"}


layer = lru_cache(maxsize=8)(basemap.layer)


def bounds(dataset: Dataset, theatre: str) -> tuple[float, float, float, float]:
    """West, south, east, north of what a theatre's map must show, in degrees: the ground of its zones and regions."""
    if theatre == ALL:
        return _WORLD
    ground = dataset.features[(dataset.features.theatre == theatre) & (dataset.features.kind != "place")]
    west, south, east, north = ground.total_bounds if len(ground) else dataset.theatres[theatre].envelope
    return float(west), float(south), float(east), float(north)


def drawing(dataset: Dataset, view: View, frame: Frame) -> str:
    """The map as an SVG document of `frame.width` by `frame.height` points."""
    parts = [*_base(frame), *_ground(dataset, view, frame), *_borders(frame), *_links(dataset, view, frame)]
    if "places" in view.layers:
        parts += _places(dataset, view, frame)
    return _document(frame.width, frame.height, parts)


def _document(width: float, height: float, parts: Iterable[str]) -> str:
    size = f'width="{width:.2f}" height="{height:.2f}" viewBox="0 0 {width:.2f} {height:.2f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def _base(frame: Frame) -> Iterator[str]:
    yield path(frame.edge, COLOURS["sea"])
    for name, fill, edge in (
        ("world", "far", "coast"),
        ("countries", "land", "coast"),
        ("lakes", "sea", "river"),
    ):
        for _, shape in layer(name):
            yield path(frame.placed(shape), COLOURS[fill], stroke=COLOURS[edge], stroke_width=0.45)


def _borders(frame: Frame) -> Iterator[str]:
    wide = frame.zoom >= 6
    for _, shape in layer("rivers"):
        yield stroke(frame.placed(shape), COLOURS["river"], 0.9 if wide else 0.5)
    if frame.zoom >= 5.5:
        for _, shape in layer("provinces"):
            yield stroke(frame.placed(shape).boundary, COLOURS["province"], 0.4, stroke_dasharray="2 2")
    for _, shape in layer("countries"):
        yield stroke(frame.placed(shape).boundary, COLOURS["border"], 0.7)


def _ground(dataset: Dataset, view: View, frame: Frame) -> Iterator[str]:
    zones = dataset.features[dataset.features.kind == "zone"]
    seen = zones.geometry.map(frame.placed)
    seen = seen[~seen.is_empty]
    held = _held(dataset, view, view.as_of)
    rows = _of_zones(held, seen)
    if "zones" in view.layers:
        for shape in seen:
            yield stroke(shape, COLOURS["unknown"], 0.4)
        if view.compare:
            yield from _turned(dataset, view, rows, seen)
        else:
            yield from _zones(dataset, view, rows, seen)
    if "regions" in view.layers:
        yield from _regions(dataset, view, frame, held[held.kind == "region"])
    if view.place:
        for name in dataset.features.at[view.place, "stands_in"]:
            shape = frame.placed(dataset.features.geometry[name])
            yield stroke(shape, COLOURS["paper"], 2.6) + stroke(shape, COLOURS["ink"], 1.2)


def _held(dataset: Dataset, view: View, day: date) -> pd.DataFrame:
    held = derive.as_of(dataset, day)
    return held[~held.actor.isin(view.hidden)]


def _of_zones(held: pd.DataFrame, seen: pd.Series) -> pd.DataFrame:
    rows = held[held.kind == "zone"].drop_duplicates("feature").set_index("feature")
    return rows[rows.index.isin(seen.index)]


def _fighting(row: Any) -> tuple[str, ...]:
    return tuple(row.against[:2]) if row.status == "contested" else ()


def _whole(seen: pd.Series, names: Iterable[str]) -> BaseGeometry:
    """Zones as one shape: each a hair wider than it is, so that no seam is left between neighbours."""
    return shapely.union_all([shapely.buffer(seen[name], 0.08, join_style="mitre") for name in names])


def _turned(dataset: Dataset, view: View, now: pd.DataFrame, seen: pd.Series) -> Iterator[str]:
    """Two days: what is held as before is pale, what was gained full and outlined, what was lost has the loser's lines."""
    then = _of_zones(_held(dataset, view, view.compare or view.as_of), seen)
    old = {row.Index: (row.actor, _fighting(row)) for row in then.itertuples()}
    kinds: dict[tuple, list[str]] = {}
    for row in now.itertuples():
        kind = row.actor, _fighting(row)
        kinds.setdefault((*kind, old.get(row.Index) == kind), []).append(row.Index)
    for (actor, against, same), group in sorted(kinds.items(), key=lambda item: not item[0][2]):
        whole = _whole(seen, group)
        yield from _filled(dataset, whole, actor, against, _AS_BEFORE if same else _FULL)
        edge = (COLOURS["paper"], 0.6) if same else (COLOURS["ink"], 0.9)
        yield stroke(whole, *edge)
    keeps = {(row.Index, row.actor) for row in now.itertuples() if row.status == "control"}
    for row in then.itertuples():
        if row.status == "control" and (row.Index, row.actor) not in keeps:
            yield from _lost(seen[row.Index], colour_of(dataset, row.actor))


def _lost(shape: BaseGeometry, colour: str) -> Iterator[str]:
    cut = hatch.lines(shape, 45, _LOST_STEP)
    yield stroke(cut, COLOURS["paper"], 2.4) + stroke(cut, colour, 1.5) + stroke(shape, COLOURS["ink"], 0.9)


def _zones(dataset: Dataset, view: View, rows: pd.DataFrame, seen: pd.Series) -> Iterator[str]:
    """Ground of one kind as one outline, then what must stand out: sieges and disagreement."""
    kinds: dict[tuple, list[str]] = {}
    for row in rows.itertuples():
        pale = row.from_sure > day_number(view.as_of)
        kinds.setdefault((row.actor, _fighting(row), pale), []).append(row.Index)
    for (actor, against, pale), group in kinds.items():
        whole = _whole(seen, group)
        yield from _filled(dataset, whole, actor, against, _UNSURE if pale else _FULL)
        yield stroke(whole, COLOURS["paper"], 0.6, stroke_opacity=0.85)
    for row in rows.itertuples():
        shape = seen[row.Index]
        if row.status == "control" and row.besieged_by:
            inner = shapely.buffer(shape, -1.3)
            yield stroke(inner, COLOURS["paper"], 3)
            yield stroke(inner, colour_of(dataset, row.besieged_by[0]), 2.2, stroke_dasharray="4 2")
    for name in sorted(_torn(dataset, view) & set(seen.index)):
        for angle in (-45, 45):
            cut = hatch.lines(seen[name], angle, 5)
            yield stroke(cut, COLOURS["paper"], 1.1, stroke_opacity=0.7) + stroke(cut, COLOURS["ink"], 0.35)
        yield stroke(seen[name], COLOURS["ink"], 0.8, stroke_dasharray="2.5 1.8")


def _torn(dataset: Dataset, view: View) -> set[str]:
    """Features of which a source says something else on the day."""
    spans, day = dispute_spans(dataset), day_number(view.as_of)
    return set(spans.feature[(spans.from_day <= day) & (day < spans.to_day)])


def _filled(
    dataset: Dataset, shape: BaseGeometry, actor: str, against: tuple[str, ...], share: float
) -> Iterator[str]:
    """One kind of held ground: the holder's colour and pattern, or bands of all who fight for it."""
    if against:
        for index, name in enumerate((actor, *against)):
            part = hatch.bands(shape, _BAND, index, len(against) + 1)
            yield path(part, mix(colour_of(dataset, name), COLOURS["land"], share))
        return
    colour = mix(colour_of(dataset, actor), COLOURS["land"], share)
    yield path(shape, colour)
    mark = mix(colour, "#000000", 0.74)
    pattern = dataset.actors[actor].pattern if actor in dataset.actors else "solid"
    for angle in hatch.ANGLES[pattern]:
        yield stroke(hatch.lines(shape, angle, _LINE_STEP), mark, 0.5)
    if pattern == "dots":
        yield specks(hatch.dots(shape, _LINE_STEP), mark, 0.9)


def _regions(dataset: Dataset, view: View, frame: Frame, rows: pd.DataFrame) -> Iterator[str]:
    number, torn = day_number(view.as_of), _torn(dataset, view)
    for row in rows.itertuples():
        shape = frame.placed(dataset.features.geometry[row.feature])
        if shape.is_empty:
            continue
        colour = mix(colour_of(dataset, row.actor), COLOURS["land"], 0.5 if row.from_sure > number else 1)
        yield specks(hatch.dots(shape, _DOT_STEP[row.strength]), colour, 1.15)
        yield stroke(shape, colour, 0.7, stroke_dasharray="2.5 1.8" if row.feature in torn else "0.8 1.6")


def colour_of(dataset: Dataset, actor: str) -> str:
    """An actor's colour; a grey where the dataset does not know it."""
    record = dataset.actors.get(actor)
    return record.colour if record else COLOURS["quiet"]


def _links(dataset: Dataset, view: View, frame: Frame) -> Iterator[str]:
    if "links" not in view.layers:
        return
    links = dataset.links
    in_window = (links.day <= day_number(view.as_of)) & (links.day_to >= day_number(view.since))
    for link in links[in_window].itertuples():
        actor = link.actors[0]
        if actor not in view.hidden:
            (x, y), (x2, y2) = (
                frame.at(*position[:2]) for position in (link.geometry.coords[0], link.geometry.coords[-1])
            )
            yield from _arrow((x, y), (x2, y2), colour_of(dataset, actor), link.kind)


def _arrow(start: tuple[float, float], end: tuple[float, float], colour: str, kind: str) -> Iterator[str]:
    """A bowed arrow; without a head where it ties both alike."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    side = 0.18 if dx < 0 else -0.18
    bow = ((start[0] + end[0]) / 2 - dy * side, (start[1] + end[1]) / 2 + dx * side)
    curve = f"M{start[0]:.1f} {start[1]:.1f}Q{bow[0]:.1f} {bow[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    dashes = f' stroke-dasharray="{_DASHES[kind]}"' if kind in _DASHES else ""
    for width, ink, more in ((2.8, COLOURS["paper"], ""), (1.2, colour, dashes)):
        yield f'<path d="{curve}" fill="none" stroke="{ink}" stroke-width="{width}" stroke-linecap="round"{more}/>'
    if kind == "cooperation":
        return
    angle = math.atan2(end[1] - bow[1], end[0] - bow[0])
    sides = [
        (end[0] - 7 * math.cos(angle + turn), end[1] - 7 * math.sin(angle + turn)) for turn in (0.42, -0.42)
    ]
    head = "L".join(f"{x:.1f} {y:.1f}" for x, y in (end, *sides))
    yield f'<path d="M{head}Z" fill="{colour}" stroke="{COLOURS["paper"]}" stroke-width="0.7"/>'


def holders_of_places(dataset: Dataset, view: View) -> dict[str, str]:
    """Who has each place on the day: whoever controls, else contests, else is present in the ground it stands in."""
    held = derive.as_of(dataset, view.as_of)
    held = held[~held.actor.isin(view.hidden)]
    order = {"control": 0, "contested": 1, "presence": 2}
    held = (
        held.assign(order=held.status.map(order))
        .sort_values("order", kind="stable")
        .drop_duplicates("feature")
    )
    rows = {row.feature: (row.order, row.actor) for row in held.itertuples()}
    places = dataset.features[dataset.features.kind == "place"]
    found = {}
    for place in places.itertuples():
        known = [rows[name] for name in place.stands_in or [place.id] if name in rows]
        if known:
            found[place.id] = min(known, key=lambda one: one[0])[1]
    return found


def shown_places(dataset: Dataset, view: View, frame: Frame) -> pd.DataFrame:
    """The places that a map of this size names, the most important first."""
    rank = 1 if frame.zoom < 4.5 else 2 if frame.zoom < 5.8 else 3
    places = dataset.features[dataset.features.kind == "place"]
    inside = [frame.holds(point.x, point.y) for point in places.geometry]
    places = places[inside]
    chosen = places.index == view.place
    return places[(places["rank"] <= rank) | chosen].sort_values("rank", kind="stable")


def _places(dataset: Dataset, view: View, frame: Frame) -> Iterator[str]:
    holders = holders_of_places(dataset, view)
    shown = shown_places(dataset, view, frame)
    # A small place is drawn together with its name, where that finds room.
    for place in shown[(shown["rank"] < 3) | (shown.index == view.place)].iloc[::-1].itertuples():
        x, y = frame.at(place.geometry.x, place.geometry.y)
        radius = {1: 2.3, 2: 1.8, 3: 1.4}[place.rank] + (0.8 if place.id == view.place else 0)
        fill = colour_of(dataset, holders[place.id]) if place.id in holders else COLOURS["paper"]
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius + 0.8}" fill="{COLOURS["paper"]}"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{COLOURS["ink"]}" stroke-width="0.7"/>'


def swatch(dataset: Dataset, kind: str, actor: str = "") -> str:
    """A small field of the legend: an actor's ground, or one of contested, presence, not_known, disputed, gained, lost, held."""
    field = shapely.box(0.5, 0.5, 15.5, 9.5)
    ink, quiet = COLOURS["ink"], COLOURS["quiet"]
    edge = stroke(field, mix(quiet, COLOURS["paper"], 0.7), 0.6)
    parts = {
        "actor": lambda: [*_filled(dataset, field, actor, (), _FULL), edge],
        "held": lambda: [path(field, mix(quiet, COLOURS["land"], _AS_BEFORE)), edge],
        "gained": lambda: [path(field, mix(quiet, COLOURS["land"], _FULL)), stroke(field, ink, 0.9)],
        "lost": lambda: [*_lost(field, quiet)],
        "contested": lambda: [path(hatch.bands(field, _BAND, 0, 2), mix(quiet, "#ffffff", 0.8)), edge],
        "presence": lambda: [specks(hatch.dots(field, 3.6), quiet, 1.15), stroke(field, quiet, 0.7, stroke_dasharray="0.8 1.6")],
        "not_known": lambda: [path(field, COLOURS["land"]), stroke(field, COLOURS["unknown"], 0.6)],
        "disputed": lambda: [*(stroke(hatch.lines(field, angle, 5), ink, 0.35) for angle in (-45, 45)),
                             stroke(field, ink, 0.8, stroke_dasharray="2.5 1.8")],
    }  # fmt: skip
    return _document(16, 10, parts[kind]())

"""What a map on paper names, the most important first; typst sets each name where it finds room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from dashboard.export.drawing import COLOURS, colour_of, holders_of_places, layer, shown_places
from dashboard.export.svg import Frame
from dashboard.view import View
from geodata.dataset import Dataset

__all__ = ["labels"]

_TOWNS = ((5, 1_500_000), (6, 500_000), (7, 150_000))
_MOST = 220
#: A country is named where this much of it is in sight: area and radius of the widest free part, in points.
_LEAST_AREA = 900
_LEAST_RADIUS = 13


def labels(dataset: Dataset, view: View, frame: Frame) -> list[dict[str, Any]]:
    """Names with where they stand and how they are set, those that are placed first in front.

    Returns
    -------
    list of dict
        text; x, y in points; size in points; weight; colour; gap: how far beside its point, 0 over it; dot: whether
        the point is drawn too, and its `fill`; spaced; slanted; must: whether it may lie over others.
    """
    great, middle, small = _places(dataset, view, frame)
    names = [*great, *_countries(view.lang, frame), *middle, *_named("rivers", view.lang, frame)]
    names += [*small, *_named("provinces", view.lang, frame), *_towns(view.lang, frame)]
    return names[:_MOST]


def _label(
    text: str, at: tuple[float, float], size: float, weight: int, colour: str, **more: Any
) -> dict[str, Any]:
    return {"text": text, "x": round(at[0], 1), "y": round(at[1], 1), "size": size, "weight": weight, "gap": 0.0,
            "colour": COLOURS[colour], "dot": False, "fill": COLOURS["quiet"], "spaced": False, "slanted": False,
            "must": False} | more  # fmt: skip


def _places(dataset: Dataset, view: View, frame: Frame) -> tuple[list, list, list]:
    """Places of the first, second and third rank; the chosen one with the first."""
    found: tuple[list, list, list] = ([], [], [])
    if "places" not in view.layers:
        return found
    holders = holders_of_places(dataset, view)
    for place in shown_places(dataset, view, frame).itertuples():
        chosen = place.id == view.place
        size, weight = {1: (8.2, 700), 2: (7.0, 600), 3: (6.2, 400)}[1 if chosen else place.rank]
        fill = colour_of(dataset, holders[place.id]) if place.id in holders else COLOURS["paper"]
        name = place.name_ar if view.lang == "ar" else place.name_en
        label = _label(name, frame.at(place.geometry.x, place.geometry.y), size, weight, "ink", gap=4.2, fill=fill,
                       dot=place.rank == 3 and not chosen, must=chosen or (place.rank == 1 and frame.zoom >= 5))  # fmt: skip
        found[0 if chosen else place.rank - 1].append(label)
    return found


def _countries(lang: str, frame: Frame) -> Iterator[dict[str, Any]]:
    """Countries over the widest free part of what is in sight of them."""
    for properties, shape in layer("countries") + (layer("world") if frame.zoom < 5 else []):
        if not properties.get("name"):
            continue
        seen = shapely.intersection(shapely.make_valid(frame.placed(shape)), shapely.buffer(frame.edge, -8))
        if seen.area < _LEAST_AREA:
            continue
        radius = shapely.maximum_inscribed_circle(seen, tolerance=2)
        if radius.length > _LEAST_RADIUS:
            at = (
                frame.at(*properties["label"]) if frame.holds(*properties["label"], -20) else radius.coords[0]
            )
            yield _label(properties["name"][lang], (at[0], at[1]), 7.6, 600, "quiet", spaced=lang == "en")


def _named(name: str, lang: str, frame: Frame) -> Iterator[dict[str, Any]]:
    """Rivers and provinces, at the point that the basemap gives."""
    least, size, colour = {"rivers": (5, 5.8, "water"), "provinces": (6.6, 6.4, "quiet")}[name]
    if frame.zoom < least:
        return
    for properties, _ in layer(name):
        if properties.get("name") and frame.holds(*properties["label"]):
            yield _label(properties["name"][lang], frame.at(*properties["label"]), size, 400, colour,
                         spaced=name == "provinces" and lang == "en", slanted=name == "rivers" and lang == "en")  # fmt: skip


def _towns(lang: str, frame: Frame) -> Iterator[dict[str, Any]]:
    least = next((people for zoom, people in _TOWNS if frame.zoom < zoom), 40_000)
    for properties, point in layer("towns"):
        if properties["population"] >= least and frame.holds(point.x, point.y):
            yield _label(
                properties["name"][lang], frame.at(point.x, point.y), 5.8, 400, "quiet", gap=2.6, dot=True
            )

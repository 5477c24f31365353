"""A small map of a place and the ground around it on a day, as an SVG drawn from the dataset: no script, no request."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from datetime import date

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from dashboard import panels
from dashboard.plain import Html, tag
from dashboard.words import Words
from geodata import derive
from geodata.around import grounds, in_sight
from geodata.dataset import Dataset

__all__ = ["sketch"]

_WIDE = 420
_MOST_NAMES = 9
_COLOURS = {"light": {"ink": "#1f2428", "paper": "#faf8f3"}, "dark": {"ink": "#e8e6e1", "paper": "#14181d"}}
_STYLE = (
    "svg {{ background: {paper} }} .ground {{ stroke: {paper}; fill-opacity: .8 }} .presence {{ fill-opacity: .22 }} "
    ".unknown {{ stroke: #888888; stroke-dasharray: 2 3 }} .own {{ fill: none; stroke: {ink}; stroke-width: 2.2 }} "
    ".scale {{ fill: none; stroke: {ink} }} circle {{ fill: {paper}; stroke: {ink}; stroke-width: 1.6 }} "
    "text {{ font: 12px Noto Sans, Noto Sans Arabic, sans-serif; fill: {ink}; paint-order: stroke; stroke: {paper}; "
    "stroke-width: 3px; stroke-linejoin: round }} .here {{ font-weight: 700; font-size: 14px }}"
)
_SCALES_KM = (100, 50, 20, 10, 5, 2, 1)


def sketch(dataset: Dataset, place: str, day: date, t: Words, *, dark: bool = False) -> Html:
    """The ground around `place` on `day`: coloured by holder, hatched while contested, empty where not known.

    It is a picture: what a page lets through of markup does not touch it, and it can be kept and sent on.
    """
    frame, names = in_sight(dataset, place)
    project = _Projection(frame)
    held = derive.as_of(dataset, day)
    rows = {row["feature"]: row for row in held[held.feature.isin(names)].to_dict("records")}
    order = sorted(names, key=lambda name: (dataset.features.kind[name] == "zone", name))
    ground = [_ground(dataset, name, rows.get(name), project) for name in order]
    own = [_outline(dataset.features.geometry[name], project) for name in grounds(dataset, place)]
    style = tag("style", _STYLE.format(**_COLOURS["dark" if dark else "light"]))
    drawn = tag(
        "svg", style, _hatches(dataset, rows), *ground, *own, *_towns(dataset, place, frame, project, t),
        _scale(project, t), viewBox=f"0 0 {_WIDE} {project.high}", width=_WIDE, height=project.high,
        xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    label = t["sketch_label"].format(place=panels.feature_name(dataset, place, t), day=t.day(day))
    coded = base64.b64encode(drawn.encode()).decode()
    return tag("img", src=f"data:image/svg+xml;base64,{coded}", alt=label, class_="kh-sketch")


class _Projection:
    """Degrees to pixels, true to scale at the middle of the frame."""

    def __init__(self, frame: tuple[float, float, float, float]) -> None:
        west, south, east, north = frame
        self.frame, self.shape = frame, box(*frame)
        self.narrow = math.cos(math.radians((south + north) / 2))
        self.scale = _WIDE / ((east - west) * self.narrow)
        self.high = round(min((north - south) * self.scale, 1.2 * _WIDE))

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.frame[0]) * self.narrow * self.scale, (self.frame[3] - lat) * self.scale

    def path(self, shape: BaseGeometry) -> str:
        return "".join(self._ring(ring) for ring in _rings(shape))

    def _ring(self, ring: BaseGeometry) -> str:
        points = (self.xy(x, y) for x, y, *_ in ring.coords)
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _rings(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior
            yield from part.interiors


def _ground(dataset: Dataset, name: str, row: dict | None, project: _Projection) -> Html:
    shape = shapely.intersection(dataset.features.geometry[name], project.shape)
    kind = row["status"] if row else "unknown"
    actor = dataset.actors.get(row["actor"]) if row else None
    fill = f"url(#kh-h-{row['actor']})" if row and kind != "control" else (actor.colour if actor else "none")
    return tag("path", d=project.path(shape), fill=fill, class_=f"ground {kind}")


def _outline(shape: BaseGeometry, project: _Projection) -> Html:
    return tag("path", d=project.path(shape), class_="own")


def _hatches(dataset: Dataset, rows: dict[str, dict]) -> Html:
    """A hatch in the colour of everyone who holds something contested, or is present without holding it."""
    actors = sorted({row["actor"] for row in rows.values() if row["status"] != "control"})
    patterns = [
        tag("pattern", tag("rect", width=3, height=7, fill=dataset.actors[name].colour), id=f"kh-h-{name}", width=7,
            height=7, patternUnits="userSpaceOnUse", patternTransform="rotate(45)")
        for name in actors if name in dataset.actors
    ]  # fmt: skip
    return tag("defs", *patterns)


def _towns(dataset: Dataset, place: str, frame: tuple, project: _Projection, t: Words) -> list[Html]:
    """The place itself and the best-known ones in sight, as far as their names do not touch."""
    west, south, east, north = frame
    places = dataset.features[dataset.features.kind == "place"].cx[west:east, south:north]
    taken: list[tuple[float, float]] = []
    found = []
    for name in [place, *places.sort_values("rank", kind="stable").index]:
        if name not in places.index:
            continue
        x, y = project.xy(places.geometry[name].x, places.geometry[name].y)
        apart = all(abs(x - a) > 90 or abs(y - b) > 16 for a, b in taken)
        if not apart or len(taken) >= _MOST_NAMES or not (0 <= x <= _WIDE and 12 <= y <= project.high - 4):
            continue
        taken.append((x, y))
        anchor, at = ("end", x - 6) if x > 0.6 * _WIDE else ("start", x + 6)
        title = panels.feature_name(dataset, name, t)
        found.append(tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3.4 if name == place else 2.4))
        found.append(tag("text", title, x=f"{at:.1f}", y=f"{y + 4:.1f}", text_anchor=anchor, direction="ltr",
                         class_="here" if name == place else None))  # fmt: skip
    return found


def _scale(project: _Projection, t: Words) -> Html:
    per_km = project.scale / 111.32
    km = next((km for km in _SCALES_KM if km * per_km < _WIDE / 3), 1)
    y, end = project.high - 10, 10 + km * per_km
    line = tag("path", d=f"M10 {y - 4}V{y}H{end:.1f}V{y - 4}", class_="scale")
    return Html(line + tag("text", t["km"].format(n=t.number(km)), x=f"{end + 5:.1f}", y=y))

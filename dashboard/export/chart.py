"""The clock's chart on paper: ground by actor, stacked over the years, with the day marked."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.export.drawing import COLOURS
from dashboard.view import ALL, View
from geodata import derive, ground
from geodata.dataset import Dataset
from geodata.period import EPOCH, day_number

__all__ = ["chart"]


def chart(dataset: Dataset, view: View, width: float, height: float) -> dict[str, Any]:
    """The chart as SVG without words, and where the years and the day stand.

    Returns
    -------
    dict
        svg, width, height; `years`: text and x of each; `day`: x. Mirrored for Arabic.
    """
    first, last = (day_number(day) for day in derive.clock(dataset))
    mirrored = view.lang == "ar"

    def x(day: float) -> float:
        share = (day - first) / max(last - first, 1) * width
        return round(width - share if mirrored else share, 1)

    parts = [_area(points, colour, x) for points, colour in _stack(dataset, view, first, last, height)]
    day = x(day_number(view.as_of))
    if view.compare:
        earlier = x(day_number(view.compare))
        parts.append(
            f'<path d="M{earlier} 0V{height}" stroke="{COLOURS["ink"]}" stroke-width="1" stroke-dasharray="3 2"/>'
        )
    parts.append(f'<path d="M{day} 0V{height}" stroke="{COLOURS["ink"]}" stroke-width="1.2"/>')
    parts.append(f'<circle cx="{day}" cy="2.4" r="2.4" fill="{COLOURS["ink"]}"/>')
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    start, end = (EPOCH.fromordinal(EPOCH.toordinal() + day).year for day in (first, last))
    years = [
        {"text": str(year), "x": x(day_number(EPOCH.replace(year=year)))} for year in range(start, end + 1)
    ]
    return {"svg": svg, "width": width, "height": height, "years": years, "day": day}


def _stack(
    dataset: Dataset, view: View, first: int, last: int, height: float
) -> list[tuple[list[tuple[float, float, float]], str]]:
    """Bands from the ground up: for each actor day, upper and lower edge, in points of the chart."""
    theatre = None if view.theatre == ALL else view.theatre
    series = [
        (actor, *ground.area_steps(dataset, actor, theatre=theatre))
        for actor in ground.holders(dataset, theatre=theatre) if actor not in view.hidden
    ]  # fmt: skip
    series = [one for one in series if len(one[1])]
    series.sort(key=lambda one: (one[0] != "isis", -one[2][:, 0].max()))
    days = np.unique(np.concatenate([[first, last], *(one[1] for one in series)]))
    days = days[(days >= first) & (days <= last)]
    layers, floor = [], np.zeros(len(days))
    for actor, own, km2 in series:
        index = np.searchsorted(own, days, side="right") - 1
        value = np.where(index < 0, 0.0, km2[np.maximum(index, 0), 0])
        layers.append((actor, floor, floor + value))
        floor = floor + value
    top = max(float(floor.max()), 1.0)

    def y(value: float) -> float:
        return round(height - value / top * (height - 6), 1)

    return [
        ([(float(day), y(upper), y(lower)) for day, upper, lower in zip(days, high, low, strict=True)], dataset.actors[actor].colour)
        for actor, low, high in layers
    ]  # fmt: skip


def _area(points: list[tuple[float, float, float]], colour: str, x: Any) -> str:
    """A band as a step line there along its upper edge, and back along its lower one."""
    over = [
        f"{x(day)} {upper}" for index, (day, upper, _) in enumerate(points) for day in _ends(points, index)
    ]
    under = [
        f"{x(day)} {lower}" for index, (day, _, lower) in enumerate(points) for day in _ends(points, index)
    ]
    return f'<path d="M{"L".join(over)}L{"L".join(reversed(under))}Z" fill="{colour}" stroke="#ffffff" stroke-width="0.3"/>'


def _ends(points: list[tuple[float, float, float]], index: int) -> tuple[float, float]:
    return points[index][0], points[min(index + 1, len(points) - 1)][0]

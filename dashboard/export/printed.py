"""A map state as a PDF briefing or a picture: one fixed typst page, and everything it says handed to it as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import typst

from dashboard import words
from dashboard.export import content
from dashboard.export.chart import chart
from dashboard.export.drawing import bounds, drawing, shown_places, swatch
from dashboard.export.fonts import FAMILIES, print_fonts
from dashboard.export.labels import labels
from dashboard.export.svg import Frame
from dashboard.map.basemap import ATTRIBUTION
from dashboard.panels import theatre_of
from dashboard.telling import paragraph
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import ground
from geodata.balance import balance
from geodata.carriers import stamped_png
from geodata.dataset import Dataset
from geodata.period import parse_day
from geodata.stamp import Stamp
from geodata.text import direction

__all__ = ["SIZES", "Size", "briefing", "picture"]

_TEMPLATE = (Path(__file__).parent / "briefing.typ").read_bytes()
_A4_MAP = (510.2, 322.0)
_CHART = (510.2, 54.0)
_APART = 11.0


@dataclass(frozen=True)
class Size:
    """A format of pictures.

    Attributes
    ----------
    width, height : float
        Of the page, in points.
    map : tuple of float
        Width and height of the map on it.
    pixels : int
        The picture's width in pixels.
    wide : bool
        Whether the words stand beside the map; otherwise above and below.
    """

    width: float
    height: float
    map: tuple[float, float]
    pixels: int
    wide: bool
    columns: int = 1
    chart: tuple[float, float] = (198, 60)


#: Formats of pictures by name: a 16:9 slide, a square, a phone held upright.
SIZES = {
    "slide": Size(800, 450, (560, 392), 1920, True),
    "square": Size(600, 600, (572, 432), 1500, False, 4),
    "phone": Size(400, 711, (380, 480), 1080, False, 2),
}
_TYPE = {
    "slide": (9.5, 21, 11, 8.4, 5.8),
    "square": (9, 20, 9.5, 7.4, 5.6),
    "phone": (8.5, 16, 8.4, 7.6, 4.9),
}

#: Two days need more room than one.
_LONG_TITLE = 0.72


def briefing(dataset: Dataset, view: View, stamp: Stamp) -> bytes:
    """The state as a PDF on A4: map, chart, figures, what changed, what happened, who says so, stamp.

    Parameters
    ----------
    dataset : Dataset
        As it was known on the view's day of knowledge.
    stamp : Stamp
        Its time of making is the document's; equal arguments give equal bytes.
    """
    t = words.of(view.lang, view.digits)
    cite = content.Cites(dataset)
    data = _common(dataset, view, stamp, t)
    data["told"] = _told(dataset, view, t)
    data["changes"] = content.changes(dataset, view, t, cite)
    data["events"] = content.events(dataset, view, t, cite)
    data["place"] = content.place(dataset, view, t, cite)
    data["sources"] = content.sources(dataset, cite, t)
    data["chart"] = chart(dataset, view, *_CHART)
    frame = Frame(*bounds(dataset, view.theatre), *_A4_MAP)
    data["map"] = _map(dataset, view, frame, t, _markers(frame, data["events"]["rows"]))
    return _compiled("pdf", data, "pdf", stamp)


def picture(dataset: Dataset, view: View, stamp: Stamp, size: str = "slide") -> bytes:
    """The state's map as a PNG with its date, first figure, legend and stamp.

    Parameters
    ----------
    size : str
        Of `SIZES`.
    """
    t = words.of(view.lang, view.digits)
    form = SIZES[size]
    kicker, title, lead, legend, foot = _TYPE[size]
    title *= _LONG_TITLE if view.compare else 1
    data = _common(dataset, view, stamp, t)
    frame = Frame(*bounds(dataset, view.theatre), *form.map)
    data["map"] = _map(dataset, view, frame, t, [])
    data["chart"] = chart(dataset, view, *form.chart)
    data["picture"] = {
        "width": form.width, "height": form.height, "margin": (form.width - form.map[0]) / 2 if not form.wide else 14,
        "wide": form.wide, "columns": form.columns, "kicker": kicker, "title": title, "lead": lead, "legend": legend, "foot": foot,
    }  # fmt: skip
    made = _compiled("png", data, "png", stamp, ppi=form.pixels / form.width * 72)
    return stamped_png(made, stamp)


def _common(dataset: Dataset, view: View, stamp: Stamp, t: Words) -> dict[str, Any]:
    """What both the briefing and the picture say."""
    figures = content.figures(dataset, view, t)
    theatre = t["all_theatres"] if view.theatre == ALL else dataset.theatres[view.theatre].name.of(t.lang)
    known = f"{t['known_on']}: {t.day(view.known_on)}" if view.known_on else ""
    first = figures[0] if figures else None
    lead = f"{first['name']} {first['area']} ({first['band']})" if first else t["no_ground"]
    if first and view.compare:
        lead = f"{first['name']} {first['change']}{t['comma']}{first['area']}"
    between = t["between_days"].format(start=t.day(content.before(view)), end=t.day(view.as_of))
    day = between if view.compare else t.day(view.as_of)
    return {
        "lang": t.lang, "dir": direction(t.lang), "fonts": FAMILIES[t.lang], "brand": t["brand"],
        "title": f"{t['brand']}: {theatre}{t['comma']}{day}", "author": t["brand"], "description": lead,
        "kicker": f"{t['brand']} · {theatre}", "date": day, "known": known, "lead": lead,
        "past": t["known_banner"].format(day=t.day(view.known_on)) if view.known_on else "",
        "figures": figures, "legend": _legend(dataset, view, t, figures), "words": dict(t), "version": stamp.dataset,
        "change_title": t["since_day"].format(day=t.day(view.compare)) if view.compare else t["change"],
        "changed_title": f"{t['changed_hands']}: {between}",
        "events_title": f"{t['events_in_window']}: {t['between_days'].format(start=t.day(view.since), end=t.day(view.as_of))}",
        "stamp": stamp.to_json(), "link": stamp.link, "credit": f"{ATTRIBUTION[t.lang]} {t['foot_borders']}",
        "stamp_rows": _stamp_rows(stamp, t),
    }  # fmt: skip


def _told(dataset: Dataset, view: View, t: Words) -> str:
    """What changed between two days as a paragraph; nothing where one day is looked at."""
    if view.compare is None:
        return ""
    theatre, days = theatre_of(view), (view.compare, view.as_of)
    moved = balance(dataset, *days, theatre=theatre)
    return paragraph(dataset, moved, ground.changes(dataset, *days, theatre=theatre), days, theatre, t)


def _stamp_rows(stamp: Stamp, t: Words) -> list[tuple[str, str]]:
    known = t.day(parse_day(stamp.known_on)) if stamp.known_on else t["known_now"]
    filters = t["semicolon"].join(f"{name} {value}" for name, value in stamp.filters.items())
    rows = [(t["version"], stamp.dataset), (t["date"], stamp.as_of or ""), (t["known_on"], known), (t["filters"], filters),
            (t["made_on"], stamp.made[:10])]  # fmt: skip
    return [(name, value) for name, value in rows if value]


def _legend(dataset: Dataset, view: View, t: Words, figures: list[dict[str, Any]]) -> list[dict[str, str]]:
    actors = content.legend_actors(dataset, view)[:11]
    areas = {row["id"]: row["area"] for row in figures if row["km2"]}
    keys = ({"gained": "gained", "lost": "lost", "held": "held"} if view.compare else {}) | {
        "contested": "contested",
        "presence": "presence",
        "not_known": "not_known",
        "disputed": "sources_disagree",
    }
    named = [
        {"name": dataset.actors[name].name.of(t.lang), "svg": swatch(dataset, "actor", name), "area": areas.get(name, "")}
        for name in actors
    ]  # fmt: skip
    return named + [{"name": t[word], "svg": swatch(dataset, key), "area": ""} for key, word in keys.items()]


def _map(
    dataset: Dataset, view: View, frame: Frame, t: Words, markers: list[dict[str, Any]]
) -> dict[str, Any]:
    """The map for the page: drawn ground, names to be set over it, and what they must keep clear of."""
    km, length = frame.ruler()
    taken = [[frame.width - length - 10, frame.height - 18, frame.width, frame.height]]
    taken += [[m["x"] - 6, m["y"] - 5, m["x"] + 6, m["y"] + 5] for m in markers]
    places = shown_places(dataset, view, frame)
    if "places" in view.layers:
        spots = [frame.at(point.x, point.y) for point in places.geometry[places["rank"] == 1]]
        taken += [[x - 2, y - 2, x + 2, y + 2] for x, y in spots]
    return {
        "width": frame.width, "height": frame.height, "svg": drawing(dataset, view, frame), "halo": "", "alt": t["map"],
        "labels": labels(dataset, view, frame), "markers": markers, "taken": taken,
        "ruler": {"length": round(length, 1), "text": t["km"].format(n=t.number(km))},
    }  # fmt: skip


def _markers(frame: Frame, events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events' numbers on the map; those that would lie on each other share one mark."""
    found: list[dict[str, Any]] = []
    for event in events:
        x, y = frame.at(event["lon"], event["lat"])
        if not frame.holds(event["lon"], event["lat"]):
            continue
        near = next(
            (one for one in found if abs(one["x"] - x) < _APART and abs(one["y"] - y + 8) < _APART), None
        )
        if near:
            near["numbers"].append(event["number"])
        else:
            mark = {"x": round(x, 1), "y": round(y - 8, 1), "colour": event["colour"], "ink": event["ink"]}
            found.append(mark | {"numbers": [event["number"]]})
    return [one | {"text": _numbers(one["numbers"])} for one in found]


def _numbers(numbers: list[int]) -> str:
    """Numbers in short: 3, 3–5, or 3, 7."""
    if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(map(str, numbers)) if len(numbers) < 4 else f"{numbers[0]}, {numbers[1]} …"


def _compiled(part: str, data: dict[str, Any], form: str, stamp: Stamp, ppi: float = 144) -> bytes:
    """Set the page twice: first the halos of the names alone, as a drawing, so that no name stands in the text twice."""
    made = _moment(stamp.made)
    if part == "pdf":
        data = _unvowelled(data)
    halo = _typst("halo", data, "svg", made)
    data["map"]["halo"] = halo.decode()
    return _typst(part, data, form, made, ppi)


_VOWELS = dict.fromkeys([*range(0x64B, 0x653), 0x670])


def _unvowelled(value: Any) -> Any:
    """Data without the vowel signs of Arabic: nobody types them, and a PDF's reader would not find words that have them."""
    if isinstance(value, dict):
        return {key: item if key in _AS_IS else _unvowelled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_unvowelled(item) for item in value]
    return value.translate(_VOWELS) if isinstance(value, str) else value


_AS_IS = {"stamp", "svg", "url", "link"}


def _moment(made: str) -> int:
    """A time of making as seconds since 1970."""
    return (date.fromisoformat(made[:10]) - date(1970, 1, 1)).days * 86_400


def _typst(part: str, data: dict[str, Any], form: str, made: int, ppi: float = 144) -> bytes:
    result = typst.compile(
        _TEMPLATE, format=form, ppi=ppi, font_paths=[str(print_fonts())], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), "part": part}, timestamp=made,
    )  # fmt: skip
    if not isinstance(result, bytes):
        raise ValueError("a picture is one page")
    return result

"""What the viewer looks at: one frozen View, to and from the address bar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from geodata import derive
from geodata.dataset import Dataset
from geodata.find import telling_day
from geodata.period import EPOCH, parse
from geodata.text import LANGUAGES

__all__ = [
    "ALL",
    "DIGITS",
    "FORMS",
    "LAYERS",
    "LAYOUTS",
    "PARTS",
    "SORTS",
    "WINDOWS",
    "View",
    "for_map",
    "from_params",
    "to_params",
]

#: The theatre value that means all of them.
ALL = "all"
LAYERS = ("zones", "regions", "events", "links", "places", "incidents")
PARTS = ("source", "claims", "disagreements", "learned")
LAYOUTS = ("screen", "projector")
FORMS = ("map", "text")
DIGITS = ("latn", "arab")
WINDOWS = (7, 30, 90)
SORTS = ("loss", "name", "days", "west")
_LONGEST_WINDOW = 3660
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,5})?)"
_PLACED = re.compile(f"{_NUMBER},{_NUMBER},{_NUMBER}", re.ASCII)


@dataclass(frozen=True)
class View:
    """One state of the screen.

    Attributes
    ----------
    as_of : date
        The day on the clock.
    compare : date or None
        The earlier day that `as_of` is compared with; None: one day is looked at.
    window : int
        How many days up to and with `as_of` the events and changes cover.
    known_on : date or None
        The day of knowledge; None: all that is known now.
    theatre : str
        A theatre's id, or "all".
    place, source, claim, story : str or None
        The place, the source, the claim and the story that are open.
    part : str
        Which part of the page of sources is open, of `PARTS`.
    step : int
        Which step of the story, from 1.
    camera : tuple of float or None
        lon, lat and zoom (of a wide screen) that the viewer has moved the map to; None: where it frames the theatre.
    hidden : tuple of str
        Actors that the legend has switched off.
    layers : tuple of str
        Of `LAYERS`.
    form : str
        How the map is read: "map", or "text" for the same facts as sentences and tables.
    swipe : int
        Where the line between two days stands on the map: percent of its width, from where one begins to read.
    span : tuple of date or None
        The first and the last day that the timeline shows; None: the whole clock.
    sort : str
        The order of the timeline's lanes, of `SORTS`.
    layout : str
        "screen", or "projector" for larger type and thicker lines.
    lang : str
        "en" or "ar".
    digits : str
        With which figures Arabic is written: "latn" (123) or "arab" (١٢٣).
    """

    as_of: date
    compare: date | None = None
    window: int = 30
    known_on: date | None = None
    theatre: str = "syria-iraq"
    place: str | None = None
    source: str | None = None
    claim: str | None = None
    story: str | None = None
    part: str = "source"
    step: int = 1
    camera: tuple[float, float, float] | None = None
    hidden: tuple[str, ...] = ()
    layers: tuple[str, ...] = LAYERS
    form: str = "map"
    swipe: int = 30
    span: tuple[date, date] | None = None
    sort: str = "loss"
    layout: str = "screen"
    lang: str = "en"
    digits: str = "latn"

    @property
    def since(self) -> date:
        """The first day of the window."""
        return self.as_of - timedelta(days=self.window - 1)


#: The day the article speaks from: what the clock shows when nothing else is asked.
DEFAULT = View(as_of=date(2017, 8, 7))


def from_params(params: Mapping[str, Any], dataset: Dataset | None) -> View:
    """The view that an address asks for; what it asks wrongly is passed over, never an error.

    A place without a day opens at its most telling day, in its theatre.
    """
    asked = {field: _READ[field](params[key], dataset) for field, key in _KEYS.items() if key in params}
    if dataset is not None and asked.get("place") and not asked.get("as_of"):
        asked = (
            _telling(dataset, str(asked["place"]))
            | asked
            | {"as_of": telling_day(dataset, str(asked["place"]))}
        )
    view = replace(DEFAULT, **{field: value for field, value in asked.items() if value is not None})
    if dataset is None:
        return view
    first, last = derive.clock(dataset)
    if view.as_of == DEFAULT.as_of and not first <= view.as_of <= last:
        view = replace(view, as_of=_latest(dataset))
    if view.theatre != ALL and view.theatre not in dataset.theatres:
        view = replace(view, theatre=next(iter(dataset.theatres)) if len(dataset.theatres) == 1 else ALL)
    day = min(max(view.as_of, first), last)
    earlier = view.compare if view.compare and first <= view.compare < day else None
    return replace(view, as_of=day, compare=earlier)


def _latest(dataset: Dataset) -> date:
    """Where the clock of another conflict opens: the day of the last row that began, today where there is none."""
    days = dataset.statuses.from_day
    return date.today() if days.empty else EPOCH + timedelta(days=int(days.max()))


def to_params(view: View) -> dict[str, str]:
    """The address of a view: only what differs from the default, in a fixed order; with a place always the day."""
    return {
        key: _WRITE.get(field, str)(getattr(view, field))
        for field, key in _KEYS.items()
        if getattr(view, field) != getattr(DEFAULT, field) or (field == "as_of" and view.place)
    }


def _telling(dataset: Dataset, place: str) -> dict[str, Any]:
    """The theatre of a place that the clock can show it in."""
    theatre = dataset.features.at[place, "theatre"]
    return {"theatre": theatre} if theatre in dataset.theatres else {}


_KEYS = {
    "as_of": "date", "compare": "compare", "window": "window", "known_on": "known", "theatre": "theatre", "place": "place",
    "source": "source", "claim": "claim", "story": "story", "step": "step", "camera": "at", "hidden": "hide", "layers": "layers", "lang": "lang",
    "part": "part", "form": "form", "swipe": "swipe", "span": "span", "sort": "sort", "layout": "layout", "digits": "digits",
}  # fmt: skip


def _day(text: str, _: Dataset | None) -> date | None:
    try:
        return parse(text).first
    except ValueError:
        return None


def _window(text: str, _: Dataset | None) -> int | None:
    return (
        int(text) if text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= _LONGEST_WINDOW else None
    )


def _theatre(text: str, dataset: Dataset | None) -> str | None:
    return text if text == ALL or (dataset and text in dataset.theatres) else None


def _place(text: str, dataset: Dataset | None) -> str | None:
    return text if dataset and text in dataset.features.index else None


def _source(text: str, dataset: Dataset | None) -> str | None:
    return text if dataset and text in dataset.sources else None


def _claim(text: str, dataset: Dataset | None) -> str | None:
    return text if dataset and any(claim.id == text for claim in dataset.claims) else None


def _story(text: str, dataset: Dataset | None) -> str | None:
    return text if dataset and text in dataset.stories else None


def _swipe(text: str, _: Dataset | None) -> int | None:
    return _within(text, 0, 100)


def _span(text: str, _: Dataset | None) -> tuple[date, date] | None:
    days = [_day(part, None) for part in text.split("..")]
    if len(days) != 2 or days[0] is None or days[1] is None or days[0] >= days[1]:
        return None
    return days[0], days[1]


def _sort(text: str, _: Dataset | None) -> str | None:
    return text if text in SORTS else None


def _step(text: str, _: Dataset | None) -> int | None:
    return _within(text, 1, 99)


def _within(text: str, least: int, most: int) -> int | None:
    """A whole number written in as many digits as the largest at most."""
    right = text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most
    return int(text) if right else None


def _camera(text: str, _: Dataset | None) -> tuple[float, float, float] | None:
    match = _PLACED.fullmatch(text)
    if not match:
        return None
    lon, lat, zoom = (float(part) for part in match.groups())
    return (lon, lat, zoom) if abs(lon) <= 180 and abs(lat) <= 85 and 0 <= zoom <= 18 else None


def _coded(camera: tuple[float, float, float]) -> str:
    return ",".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in camera)


def _actors(text: str, dataset: Dataset | None) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if dataset and name in dataset.actors)


def _layers(text: str, _: Dataset | None) -> tuple[str, ...]:
    return tuple(layer for layer in LAYERS if layer in text.split(","))


def _part(text: str, _: Dataset | None) -> str | None:
    return text if text in PARTS else None


def _layout(text: str, _: Dataset | None) -> str | None:
    return text if text in LAYOUTS else None


def _form(text: str, _: Dataset | None) -> str | None:
    return text if text in FORMS else None


def _digits(text: str, _: Dataset | None) -> str | None:
    return text if text in DIGITS else None


def _lang(text: str, _: Dataset | None) -> str | None:
    return text if text in LANGUAGES else None


def for_map(view: View) -> dict[str, Any]:
    """A view as the map takes it over, but for where it looks and what is lit."""
    compare = view.compare.isoformat() if view.compare else None
    return {"as_of": view.as_of.isoformat(), "compare": compare, "window": view.window, "theatre": view.theatre,
            "place": view.place, "hidden": list(view.hidden), "layers": list(view.layers), "swipe": view.swipe}  # fmt: skip


_READ = {
    "as_of": _day, "compare": _day, "window": _window, "known_on": _day, "theatre": _theatre, "place": _place,
    "source": _source, "claim": _claim, "story": _story, "step": _step, "camera": _camera, "hidden": _actors, "layers": _layers, "lang": _lang,
    "part": _part, "form": _form, "layout": _layout, "digits": _digits, "swipe": _swipe, "span": _span, "sort": _sort,
}  # fmt: skip
_WRITE = {
    "as_of": date.isoformat,
    "compare": date.isoformat,
    "known_on": date.isoformat,
    "camera": _coded,
    "hidden": ",".join,
    "layers": ",".join,
    "span": lambda days: "..".join(map(date.isoformat, days)),
}

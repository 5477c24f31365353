"""Lanes on one axis of days: places with who held them, theatres with their ground, events and documents as ticks.

A lane is one link: a click in it leads to the day that was clicked, which frame.js reads off `data-days`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dashboard import panels
from dashboard.app_pages import address
from dashboard.plain import Html, tag
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import derive, ground
from geodata.dataset import Dataset
from geodata.period import EPOCH, day_number, parse

__all__ = ["Axis", "documents", "events", "lane", "theatres", "years"]


@dataclass(frozen=True)
class Axis:
    """Days to shares of the width, from the line's beginning.

    Attributes
    ----------
    first, last : int
        Days since 1970-01-01.
    """

    first: int
    last: int

    def at(self, day: int) -> float:
        """Where a day stands, in percent."""
        return 100 * (min(max(day, self.first), self.last) - self.first) / max(self.last - self.first, 1)

    def place(self, start: int, end: int) -> str:
        """The style of a bar from a day to another."""
        return f"inset-inline-start:{self.at(start):.2f}%;inline-size:{max(self.at(end) - self.at(start), 0.15):.2f}%"

    def sees(self, start: int, end: int) -> bool:
        """Whether any of these days is in sight."""
        return start < self.last and end > self.first

    @property
    def days(self) -> str:
        """As a lane carries it."""
        return f"{self.first},{self.last}"


def lane(dataset: Dataset, view: View, place: Any, rows: dict, axis: Axis, t: Words) -> Html:
    """One place: its grounds one above the other, and who held each when."""
    grounds = [one for one in place.grounds if one in rows]
    bars = [
        _bar(dataset, row, axis, (index, len(grounds)), t)
        for index, one in enumerate(grounds)
        for row in rows[one]
        if axis.sees(row["from_day"], row["to_day"])
    ]
    href = address("place", place=place.id, compare=None)
    name = place.name_ar if t.lang == "ar" else place.name_en
    return tag("div", tag("a", name, href=href), _track(href, axis, *bars, _cursor(view, axis)))


def _track(href: str, axis: Axis, *children: Html, class_: str = "kh-lane") -> Html:
    return tag(
        "a", *children, class_=class_, href=href, data_days=axis.days, tabindex="-1", aria_hidden="true"
    )


def _bar(dataset: Dataset, row: dict, axis: Axis, part: tuple[int, int], t: Words) -> Html:
    index, many = part
    colour = dataset.actors[row["actor"]].colour if row["actor"] in dataset.actors else "#888888"
    words = f"{panels.status_words(dataset, row, t)}{t['comma']}{t.partial(row['valid_from'])} – {t.partial(row['valid_to'])}"
    tall = f";inset-block:{100 * index / many:.1f}% {100 - 100 * (index + 1) / many:.1f}%" if many > 1 else ""
    style = f"--c:{colour};{axis.place(row['from_day'], row['to_day'])}{tall}"
    return tag("i", class_=f"kh-bar kh-{row['status']}", title=words, style=style)


def _cursor(view: View, axis: Axis) -> Html:
    day = day_number(view.as_of)
    return (
        tag("u", style=f"inset-inline-start:{axis.at(day):.2f}%")
        if axis.first <= day <= axis.last
        else Html()
    )


def theatres(dataset: Dataset, view: View, axis: Axis, t: Words) -> Iterator[Html]:
    """The ground that ISIS held in each theatre, the fuller the more; a lane leads to its map."""
    for name, record in dataset.theatres.items():
        days, km2 = ground.area_steps(dataset, "isis", theatre=name) if "isis" in dataset.actors else ([], [])
        if not len(days) or not km2[:, 0].any() or view.theatre not in (ALL, name):
            continue
        most, colour = km2[:, 0].max(), dataset.actors["isis"].colour
        steps = [
            tag("i", class_="kh-bar", style=f"--c:{colour};opacity:{value / most:.2f};{axis.place(start, end)}", title=t.km2(value))
            for start, end, value in zip(days, [*days[1:], axis.last], km2[:, 0], strict=True) if value and axis.sees(start, end)
        ]  # fmt: skip
        href = address("", theatre=name, place=None, compare=None)
        track = _track(href, axis, *steps, _cursor(view, axis), class_="kh-lane kh-thin")
        yield tag("div", tag("a", record.name.of(t.lang), href=href), track)


def _row(name: str, children: Iterable[Html]) -> Html:
    return tag("div", tag("span", name), tag("div", *children, class_="kh-lane kh-thin"))


def events(dataset: Dataset, view: View, axis: Axis, t: Words) -> Html:
    """Each event a tick that leads to the map on its day."""
    start, end = (EPOCH + timedelta(days=day) for day in (axis.first, axis.last))
    found = derive.events_between(dataset, start, end, theatre=panels.theatre_of(view))
    ticks = [_tick(axis, int(event.day), event.title.of(t.lang), address("", as_of=_day(int(event.day)), place=event.places[0], compare=None), t)
             for event in found.itertuples()]  # fmt: skip
    return _row(t["events"], [*ticks, _cursor(view, axis)])


def documents(dataset: Dataset, axis: Axis, t: Words) -> Html:
    """The documents of the United Nations, on the day they were published."""
    found = [
        (day_number(parse(source.published).first), name, source)
        for name, source in dataset.sources.items()
        if source.kind == "un-document"
    ]
    ticks = [
        _tick(axis, day, source.title.of(t.lang), address("sources", source=name, part="source"), t)
        for day, name, source in found
        if axis.first <= day <= axis.last
    ]
    return _row(t["un_documents"], ticks)


def _tick(axis: Axis, day: int, title: str, href: str, t: Words) -> Html:
    return tag("a", class_="kh-tick", href=href, title=f"{t.day(_day(day))}: {title}", tabindex="-1", aria_hidden="true",
               style=f"inset-inline-start:{axis.at(day):.2f}%")  # fmt: skip


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def years(axis: Axis, t: Words) -> Html:
    """The years of the axis; without one in sight, its first day."""
    days = [date(year, 1, 1) for year in range(_day(axis.first).year, _day(axis.last).year + 1)]
    seen = [day for day in days if axis.first <= day_number(day) <= axis.last]
    marks = [
        tag("span", t.figures(str(day.year)), style=f"inset-inline-start:{axis.at(day_number(day)):.2f}%")
        for day in seen
    ]
    blank = tag("span", t.partial(_day(axis.first).isoformat()[:7]), style="inset-inline-start:0%")
    return tag("div", tag("span", ""), tag("div", *(marks or [blank]), class_="kh-years"), class_="kh-axis")

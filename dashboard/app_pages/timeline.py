"""Timeline: lanes of all places on one axis, with the theatres' ground, the events and the documents of the United Nations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard import panels, session
from dashboard.app_pages import address, looked_at
from dashboard.plain import Html, folded, show, table, tag
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import derive, ground
from geodata.dataset import OPEN, Dataset
from geodata.period import EPOCH, day_number, parse

_SORTS = ("sort_loss", "sort_name", "sort_days", "sort_west")


@dataclass(frozen=True)
class _Axis:
    """Days to shares of the width, from the line's beginning."""

    first: int
    last: int

    def at(self, day: int) -> float:
        return 100 * (min(max(day, self.first), self.last) - self.first) / max(self.last - self.first, 1)

    def place(self, start: int, end: int) -> str:
        return f"inset-inline-start:{self.at(start):.2f}%;inline-size:{max(self.at(end) - self.at(start), 0.15):.2f}%"

    def sees(self, start: int, end: int) -> bool:
        return start < self.last and end > self.first


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    places = _places(dataset, view)
    if places.empty:
        st.info(t["no_lanes"])
        return
    axis, sort = _controls(dataset, t)
    order = places.iloc[_order(places, sort)]
    top = [
        _years(axis, t),
        *_theatres(dataset, view, axis, t),
        _events(dataset, view, axis, t),
        _documents(dataset, axis, t),
    ]
    rows = dict(tuple(dataset.statuses.groupby("feature")))
    lanes = [_lane(dataset, view, place, rows, axis, t) for place in order.itertuples()]
    show(tag("div", *top, *lanes, class_="kh-ribbon kh-timeline"), _text(dataset, view, order, rows, t))


def _controls(dataset: Dataset, t: Words) -> tuple[_Axis, str]:
    """What part of the clock is seen, and the order of the lanes."""
    first, last = derive.clock(dataset)
    with st.container(key="days"):
        brush, sort = st.columns([6, 3], vertical_alignment="bottom")
    seen = brush.slider(
        t["zoom"],
        first,
        last,
        (first, last),
        key=f"timeline_span_{first}_{last}",
        format="YYYY-MM",
        step=timedelta(days=1),
    )
    by = sort.selectbox(t["sort_by"], _SORTS, format_func=lambda name: t[name], key="timeline_sort")
    start, end = (day_number(day) for day in seen)
    return _Axis(start, max(end, start + 30)), by


def _places(dataset: Dataset, view: View) -> pd.DataFrame:
    """The places that have a history: when each was first lost by whoever held it, and for how long ISIS held it."""
    table_ = dataset.features[
        (dataset.features.kind == "place")
        & (dataset.features.theatre == view.theatre if view.theatre != ALL else True)
    ]
    rows = dataset.statuses[dataset.statuses.actor.isin(_family(dataset))]
    held = (
        (rows.to_day.clip(upper=day_number(derive.clock(dataset)[1])) - rows.from_day)
        .groupby(rows.feature)
        .max()
    )
    ended = (
        dataset.statuses[(dataset.statuses.status == "control") & (dataset.statuses.to_day < OPEN)]
        .groupby("feature")
        .to_day.min()
    )
    grounds = [list(place.stands_in) or [place.Index] for place in table_.itertuples()]
    told = set(dataset.statuses.feature)
    found = table_.assign(
        grounds=grounds, lost=[min((int(ended[g]) for g in names if g in ended.index), default=OPEN) for names in grounds],
        held=[max((int(held[g]) for g in names if g in held.index), default=0) for names in grounds],
    )  # fmt: skip
    return found[[any(name in told for name in names) for names in grounds]]


def _family(dataset: Dataset) -> list[str]:
    """The actor that the figures lead with, and those that count for it."""
    return [
        name for name in dataset.actors if any(one == "isis" for one, _, _ in ground.ancestors(dataset, name))
    ]


def _order(places: pd.DataFrame, sort: str) -> list[int]:
    lang = session.current().lang
    keys: dict[str, Callable] = {
        "sort_name": lambda row: row[f"name_{lang}"].casefold(),
        "sort_loss": lambda row: (row["lost"], row["rank"], row[f"name_{lang}"]),
        "sort_days": lambda row: (-row["held"], row["rank"]),
        "sort_west": lambda row: row["geometry"].x,
    }
    records = places.to_dict("records")
    return sorted(range(len(records)), key=lambda index: keys[sort](records[index]))


def _lane(dataset: Dataset, view: View, place: object, rows: dict, axis: _Axis, t: Words) -> Html:
    """One place: its grounds one above the other, each row a link to its first day."""
    name = place.name_ar if t.lang == "ar" else place.name_en  # type: ignore[attr-defined]
    grounds = [one for one in place.grounds if one in rows]  # type: ignore[attr-defined]
    bars = [
        _bar(dataset, place.id, row, axis, (index, len(grounds)), t)  # type: ignore[attr-defined]
        for index, one in enumerate(grounds)
        for row in rows[one].to_dict("records")
        if axis.sees(row["from_day"], row["to_day"])
    ]
    label = tag("a", name, href=address("place", place=place.id, compare=None))  # type: ignore[attr-defined]
    return tag("div", label, tag("div", *bars, _cursor(view, axis), class_="kh-lane"))


def _bar(dataset: Dataset, place: str, row: dict, axis: _Axis, part: tuple[int, int], t: Words) -> Html:
    index, many = part
    colour = dataset.actors[row["actor"]].colour if row["actor"] in dataset.actors else "#888888"
    words = f"{panels.status_words(dataset, row, t)}{t['comma']}{t.partial(row['valid_from'])} – {t.partial(row['valid_to'])}"
    tall = f"inset-block:{100 * index / many:.1f}% {100 - 100 * (index + 1) / many:.1f}%"
    return tag("a", class_=f"kh-bar kh-{row['status']}", href=address("place", place=place, as_of=parse(row["valid_from"]).first, compare=None),
               tabindex="-1", aria_hidden="true", title=words, style=f"--c:{colour};{axis.place(row['from_day'], row['to_day'])};{tall}")  # fmt: skip


def _cursor(view: View, axis: _Axis) -> Html:
    day = day_number(view.as_of)
    return (
        tag("u", style=f"inset-inline-start:{axis.at(day):.2f}%")
        if axis.first <= day <= axis.last
        else Html()
    )


def _row(name: str, *children: Html) -> Html:
    return tag("div", tag("span", name), tag("div", *children, class_="kh-lane kh-thin"))


def _theatres(dataset: Dataset, view: View, axis: _Axis, t: Words) -> list[Html]:
    """The ground that ISIS held in each theatre, the fuller the more."""
    found = []
    for name, record in dataset.theatres.items():
        days, km2 = ground.area_steps(dataset, "isis", theatre=name) if "isis" in dataset.actors else ([], [])
        if not len(days) or not km2[:, 0].any() or view.theatre not in (ALL, name):
            continue
        ends = [*days[1:], axis.last]
        most, colour = km2[:, 0].max(), dataset.actors["isis"].colour
        steps = [
            tag("i", class_="kh-bar", style=f"--c:{colour};opacity:{value / most:.2f};{axis.place(start, end)}", title=t.km2(value))
            for start, end, value in zip(days, ends, km2[:, 0], strict=True) if value and axis.sees(start, end)
        ]  # fmt: skip
        found.append(_row(record.name.of(t.lang), *steps, _cursor(view, axis)))
    return found


def _events(dataset: Dataset, view: View, axis: _Axis, t: Words) -> Html:
    """Each event a tick that leads to the map on its day."""
    start, end = (EPOCH + timedelta(days=day) for day in (axis.first, axis.last))
    events = derive.events_between(dataset, start, end, theatre=panels.theatre_of(view))
    ticks = [_tick(axis, int(event.day), event.title.of(t.lang), address("", as_of=_day(int(event.day)), place=event.places[0], compare=None), t)
             for event in events.itertuples()]  # fmt: skip
    return _row(t["events"], *ticks, _cursor(view, axis))


def _documents(dataset: Dataset, axis: _Axis, t: Words) -> Html:
    """The documents of the United Nations, on the day they were published."""
    ticks = [
        _tick(axis, day_number(parse(source.published).first), source.title.of(t.lang), address("sources", source=name, part="source"), t)
        for name, source in dataset.sources.items() if source.kind == "un-document"
        and axis.first <= day_number(parse(source.published).first) <= axis.last
    ]  # fmt: skip
    return _row(t["un_documents"], *ticks)


def _tick(axis: _Axis, day: int, title: str, href: str, t: Words) -> Html:
    told = f"{t.day(_day(day))}: {title}"
    return tag(
        "a",
        class_="kh-tick",
        href=href,
        title=told,
        tabindex="-1",
        aria_hidden="true",
        style=f"inset-inline-start:{axis.at(day):.2f}%",
    )


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _years(axis: _Axis, t: Words) -> Html:
    years = [date(year, 1, 1) for year in range(_day(axis.first).year, _day(axis.last).year + 1)]
    marks = [tag("span", t.figures(str(day.year)), style=f"inset-inline-start:{axis.at(day_number(day)):.2f}%")
             for day in years if axis.first <= day_number(day) <= axis.last]  # fmt: skip
    return tag("div", tag("span", ""), tag("div", *marks, class_="kh-years"), class_="kh-axis")


def _text(dataset: Dataset, view: View, places: pd.DataFrame, rows: dict, t: Words) -> Html:
    """The same as rows: each place, who holds it on the day of the clock, when it was first lost, how long ISIS held it."""
    now = derive.as_of(dataset, view.as_of)
    held = {
        name: panels.status_words(dataset, row, t)
        for name, row in zip(now.feature, now.to_dict("records"), strict=True)
    }
    cells = [
        (tag("a", place.name_ar if t.lang == "ar" else place.name_en, href=address("place", place=place.id, compare=None)),
         t["semicolon"].join(dict.fromkeys(held.get(one, t["not_known"]) for one in place.grounds)),
         t.day(_day(place.lost)) if place.lost < OPEN else "—", t.count("days_many", place.held) if place.held else "—")
        for place in places.itertuples()
    ]  # fmt: skip
    heads = [t["place"], t["on_day"].format(day=t.day(view.as_of)), t["sort_loss"], t["sort_days"]]
    return folded(t["timeline_text"], table(heads, cells, t["timeline_text"]))

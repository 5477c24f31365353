"""Timeline: lanes of all places on one axis, with the theatres' ground, the events and the documents of the United Nations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard import lanes, panels, session
from dashboard.app_pages import address, looked_at
from dashboard.brush.component import brush
from dashboard.lanes import Axis
from dashboard.plain import Html, folded, show, table, tag
from dashboard.turns import fragment
from dashboard.view import ALL, SORTS, View
from dashboard.words import Words
from geodata import derive, ground
from geodata.dataset import OPEN, Dataset
from geodata.period import EPOCH, day_number


def page() -> None:
    """Draw the page."""
    _timeline()


@fragment
def _timeline() -> None:
    dataset, view, t = looked_at()
    places = _places(dataset, view)
    if places.empty:
        st.info(t["no_lanes"])
        return
    axis = _controls(dataset, view, t)
    view = session.current()
    order = places.iloc[_order(places, view)]
    rows = _rows(dataset)
    drawn = [
        lanes.years(axis, t),
        *lanes.theatres(dataset, view, axis, t),
        lanes.events(dataset, view, axis, t),
        lanes.documents(dataset, axis, t),
        *(lanes.lane(dataset, view, place, rows, axis, t) for place in order.itertuples()),
    ]
    show(tag("div", *drawn, class_="kh-ribbon kh-timeline"), _text(dataset, view, order, t))
    session.write_address()


def _rows(dataset: Dataset) -> dict[str, list[dict]]:
    """The statuses of each feature."""
    found: dict[str, list[dict]] = {}
    for row in dataset.statuses.to_dict("records"):
        found.setdefault(row["feature"], []).append(row)
    return found


def _controls(dataset: Dataset, view: View, t: Words) -> Axis:
    """What part of the clock is seen, and the order of the lanes."""
    clock = derive.clock(dataset)
    with st.container(key="lanes"):
        strip, order = st.columns([7, 2], vertical_alignment="center")
    days = derive.events_between(dataset, *clock, theatre=panels.theatre_of(view)).day
    with strip:
        span = brush(clock, _within(view.span, clock), days.tolist(), t)
    if span != view.span:
        session.change(span=span)
    st.session_state["timeline_sort"] = view.sort
    order.selectbox(
        t["sort_by"], SORTS, format_func=lambda name: t[f"sort_{name}"], key="timeline_sort", on_change=_sort
    )
    return Axis(*(day_number(day) for day in span or clock))


def _within(span: tuple[date, date] | None, clock: tuple[date, date]) -> tuple[date, date] | None:
    """The part of this clock that a link asks for; None where it has nothing of it."""
    if span is None:
        return None
    first, last = max(span[0], clock[0]), min(span[1], clock[1])
    return (first, last) if (last - first).days >= 30 else None


def _sort() -> None:
    session.change(sort=st.session_state["timeline_sort"])


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


def _order(places: pd.DataFrame, view: View) -> list[int]:
    name = f"name_{view.lang}"
    keys: dict[str, Callable] = {
        "name": lambda row: row[name].casefold(),
        "loss": lambda row: (row["lost"], row["rank"], row[name]),
        "days": lambda row: (-row["held"], row["rank"]),
        "west": lambda row: row["geometry"].x,
    }
    records = places.to_dict("records")
    return sorted(range(len(records)), key=lambda index: keys[view.sort](records[index]))


def _text(dataset: Dataset, view: View, places: pd.DataFrame, t: Words) -> Html:
    """The same as rows: each place, who holds it on the day of the clock, when it was first lost, how long ISIS held it."""
    now = derive.as_of(dataset, view.as_of)
    held = {
        name: panels.status_words(dataset, row, t)
        for name, row in zip(now.feature, now.to_dict("records"), strict=True)
    }
    cells = [
        (tag("a", place.name_ar if t.lang == "ar" else place.name_en, href=address("place", place=place.id, compare=None)),
         t["semicolon"].join(dict.fromkeys(held.get(one, t["not_known"]) for one in place.grounds)),
         t.day(EPOCH + timedelta(days=place.lost)) if place.lost < OPEN else "—", t.count("days_many", place.held) if place.held else "—")
        for place in places.itertuples()
    ]  # fmt: skip
    heads = [t["place"], t["on_day"].format(day=t.day(view.as_of)), t["sort_loss"], t["sort_days"]]
    return folded(t["timeline_text"], table(heads, cells, t["timeline_text"]))

"""Changes: any two days, as figures with their band, as a map with a line to drag, as rows, and as a paragraph."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboard import panels, session
from dashboard.app_pages import address, asked, looked_at
from dashboard.app_pages.text_form import article, chosen_form
from dashboard.compared import two_days_in_words
from dashboard.map.component import time_map
from dashboard.plain import Html, show, table, tag
from dashboard.telling import paragraph
from dashboard.turns import fragment
from dashboard.view import View
from dashboard.words import Words
from geodata import derive, ground
from geodata.balance import balance
from geodata.dataset import Dataset
from geodata.period import parse

_SPANS = {"span_30": 30, "span_half": 182, "span_year": 365, "span_whole": None}


def page() -> None:
    """Draw the page."""
    session.two_days(_earlier(looked_at()[0], session.current().as_of, 365))
    _changes()


@fragment
def _changes() -> None:
    dataset, view, t = looked_at()
    _days(dataset, view, t)
    if chosen_form(t) == "text":
        show(article(two_days_in_words(dataset, session.current(), t)))
    else:
        _drawn(dataset, t)
    session.write_address()


def _drawn(dataset: Dataset, t: Words) -> None:
    """The map with its line, the paragraph beside it, and the figures and rows below."""
    wide, narrow = st.columns([7, 3], gap="medium")
    with wide:
        session.take(time_map(asked(dataset, t)))
    view = session.current()
    start = view.compare or _earlier(dataset, view.as_of, 365)
    theatre = panels.theatre_of(view)
    moved = balance(dataset, start, view.as_of, theatre=theatre)
    flips = ground.changes(dataset, start, view.as_of, theatre=theatre)
    with narrow:
        words = paragraph(dataset, moved, flips, (start, view.as_of), theatre, t)
        head = t["between_days"].format(start=t.day(start), end=t.day(view.as_of))
        show(tag("section", tag("h2", head, class_="kh-day"), tag("p", words, class_="kh-told"), tag("p", t["changes_help"], class_="kh-quiet"),
                 class_="kh-panel", aria_live="polite"))  # fmt: skip
    if moved.empty and flips.empty:
        st.info(t["nothing_flipped"])
    else:
        show(_balance(dataset, moved, t), _flips(dataset, flips, t))


def _earlier(dataset: Dataset, day: date, days: int | None) -> date:
    """So many days before `day`, within the clock; None: the clock's first day."""
    first = derive.clock(dataset)[0]
    return first if days is None else max(first, day - timedelta(days=days))


def _days(dataset: Dataset, view: View, t: Words) -> None:
    """The two days and the periods one asks for most."""
    first, last = derive.clock(dataset)
    with st.container(key="days"):
        start, end, spans = st.columns([2, 2, 5], vertical_alignment="bottom")
    with start:
        _day("compare", t["start_day"], view.compare or first, first, view.as_of - timedelta(days=1))
    with end:
        _day("as_of", t["end_day"], view.as_of, first + timedelta(days=1), last)
    now = next(
        (name for name, days in _SPANS.items() if _span(dataset, view, days) == (view.compare, view.as_of)),
        None,
    )
    st.session_state["span"] = now
    spans.segmented_control(
        t["span"], list(_SPANS), format_func=t.get, key="span", on_change=_jump, args=(dataset,)
    )


def _day(field: str, label: str, value: date, first: date, last: date) -> None:
    key = f"changes_{field}"
    st.session_state[key] = value
    st.date_input(
        label,
        min_value=min(first, value),
        max_value=max(last, value),
        key=key,
        format="YYYY-MM-DD",
        on_change=_set,
        args=(field, key),
    )


def _set(field: str, key: str) -> None:
    day = st.session_state[key]
    if day is None:
        return
    session.change(**{field: day})
    if (view := session.current()).compare and view.compare >= view.as_of:
        session.change(compare=view.as_of - timedelta(days=1))
    session.push()


def _span(dataset: Dataset, view: View, days: int | None) -> tuple[date, date]:
    """The two days of a period that ends with the day on the clock; the whole is the clock's."""
    end = view.as_of if days else derive.clock(dataset)[1]
    return _earlier(dataset, end, days), end


def _jump(dataset: Dataset) -> None:
    name = st.session_state["span"]
    if name is None:
        return
    start, end = _span(dataset, session.current(), _SPANS[name])
    session.change(compare=start, as_of=end)
    session.push()


def _balance(dataset: Dataset, moved: pd.DataFrame, t: Words) -> Html:
    """Each actor as a bar to either side, and the same as figures with their bands."""
    if moved.empty:
        return Html()
    most = max(moved.lost_high_km2.max(), moved.gained_high_km2.max(), 1.0)
    rows = [
        (tag("span", panels.swatch(dataset, row["actor"]), " ", panels.actor_name(dataset, row["actor"], t), class_="kh-party"),
         _bar(dataset, row, most), _figure(row, "lost", t), _figure(row, "gained", t), t.km2(row["net_km2"], sign=True),
         t.km2(row["held_km2"]))
        for row in moved.to_dict("records")
    ]  # fmt: skip
    heads = [
        t["actors"],
        tag("span", f"{t['lost']} | {t['gained']}", aria_hidden="true"),
        t["lost"],
        t["gained"],
        t["net"],
        t["kept"],
    ]
    return Html(table(heads, rows, t["gained_and_lost"]) + tag("p", t["by_reach"], class_="kh-quiet"))


def _figure(row: dict, what: str, t: Words) -> Html | str:
    if not row[f"{what}_high_km2"]:
        return "—"
    low, high = (t.km2(row[f"{what}_{bound}_km2"]) for bound in ("low", "high"))
    return Html(tag("strong", t.km2(row[f"{what}_km2"])) + tag("div", f"{low} – {high}", class_="kh-quiet"))


def _bar(dataset: Dataset, row: dict, most: float) -> Html:
    """Lost towards the line's beginning, gained towards its end; the band as a thin line."""
    colour = dataset.actors[row["actor"]].colour if row["actor"] in dataset.actors else "#888888"
    sides = []
    for what in ("lost", "gained"):
        width, low, high = (50 * row[f"{what}{bound}_km2"] / most for bound in ("", "_low", "_high"))
        sides.append(tag("i", class_=f"kh-{what}", style=f"--c:{colour};inline-size:{width:.2f}%"))
        sides.append(tag("b", class_=f"kh-{what}", style=f"--low:{low:.2f}%;--wide:{high - low:.2f}%"))
    return tag("div", *sides, class_="kh-balance", aria_hidden="true")


def _flips(dataset: Dataset, flips: pd.DataFrame, t: Words) -> Html:
    """What changed, the newest first, each a link to the place on that day."""
    rows = [
        (_place(dataset, flip, t), t.partial(flip.date), panels.turn(dataset, flip, t), t.km2(flip.area_km2),
         panels.source_links_inline(dataset, flip.sources, t))
        for flip in flips.iloc[::-1].itertuples()
    ]  # fmt: skip
    heads = [t["ground"], t["date"], t["status"], t["km2"], t["sources"]]
    return table(heads, rows, f"{t['what_flipped']} ({t.number(len(flips))})") if rows else Html()


def _place(dataset: Dataset, flip: object, t: Words) -> Html:
    feature, day = flip.feature, flip.date  # type: ignore[attr-defined]
    name = panels.feature_name(dataset, feature, t)
    if not day:
        return tag("span", name)
    told = t["open_place"].format(place=name, day=t.partial(day))
    return tag(
        "a", name, href=address("place", place=feature, as_of=parse(day).first, compare=None), title=told
    )

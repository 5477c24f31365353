"""One place: its ribbon, its story, a picture of it on the day, who held it, what happened, its neighbours, every source."""

from datetime import date

import pandas as pd
import streamlit as st

from dashboard import panels, session
from dashboard.app_pages import address, looked_at
from dashboard.app_pages.text_form import article, chosen_form
from dashboard.nearby import around_in_words
from dashboard.plain import Html, folded, link, show, table, tag
from dashboard.ribbon import ribbon
from dashboard.sketch import sketch
from dashboard.tale import tale
from dashboard.view import View
from dashboard.words import Words
from geodata import derive
from geodata.around import grounds, neighbours
from geodata.balance import days_held
from geodata.dataset import Dataset
from geodata.find import telling_day
from geodata.period import EPOCH, parse

_NEXT_TO = 12


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    places = derive.places(dataset, lang=t.lang)
    place = view.place if view.place in dataset.features.index else _first(dataset, places, view)
    if place is None:
        st.info(t["no_places"])
        return
    _choose(dataset, place, places, view, t)
    history = derive.history(dataset, place)
    happened = _events(dataset, place)
    show(_head(dataset, view, place, history, t))
    text = chosen_form(t) == "text"
    if not text:
        show(ribbon(dataset, view, place, t))
    wide, narrow = st.columns([6, 4], gap="large")
    with wide:
        show(_tale(dataset, place, t), _holders(dataset, place, t), _happened(happened, place, t))
    with narrow:
        show(tag("h2", t["on_day"].format(day=t.day(view.as_of))))
        if text:
            show(article(around_in_words(dataset, place, view.as_of, t)))
        else:
            show(sketch(dataset, place, view.as_of, t, dark=st.context.theme.type == "dark"))
        show(_next_to(dataset, view, place, t))
    show(
        _rows(dataset, place, history, t),
        _sources(dataset, [*_flat(history.sources), *_flat(happened.sources)], t),
    )


def _first(dataset: Dataset, places: dict[str, str], view: View) -> str | None:
    """Where no place is chosen: the first of the theatre in view, else the first of all."""
    theatre = dataset.features.theatre
    return next((name for name in places if theatre[name] == view.theatre), next(iter(places), None))


def _choose(dataset: Dataset, place: str, places: dict[str, str], view: View, t: Words) -> None:
    """Which place, and on which day."""
    first, last = derive.clock(dataset)
    with st.container(key="days"):
        which, when, _ = st.columns([4, 2, 3], vertical_alignment="bottom")
    options = list(places) if place in places else [place, *places]
    st.session_state.update(place_which=place, place_day=view.as_of)
    which.selectbox(t["place"], options, key="place_which", on_change=_go, args=(dataset,),
                    format_func=lambda name: panels.feature_name(dataset, name, t))  # fmt: skip
    when.date_input(
        t["day"],
        min_value=min(first, view.as_of),
        max_value=max(last, view.as_of),
        key="place_day",
        format="YYYY-MM-DD",
        on_change=_turn,
    )


def _go(dataset: Dataset) -> None:
    place = st.session_state["place_which"]
    session.change(place=place, as_of=telling_day(dataset, place) or session.current().as_of)
    session.push()


def _turn() -> None:
    if day := st.session_state["place_day"]:
        session.change(as_of=day)
        session.push()


def _head(dataset: Dataset, view: View, place: str, history: pd.DataFrame, t: Words) -> Html:
    """Its names, who holds it on the day and who says so, and the changes before and after."""
    row = dataset.features.loc[place]
    other = "ar" if t.lang == "en" else "en"
    names = [tag("bdi", row[f"name_{other}"], lang=other), *(tag("bdi", name) for name in row.aliases[:6])]
    held = derive.as_of(dataset, view.as_of)
    rows = held[held.feature.isin(grounds(dataset, place))].to_dict("records")
    phrases = dict.fromkeys(panels.status_words(dataset, one, t) for one in rows) or [t["not_known"]]
    says = panels.source_links_inline(
        dataset, list(dict.fromkeys(s for one in rows for s in one["sources"]))[:4], t
    )
    return Html(
        tag("h1", row[f"name_{t.lang}"])
        + tag("p", Html(" · ".join(names)), class_="kh-quiet")
        + tag("p", tag("span", t["on_day"].format(day=t.day(view.as_of)), class_="kh-who"),
              tag("strong", t["semicolon"].join(phrases)), class_="kh-lead kh-now")
        + (tag("p", f"{t['says_who']}: ", says, class_="kh-quiet") if rows else "")
        + _steps(view, place, history, t)
    )  # fmt: skip


def _steps(view: View, place: str, history: pd.DataFrame, t: Words) -> Html:
    """The last change before the day on the clock and the first one after it, as links."""
    days = sorted({parse(text).first for text in [*history.valid_from, *history.valid_to] if text})
    before = [day for day in days if day < view.as_of][-1:]
    after = [day for day in days if day > view.as_of][:1]
    ends = [tag("a", t[word].format(day=t.day(day)), href=address("place", place=place, as_of=day))
            for word, found in (("change_before", before), ("change_after", after)) for day in found]  # fmt: skip
    return tag("p", Html(" · ".join(ends)), class_="kh-steps") if ends else Html()


def _tale(dataset: Dataset, place: str, t: Words) -> Html:
    sentences = tale(dataset, place, t)
    words = " ".join(sentences) if sentences else t["tale_none"]
    return Html(tag("h2", t["tale"]) + tag("p", words, class_="kh-told"))


def _holders(dataset: Dataset, place: str, t: Words) -> Html:
    """Everyone who held it or was there, and for how many days."""
    held = days_held(dataset, place)
    most = max(held.days.max(), 1) if len(held) else 1
    rows = [
        (tag("span", panels.swatch(dataset, row.actor), " ", panels.actor_name(dataset, row.actor, t), class_="kh-party"),
         t[row.status], tag("span", t.count("days_many", row.days), class_="kh-days", style=f"--share:{100 * row.days / most:.1f}%"),
         t.day(_day(row.first)))
        for row in held.itertuples()
    ]  # fmt: skip
    heads = [t["actors"], t["status"], t["days_held"], t["from"]]
    return table(heads, rows, t["who_held_it"]) if rows else Html()


def _day(number: int) -> date:
    return date.fromordinal(EPOCH.toordinal() + number)


def _events(dataset: Dataset, place: str) -> pd.DataFrame:
    ours = {place, *grounds(dataset, place)}
    touches = [bool(ours & {*event.places, *event.changes}) for event in dataset.events.itertuples()]
    return dataset.events[touches]


def _happened(events: pd.DataFrame, place: str, t: Words) -> Html:
    items = [_event(event, place, t) for event in events.itertuples()]
    return Html(
        tag("h2", t["what_happened"])
        + (tag("ol", *items, class_="kh-events") if items else tag("p", t["no_events_here"]))
    )


def _event(event: object, place: str, t: Words) -> Html:
    """An event as a link to the map on its day."""
    day = parse(event.date).first  # type: ignore[attr-defined]
    there = tag("a", event.title.of(t.lang), href=address("", as_of=day, place=place, compare=None))  # type: ignore[attr-defined]
    summary = tag("div", event.summary.of(t.lang), class_="kh-quiet")  # type: ignore[attr-defined]
    return tag("li", tag("span", t.partial(event.date), class_="kh-quiet"), tag("div", there, summary))  # type: ignore[attr-defined]


def _next_to(dataset: Dataset, view: View, place: str, t: Words) -> Html:
    """The neighbours on the same day."""
    names = neighbours(dataset, place)[:_NEXT_TO]
    if not names:
        return tag("p", t["no_neighbours"], class_="kh-quiet")
    held = derive.as_of(dataset, view.as_of).drop_duplicates("feature").set_index("feature")
    items = [_neighbour(dataset, name, held.loc[name] if name in held.index else None, t) for name in names]
    return Html(tag("h3", t["neighbours"]) + tag("ul", *items, class_="kh-holders kh-near"))


def _neighbour(dataset: Dataset, name: str, row: pd.Series | None, t: Words) -> Html:
    told = t["not_known"] if row is None else panels.holding(dataset, row.actor, row.status, t)
    there = tag("a", panels.feature_name(dataset, name, t), href=address("place", place=name))
    return tag(
        "li",
        panels.swatch(dataset, "" if row is None else row.actor),
        there,
        tag("span", told, class_="kh-quiet"),
    )


def _rows(dataset: Dataset, place: str, history: pd.DataFrame, t: Words) -> Html:
    heads = [t["ground"], t["from"], t["to"], t["status"], t["confidence"], t["sources"]]
    rows = [
        (panels.feature_name(dataset, row["feature"], t),
         tag("a", t.partial(row["valid_from"]), href=address("place", place=place, as_of=parse(row["valid_from"]).first)),
         t.partial(row["valid_to"]), panels.status_words(dataset, row, t), t[row["confidence"]],
         panels.source_links_inline(dataset, row["sources"], t))
        for row in history.to_dict("records")
    ]  # fmt: skip
    return table(heads, rows, t["history"]) if rows else tag("p", t["tale_none"])


def _sources(dataset: Dataset, ids: list[str], t: Words) -> Html:
    """Every source of its rows and events, each with its own page and its address."""
    unique = [name for name in dict.fromkeys(ids) if name in dataset.sources]
    items = [
        tag("li", link(source.title.of(t.lang), source.url), " ",
            tag("span", f"{source.publisher.of(t.lang)}{t['comma']}{t.partial(source.published)}", class_="kh-quiet"), " ",
            tag("a", t["rests_on_it"], href=address("sources", source=name)))
        for name in unique for source in [dataset.sources[name]]
    ]  # fmt: skip
    return (
        folded(f"{t['sources']} ({t.number(len(unique))})", tag("ul", *items, class_="kh-sources"))
        if items
        else Html()
    )


def _flat(lists: object) -> list[str]:
    return [item for items in lists for item in items]  # type: ignore[attr-defined]

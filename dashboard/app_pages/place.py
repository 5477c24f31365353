"""One place: its status ribbon, its history row by row, what happened there, and who says so."""

import streamlit as st

from dashboard import panels
from dashboard.app_pages import looked_at
from dashboard.plain import Html, show, table, tag
from dashboard.words import Words
from geodata import derive
from geodata.dataset import OPEN, Dataset
from geodata.period import EPOCH, day_number


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    named = view.place if view.place in dataset.features.index else None
    place = named or next(iter(derive.places(dataset, lang=t.lang)), None)
    if place is None:
        st.info(t["no_places"])
        return
    history = derive.history(dataset, place)
    now = derive.state(dataset, view.as_of, lang=t.lang)
    phrases = [panels.status_words(dataset, row, t) for row in now[now.feature == place].to_dict("records")]
    happened = _events(dataset, place)
    show(
        tag("h1", panels.feature_name(dataset, place, t)),
        tag(
            "p",
            t["on_day"].format(day=t.day(view.as_of)),
            ": ",
            tag("strong", t["semicolon"].join(dict.fromkeys(phrases))),
            class_="kh-lead",
        ),
        ribbon(dataset, history, t),
        _rows(dataset, history, t),
        tag("h2", t["what_happened"]),
        tag("ul", *(_event(event, t) for event in happened.itertuples()))
        if len(happened)
        else tag("p", t["no_events"]),
        panels.source_links(dataset, [*_flat(history.sources), *_flat(happened.sources)], t),
    )


def _flat(lists: object) -> list[str]:
    return [item for items in lists for item in items]  # type: ignore[attr-defined]


def _events(dataset: Dataset, place: str):
    grounds = {place, *dataset.features.loc[place].stands_in}
    touches = dataset.events.apply(lambda event: bool(grounds & {*event.places, *event.changes}), axis=1)
    return dataset.events[touches.astype(bool)] if len(dataset.events) else dataset.events


def _event(event: object, t: Words) -> Html:
    return panels.event_item(event, t, tag("div", event.summary.of(t.lang), class_="kh-quiet"))  # type: ignore[attr-defined]


def ribbon(dataset: Dataset, history: object, t: Words) -> Html:
    """The statuses as bars on the clock, a lane a zone; gaps are not known. The table below says the same."""
    first, last = (day_number(day) for day in derive.clock(dataset))
    span = last - first
    lanes = []
    for feature in dict.fromkeys(history.feature):  # type: ignore[attr-defined]
        rows = dataset.statuses[dataset.statuses.feature == feature]
        bars = [_bar(dataset, row, first, span, t) for row in rows.itertuples()]
        lanes.append(
            tag(
                "div",
                tag("span", panels.feature_name(dataset, feature, t)),
                tag("div", *bars, class_="kh-lane"),
            )
        )
    years = range((EPOCH.year + first // 365), EPOCH.year + last // 365 + 1)
    marks = [tag("span", year, style=f"inset-inline-start:{100 * (day_number(EPOCH.replace(year=year)) - first) / span:.2f}%")
             for year in years if first <= day_number(EPOCH.replace(year=year)) <= last]  # fmt: skip
    axis = tag("div", tag("span", ""), tag("div", *marks, class_="kh-years"))
    return tag("div", *lanes, axis, class_="kh-ribbon", aria_hidden="true")


def _bar(dataset: Dataset, row: object, first: int, span: int, t: Words) -> Html:
    start = max(row.from_day, first)  # type: ignore[attr-defined]
    end = min(row.to_day, first + span) if row.to_day != OPEN else first + span  # type: ignore[attr-defined]
    colour = dataset.actors[row.actor].colour if row.actor in dataset.actors else "#888888"  # type: ignore[attr-defined]
    place = f"inset-inline-start:{100 * (start - first) / span:.3f}%;inline-size:{100 * (end - start) / span:.3f}%"
    words_ = f"{panels.status_words(dataset, row._asdict(), t)}{t['comma']}{t.partial(row.valid_from)} – {t.partial(row.valid_to)}"  # type: ignore[attr-defined]
    return tag("i", class_=f"kh-bar kh-{row.status}", style=f"--c:{colour};{place}", title=words_)  # type: ignore[attr-defined]


def _rows(dataset: Dataset, history: object, t: Words) -> Html:
    heads = [t["ground"], t["from"], t["to"], t["status"], t["confidence"], t["sources"]]
    rows = [
        (panels.feature_name(dataset, row["feature"], t), t.partial(row["valid_from"]), t.partial(row["valid_to"]),
         panels.status_words(dataset, row, t), t[row["confidence"]],
         t["comma"].join(dataset.sources[s].publisher.of(t.lang) for s in row["sources"] if s in dataset.sources))
        for row in history.to_dict("records")  # type: ignore[attr-defined]
    ]  # fmt: skip
    return table(heads, rows, t["history"]) if rows else tag("p", t["not_known"])

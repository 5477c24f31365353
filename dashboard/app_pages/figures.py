"""Figures: the ground that an actor held as we count it, beside what others published, and why they differ."""

from collections import Counter
from datetime import date, timedelta

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import panels
from dashboard.app_pages import looked_at
from dashboard.plain import show, table, tag
from dashboard.words import Words
from geodata import derive, ground
from geodata.dataset import Dataset
from geodata.period import parse


def page() -> None:
    """Draw the page."""
    dataset, _, t = looked_at()
    if not dataset.estimates:
        st.info(t["no_figures"])
        return
    published = ground.against_published(dataset)
    if not published.empty:
        _beside(dataset, published, t)
    show(_others(dataset, set(published.estimate), t))


def _beside(dataset: Dataset, published: pd.DataFrame, t: Words) -> None:
    """One actor in one theatre, the one with the most published figures first: a chart and the same in rows."""
    actors = {estimate.id: estimate.actor for estimate in dataset.estimates}
    pairs = Counter(zip(published.estimate.map(actors), published.theatre, strict=True))
    options = [pair for pair, _ in pairs.most_common()]
    named = {pair: _title(dataset, *pair, t) for pair in options}
    chosen = st.selectbox(t["figures"], options, format_func=named.get, key="figures_pair") or options[0]
    actor, theatre = chosen
    mine = published[(published.estimate.map(actors) == actor) & (published.theatre == theatre)]
    show(tag("h2", named[chosen]), tag("p", t["figures_why"]))
    st.altair_chart(_chart(dataset, mine, chosen, t), width="stretch")
    show(_compared(dataset, mine, t))


def _title(dataset: Dataset, actor: str, theatre: str, t: Words) -> str:
    name = dataset.theatres[theatre].name.of(t.lang)
    return t["figures_title"].format(actor=panels.actor_name(dataset, actor, t), theatre=name)


def _chart(dataset: Dataset, published: pd.DataFrame, pair: tuple[str, str], t: Words) -> alt.LayerChart:
    """Our figure as a line with its band, theirs as points."""
    months = _months(dataset)
    actor, theatre = pair
    ours = ground.area(dataset, actor, months, theatre=theatre).assign(who="Kharita")
    theirs = published.assign(who=published.series)
    day = alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount={"interval": "year", "step": 1}))
    km2 = {"title": t["km2"], "stack": None}
    band = (
        alt.Chart(ours)
        .mark_area(opacity=0.2, color="#7a4fa3", interpolate="step-after")
        .encode(x=day, y=alt.Y("low_km2:Q", **km2), y2="high_km2:Q")
    )
    line = (
        alt.Chart(ours)
        .mark_line(interpolate="step-after", color="#7a4fa3")
        .encode(x=day, y=alt.Y("area_km2:Q", **km2))
    )
    points = (
        alt.Chart(theirs).mark_point(filled=True, size=90)
        .encode(x=day, y=alt.Y("published_km2:Q", **km2), shape=alt.Shape("who:N", title=t["source"]),
                color=alt.Color("who:N", title=t["source"], scale=alt.Scale(scheme="dark2")),
                tooltip=["who", "date", "published_km2", "area_km2"])
    )  # fmt: skip
    return alt.layer(band, line, points).properties(
        height=340, description=_title(dataset, actor, theatre, t)
    )


def _months(dataset: Dataset) -> list[date]:
    first, last = derive.clock(dataset)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.day == 1]


def _compared(dataset: Dataset, published: pd.DataFrame, t: Words) -> object:
    notes = {estimate.id: estimate for estimate in dataset.estimates}
    rows = [
        (row.series, t.partial(row.date), notes[row.estimate].scope.of(t.lang), t.km2(row.published_km2), t.km2(row.area_km2),
         f"{t.km2(row.low_km2)} – {t.km2(row.high_km2)}", f"\u2066{row.difference_percent:+.0f} %\u2069",
         t["yes"] if row.in_band else t["no"],
         note.of(t.lang) if (note := notes[row.estimate].note) else "",
         panels.source_links_inline(dataset, [notes[row.estimate].source], t))
        for row in published.itertuples()
    ]  # fmt: skip
    heads = [t["series"], t["date"], t["scope"], t["published"], "Kharita", t["band"], t["difference"], t["in_band"],
             t["why_differs"], t["source"]]  # fmt: skip
    return table(heads, rows, t["figures_compared"])


def _others(dataset: Dataset, shown: set[str], t: Words) -> object:
    """What others counted that has no counterpart here: people, shares, money."""
    rows = [
        (estimate.series, t.partial(estimate.date), estimate.scope.of(t.lang), t[f"measure_{estimate.measure}"],
         f"\u2066{t.number(estimate.value)}\u2069 {t['unit_' + estimate.unit]}",
         estimate.note.of(t.lang) if estimate.note else "", panels.source_links_inline(dataset, [estimate.source], t))
        for estimate in sorted(dataset.estimates, key=lambda e: (parse(e.date).first, e.id))
        if estimate.id not in shown
    ]  # fmt: skip
    heads = [t["series"], t["date"], t["scope"], t["measure"], t["published"], t["why_differs"], t["source"]]
    return table(heads, rows, t["figures_others"])

"""What has been learned since the day of knowledge: about the day on the clock, and in all."""

import pandas as pd
import streamlit as st

from dashboard import cached, panels
from dashboard.plain import Html, folded, show, table, tag
from dashboard.view import View
from dashboard.words import Words
from geodata import ground
from geodata.dataset import Dataset

__all__ = ["draw", "learned_rows"]

_MOST = 300
_RECORDS = ("status", "event", "link", "claim", "estimate")


def draw(dataset: Dataset, view: View, t: Words) -> None:
    """Draw this part of the page of sources."""
    whole = cached.served().dataset
    if view.known_on is None or whole is None:
        st.info(t["learned_unset"])
        return
    theatre = panels.theatre_of(view)
    about = cached.learned(whole, view.known_on, view.as_of, theatre)
    ever = cached.learned(whole, view.known_on, None, theatre)
    counts = [
        f"{t[f'record_{name}']}: {t.number(count)}"
        for name in _RECORDS
        if (count := (ever.record == name).sum())
    ]
    show(
        tag("h2", t["learned_title"].format(day=t.day(view.known_on))),
        tag("p", t["semicolon"].join(counts) if counts else t["learned_nothing"], class_="kh-lead"),
        _figures(dataset, whole, view, t),
        learned_rows(whole, about, t, t["learned_about"].format(day=t.day(view.as_of))),
        *(_kind(whole, ever[ever.record == name], name, t) for name in _RECORDS),
    )


def _figures(then: Dataset, now: Dataset, view: View, t: Words) -> Html:
    """Who held how much on the day of the clock, as was known then and as is known now."""
    theatre = panels.theatre_of(view)
    rows = []
    for actor in ground.holders(now, theatre=theatre):
        old, new = (ground.held(one, actor, view.as_of, theatre=theatre).area_km2 for one in (then, now))
        if old or new:
            moved = t.km2(new - old, sign=True)
            rows.append((max(old, new), (panels.actor_name(now, actor, t), t.km2(old), t.km2(new), moved)))
    rows.sort(key=lambda row: -row[0])
    heads = [t["actor"], t["as_known_then"], t["as_known_now"], t["difference"]]
    return table(heads, [row for _, row in rows], t["learned_km2"].format(day=t.day(view.as_of)))


def _kind(whole: Dataset, found: pd.DataFrame, name: str, t: Words) -> Html:
    if found.empty:
        return Html()
    title = f"{t[f'record_{name}']} ({t.number(len(found))})"
    more = tag("p", t["more"].format(count=t.number(len(found) - _MOST))) if len(found) > _MOST else Html()
    return folded(title, learned_rows(whole, found.head(_MOST), t, title), more)


def learned_rows(whole: Dataset, found: pd.DataFrame, t: Words, caption: str) -> Html:
    """What was learned as a table: when it was published, what, what the map said then, what is known now, who says so."""
    heads = [
        t["published"],
        t["record"],
        t["name"],
        t["as_known_then"],
        t["as_known_now"],
        t["from"],
        t["to"],
        t["sources"],
    ]
    rows = [
        (t.partial(row.published), t[f"record_{row.record}"], panels.record_name(whole, row.id, t),
         panels.holding(whole, row.then_actor, row.then_status, t) if row.record == "status" else "—", _now(whole, row, t),
         t.partial(row.valid_from) if row.valid_from else "—", t.partial(row.valid_to) if row.valid_to else "—",
         panels.source_links_inline(whole, row.sources[:2], t))
        for row in found.itertuples()
    ]  # fmt: skip
    return table(heads, rows, caption) if rows else tag("p", t["learned_nothing_about"], class_="kh-quiet")


def _now(whole: Dataset, row: object, t: Words) -> str:
    if row.record != "status":  # type: ignore[attr-defined]
        return t["learned_new"]
    said = panels.holding(whole, row.actor, row.status, t)  # type: ignore[attr-defined]
    return f"{said} ({t['learned_ended']})" if row.change == "ended" else said  # type: ignore[attr-defined]

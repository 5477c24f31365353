"""What surrounds every page: language and direction, the bar, the banner of a broken dataset, the foot."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import cached, session
from dashboard.app_pages import address
from dashboard.component import component
from dashboard.knowledge.component import knowledge_clock
from dashboard.plain import show, tag
from dashboard.search.component import search_box
from dashboard.share.component import share_button
from dashboard.view import ALL, DIGITS, LAYOUTS, View
from dashboard.words import Words
from geodata import derive
from geodata.dataset import Dataset
from geodata.text import direction

__all__ = ["bar", "dress", "foot", "knowledge", "main_part", "warn"]

_HERE = Path(__file__).parent
ICON = str(_HERE / "icon.svg")
_CSS = (_HERE / "frame.css").read_text(encoding="utf-8")
_direct = component("kharita_frame", "<i hidden></i>", _HERE / "frame.js")


#: What the keys do, in the order of the list.
_KEYS = ("clock", "month", "year", "ends", "play", "known", "story", "search", "tab", "help")


def dress(view: View, t: Words) -> dict[str, Any] | None:
    """Set the page's language, direction, layout and style; return the link that was just followed: `page` and `params`."""
    keys = {"title": t["keys_title"], "close": t["close"],
            "rows": [(t[f"key_{name}"], t[f"keys_{name}"]) for name in _KEYS]}  # fmt: skip
    data = {"lang": view.lang, "dir": direction(view.lang), "layout": view.layout, "keys": keys}
    followed = _direct(
        data=data, key="frame", height=1, on_go_change=lambda: None, on_back_change=lambda: None
    ).go
    st.html(f"<style>{_CSS}</style>")
    show(tag("a", t["skip"], href="#kh-main", class_="kh-skip"))
    return followed


def main_part() -> None:
    """Where the page itself begins: the skip link leads here."""
    show(tag("div", id="kh-main", tabindex="-1"))


def warn(served: cached.Served, t: Words) -> None:
    """Say which file, line and remedy stand between the viewer and the newest data."""
    if not served.problems:
        return
    title = t["broken_last_good"] if served.dataset else t["broken_nothing"]
    rows = [tag("li", tag("bdi", str(problem))) for problem in served.problems[:5]]
    more = len(served.problems) - len(rows)
    rest = tag("p", f"+ {t.number(more)}") if more > 0 else tag("p", t["broken_check"])
    show(tag("div", tag("strong", title), tag("ol", *rows), rest, class_="kh-banner", role="alert"))


def bar(dataset: Dataset, t: Words) -> dict[str, Any] | None:
    """Theatre, search, day of knowledge, language: each writes to the View. Returns where the search leads, if it does."""
    view = session.current()
    with st.container(key="bar"):
        theatre, search, known, lang, display, share = st.columns(
            [3, 4.4, 2, 2, 1.5, 1.4], vertical_alignment="bottom"
        )
    theatres = [ALL, *(name for name in dataset.theatres if name != "world")]
    names = {name: record.name.of(t.lang) for name, record in dataset.theatres.items()} | {
        ALL: t["all_theatres"]
    }
    with theatre:
        _choice("theatre", t["theatre"], theatres, view.theatre, names)
    with search:
        found = search_box(t, _asked(view))
    with known:
        _known_on(view.known_on, t, derive.clock(dataset)[0])
    with lang:
        st.segmented_control(
            t["language"], ["en", "ar"], default=view.lang, required=True, key="bar_lang",
            format_func={"en": "English", "ar": "العربية"}.get, on_change=_take, args=("lang", "bar_lang"),
        )  # fmt: skip
    with display:
        _display(view, t)
    with share:
        share_button(t, t["map"])
    return found


def _display(view: View, t: Words) -> None:
    """How it is shown: for a desk or for a wall, and with which digits."""
    with st.popover(t["display"], width="stretch"):
        st.segmented_control(
            t["layout"], LAYOUTS, default=view.layout, required=True, key="bar_layout",
            format_func={"screen": t["layout_screen"], "projector": t["layout_projector"]}.get, on_change=_take,
            args=("layout", "bar_layout"),
        )  # fmt: skip
        if view.lang == "ar":
            st.segmented_control(
                t["digits"], DIGITS, default=view.digits, required=True, key="bar_digits",
                format_func={"latn": "123", "arab": "١٢٣"}.get, on_change=_take, args=("digits", "bar_digits"),
            )  # fmt: skip


def knowledge(dataset: Dataset, t: Words) -> None:
    """The second clock, and a banner while it stands in the past."""
    view = session.current()
    with st.container(key="knowledge"):
        asked = knowledge_clock(cached.publications(dataset), view.known_on, t)
    if asked != view.known_on:
        session.change(known_on=asked)
        with st.spinner(t["known_wait"]):
            cached.pack_url(cached.known(dataset, asked))
        session.push()
        st.rerun()
    if view.known_on is None:
        return
    about = cached.learned(dataset, view.known_on, view.as_of, None if view.theatre == ALL else view.theatre)
    since = tag(
        "a",
        t["learned_link"].format(count=t.number(len(about))),
        href=address("sources", part="learned"),
        target="_self",
    )
    show(
        tag(
            "p",
            tag("strong", t["known_banner"].format(day=t.day(view.known_on))),
            " ",
            since,
            class_="kh-past",
            role="status",
        )
    )


def _asked(view: View) -> dict[str, str]:
    """What of the view a search depends on."""
    known = {"known": view.known_on.isoformat()} if view.known_on else {}
    return {"lang": view.lang, "digits": view.digits, "theatre": view.theatre, **known}


def _choice(field: str, label: str, options: list, value: object, names: dict) -> None:
    index = options.index(value) if value in options else 0
    key = f"bar_{field}"
    if key in st.session_state and st.session_state[key] != options[index]:
        st.session_state[key] = options[index]
    more = {} if key in st.session_state else {"index": index}
    st.selectbox(label, options, key=key, format_func=lambda name: names.get(name, name), on_change=_take,
                 args=(field, key), placeholder="—", **more)  # fmt: skip


def _known_on(value: date | None, t: Words, first: date) -> None:
    if st.session_state.get("bar_known", value) != value:
        st.session_state.bar_known = value
    st.date_input(t["known_day"], value, min_value=min(first, value or first), key="bar_known", on_change=_take, format="YYYY-MM-DD",
                  args=("known_on", "bar_known"), help=t["known_on_help"])  # fmt: skip


def _take(field: str, key: str) -> None:
    session.change(**{field: st.session_state[key]}, **({"camera": None} if field == "theatre" else {}))
    session.push()


def foot(dataset: Dataset, t: Words) -> None:
    """What the map does not say, where the data come from, and which version this is."""
    show(
        tag("footer", tag("p", t["foot_borders"]), tag("p", t["foot_credit"]),
            tag("p", f"{t['version']} ", tag("code", dataset.version)),
            tag("p", tag("a", t["keys_title"], href="#kh-keys"), class_="kh-more"), class_="kh-foot")
    )  # fmt: skip

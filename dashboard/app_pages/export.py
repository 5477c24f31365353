"""Take it with you: this state, or the whole, in the form and the language that is wanted; made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import streamlit as st

from dashboard.app_pages import looked_at
from dashboard.export.kinds import KINDS, SIZES, filters_of, write
from dashboard.plain import Html, show, tag
from dashboard.turns import fragment
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import formats, stamp
from geodata.dataset import Dataset
from geodata.text import LANGUAGES


def page() -> None:
    """Draw the page."""
    _page()


@fragment
def _page() -> None:
    dataset, view, t = looked_at()
    theatre = t["all_theatres"] if view.theatre == ALL else dataset.theatres[view.theatre].name.of(t.lang)
    known = f"{t['known_on']}: {t.day(view.known_on) if view.known_on else t['known_now']}"
    show(tag("section", tag("h2", t["export"], class_="kh-day"), tag("p", t["export_help"]), tag("p", t["export_wait"]),
             tag("p", f"{theatre} · {t.day(view.as_of)} · {known}", class_="kh-move"), class_="kh-panel"))  # fmt: skip
    lang = st.segmented_control(
        t["export_language"], LANGUAGES, default=view.lang, required=True, key="export_lang",
        format_func={"en": "English", "ar": "العربية"}.get,
    )  # fmt: skip
    eye, data = st.columns(2, gap="large")
    with eye:
        _for_the_eye(dataset, replace(view, lang=lang or view.lang), t)
    with data:
        _as_data(dataset, view, t)


def _for_the_eye(dataset: Dataset, view: View, t: Words) -> None:
    """One file with everything, the briefing, the picture."""
    show(tag("div", tag("h2", t["export_eye"]), class_="kh-panel"))
    address = _address()
    for kind in KINDS:
        with st.container(border=True):
            show(_told(t[f"export_{kind}"], t[f"export_{kind}_help"]))
            size = "slide"
            if kind == "png":
                size = st.segmented_control(
                    t["size"], list(SIZES), default="slide", required=True, key="export_size",
                    format_func=lambda name: t[f"size_{name}"],
                )  # fmt: skip
            _button(t, kind.upper(), _name(view, kind, size if kind == "png" else ""), KINDS[kind].media,
                    lambda kind=kind, size=size: write(kind, dataset, view, size=size or "slide", address=address))  # fmt: skip


def _as_data(dataset: Dataset, view: View, t: Words) -> None:
    """Every data format, of the day or of the whole."""
    show(tag("div", tag("h2", t["export_data"]), class_="kh-panel"))
    with st.container(border=True):
        what = st.segmented_control(
            t["export_what"], ["state", "whole"], default="state", required=True, key="export_what",
            format_func=lambda name: t[f"export_{name}"],
        )  # fmt: skip
        show(_told(t["export_rows"], t["export_data_help"]))
        day = view.as_of if what == "state" else None
        filters, address = filters_of(replace(view, compare=None)), _address()
        for name, form in formats.FORMATS.items():
            _button(t, form.title, _name(replace(view, lang="en", place=None), form.suffix[1:], what or ""), form.mime,
                    lambda name=name: formats.export(name, dataset, day, filters, address=address))  # fmt: skip


def _told(title: str, words: str) -> Html:
    return tag("div", tag("strong", title), tag("p", words, class_="kh-quiet"), class_="kh-panel")


def _button(t: Words, title: str, name: str, media: str, make: Callable[[], bytes]) -> None:
    """A button that makes its file when it is clicked, and says so while it does."""
    st.download_button(t["download"].format(what=title), make, file_name=name, mime=media, key=f"export_{title}",
                       on_click="ignore", width="stretch")  # fmt: skip


def _name(view: View, suffix: str, more: str) -> str:
    day = "" if more == "whole" else view.as_of.isoformat()
    parts = [
        "kharita",
        view.theatre,
        view.place or "",
        day,
        "" if more == "state" else more,
        "" if view.lang == "en" else view.lang,
    ]
    return f"{'-'.join(part for part in parts if part)}.{suffix}"


def _address() -> str:
    """Where this page is served, for the links that travel with the files."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else stamp.ADDRESS

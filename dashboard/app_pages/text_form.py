"""The map of a page, or the same in words: a switch, and what a screen reader or a printer gets."""

from collections.abc import Iterable

import streamlit as st

from dashboard import prose, session
from dashboard.app_pages import asked
from dashboard.map.component import time_map
from dashboard.plain import Html, show, table, tag
from dashboard.prose import Section
from dashboard.view import FORMS
from dashboard.words import Words
from geodata import derive
from geodata.dataset import Dataset

__all__ = ["article", "chosen_form", "map_or_text", "sections_html"]


def chosen_form(t: Words) -> str:
    """Draw the switch between the map and the text, and return how the page is read: "map" or "text"."""
    form = st.segmented_control(
        t["form"], FORMS, default=session.current().form, required=True, key="form", label_visibility="collapsed",
        format_func={"map": t["as_map"], "text": t["as_text"]}.get, on_change=_switch,
    )  # fmt: skip
    return form or "map"


def map_or_text(dataset: Dataset, t: Words) -> None:
    """Draw the map and take over what the viewer releases on it, or draw the day as text with a field for the day."""
    if chosen_form(t) != "text":
        session.take(time_map(asked(dataset, t)))
        return
    first, last = derive.clock(dataset)
    st.date_input(t["day_asked"], session.current().as_of, min_value=first, max_value=last, key="form_day",
                  on_change=_go, format="YYYY-MM-DD")  # fmt: skip
    show(article(prose.day_in_words(dataset, session.current(), t)))


def article(sections: Iterable[Section]) -> Html:
    """The text form as one piece of reading."""
    return tag("article", *sections_html(sections), class_="kh-prose")


def _switch() -> None:
    session.change(form=st.session_state.form or "map")
    session.push()


def _go() -> None:
    session.change(as_of=st.session_state.form_day)
    session.push()


def sections_html(sections: Iterable[Section]) -> list[Html]:
    """Sections as headings, paragraphs and tables."""
    return [
        tag("section", tag("h3", section.title), *(tag("p", sentence) for sentence in section.sentences),
            *(table(part.heads, part.rows, part.caption) for part in section.tables), id=f"text-{section.id}")
        for section in sections
    ]  # fmt: skip

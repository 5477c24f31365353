"""The Streamlit side of the search box: it is told the language, and hands over what was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.words import Words

__all__ = ["search_box"]

_HERE = Path(__file__).parent
_WORDS = ("search", "search_hint", "search_none", "search_failed", "search_found", "search_examples")

_box = st.components.v2.component(
    "kharita_search",
    html='<div class="kh-search"></div>\n',
    css=(_HERE / "box.css").read_text(encoding="utf-8"),
    js=(_HERE / "box.js").read_text(encoding="utf-8"),
)


def search_box(t: Words, asked: dict[str, str]) -> dict[str, Any] | None:
    """Show the box, and return what was just chosen: `page` and `params` of an address; otherwise None.

    Parameters
    ----------
    t : Words
    asked : dict
        What goes with each question: `lang`, `theatre`, and `known` where a day of knowledge is set.
    """
    data = {
        "words": {key: t[key] for key in _WORDS},
        "asked": asked,
        "dir": "rtl" if t.lang == "ar" else "ltr",
    }
    return _box(data=data, key="kharita_search", on_go_change=_heard).go


def _heard() -> None:
    """A trigger needs a listener to exist."""

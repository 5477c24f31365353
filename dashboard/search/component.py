"""The Streamlit side of the search box: it is told the language, and hands over what was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.component import component
from dashboard.words import Words

__all__ = ["search_box"]

_HERE = Path(__file__).parent
_WORDS = (
    "search",
    "search_hint",
    "search_none",
    "search_failed",
    "search_wait",
    "search_found",
    "search_examples",
)

_box = component("kharita_search", '<div class="kh-search"></div>', _HERE / "box.js", _HERE / "box.css")


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

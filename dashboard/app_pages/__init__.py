"""One module a page: each reads the View, asks geodata, draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from dashboard import cached, session, words
from dashboard.view import View, to_params
from dashboard.words import Words
from geodata.dataset import Dataset

__all__ = ["BRIEFING", "PAGES", "address", "asked", "looked_at", "page", "shown"]

#: In the order of the bar; the first one opens.
BRIEFING = "briefing"
PAGES = (BRIEFING, "stories", "changes", "timeline", "place", "figures", "sources", "export")


def page(name: str) -> Callable[[], None]:
    """What draws a page; its module is imported when it is first looked at, since some bring a second's worth of libraries."""
    return lambda: import_module(f"{__name__}.{name}").page()


def looked_at() -> tuple[Dataset, View, Words]:
    """What a page draws from: the dataset as known on the View's day, the View, the words of its language.

    Raises
    ------
    RuntimeError
        If no version of the dataset was ever good; the page table asks for no page then.
    """
    view = session.current()
    whole = cached.served().dataset
    if whole is None:
        raise RuntimeError("there is no good version of the dataset")
    return cached.known(whole, view.known_on), view, words.of(view.lang, view.digits)


def asked(dataset: Dataset, t: Words) -> dict[str, Any]:
    """What the map is told; the view in it changes only when something else than the map changed it."""
    return {**shown(dataset, session.current(), t), **session.pushed()}


def shown(dataset: Dataset, view: View, t: Words) -> dict[str, Any]:
    """What the map is told beside the view itself: where its data are, and how it looks."""
    return {
        "pack": cached.pack_url(dataset),
        "basemap": cached.basemap_url(),
        "words": cached.words_url(t.lang),
        "archive": cached.archive(),
        "lang": t.lang,
        "digits": t.digits,
        "layout": view.layout,
        "title": t["map"],
    }


def address(path: str, **changes: Any) -> str:
    """Where a page shows the View with some fields changed: a link that a reader can open or copy."""
    camera = {"camera": None} if {"place", "theatre", "story"} & changes.keys() else {}
    return f"/{path}?{urlencode(to_params(replace(session.current(), **camera, **changes)), safe=',')}"

"""The Streamlit side of the second clock: it is told the days of publication, and hands over the day of knowledge."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dashboard.component import component
from dashboard.words import Words
from geodata.period import EPOCH, day_number

__all__ = ["knowledge_clock"]

_HERE = Path(__file__).parent
_WORDS = ("known_on", "known_on_help", "known_now", "known_earlier", "known_later", "known_return")

_clock = component(
    "kharita_knowledge", '<div class="kh-known"></div>', _HERE / "clock.js", _HERE / "clock.css"
)


def knowledge_clock(days: list[tuple[int, int]], known_on: date | None, t: Words) -> date | None:
    """Show the clock, and return the day of knowledge that it stands at; None: all that is known now.

    Parameters
    ----------
    days : list of (int, int)
        Days of publication since 1970-01-01, ascending, and how much was published on each.
    known_on : date or None
        Where it stands.
    """
    data: dict[str, Any] = {
        "words": {key: t[key] for key in _WORDS},
        "days": days,
        "day": None if known_on is None else day_number(known_on),
        "lang": t.lang,
        "digits": t.digits,
    }
    chosen = _clock(data=data, key="kharita_knowledge", on_go_change=_heard).go
    if chosen is None:
        return known_on
    return None if chosen["day"] is None else EPOCH + timedelta(days=int(chosen["day"]))


def _heard() -> None:
    """A trigger needs a listener to exist."""

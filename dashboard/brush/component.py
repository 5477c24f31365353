"""The Streamlit side of the brush: it is told the clock, what it covers and how much happened when; it hands over a part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dashboard.component import component
from dashboard.words import Words
from geodata.period import EPOCH, day_number

__all__ = ["brush"]

_HERE = Path(__file__).parent
_WORDS = ("zoom", "from", "to", "span_whole")

_brush = component("kharita_brush", '<div class="kh-brush"></div>', _HERE / "brush.js", _HERE / "brush.css")


def brush(
    clock: tuple[date, date], span: tuple[date, date] | None, days: Sequence[int], t: Words
) -> tuple[date, date] | None:
    """Show the strip, and return the part of the clock that is chosen; None: the whole.

    Parameters
    ----------
    clock : tuple of date
        Its first and its last day.
    span : tuple of date or None
        The part that is chosen now.
    days : sequence of int
        Of what happened, since 1970-01-01: the strip shows when there was more of it.
    """
    ends = [day_number(day) for day in clock]
    chosen = [day_number(day) for day in span or clock]
    data: dict[str, Any] = {
        "words": {name: t[name] for name in _WORDS}, "clock": ends, "span": chosen,
        "days": [int(day) for day in days], "lang": t.lang, "digits": t.digits,
    }  # fmt: skip
    found = _brush(data=data, key="kharita_brush", on_go_change=_heard).go
    if found is None:
        return span
    first, last = (int(found[name]) for name in ("first", "last"))
    return None if [first, last] == ends else (_day(first), _day(last))


def _day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def _heard() -> None:
    """A trigger needs a listener to exist."""

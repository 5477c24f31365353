"""Dates as precise as their source, and the half-open periods between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

__all__ = ["EPOCH", "PartialDate", "Period", "day_number", "parse", "parse_day", "period"]

EPOCH = date(1970, 1, 1)
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year.

    Attributes
    ----------
    first : date
        The first day it may mean: the day on which the map draws it.
    after : date
        The first day that lies surely behind it: the day itself for a full date, otherwise the
        first day of the following month or year.
    precision : str
        "day", "month" or "year".
    """

    first: date
    after: date
    precision: str

    def __str__(self) -> str:
        return self.first.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, and without, `end`; `end` None means that it still lasts."""

    start: PartialDate
    end: PartialDate | None

    def contains(self, day: date) -> bool:
        """Whether the map draws it on `day`: months and years count from their first day."""
        return self.start.first <= day and (self.end is None or day < self.end.first)

    def surely_contains(self, day: date) -> bool:
        """Whether it holds on `day` however the imprecise ends are read."""
        return self.start.after <= day and (self.end is None or day < self.end.first)

    def possibly_contains(self, day: date) -> bool:
        """Whether it may hold on `day` under some reading of the imprecise ends."""
        return self.start.first <= day and (self.end is None or day < self.end.after)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day as drawn; a shared handover day is no overlap."""
        return (other.end is None or self.start.first < other.end.first) and (
            self.end is None or other.start.first < self.end.first
        )


@lru_cache(maxsize=8192)
def parse(text: str) -> PartialDate:
    """A partial date from ISO 8601 text: "2014", "2014-06" or "2014-06-10".

    Raises
    ------
    ValueError
        If the text has another form or names a day that does not exist.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: write 2014, 2014-06 or 2014-06-10")
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day of the calendar: {error}") from None
    if day:
        return PartialDate(first, first, "day")
    if month:
        return PartialDate(first, (first + timedelta(days=31)).replace(day=1), "month")
    return PartialDate(first, first.replace(year=first.year + 1), "year")


def parse_day(text: str) -> date:
    """The day that `text` names; a month or a year stands for its first day.

    Raises
    ------
    ValueError
        As `parse`.
    """
    return parse(text).first


def period(valid_from: str, valid_to: str | None) -> Period:
    """The period between two partial dates as text.

    Raises
    ------
    ValueError
        If a date is malformed, or the end does not come after the start.
    """
    start, end = parse(valid_from), parse(valid_to) if valid_to is not None else None
    if end is not None and end.first <= start.first:
        raise ValueError(f"valid_to {valid_to} must come after valid_from {valid_from}")
    return Period(start, end)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as the browser and the tables count them."""
    return (day - EPOCH).days

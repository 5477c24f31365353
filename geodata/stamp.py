"""The stamp of an export: of which data, day, knowledge and filters it is, and where it opens again.

A stamp travels inside the file that it describes, wherever the file's format has room for words about itself.
Who teaches Kharita to write a format registers here how its stamp is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

from geodata import derive
from geodata.dataset import Dataset
from geodata.facts import said
from geodata.period import EPOCH, parse_day

__all__ = ["ADDRESS", "KEY", "MAX_CHARACTERS", "Stamp", "link", "make", "read_stamp", "reader", "restate"]

#: The name under which formats keep the stamp.
KEY = "kharita"

#: Where the dashboard opens when nobody says otherwise.
ADDRESS = "http://localhost:8501/"

MAX_CHARACTERS = 100_000

_FORMAT = "kharita-stamp/1"


@dataclass(frozen=True)
class Stamp:
    """What an export is of.

    Attributes
    ----------
    dataset : str
        Hash of the dataset's files.
    as_of : str or None
        The day, ISO 8601; None: every day, the whole.
    known_on : str or None
        The day of knowledge; None: all that was known when it was made.
    filters : dict of str to str
        `theatre` and `hide` as in the address of a view; others are carried along.
    link : str
        Where the same state opens in the dashboard.
    made : str
        When, in UTC.
    facts : str
        Digest of what it says, by which a file that cannot be read back row by row is held to the dataset.
    since : str or None
        The day from which it also tells what changed and happened, up to `as_of`.
    whole : bool
        Whether it tells everything: each status of each day, each event, each story.
    """

    dataset: str
    as_of: str | None
    known_on: str | None
    filters: dict[str, str] = field(default_factory=dict)
    link: str = ""
    made: str = ""
    facts: str = ""
    since: str | None = None
    whole: bool = False

    def to_json(self) -> str:
        """The stamp as one line of JSON, pure ASCII so that every format carries it unharmed."""
        return json.dumps({"format": _FORMAT, **asdict(self)})

    @staticmethod
    def from_json(text: str | bytes) -> Stamp:
        """The stamp that `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is no stamp, or one of its days is none.
        """
        if len(text) > MAX_CHARACTERS:
            raise ValueError("too long for a stamp")
        try:
            value = json.loads(text)
        except RecursionError:
            raise ValueError("not a stamp of Kharita") from None
        if not isinstance(value, dict) or value.pop("format", None) != _FORMAT:
            raise ValueError("not a stamp of Kharita")
        filters = value.get("filters", {})
        texts = {name: value.get(name) or "" for name in ("dataset", "link", "made", "facts")}
        days = {name: value.get(name) for name in ("as_of", "known_on", "since")}
        plain = [*texts.values(), *(day for day in days.values() if day is not None)]
        if not isinstance(filters, dict) or not all(isinstance(v, str) for v in [*plain, *filters.values()]):
            raise ValueError("not a stamp of Kharita")
        for day in days.values():
            if day is not None:
                parse_day(day)
        return Stamp(**texts, **days, filters=dict(filters), whole=value.get("whole") is True)


def make(
    dataset: Dataset,
    as_of: date | None = None,
    filters: Mapping[str, str] | None = None,
    *,
    address: str = ADDRESS,
    made: str | None = None,
    since: date | None = None,
    whole: bool = False,
) -> Stamp:
    """The stamp of a state of `dataset`, which is already cut down to its day of knowledge (`derive.known_on`).

    Parameters
    ----------
    dataset : Dataset
    as_of : date or None
        None: the whole.
    filters : mapping or None
        Empty values are left out.
    address : str
        Where the dashboard is served; the link begins with it.
    made : str or None
        When, in UTC; None: now.
    since, whole
        What the file tells of besides the state, see `Stamp`.
    """
    known = None if dataset.known_on is None else date.fromordinal(EPOCH.toordinal() + dataset.known_on)
    kept = {name: value for name, value in (filters or {}).items() if value}
    day, knowledge = (value.isoformat() if value else None for value in (as_of, known))
    return Stamp(
        dataset=dataset.version,
        as_of=day,
        known_on=knowledge,
        filters=kept,
        link=link(day, knowledge, kept, address),
        made=made or datetime.now(UTC).isoformat(timespec="seconds"),
        facts=said(dataset, as_of, kept, since=since, whole=whole),
        since=since.isoformat() if since else None,
        whole=whole,
    )


def link(as_of: str | None, known_on: str | None, filters: Mapping[str, str], address: str = ADDRESS) -> str:
    """The address of the view that shows a state; without a theatre among the filters it shows all of them."""
    asked = {"date": as_of, "known": known_on, "theatre": "all"} | dict(filters)
    return f"{address}?{urlencode({name: value for name, value in asked.items() if value})}"


def restate(dataset: Dataset, stamp: Stamp) -> tuple[Dataset, date | None]:
    """The dataset cut down to the stamp's day of knowledge, and the stamp's day, for asking the same again."""
    known = derive.known_on(dataset, parse_day(stamp.known_on) if stamp.known_on else None)
    return known, parse_day(stamp.as_of) if stamp.as_of else None


Reader = Callable[[Path], Stamp | None]
_READERS: dict[str, Reader] = {}


def reader(*suffixes: str) -> Callable[[Reader], Reader]:
    """Register a function that reads the stamp of files with these suffixes (with the dot, lower case).

    It returns None where the file carries none, and raises OSError or ValueError where the file cannot be read.
    """

    def register(function: Reader) -> Reader:
        _READERS.update(dict.fromkeys(suffixes, function))
        return function

    return register


def read_stamp(path: Path) -> Stamp | None:
    """The stamp of a file, by its suffix; None where it carries none, or where nobody knows its kind.

    Raises
    ------
    OSError, ValueError
        If the file, or the stamp in it, cannot be read.
    """
    read = _READERS.get(path.suffix.lower())
    return read(path) if read else None

"""Tables of what happened, row by row: UCDP GED, ACLED, and CSV of one's own, through the gate of bytes and numbers.

UCDP GED (Sundberg and Melander 2013): `date_prec` 1 a day, 2 and 3 up to a week, 4 a month, 5 more; `where_prec` 1 the
spot to 6 the country. ACLED (Raleigh et al. 2010): `time_precision` 1 a day, 2 a week, 3 a month.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from geodata.archive.incidents import MAPPINGS
from geodata.gate import MAX_BYTES
from geodata.incoming.plan import Refused
from geodata.period import parse
from geodata.text import live

__all__ = ["OWN_FIELDS", "Occurrence", "occurrences", "table"]

Row = dict[str, str]

#: The fields of a table of one's own, by the name of their column unless it is told otherwise.
OWN_FIELDS = (
    "id", "date", "date_to", "lon", "lat", "kind", "actors", "places", "title_en", "title_ar", "summary_en", "summary_ar", "sources",
)  # fmt: skip


@dataclass(frozen=True)
class Occurrence:
    """One row of a table as an event may be made of it.

    Attributes
    ----------
    row : int
        From 1, the header not counted.
    key : str
        The table's own number for it.
    date, date_to : str
        As precise as the table is; `date_to` is the last day, included, or empty.
    lon, lat : float
    precision : int
        1 the spot, 2 near it, 3 the district, 4 the province, 5 wider, 6 the country.
    kind : str
        A kind of event; empty: none that Kharita keeps.
    sides : tuple of str
        Names of who took part, the one who acts first.
    deaths : int or None
    texts : dict of str to str
        title_en, title_ar, summary_en, summary_ar, where the table has them.
    sources, places : tuple of str
        Ids, where the table names them.
    """

    row: int
    key: str
    date: str
    date_to: str
    lon: float
    lat: float
    precision: int
    kind: str
    sides: tuple[str, ...]
    deaths: int | None
    texts: dict[str, str]
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def table(data: bytes, name: str) -> list[Row]:
    """The rows of a CSV file as text.

    Raises
    ------
    Refused
        If it is too large, not UTF-8 or no table.
    """
    if len(data) > MAX_BYTES:
        raise Refused(f"{name} is over the limit of {MAX_BYTES:,} bytes: split it, or add it to the archive")
    try:
        text = data.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [{key: live((value or "").strip()) for key, value in row.items() if key} for row in reader]
    except UnicodeDecodeError as error:
        raise Refused(f"{name}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
    except csv.Error as error:
        raise Refused(f"{name} is no table: {error}") from None
    if not rows:
        raise Refused(f"{name} holds no row under its header")
    return rows


def occurrences(
    form: str, rows: list[Row], columns: Mapping[str, str]
) -> Iterator[Occurrence | tuple[int, str, str]]:
    """Each row as an occurrence, or as its number with what is wrong and what to do.

    Parameters
    ----------
    form : str
        "ucdp", "acled" or "csv".
    columns : mapping
        Names of columns that differ from what the form expects, by field.

    Raises
    ------
    Refused
        If a column that every row needs is not there.
    """
    read, needed = _FORMS[form]
    named = _columns(form) | dict(columns)
    missing = [named[name] for name in needed if named[name] not in rows[0]]
    if missing:
        there = ", ".join(rows[0])
        raise Refused(
            f"there is no column {missing[0]!r}; there are {there}: name it with --map {needed[0]}=COLUMN"
        )
    for number, row in enumerate(rows, start=1):
        fields = {name: row.get(column, "") for name, column in named.items()}
        try:
            yield read(number, fields)
        except ValueError as error:
            yield number, str(error), "Correct the row, or leave it out"


def _columns(form: str) -> dict[str, str]:
    if form == "csv":
        return {name: name for name in OWN_FIELDS}
    taken = {name: of.column for name, of in MAPPINGS[form].fields.items()}
    extra = {
        "ucdp": {"date_precision": "date_prec"},
        "acled": {"date_precision": "time_precision", "sub_kind": "sub_event_type"},
    }
    return taken | extra[form]


def _position(fields: Row) -> tuple[float, float]:
    try:
        lon, lat = float(fields["lon"]), float(fields["lat"])
    except ValueError:
        raise ValueError(f"{fields['lon']!r}, {fields['lat']!r} is no longitude and latitude") from None
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"{lon}, {lat} is not on the globe: longitude comes first")
    return lon, lat


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _ucdp(number: int, fields: Row) -> Occurrence:
    start, end = parse(fields["date"][:10]), parse((fields["date_to"] or fields["date"])[:10])
    size = {"4": 7, "5": 4}.get(fields["date_precision"], 10)
    first, last = str(start)[:size], str(end)[:size]
    lon, lat = _position(fields)
    kind = "attack" if fields["kind"] == "3" else "battle"
    sides = tuple(name for name in (fields["actor_a"], fields["actor_b"]) if name)
    return Occurrence(number, f"ucdp-{fields['id']}", first, "" if last == first else last, lon, lat,
                      _precision("ucdp", fields), kind, sides, _whole(fields["deaths"]), {})  # fmt: skip


def _precision(form: str, fields: Row) -> int:
    of = MAPPINGS[form].fields["precision"]
    return int(of.values.get(fields["precision"], of.constant))


#: ACLED's types and sub-types of events by what Kharita calls them; what is in neither is no event of a conflict map.
_ACLED_KINDS = {
    "Battles": "battle", "Explosions/Remote violence": "attack", "Violence against civilians": "attack",
    "Non-state actor overtakes territory": "capture", "Government regains territory": "capture",
    "Non-violent transfer of territory": "capture", "Agreement": "deal", "Air/drone strike": "strike",
    "Shelling/artillery/missile attack": "strike",
}  # fmt: skip


def _acled(number: int, fields: Row) -> Occurrence:
    day = _acled_day(fields["date"])
    form = {"3": "%Y-%m"}.get(fields["date_precision"], "%Y-%m-%d")
    last = (day + timedelta(days=6)).isoformat() if fields["date_precision"] == "2" else ""
    lon, lat = _position(fields)
    kind = _ACLED_KINDS.get(fields["sub_kind"]) or _ACLED_KINDS.get(fields["kind"], "")
    sides = tuple(name for name in (fields["actor_a"], fields["actor_b"]) if name)
    key = "acled-" + "".join(c for c in fields["id"].lower() if c.isascii() and c.isalnum())
    return Occurrence(number, key, day.strftime(form), last, lon, lat, _precision("acled", fields), kind, sides,
                      _whole(fields["deaths"]), {})  # fmt: skip


def _acled_day(text: str) -> date:
    for form in MAPPINGS["acled"].dates:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a date: write 2017-06-10")


def _own(number: int, fields: Row) -> Occurrence:
    parse(fields["date"])
    lon, lat = _position(fields)
    texts = {
        name: fields[name] for name in ("title_en", "title_ar", "summary_en", "summary_ar") if fields[name]
    }
    sides, sources, places = (tuple(fields[name].split()) for name in ("actors", "sources", "places"))
    return Occurrence(number, fields["id"], fields["date"], fields["date_to"], lon, lat, 1, fields["kind"] or "battle",
                      sides, None, texts, sources, places)  # fmt: skip


_FORMS: dict[str, tuple[Callable[[int, Row], Occurrence], tuple[str, ...]]] = {
    "ucdp": (_ucdp, ("id", "date", "lon", "lat", "actor_a", "precision")),
    "acled": (_acled, ("id", "date", "lon", "lat", "actor_a", "precision")),
    "csv": (_own, ("date", "lon", "lat", "actors")),
}

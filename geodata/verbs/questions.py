"""Questions to the dataset: the state of a day, a point, ground, changes, a history, claims, names."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import date, timedelta

import pandas as pd

from geodata import derive, find, ground
from geodata.dataset import Dataset
from geodata.period import parse_day
from geodata.verbs import Refusal, Verbs, asked, day, loaded

__all__ = ["add"]


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    for name, run, text in (
        ("state", _state, "every feature's status on a day"),
        ("at", _at, "who holds a point on a day"),
        ("area", _area, "ground that an actor holds, in km2, with its band"),
        ("changes", _changes, "what changed hands between two days"),
        ("history", _history, "a feature's timeline"),
        ("find", _find, "records by name, in either language, however it is spelt"),
        ("claims", _claims, "each statement, who makes it, what carries it, whether others agree"),
    ):
        _arguments(name, verbs.add(name, run, text))


def _arguments(name: str, verb: argparse.ArgumentParser) -> None:
    known = {"type": day, "metavar": "DATE", "help": "as it was known on that day"}
    match name:
        case "state":
            verb.add_argument("date", type=day)
            verb.add_argument("--theatre", metavar="T")
            verb.add_argument("--known-on", **known)
        case "at":
            verb.add_argument("point", nargs="*", metavar="LON LAT DATE", default=[])
            verb.add_argument(
                "--from", dest="table", metavar="FILE.csv", help="columns lon, lat, date; - is standard input"
            )
            verb.add_argument("--known-on", **known)
        case "area":
            verb.add_argument("--actor", required=True, metavar="A")
            verb.add_argument("--theatre", metavar="T")
            verb.add_argument("--dates", metavar="D,D,...")
            verb.add_argument("--every", choices=["day", "week", "month", "year"])
            verb.add_argument("--exact", action="store_true", help="without affiliates")
            verb.add_argument("--known-on", **known)
        case "changes":
            verb.add_argument("start", type=day, metavar="FROM")
            verb.add_argument("end", type=day, metavar="TO")
            verb.add_argument("--theatre", metavar="T")
            verb.add_argument("--known-on", **known)
        case "find":
            verb.add_argument("text", nargs="+", metavar="TEXT")
            verb.add_argument("--limit", type=int, default=10, metavar="N")
        case "history":
            verb.add_argument("id", metavar="ID")
            verb.add_argument("--known-on", **known)


def _state(options: argparse.Namespace) -> None:
    table = derive.state(loaded(options), options.date, theatre=options.theatre, lang=options.lang)
    asked(table, options.format)


def _at(options: argparse.Namespace) -> None:
    if bool(options.table) == bool(options.point):
        raise Refusal("at takes LON LAT DATE, or --from FILE.csv")
    if options.table:
        return _at_table(options)
    if len(options.point) != 3:
        raise Refusal("at takes three words: LON LAT DATE")
    lon, lat, day = _place_and_day(*options.point)
    asked(derive.at(loaded(options), lon, lat, day, lang=options.lang), options.format)


def _place_and_day(lon: str, lat: str, day: str) -> tuple[float, float, date]:
    try:
        return float(lon), float(lat), parse_day(day)
    except ValueError as error:
        raise Refusal(str(error)) from None


def _at_table(options: argparse.Namespace) -> None:
    with open(0 if options.table == "-" else options.table, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        own, columns = list(reader), list(reader.fieldnames or [])
    if missing := {"lon", "lat", "date"} - set(columns):
        raise Refusal(
            f"{options.table} lacks the column{'s' * (len(missing) > 1)} {', '.join(sorted(missing))}"
        )
    points = []
    for line, row in enumerate(own, start=2):
        try:
            points.append(_place_and_day(row["lon"] or "", row["lat"] or "", row["date"] or ""))
        except Refusal as error:
            raise Refusal(f"{options.table}:{line}: {error}") from None
    found = derive.at_many(loaded(options), points, lang=options.lang)
    front = pd.DataFrame([own[point] for point in found.point], columns=columns, index=found.index)
    answers = found.drop(columns="point").rename(
        columns=lambda name: f"{name}_found" if name in columns else name
    )
    asked(front.join(answers), options.format)


def _area(options: argparse.Namespace) -> None:
    dataset = loaded(options)
    if options.actor not in dataset.actors:
        raise Refusal(f"no actor {options.actor!r}; there are {', '.join(sorted(dataset.actors))}")
    if bool(options.dates) == bool(options.every):
        raise Refusal("area takes --dates D,D,... or --every day, week, month or year")
    days = (
        [parse_day(text.strip()) for text in options.dates.split(",")]
        if options.dates
        else _every(dataset, options.every)
    )
    table = ground.area(dataset, options.actor, days, theatre=options.theatre, exact=options.exact)
    asked(table, options.format)


def _every(dataset: Dataset, step: str) -> list[date]:
    """The first day of each step of the clock."""
    first, last = derive.clock(dataset)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    starts = {"day": lambda d: True, "week": lambda d: d.weekday() == 0, "month": lambda d: d.day == 1,
              "year": lambda d: (d.month, d.day) == (1, 1)}  # fmt: skip
    return [day for day in days if starts[step](day)]


def _changes(options: argparse.Namespace) -> None:
    if options.end <= options.start:
        raise Refusal(f"{options.end} does not come after {options.start}")
    flips = ground.changes(loaded(options), options.start, options.end, theatre=options.theatre)
    totals = ground.gained_and_lost(flips)
    if options.format == "json":
        answer = {"actors": totals.to_dict("records"), "changes": flips.to_dict("records")}
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
        return
    if options.format == "table":
        asked(totals, "table")
        print()
    asked(flips, options.format)


def _history(options: argparse.Namespace) -> None:
    dataset = loaded(options)
    if options.id not in dataset.features.index:
        raise Refusal(f"no zone, region or place {options.id!r}")
    asked(derive.history(dataset, options.id), options.format)


def _claims(options: argparse.Namespace) -> None:
    asked(derive.claims(loaded(options), lang=options.lang), options.format)


def _find(options: argparse.Namespace) -> None:
    dataset = loaded(options)
    table = find.find(find.index(dataset), " ".join(options.text), options.limit)
    days = [find.telling_day(dataset, name) for name in table.id]
    asked(table.assign(day=[day.isoformat() if day else "" for day in days]), options.format)

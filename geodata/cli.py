"""The command line: one verb a question, the answer as a table, JSON or CSV.

Exit status 0: fine; 1: problems were found; 2: could not read, or bad usage.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from tabulate import tabulate

from geodata import derive, files, find, ground, zones
from geodata.check import check
from geodata.dataset import Dataset, load
from geodata.form import canonical, model_of
from geodata.gate import admit
from geodata.period import parse_day
from geodata.problems import DatasetError, Problem
from geodata.report import report
from geodata.report_page import as_html, as_text

__all__ = ["main"]


class Refusal(Exception):
    """The question cannot be answered as it was put; exit status 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except DatasetError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except (Refusal, OSError, ValueError) as error:
        print(f"geodata: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, default=files.DATASET, metavar="DIR", help="another dataset")
    answer = argparse.ArgumentParser(add_help=False, parents=[common])
    answer.add_argument("--format", choices=["table", "json", "csv"], default="table")
    answer.add_argument("--lang", choices=["en", "ar"], default="en")
    parser = argparse.ArgumentParser(prog="geodata", description="Ask the dataset, and keep it sound.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(
        name: str, run: Any, text: str, parent: argparse.ArgumentParser = answer
    ) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text, parents=[parent])
        added.set_defaults(run=run)
        return added

    checking = verb("check", _check, "every problem: file, line, column, feature, field, what to do", common)
    checking.add_argument(
        "paths", nargs="*", metavar="PATH", help="only problems of these files, or of another folder"
    )
    checking.add_argument("--format", choices=["table", "json", "csv", "github"], default="table")
    form = verb("fmt", _fmt, "write the canonical form; what is canonical already is not touched", common)
    form.add_argument("paths", nargs="*", metavar="PATH")
    form.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    for name, run, text in (
        ("state", _state, "every feature's status on a day"),
        ("at", _at, "who holds a point on a day"),
        ("area", _area, "ground that an actor holds, in km2, with its band"),
        ("changes", _changes, "what changed hands between two days"),
        ("history", _history, "a feature's timeline"),
        ("find", _find, "records by name, in either language, however it is spelt"),
        ("claims", _claims, "each statement, who makes it, what carries it, whether others agree"),
    ):
        _arguments(name, verb(name, run, text))
    weak = verb(
        "report", _report, "gaps, single sources, stale statuses, disagreements, languages, figures", common
    )
    weak.add_argument("--format", choices=["text", "json", "html"], default="text")
    weak.add_argument("--to", type=Path, metavar="FILE", help="write it there instead of to the screen")
    shaping = verb("zones", _zones, "make a theatre's zones anew from its list of towns", common)
    shaping.add_argument("what", choices=["build"])
    shaping.add_argument("theatre")
    shaping.add_argument("--reach", type=float, metavar="KM", help="instead of the theatre's own reach")
    return parser


def _arguments(name: str, verb: argparse.ArgumentParser) -> None:
    known = {"type": _day, "metavar": "DATE", "help": "as it was known on that day"}
    match name:
        case "state":
            verb.add_argument("date", type=_day)
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
            verb.add_argument("start", type=_day, metavar="FROM")
            verb.add_argument("end", type=_day, metavar="TO")
            verb.add_argument("--theatre", metavar="T")
            verb.add_argument("--known-on", **known)
        case "find":
            verb.add_argument("text", nargs="+", metavar="TEXT")
            verb.add_argument("--limit", type=int, default=10, metavar="N")
        case "history":
            verb.add_argument("id", metavar="ID")
            verb.add_argument("--known-on", **known)


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _load(options: argparse.Namespace) -> Dataset:
    dataset = load(options.data)
    theatre = getattr(options, "theatre", None)
    if theatre is not None and theatre not in dataset.theatres:
        raise Refusal(f"no theatre {theatre!r}; there are {', '.join(sorted(dataset.theatres))}")
    return derive.known_on(dataset, getattr(options, "known_on", None))


def _print(table: pd.DataFrame, form: str) -> None:
    """The answer on standard output; lists become words apart in a table, and stay lists in JSON."""
    if form == "json":
        json.dump(table.to_dict("records"), sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
        return
    plain = table.map(lambda cell: " ".join(map(str, cell)) if isinstance(cell, list) else cell)
    if form == "csv":
        plain.map(_inert).to_csv(sys.stdout, index=False)
    elif plain.empty:
        print("Nothing.")
    else:
        rows = [[_shown(cell) for cell in row] for row in plain.itertuples(index=False)]
        print(tabulate(rows, headers=list(plain.columns), tablefmt="simple", disable_numparse=True))


def _inert(cell: Any) -> Any:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell


def _shown(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)


def _check(options: argparse.Namespace) -> int:
    directory, wanted = _scope(options)
    problems = [problem for problem in check(directory) if not wanted or problem.file in wanted]
    if options.format in ("json", "csv"):
        columns = list(Problem.__dataclass_fields__)
        _print(pd.DataFrame([problem.as_dict() for problem in problems], columns=columns), options.format)
    else:
        lines = [
            problem.as_annotation() if options.format == "github" else str(problem) for problem in problems
        ]
        print(*lines, sep="\n", end="\n" if lines else "")
        print(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {directory}", file=sys.stderr)
    return 1 if problems else 0


def _scope(options: argparse.Namespace) -> tuple[Path, set[str]]:
    """The dataset folder, and the files in it that were named; none named means all."""
    paths = [Path(path) for path in options.paths]
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0], set()
    wanted = set()
    for path in paths:
        if not path.exists():
            raise Refusal(f"{path}: no such file")
        inside = path.resolve().is_relative_to(options.data.resolve())
        if not inside:
            raise Refusal(f"{path} is not in the dataset {options.data}; name its folder with --data")
        wanted.add(path.resolve().relative_to(options.data.resolve()).as_posix())
    return options.data, wanted


def _fmt(options: argparse.Namespace) -> int:
    directory, wanted = _scope(options)
    changed = broken = 0
    for file in sorted(wanted) or files.dataset_files(directory):
        data = files.read(directory / file)
        document = admit(data, file)
        if document.problems or model_of(file) is None:
            print(
                *document.problems or [f"{file}: no kind of record has this file name"],
                sep="\n",
                file=sys.stderr,
            )
            broken += 1
            continue
        new = canonical(document.value, file)
        if new != data:
            changed += 1
            print(f"{'would change' if options.check else 'formatted'} {file}")
            if not options.check:
                files.replace(directory / file, new)
    return 1 if broken or (changed and options.check) else 0


def _state(options: argparse.Namespace) -> None:
    table = derive.state(_load(options), options.date, theatre=options.theatre, lang=options.lang)
    _print(table, options.format)


def _at(options: argparse.Namespace) -> None:
    if bool(options.table) == bool(options.point):
        raise Refusal("at takes LON LAT DATE, or --from FILE.csv")
    if options.table:
        return _at_table(options)
    if len(options.point) != 3:
        raise Refusal("at takes three words: LON LAT DATE")
    lon, lat, day = _place_and_day(*options.point)
    _print(derive.at(_load(options), lon, lat, day, lang=options.lang), options.format)


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
    found = derive.at_many(_load(options), points, lang=options.lang)
    front = pd.DataFrame([own[point] for point in found.point], columns=columns, index=found.index)
    answers = found.drop(columns="point").rename(
        columns=lambda name: f"{name}_found" if name in columns else name
    )
    _print(front.join(answers), options.format)


def _area(options: argparse.Namespace) -> None:
    dataset = _load(options)
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
    _print(table, options.format)


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
    flips = ground.changes(_load(options), options.start, options.end, theatre=options.theatre)
    totals = ground.gained_and_lost(flips)
    if options.format == "json":
        answer = {"actors": totals.to_dict("records"), "changes": flips.to_dict("records")}
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
        return
    if options.format == "table":
        _print(totals, "table")
        print()
    _print(flips, options.format)


def _history(options: argparse.Namespace) -> None:
    dataset = _load(options)
    if options.id not in dataset.features.index:
        raise Refusal(f"no zone, region or place {options.id!r}")
    _print(derive.history(dataset, options.id), options.format)


def _claims(options: argparse.Namespace) -> None:
    _print(derive.claims(_load(options), lang=options.lang), options.format)


def _find(options: argparse.Namespace) -> None:
    dataset = _load(options)
    table = find.find(find.index(dataset), " ".join(options.text), options.limit)
    days = [find.telling_day(dataset, name) for name in table.id]
    _print(table.assign(day=[day.isoformat() if day else "" for day in days]), options.format)


def _report(options: argparse.Namespace) -> None:
    found = report(load(options.data))
    match options.format:
        case "json":
            text = json.dumps(found.as_dict(), ensure_ascii=False, indent=1, default=str) + "\n"
        case "html":
            text = as_html(found)
        case _:
            text = as_text(found)
    if options.to is None:
        sys.stdout.write(text)
    else:
        files.replace(options.to, text.encode())


def _zones(options: argparse.Namespace) -> None:
    theatre = load_theatre(options.data, options.theatre)
    collection = zones.build(options.data, options.theatre, options.reach or theatre.reach_km, land())
    file = f"zones/{options.theatre}.geojson"
    files.replace(options.data / file, canonical(collection, file))
    print(f"{len(collection['features'])} zones in {file}")


def load_theatre(directory: Path, name: str) -> Any:
    """A theatre's record, read without the zones that are about to be built.

    Raises
    ------
    Refusal
        If there is no such theatre.
    """
    document = admit(files.read(directory / "theatres.json"), "theatres.json")
    if document.problems:
        raise DatasetError(document.problems)
    model = model_of("theatres.json")
    assert model is not None
    found = [model.model_validate(item) for item in document.value if item.get("id") == name]
    if not found:
        raise Refusal(f"no theatre {name!r} in theatres.json")
    return found[0]


def land() -> Any:
    """The dry land of the basemap's countries, one shape (EPSG:4326)."""
    document = admit(files.read(files.DATASET.parent / "basemap" / "countries.geojson"), "countries.geojson")
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in document.value["features"]]
    return shapely.union_all(shapely.make_valid(shapes))

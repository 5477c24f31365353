"""Keeping the dataset sound: what is wrong, the canonical form, weak spots, zones made anew."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geodata import files, zones
from geodata.check import check
from geodata.dataset import load
from geodata.form import canonical, model_of
from geodata.gate import admit
from geodata.land import land
from geodata.problems import DatasetError, Problem
from geodata.report import report
from geodata.report_page import as_html, as_text
from geodata.verbs import Refusal, Verbs, asked
from geodata.verbs.writing import put_right

__all__ = ["add"]


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    common = verbs.common
    checking = verbs.add(
        "check", _check, "every problem: file, line, column, feature, field, what to do", common
    )
    checking.add_argument(
        "paths", nargs="*", metavar="PATH", help="only problems of these files, or of another folder"
    )
    checking.add_argument("--format", choices=["table", "json", "csv", "github"], default="table")
    checking.add_argument(
        "--fix", action="store_true", help="put right what leaves no choice, shown before it is written"
    )
    checking.add_argument("--yes", action="store_true", help="with --fix: write it without asking")
    form = verbs.add(
        "fmt", _fmt, "write the canonical form; what is canonical already is not touched", common
    )
    form.add_argument("paths", nargs="*", metavar="PATH")
    form.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would change")
    weak = verbs.add(
        "report", _report, "gaps, single sources, stale statuses, disagreements, languages, figures", common
    )
    weak.add_argument("--format", choices=["text", "json", "html"], default="text")
    weak.add_argument("--to", type=Path, metavar="FILE", help="write it there instead of to the screen")
    shaping = verbs.add("zones", _zones, "make a theatre's zones anew from its list of towns", common)
    shaping.add_argument("what", choices=["build"])
    shaping.add_argument("theatre")
    shaping.add_argument("--reach", type=float, metavar="KM", help="instead of the theatre's own reach")


def _check(options: argparse.Namespace) -> int:
    directory, wanted = _scope(options)
    problems = [problem for problem in check(directory) if not wanted or problem.file in wanted]
    if options.fix and problems and put_right(directory, problems, options.yes):
        problems = [problem for problem in check(directory) if not wanted or problem.file in wanted]
    if options.format in ("json", "csv"):
        columns = list(Problem.__dataclass_fields__)
        asked(pd.DataFrame([problem.as_dict() for problem in problems], columns=columns), options.format)
    else:
        lines = [
            _annotation(problem, directory) if options.format == "github" else str(problem)
            for problem in problems
        ]
        print(*lines, sep="\n", end="\n" if lines else "")
        print(f"{len(problems)} problem{'s' * (len(problems) != 1)} in {directory}", file=sys.stderr)
    return 1 if problems else 0


def _annotation(problem: Problem, directory: Path) -> str:
    """The problem for GitHub, which names files from the root of the repository: the folder it runs in."""
    inside = directory.resolve().is_relative_to(Path.cwd())
    front = directory.resolve().relative_to(Path.cwd()) if inside else Path()
    return replace(problem, file=(front / problem.file).as_posix()).as_annotation()


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
    theatre = _theatre(options.data, options.theatre)
    reach = options.reach or theatre.reach_km
    towns = (
        zones.read_towns(zones.towns_file(options.data, options.theatre), reach) if theatre.countries else []
    )
    ground = land(theatre.countries, [(town.lon, town.lat) for town in towns])
    collection = zones.build(options.data, options.theatre, reach, ground)
    file = f"zones/{options.theatre}.geojson"
    files.replace(options.data / file, canonical(collection, file))
    print(f"{len(collection['features'])} zones in {file}")


def _theatre(directory: Path, name: str) -> Any:
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

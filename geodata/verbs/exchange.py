"""Data out, whether it still holds, and data in: export, verify, import."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from geodata import files
from geodata.dataset import load
from geodata.formats import FORMATS, export
from geodata.formats.verify import Difference, Verdict, verify
from geodata.incoming import FORMS, Options, Plan, judge, read_incoming
from geodata.stamp import ADDRESS
from geodata.verbs import Refusal, Verbs, asked, day, loaded

__all__ = ["add"]


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    out = verbs.add(
        "export",
        _export,
        "a state of the dataset, or the whole of it, in a format of your choice",
        verbs.common,
    )
    out.add_argument("form", choices=list(FORMATS), metavar="FORMAT", help=", ".join(FORMATS))
    out.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    which = out.add_mutually_exclusive_group(required=True)
    which.add_argument("--as-of", type=day, metavar="DATE", help="the state of that day")
    which.add_argument(
        "--whole", action="store_true", help="every status, with the days between which it holds"
    )
    out.add_argument("--known-on", type=day, metavar="DATE", help="as it was known on that day")
    out.add_argument("--theatre", metavar="T")
    out.add_argument("--hide", metavar="A,A,...", help="leave out what these actors hold")
    out.add_argument("--address", default=os.environ.get("KHARITA_ADDRESS", ADDRESS), metavar="URL",
                     help="where the dashboard is served, for the link in the file")  # fmt: skip
    held = verbs.add("verify", _verify, "whether the dataset still says what an exported file says")
    held.add_argument("file", type=Path, metavar="FILE")
    _import_arguments(verbs)


def _import_arguments(verbs: Verbs) -> None:
    into = verbs.add(
        "import", _import, "bring data in, after it has passed the gate and the check", verbs.common
    )
    into.add_argument("form", choices=FORMS, metavar="FORMAT", help=", ".join(FORMS))
    into.add_argument("files", nargs="+", type=Path, metavar="FILE")
    into.add_argument("--dry-run", action="store_true", help="show what would come in, write nothing")
    into.add_argument(
        "--source", action="append", default=[], metavar="ID", help="what rows rest on that name no source"
    )
    into.add_argument(
        "--map", action="append", default=[], type=_pair, metavar="FIELD=COLUMN", help="which column is what"
    )
    into.add_argument("--actor", action="append", default=[], type=_pair, metavar="NAME=ID",
                      help="who a name in the file is; NAME= leaves it out")  # fmt: skip
    into.add_argument(
        "--theatre", default="", metavar="T", help="where zones go; of events, only those inside it come in"
    )
    into.add_argument("--from", dest="start", type=day, metavar="DATE", help="nothing before that day")
    into.add_argument("--to", dest="end", type=day, metavar="DATE", help="nothing after that day")
    into.add_argument(
        "--reach", type=float, default=25.0, metavar="KM", help="how far an event's place may be from it (25)"
    )
    into.add_argument("--confidence", choices=["high", "medium", "low"], default="medium")
    into.add_argument(
        "--least", type=float, default=1.0, metavar="KM2", help="smaller pieces go to a neighbour (1)"
    )
    into.add_argument(
        "--duplicates", action="store_true", help="let in what has the place, day and actor of another"
    )


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.rpartition("=")
    if not mark:
        raise argparse.ArgumentTypeError(f"{text!r} has no '='")
    return name, value


def _export(options: argparse.Namespace) -> None:
    dataset = loaded(options)
    hidden = [name for name in (options.hide or "").split(",") if name]
    if unknown := [name for name in hidden if name not in dataset.actors]:
        raise Refusal(f"no actor {unknown[0]!r}; there are {', '.join(sorted(dataset.actors))}")
    filters = {"theatre": options.theatre or "", "hide": ",".join(hidden)}
    data = export(options.form, dataset, options.as_of, filters, address=options.address)
    files.replace(options.out, data)
    print(f"{options.out}: {len(data):,} bytes", file=sys.stderr)


def _import(options: argparse.Namespace) -> int:
    if options.theatre and options.theatre not in (known := load(options.data).theatres):
        raise Refusal(f"no theatre {options.theatre!r}; there are {', '.join(sorted(known))}")
    into = {file: files.read(options.data / file) for file in files.dataset_files(options.data)}
    asked_for = Options(
        sources=tuple(options.source), actors=dict(options.actor), columns=dict(options.map), theatre=options.theatre,
        start=options.start, end=options.end, reach_km=options.reach, duplicates=options.duplicates,
        confidence=options.confidence, least_km2=options.least,
    )  # fmt: skip
    plan = read_incoming(options.form, options.files, into, asked_for)
    _told(plan)
    if plan.needs or not plan.edits:
        print("nothing came in", file=sys.stderr)
        return 1 if plan.needs or plan.problems else 0
    judged = judge(into, plan)
    if judged.problems:
        print(*judged.problems, sep="\n", file=sys.stderr)
        print(f"nothing came in: {len(judged.problems)} problems", file=sys.stderr)
        return 1
    if not options.dry_run:
        for file, data in judged.changed.items():
            (options.data / file).parent.mkdir(parents=True, exist_ok=True)
            files.replace(options.data / file, data)
    verb = "would come in" if options.dry_run else "came in"
    print(
        f"{len(plan.records)} {verb}, into {', '.join(sorted(judged.changed)) or 'no file'}", file=sys.stderr
    )
    return 1 if plan.problems else 0


def _told(plan: Plan) -> None:
    """What comes in on standard output, a line each; what does not, and why, beside it."""
    for record in plan.records:
        print(f"{record.day or 'always':<10}  {record.id}: {record.en}")
    for double in plan.duplicates[:20]:
        print(
            f"row {double.row} says what {double.of} says already; --duplicates lets it in", file=sys.stderr
        )
    if len(plan.duplicates) > 20:
        print(f"and {len(plan.duplicates) - 20} more such rows", file=sys.stderr)
    for reason, count in plan.left_out.most_common():
        print(f"{count} left out: {reason}", file=sys.stderr)
    print(*plan.problems[:20], *(f"needed: {need}" for need in plan.needs), sep="\n", file=sys.stderr)


def _verify(options: argparse.Namespace) -> int:
    verdict = verify(options.file, load(options.data))
    rows = [asdict(difference) for difference in verdict.differences]
    if options.format == "json":
        told = {"file": str(options.file), **asdict(verdict)}
        json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        print(_sentence(options.file, verdict), file=sys.stdout if options.format == "table" else sys.stderr)
        if rows:
            asked(pd.DataFrame(rows, columns=list(Difference.__dataclass_fields__)), options.format)
    return 0 if verdict.same else 1


def _sentence(file: Path, verdict: Verdict) -> str:
    stamp = verdict.stamp
    what = f"the state on {stamp.as_of}" if stamp.as_of else "all statuses"
    if stamp.whole:
        what = "everything"
    elif stamp.since:
        what += f", and what happened since {stamp.since}"
    known = f", as known on {stamp.known_on}" if stamp.known_on else ""
    hashed = "other files, the same facts" if verdict.moved else "the same files"
    end = f"still so ({hashed})" if verdict.same else f"no longer so: {verdict.reason}"
    return f"{file.name}: {what}{known}, made {stamp.made} of dataset {stamp.dataset}: {end}."

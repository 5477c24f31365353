"""Data out, and whether it still holds: export and verify."""

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


def _export(options: argparse.Namespace) -> None:
    dataset = loaded(options)
    hidden = [name for name in (options.hide or "").split(",") if name]
    if unknown := [name for name in hidden if name not in dataset.actors]:
        raise Refusal(f"no actor {unknown[0]!r}; there are {', '.join(sorted(dataset.actors))}")
    filters = {"theatre": options.theatre or "", "hide": ",".join(hidden)}
    data = export(options.form, dataset, options.as_of, filters, address=options.address)
    files.replace(options.out, data)
    print(f"{options.out}: {len(data):,} bytes", file=sys.stderr)


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
    known = f", as known on {stamp.known_on}" if stamp.known_on else ""
    hashed = "other files, the same facts" if verdict.moved else "the same files"
    end = f"still so ({hashed})" if verdict.same else f"no longer so: {verdict.reason}"
    return f"{file.name}: {what}{known}, made {stamp.made} of dataset {stamp.dataset}: {end}."

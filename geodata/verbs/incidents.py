"""The archive of incidents: add to it, say what is in it, and hold the dataset against it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from geodata.archive import cells, engines, evidence, incidents, ingest, queries, shelf
from geodata.verbs import Refusal, Verbs, asked, day, loaded

__all__ = ["add"]


def add(verbs: Verbs) -> None:
    """Add the verb `archive`, and what can be done with it."""
    text = "incidents beside the dataset: add, status, cells, months, near, evidence"
    verb = verbs.add("archive", _unsaid, text, verbs.common)
    actions = verb.add_subparsers(metavar="WHAT", required=True)

    def action(name: str, run, text: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=text, parents=[verbs.answer])
        added.set_defaults(run=run)
        added.add_argument(
            "--archive", type=Path, metavar="DIR", help="instead of the one beside the dataset"
        )
        added.add_argument(
            "--engine",
            metavar="E",
            help="duckdb, postgresql://... or a Spark master; else KHARITA_ARCHIVE_ENGINE",
        )
        return added

    adding = action(
        "add", _add, "add incidents from CSV files; the same file and the same incident only once"
    )
    adding.add_argument("files", nargs="+", type=Path, metavar="FILE")
    adding.add_argument(
        "--form",
        default="ucdp",
        metavar="NAME",
        help="ucdp, acled, or a JSON file that says which column is what",
    )
    adding.add_argument(
        "--source", required=True, metavar="NAME", help="who published it; stands before each id"
    )
    action("status", _status, "what is in the archive, file by file")
    for name, run, text in (
        ("cells", _cells, "incidents and deaths by cell"), ("months", _months, "incidents and deaths by month and actor"),
        ("near", _near, "incidents within reach of a zone or region"),
    ):  # fmt: skip
        timed = action(name, run, text)
        timed.add_argument("start", type=day, metavar="FROM")
        timed.add_argument("end", type=day, metavar="TO")
        timed.add_argument("--theatre", metavar="T")
        if name == "cells":
            timed.add_argument("--resolution", type=int, choices=cells.RESOLUTIONS, default=cells.COARSE)
        if name == "near":
            timed.add_argument("feature", metavar="ID")
            timed.add_argument("--reach", type=float, default=15.0, metavar="KM")
    held = action(
        "evidence", _evidence, "where incidents lie in ground that we call quiet, and what explains the rest"
    )
    held.add_argument("theatre", metavar="T")


def _unsaid(options: argparse.Namespace) -> None:
    raise Refusal("archive what? add, status, cells, months, near or evidence")


def _home(options: argparse.Namespace) -> Path:
    return options.archive or shelf.beside(options.data)


def _engine(options: argparse.Namespace) -> engines.Engine:
    return engines.opened(_home(options), options.engine)


def _add(options: argparse.Namespace) -> None:
    mapping = incidents.MAPPINGS.get(options.form)
    if mapping is None:
        if not Path(options.form).is_file():
            raise Refusal(
                f"no form {options.form!r}; there are {', '.join(incidents.MAPPINGS)}, or name a JSON file"
            )
        mapping = incidents.read_mapping(Path(options.form))
    for path in options.files:
        added = ingest.add(_home(options), path, mapping, options.source, _progress)
        print(
            f"\r{path.name}: {added.rows:,} incidents; {added.known:,} were there; {added.refused:,} lines were none".ljust(
                72
            )
        )


def _progress(stage: str, share: float) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage} {share:4.0%}", end="", file=sys.stderr, flush=True)


def _status(options: argparse.Namespace) -> None:
    added = shelf.manifest(_home(options)).added
    columns = ["name", "source", "rows", "known", "refused"]
    asked(
        pd.DataFrame([[getattr(one, column) for column in columns] for one in added], columns=columns),
        options.format,
    )


def _box(options: argparse.Namespace) -> queries.Box:
    return loaded(options).theatres[options.theatre].envelope if options.theatre else queries.WORLD


def _cells(options: argparse.Namespace) -> None:
    found = queries.by_cell(_engine(options), options.resolution, options.start, options.end, _box(options))
    asked(found.assign(cell=[f"{cell:x}" for cell in found.cell]), options.format)


def _months(options: argparse.Namespace) -> None:
    asked(queries.by_month(_engine(options), options.start, options.end, _box(options)), options.format)


def _near(options: argparse.Namespace) -> None:
    dataset = loaded(options)
    if options.feature not in dataset.features.index:
        raise Refusal(f"no zone, region or place {options.feature!r}")
    shape = dataset.features.geometry[options.feature]
    asked(queries.near(_engine(options), shape, options.reach, options.start, options.end), options.format)


def _evidence(options: argparse.Namespace) -> None:
    dataset, engine = loaded(options), _engine(options)
    if options.format == "table":
        asked(evidence.explained(dataset, engine, options.theatre), "table")
        print()
    found = evidence.unexplained(dataset, engine, options.theatre)
    asked(found.head(40) if options.format == "table" else found, options.format)

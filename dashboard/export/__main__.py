"""The exports for the eye from the command line: `python -m dashboard.export html|pdf|png OUT`.

Exit status 0: written; 2: could not be written, or bad usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dashboard.export.kinds import KINDS, SIZES, write
from dashboard.view import ALL, DEFAULT, View
from geodata import derive, files, stamp
from geodata.dataset import Dataset, load
from geodata.period import parse_day
from geodata.problems import DatasetError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one export and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        dataset = derive.known_on(load(options.data), options.known_on)
        view = _view(dataset, options)
        options.out.write_bytes(
            write(options.kind, dataset, view, size=options.size, address=options.address, made=options.made)
        )
    except DatasetError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        print(f"dashboard.export: {error}", file=sys.stderr)
        return 2
    print(f"{options.out} {options.out.stat().st_size:,} bytes")
    return 0


def _view(dataset: Dataset, options: argparse.Namespace) -> View:
    """The view that the arguments ask for.

    Raises
    ------
    ValueError
        If the dataset has no such theatre or place.
    """
    if options.theatre != ALL and options.theatre not in dataset.theatres:
        raise ValueError(
            f"no theatre {options.theatre!r}; there are {', '.join([ALL, *sorted(dataset.theatres)])}"
        )
    if options.place and options.place not in dataset.features.index:
        raise ValueError(f"no place {options.place!r}")
    if options.compare and options.compare >= options.date:
        raise ValueError(f"--compare {options.compare} is not before --date {options.date}")
    return replace(DEFAULT, as_of=options.date, compare=options.compare, known_on=options.known_on, theatre=options.theatre, window=options.window,
                   place=options.place, lang=options.lang)  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.export", description="Take a map state with you."
    )
    parser.add_argument(
        "kind", choices=list(KINDS), help="one HTML file with everything, a PDF briefing, or a picture"
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    parser.add_argument("--date", type=_day, default=DEFAULT.as_of, help="the day on the clock")
    parser.add_argument("--compare", type=_day, metavar="DATE", help="the earlier of two days")
    parser.add_argument(
        "--known-on", type=_day, metavar="DATE", help="only what had been published by this day"
    )
    parser.add_argument("--theatre", default=DEFAULT.theatre, metavar="T", help='a theatre, or "all"')
    parser.add_argument("--place", metavar="ID", help="a place to set off")
    parser.add_argument(
        "--window",
        type=int,
        default=DEFAULT.window,
        metavar="DAYS",
        help="how far back changes and events go",
    )
    parser.add_argument("--lang", choices=["en", "ar"], default="en")
    parser.add_argument("--size", choices=list(SIZES), default="slide", help="of a picture")
    parser.add_argument(
        "--address", default=stamp.ADDRESS, metavar="URL", help="where the dashboard is served"
    )
    parser.add_argument("--made", metavar="TIME", help="the time of making, instead of now")
    parser.add_argument("--data", type=Path, default=files.DATASET, metavar="DIR", help="another dataset")
    return parser


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())

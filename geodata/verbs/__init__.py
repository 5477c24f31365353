"""The verbs of the command line, a module a theme; each adds its own, and what they share stands here."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from tabulate import tabulate

from geodata import derive, files
from geodata.dataset import Dataset, load
from geodata.period import parse_day
from geodata.text import inert

__all__ = ["Refusal", "Verbs", "asked", "day", "loaded"]


class Refusal(Exception):
    """The question cannot be answered as it was put; exit status 2."""


class Verbs:
    """Where the modules of this package add their verbs.

    Attributes
    ----------
    common, answer : ArgumentParser
        What goes with every verb (`--data`), and with every verb that answers (`--format`, `--lang` as well).
    """

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.common = argparse.ArgumentParser(add_help=False)
        self.common.add_argument(
            "--data", type=Path, default=files.DATASET, metavar="DIR", help="another dataset"
        )
        self.answer = argparse.ArgumentParser(add_help=False, parents=[self.common])
        self.answer.add_argument("--format", choices=["table", "json", "csv"], default="table")
        self.answer.add_argument("--lang", choices=["en", "ar"], default="en")
        self._verbs = parser.add_subparsers(required=True, metavar="VERB")

    def add(
        self,
        name: str,
        run: Callable[[argparse.Namespace], int | None],
        text: str,
        parent: argparse.ArgumentParser | None = None,
    ) -> argparse.ArgumentParser:
        """Add a verb that `run` answers; returns its parser, for arguments of its own."""
        added = self._verbs.add_parser(name, help=text, description=text, parents=[parent or self.answer])
        added.set_defaults(run=run)
        return added


def day(text: str) -> date:
    """A day as an argument; the parser says what is wrong with it."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def loaded(options: argparse.Namespace) -> Dataset:
    """The dataset that the arguments name, as known on the day they name.

    Raises
    ------
    Refusal
        If it has no such theatre.
    """
    dataset = load(options.data)
    theatre = getattr(options, "theatre", None)
    if theatre is not None and theatre not in dataset.theatres:
        raise Refusal(f"no theatre {theatre!r}; there are {', '.join(sorted(dataset.theatres))}")
    return derive.known_on(dataset, getattr(options, "known_on", None))


def asked(table: pd.DataFrame, form: str) -> None:
    """The answer on standard output; lists become words apart in a table, and stay lists in JSON."""
    if form == "json":
        json.dump(table.to_dict("records"), sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
        return
    plain = table.map(lambda cell: " ".join(map(str, cell)) if isinstance(cell, list) else cell)
    if form == "csv":
        plain.map(inert).to_csv(sys.stdout, index=False)
    elif plain.empty:
        print("Nothing.")
    else:
        rows = [[_shown(cell) for cell in row] for row in plain.itertuples(index=False)]
        print(tabulate(rows, headers=list(plain.columns), tablefmt="simple", disable_numparse=True))


def _shown(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)

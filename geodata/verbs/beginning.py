"""A new dataset: init."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from geodata.beginning import begin
from geodata.verbs import Refusal, Verbs

__all__ = ["add"]


def add(verbs: Verbs) -> None:
    """Add the verb."""
    text = "a dataset from nothing: a country's towns, a zone around each, and an empty timeline"
    new = verbs.add("init", _init, text, verbs.common)
    new.add_argument("name", metavar="NAME", help="id of its theatre, and its folder unless --out names one")
    new.add_argument("--countries", required=True, metavar="SDN,...", help="ISO 3166-1 alpha-3 codes")
    new.add_argument("--out", type=Path, metavar="DIR", help="a folder that is empty or not there yet")
    new.add_argument(
        "--reach", type=float, default=30.0, metavar="KM", help="how far a town's zone reaches (30)"
    )
    new.add_argument(
        "--people", type=int, default=15_000, metavar="N", help="towns from this population on (15000)"
    )


def _init(options: argparse.Namespace) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", options.name):
        raise Refusal(f"{options.name!r} is no id: lower-case letters, digits and single hyphens")
    codes = [code.strip().upper() for code in options.countries.split(",") if code.strip()]
    folder = options.out or Path(options.name)
    made = begin(folder, options.name, codes, reach_km=options.reach, people=options.people)
    print(
        f"{folder}: {made['towns']} towns, each a place and a zone; {made['unnamed']} more want an Arabic name"
    )
    print(f"next: {folder}/README.md; open it with  ./run --data {folder}")

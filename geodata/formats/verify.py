"""Whether the dataset still says what a file says: the state that the file's stamp names, asked again and compared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geodata import carriers  # noqa: F401  It teaches the stamp's reader web pages, PDFs and pictures.
from geodata.dataset import Dataset
from geodata.facts import COLUMNS, facts, said
from geodata.formats import FORMATS, Found
from geodata.formats.content import as_text
from geodata.period import parse_day
from geodata.stamp import Stamp, read_stamp, restate

__all__ = ["Difference", "Unstamped", "Verdict", "verify"]


class Unstamped(ValueError):
    """The file carries no stamp of Kharita, so there is nothing to hold it to."""


@dataclass(frozen=True, order=True)
class Difference:
    """One field of a feature as the file has it, and as the dataset has it now; empty where a side has no such row."""

    feature: str
    row: str
    field: str
    in_file: str
    now: str


@dataclass(frozen=True)
class Verdict:
    """What `verify` found.

    Attributes
    ----------
    stamp : Stamp
    same : bool
        Whether file and dataset say the same.
    moved : bool
        Whether the dataset has another hash than when the file was made; it may say the same all the same.
    differences : list of Difference
    reason : str
        In a few words, why they are not the same; empty if they are.
    """

    stamp: Stamp
    same: bool
    moved: bool
    differences: list[Difference] = field(default_factory=list)
    reason: str = ""


def verify(path: Path, dataset: Dataset) -> Verdict:
    """Hold a file to `dataset`, which is not cut down to any day of knowledge.

    Raises
    ------
    Unstamped
        If the file carries no stamp.
    OSError, ValueError
        If it cannot be read.
    """
    found = _found(path)
    stamp = found.stamp
    if stamp is None:
        raise Unstamped(
            f"{path.name} carries no stamp of Kharita: it was made elsewhere, or has lost its metadata"
        )
    known, day = restate(dataset, stamp)
    since = parse_day(stamp.since) if stamp.since else None
    now = said(known, day, stamp.filters, since=since, whole=stamp.whole)
    moved = stamp.dataset != dataset.version
    differences = (
        [] if found.rows is None else compared(found.rows, as_text(facts(known, day, stamp.filters)))
    )
    if moved and not stamp.facts and found.rows is None:
        raise Unstamped(f"{path.name} says of which dataset it is, but not what it said")
    unchanged = now == stamp.facts if stamp.facts else not moved or not differences
    return Verdict(
        stamp, unchanged and not differences, moved, differences, _reason(unchanged, found, differences)
    )


def _found(path: Path) -> Found:
    for form in FORMATS.values():
        if path.suffix.lower() == form.suffix:
            return form.read(path)
    if not path.is_file():
        raise FileNotFoundError(2, "No such file or directory", str(path))
    return Found(read_stamp(path), None)


def _reason(unchanged: bool, found: Found, differences: list[Difference]) -> str:
    if unchanged:
        return "the file was changed after it was made" if differences else ""
    if found.rows is None:
        return "the dataset says something else now"
    return "the dataset says something else now" if differences else "outlines have been redrawn since"


def compared(old: pd.DataFrame, new: pd.DataFrame) -> list[Difference]:
    """The fields in which two tables of text rows differ, feature by feature, rows matched by their beginning and actor."""
    sides = [defaultdict(list), defaultdict(list)]
    for table, side in zip((old, new), sides, strict=True):
        for row in table.to_dict("records"):
            side[row["feature"]].append(row)
    found = []
    for feature in sorted({*sides[0], *sides[1]}):
        found += _of_feature(feature, sides[0][feature], sides[1][feature])
    return sorted(found)


def _of_feature(feature: str, old: list[dict], new: list[dict]) -> list[Difference]:
    left = [row for row in old if row not in new]
    right = [row for row in new if row not in old]
    found = []
    for names in (("valid_from", "actor", "status"), ("valid_from",), ("actor",), ()):
        for row in list(left):
            match = next((other for other in right if all(row[n] == other[n] for n in names)), None)
            if match is not None:
                left.remove(row)
                right.remove(match)
                found += _fields(feature, row, match)
    found += [Difference(feature, row["valid_from"], "status", _said(row), "") for row in left]
    return found + [Difference(feature, row["valid_from"], "status", "", _said(row)) for row in right]


def _fields(feature: str, old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    return [
        Difference(feature, old["valid_from"] or new["valid_from"], name, old[name], new[name])
        for name in COLUMNS
        if old[name] != new[name]
    ]


def _said(row: dict[str, Any]) -> str:
    return f"{row['actor']} {row['status']}, {row['valid_from']} to {row['valid_to'] or 'now'}".strip()

"""What every format writes: the rows of a state or of the whole, and the stamp that says what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from geodata.dataset import Dataset
from geodata.facts import COLUMNS, DAYS
from geodata.stamp import Stamp

__all__ = ["NOTICE", "Export", "Format", "Found", "as_text", "flat", "keys"]

#: What the maps themselves say, for whoever meets the data alone.
NOTICE = {
    "en": "Lines endorse no border. Each row names its sources; what is not known is said to be not known.",
    "ar": "الخطوط لا تعني إقرارًا بأي حدود. كل صف يذكر مصادره، وما ليس معروفًا يُقال إنه غير معروف.",
}


@dataclass(frozen=True)
class Export:
    """What is written.

    Attributes
    ----------
    dataset : Dataset
        Cut down to the stamp's day of knowledge.
    stamp : Stamp
    rows : GeoDataFrame
        As `facts.facts` gives them.
    """

    dataset: Dataset
    stamp: Stamp
    rows: gpd.GeoDataFrame

    @property
    def title(self) -> dict[str, str]:
        """What it is of, in both languages."""
        day = self.stamp.as_of
        return {
            "en": f"Kharita, {f'the state on {day}' if day else 'all statuses'}",
            "ar": f"خريطة، {f'الحالة في {day}' if day else 'جميع الحالات'}",
        }


@dataclass(frozen=True)
class Found:
    """What a file says: its stamp, if it carries one, and its rows as text, `COLUMNS` wide.

    `rows` is None where a format keeps no rows that could be read back.
    """

    stamp: Stamp | None
    rows: pd.DataFrame | None


@dataclass(frozen=True)
class Format:
    """One format: how it is written, and how a file of it is read back.

    Attributes
    ----------
    name, suffix, mime : str
    title : str
        As menus and help name it.
    write : callable
        From an `Export` to the bytes of the file.
    read : callable
        From the path of a file to what it says; raises OSError or ValueError where it cannot be read.
    """

    name: str
    suffix: str
    mime: str
    title: str
    write: Callable[[Export], bytes]
    read: Callable[[Path], Found]


def flat(export: Export) -> gpd.GeoDataFrame:
    """The rows for formats that want real columns: lists as ids with a space between, days as dates, None for nothing."""
    rows = export.rows.copy()
    for column in COLUMNS:
        if column not in ("disputed", "area_km2"):
            rows[column] = rows[column].mask(rows[column] == "", None).astype("string")
    # Typed even where a column holds no day at all, so that it stays a column of dates.
    rows[DAYS] = rows[DAYS].astype(pd.ArrowDtype(pa.date32()))
    return rows[[*COLUMNS, *DAYS, "geometry"]]


def keys(rows: pd.DataFrame) -> list[str]:
    """A name for every row: its feature, and a number where a feature has several."""
    number = rows.groupby("feature").cumcount()
    many = rows.feature.duplicated(keep=False)
    return [
        f"{name}/{n}" if several else name
        for name, n, several in zip(rows.feature, number, many, strict=True)
    ]


def as_text(rows: pd.DataFrame | Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows of any format as `COLUMNS` of text, so that one comparison serves all."""
    table = pd.DataFrame(rows).reindex(columns=COLUMNS)
    return table.map(_plain)


def _plain(cell: Any) -> str:
    if isinstance(cell, bool) or type(cell).__name__ == "bool_":
        return "true" if cell else ""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, int | float) or (hasattr(cell, "dtype") and getattr(cell, "shape", None) == ()):
        return f"{float(cell):.1f}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    return (" " if all(isinstance(part, str) and " " not in part for part in cell) else "\n").join(
        map(str, cell)
    )

"""A dataset's tables kept by the hash of its files: what was read and found sound once is not read again.

Arrow files in the user's cache folder, one folder a version, made beside and then renamed. Nothing in them is code. A
folder that is not whole, or was written by another version of the code, is as good as none; what is served is always
what the files' own bytes say, since the name is a hash of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import feather
from pydantic import TypeAdapter

from geodata import files
from geodata.check import blocking
from geodata.dataset import Dataset, build
from geodata.model import Actor, Claim, Estimate, Source, Story, Theatre
from geodata.reading import read, uncollected
from geodata.text import Text

__all__ = ["folder", "keep", "load", "main", "version_of"]

_TABLES = ("features", "statuses", "disputes", "events", "links")
_RECORDS: dict[str, Any] = {
    "actors": dict[str, Actor], "sources": dict[str, Source], "theatres": dict[str, Theatre],
    "stories": dict[str, Story], "claims": list[Claim], "estimates": list[Estimate],
}  # fmt: skip


def folder() -> Path:
    """Where versions are kept: the folder that KHARITA_CACHE names, or else `kharita` in the user's cache folder."""
    named = os.environ.get("KHARITA_CACHE")
    return (
        Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kharita"
    )


def version_of(directory: Path) -> str:
    """The version of the files in `directory` as they now stand.

    Raises
    ------
    OSError
        If one cannot be read.
    """
    return files.digest({file: files.read(directory / file) for file in files.dataset_files(directory)})


def keep(found: Dataset) -> None:
    """Keep a sound dataset, and let go of those that were kept before the last few.

    Raises
    ------
    OSError
        If the cache folder cannot be written; the dataset is none the worse for it.
    """
    place = _place(found.version)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=place.parent, prefix=".half-"))
    try:
        records = {
            name: TypeAdapter(of).dump_json(getattr(found, name)).decode() for name, of in _RECORDS.items()
        }
        (half / "records.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
        for name in _TABLES:
            feather.write_feather(
                _arrow(getattr(found, name)), str(half / f"{name}.arrow"), compression="lz4"
            )
        sums = {path.name: _sum(path) for path in sorted(half.iterdir())}
        (half / "SUMS.json").write_text(json.dumps(sums))
        half.rename(place)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        raise
    _tidy(place.parent)


def load(version: str) -> Dataset | None:
    """The dataset of this version as it was kept; None where it was not, or is not whole."""
    place = _place(version)
    try:
        sums = json.loads((place / "SUMS.json").read_bytes())
        if any(_sum(place / name) != told for name, told in sums.items()) or len(sums) != len(_TABLES) + 1:
            return None
        told = json.loads((place / "records.json").read_bytes())
        records = {name: TypeAdapter(of).validate_json(told[name]) for name, of in _RECORDS.items()}
        with uncollected():
            tables = {name: _frame(feather.read_table(str(place / f"{name}.arrow"))) for name in _TABLES}
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None
    return Dataset(version=version, **records, **tables)


_KEPT = 4


def _tidy(home: Path) -> None:
    """Let go of all but the last few versions, and of what was left half made."""
    found = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _place(version: str) -> Path:
    return folder() / f"{version}-{_form()}"


@cache
def _form() -> str:
    """A hash of what decides which datasets are sound and what their tables mean: our own code, and the libraries that hold them."""
    whole = hashlib.sha256(
        f"{sys.version_info[:2]} {pd.__version__} {gpd.__version__} {pa.__version__}".encode()
    )
    for path in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _arrow(table: pd.DataFrame) -> pa.Table:
    """A table as Arrow; how each column came goes into its metadata."""
    columns, forms = {}, {}
    for name in table.columns:
        columns[name], forms[name] = _column(table[name])
    index = "id" if table.index.name == "id" else ""
    about = {
        "forms": json.dumps(forms),
        "index": index,
        "geometry": getattr(table, "_geometry_column_name", "") or "",
    }
    return pa.table(columns).replace_schema_metadata(about)


def _column(values: pd.Series) -> tuple[pa.Array, str]:
    if values.dtype == "geometry":
        return pa.array(shapely.to_wkb(values.to_numpy()), pa.binary()), "geometry"
    if values.dtype != object:
        return pa.array(values, from_pandas=True), "text" if isinstance(
            values.dtype, pd.StringDtype
        ) else "numbers"
    cells = values.tolist()
    if any(isinstance(cell, Text) for cell in cells):
        empty = "none" if any(cell is None for cell in cells) else "blank"
        parts = [
            [cell.of(lang) if isinstance(cell, Text) else None for cell in cells] for lang in ("en", "ar")
        ]
        missing = pa.array([not isinstance(cell, Text) for cell in cells])
        return pa.StructArray.from_arrays(
            [pa.array(part, pa.string()) for part in parts], ["en", "ar"], mask=missing
        ), f"words {empty}"
    if any(isinstance(cell, list) for cell in cells):
        return pa.array(cells, pa.list_(pa.string())), "lists"
    return pa.array(cells), "objects"


def _frame(table: pa.Table) -> pd.DataFrame:
    about = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    forms: Mapping[str, str] = json.loads(about["forms"])
    columns = {name: _values(table.column(name).combine_chunks(), form) for name, form in forms.items()}
    frame = pd.DataFrame(columns, columns=list(forms))
    if about["geometry"]:
        frame = gpd.GeoDataFrame(frame, geometry=about["geometry"], crs="EPSG:4326")
    return frame.set_index("id", drop=False) if about["index"] else frame


def _values(column: pa.Array, form: str) -> Any:
    if form == "geometry":
        return shapely.from_wkb(column.to_numpy(zero_copy_only=False))
    if form == "numbers":
        return column.to_numpy(zero_copy_only=False)
    if form == "text":
        return pd.Series(column.to_pandas(), dtype="str")
    if form.startswith("words"):
        return _words(column, None if form.endswith("none") else "")
    return _lists(column) if form == "lists" else column.to_numpy(zero_copy_only=False)


def _lists(column: pa.ListArray) -> np.ndarray:
    items, ends = column.flatten().to_numpy(zero_copy_only=False).tolist(), column.offsets.to_pylist()
    return np.fromiter(
        (items[first:after] for first, after in pairwise(ends)), dtype=object, count=len(column)
    )


def _words(column: pa.StructArray, empty: Any) -> np.ndarray:
    """Words in both languages, made without asking again whether they are visible: they were, when they were kept."""
    fields, new, put = {"en", "ar"}, Text.__new__, object.__setattr__
    found = np.empty(len(column), dtype=object)
    pairs = zip(*(column.field(lang).to_numpy(zero_copy_only=False) for lang in ("en", "ar")), strict=True)
    for index, (en, ar) in enumerate(pairs):
        if en is None:
            found[index] = empty
            continue
        made = found[index] = new(Text)
        put(made, "__dict__", {"en": en, "ar": ar})
        put(made, "__pydantic_fields_set__", fields)
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
    return found


def main(directory: Path) -> None:
    """Keep the dataset in `directory` if it is sound and not kept yet: `python -m geodata.kept DIR`, which `./run` calls."""
    if _place(version_of(directory)).exists():
        return
    reading = read(directory)
    if not blocking(reading):
        keep(build(reading))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

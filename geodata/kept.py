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
from geodata.dataset import Dataset
from geodata.model import Actor, Claim, Estimate, Source, Story, Theatre
from geodata.reading import uncollected
from geodata.text import LANGUAGES, Text
from geodata.texts import Texts

__all__ = ["folder", "form", "got", "has", "keep", "load", "put", "version_of"]

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
    name = _name(found.version)
    if has(name):
        return
    records = {
        kind: TypeAdapter(of).dump_json(getattr(found, kind)).decode() for kind, of in _RECORDS.items()
    }
    parts = {f"{table}.arrow": _bytes(getattr(found, table)) for table in _TABLES}
    put(name, {"records.json": json.dumps(records, ensure_ascii=False).encode(), **parts})


def load(version: str) -> Dataset | None:
    """The dataset of this version as it was kept; None where it was not, or is not whole."""
    parts = got(_name(version))
    if parts is None:
        return None
    try:
        told = json.loads(parts["records.json"])
        records = {name: TypeAdapter(of).validate_json(told[name]) for name, of in _RECORDS.items()}
        with uncollected():
            tables = {
                name: _frame(feather.read_table(pa.BufferReader(parts[f"{name}.arrow"]))) for name in _TABLES
            }
    except (ValueError, KeyError, TypeError, pa.ArrowException):
        return None
    return Dataset(version=version, **records, **tables)


def has(name: str) -> bool:
    """Whether something is kept under a name."""
    return (folder() / name).exists()


def put(name: str, parts: Mapping[str, bytes]) -> None:
    """Keep parts under a name, all or none, and let go of what was kept before the last few.

    Raises
    ------
    OSError
        If the cache folder cannot be written.
    """
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=home, prefix=".half-"))
    try:
        for part, data in parts.items():
            (half / part).write_bytes(data)
        sums = {part: hashlib.sha256(data).hexdigest() for part, data in parts.items()}
        (half / _SUMS).write_text(json.dumps(sums))
        half.rename(home / name)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        if not has(name):
            raise
    _tidy(home)


def got(name: str) -> dict[str, bytes] | None:
    """The parts kept under a name; None where there are none, or one of them is not what was kept."""
    place = folder() / name
    try:
        sums = json.loads((place / _SUMS).read_bytes())
        parts = {path.name: path.read_bytes() for path in place.iterdir() if path.name != _SUMS}
    except (OSError, ValueError):
        return None
    found = {part: hashlib.sha256(data).hexdigest() for part, data in parts.items()}
    return parts if parts and found == sums else None


_SUMS = "SUMS.json"
#: The tables and the packs of four versions, and a basemap.
_KEPT = 9


def _tidy(home: Path) -> None:
    """Let go of all but the last few versions, and of what was left half made."""
    found = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _name(version: str) -> str:
    return f"{version}-{form()}"


@cache
def form() -> str:
    """A hash of what decides which datasets are sound and what their tables mean: our own code, and the libraries that hold them."""
    whole = hashlib.sha256(
        f"{sys.version_info[:2]} {pd.__version__} {gpd.__version__} {pa.__version__}".encode()
    )
    for path in _code():
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def _code() -> list[Path]:
    here = Path(__file__).parent
    return sorted([*here.glob("*.py"), *here.glob("rules/*.py")])


def _bytes(table: pd.DataFrame) -> bytes:
    out = pa.BufferOutputStream()
    feather.write_feather(_arrow(table), out, compression="lz4")
    return out.getvalue().to_pybytes()


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
    if isinstance(values.array, Texts):
        words = values.array.words
        return pa.StructArray.from_arrays(list(words.values()), list(words)), "texts"
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
    if form == "texts":
        return Texts({lang: column.field(lang) for lang in LANGUAGES})
    if form.startswith("words"):
        return _notes(column, None if form.endswith("none") else "")
    return _lists(column) if form == "lists" else column.to_numpy(zero_copy_only=False)


def _lists(column: pa.ListArray) -> np.ndarray:
    items = column.flatten().to_numpy(zero_copy_only=False).tolist()
    ends = column.offsets.to_numpy().tolist()
    found = [items[first:after] for first, after in pairwise(ends)]
    return np.fromiter(found, dtype=object, count=len(found))


def _notes(column: pa.StructArray, empty: Any) -> np.ndarray:
    """Words of some rows; they were found to be visible before they were kept."""
    found = [empty if words is None else Text.model_construct(**words) for words in column.to_pylist()]
    return np.fromiter(found, dtype=object, count=len(found))

"""GeoParquet 1.1: real dates, lists as lists, a bounding box by row, the stamp among the file's key-value metadata."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq

from geodata.facts import LISTS
from geodata.formats import worker
from geodata.formats.content import Export, Format, Found, as_text, flat
from geodata.stamp import KEY, Stamp

__all__ = ["FORMAT"]


def _write(export: Export) -> bytes:
    rows = flat(export)
    for column in LISTS:
        rows[column] = [cell.split() for cell in rows[column].fillna("")]
    made = io.BytesIO()
    rows.to_parquet(made, index=False, schema_version="1.1.0", write_covering_bbox=True)
    made.seek(0)
    table = pq.read_table(made)
    told = (table.schema.metadata or {}) | {
        KEY.encode(): export.stamp.to_json().encode(),
        b"title": export.title["en"].encode(),
        b"title_ar": export.title["ar"].encode(),
    }
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(told), out, compression="zstd")
    return out.getvalue()


def _read(path: Path) -> Found:
    (layer,) = worker.layers(path, "parquet")
    told = layer.about.get(KEY)
    rows = [feature["properties"] for feature in layer.features]
    for row in rows:
        row.update({name: " ".join(row.get(name) or []) for name in LISTS})
    return Found(Stamp.from_json(told) if told else None, as_text(rows))


FORMAT = Format("parquet", ".parquet", "application/vnd.apache.parquet", "GeoParquet", _write, _read)

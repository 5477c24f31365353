"""FlatGeobuf: real dates, a spatial index, the stamp as the layer's description."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyogrio

from geodata.formats import worker
from geodata.formats.content import Export, Format, Found, as_text, flat
from geodata.stamp import Stamp

__all__ = ["FORMAT"]


def _write(export: Export) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kharita.fgb"
        pyogrio.write_dataframe(
            flat(export), path, driver="FlatGeobuf", geometry_type="Unknown", use_arrow=True,
            layer_options={"TITLE": export.title["en"], "DESCRIPTION": export.stamp.to_json()},
        )  # fmt: skip
        return path.read_bytes()


def _read(path: Path) -> Found:
    (layer,) = worker.layers(path, "fgb")
    told = layer.about.get("DESCRIPTION", "")
    rows = as_text(feature["properties"] for feature in layer.features)
    return Found(Stamp.from_json(told) if told.startswith("{") else None, rows)


FORMAT = Format("fgb", ".fgb", "application/flatgeobuf", "FlatGeobuf", _write, _read)

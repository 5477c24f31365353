"""CSV: a line a row, the middle of each shape as lon and lat, the stamp in columns at the side.

No text in it is taken for a formula by a spreadsheet, and Arabic opens rightly in the common ones (UTF-8 with BOM).
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd

from geodata import files
from geodata.facts import COLUMNS, DAYS
from geodata.formats.content import Export, Format, Found, as_text
from geodata.gate import MAX_BYTES
from geodata.stamp import Stamp
from geodata.text import inert, live

__all__ = ["FORMAT"]

_SIDE = ["as_of", "known_on", "filters", "dataset", "link", "made", "facts"]


def _write(export: Export) -> bytes:
    rows = export.rows
    middles = rows.geometry.representative_point()
    table = pd.DataFrame(rows[[*COLUMNS, *DAYS]])
    table["lon"], table["lat"] = middles.x.round(5), middles.y.round(5)
    table["disputed"] = ["yes" if cell else "" for cell in table.disputed]
    stamp = export.stamp
    side = [
        stamp.as_of or "",
        stamp.known_on or "",
        json.dumps(stamp.filters),
        stamp.dataset,
        stamp.link,
        stamp.made,
    ]
    for name, value in zip(_SIDE, [*side, stamp.facts], strict=True):
        table[f"kharita_{name}"] = value
    text = io.StringIO()
    table.map(inert).to_csv(text, index=False, lineterminator="\r\n")
    return ("\ufeff" + text.getvalue()).encode()


def _read(path: Path) -> Found:
    data = files.read(path)
    if len(data) > MAX_BYTES:
        raise ValueError(f"over the limit of {MAX_BYTES:,} bytes")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    if not rows or f"kharita_{_SIDE[0]}" not in rows[0]:
        return Found(None, None)
    clean = [{name: live(value or "") for name, value in row.items() if name} for row in rows]
    for row in clean:
        row["disputed"] = "true" if row.get("disputed") == "yes" else ""
    carried = {name: clean[0].get(f"kharita_{name}", "") for name in _SIDE}
    days = {name: carried[name] or None for name in ("as_of", "known_on")}
    filters = json.loads(carried["filters"] or "{}")
    whole = {"format": "kharita-stamp/1"} | carried | days | {"filters": filters}
    return Found(Stamp.from_json(json.dumps(whole)), as_text(clean))


FORMAT = Format("csv", ".csv", "text/csv", "CSV", _write, _read)

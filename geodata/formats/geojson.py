"""GeoJSON (RFC 7946): a feature a row, lists as lists, the stamp as a foreign member of the collection."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry import mapping

from geodata import files
from geodata.facts import LISTS
from geodata.formats.content import NOTICE, Export, Format, Found, as_text, flat, keys
from geodata.gate import admit
from geodata.stamp import KEY, Stamp

__all__ = ["FORMAT"]

_LINES = ["sources_en", "sources_ar"]


def _write(export: Export) -> bytes:
    table = flat(export)
    head = {
        "type": "FeatureCollection",
        KEY: json.loads(export.stamp.to_json()) | {"title": export.title, "notice": NOTICE},
    }
    shapes = table.geometry
    rows = table.drop(columns="geometry").to_dict("records")
    features = [
        {"type": "Feature", "id": key, "properties": _properties(row), "geometry": mapping(shape)}
        for key, row, shape in zip(keys(table), rows, shapes, strict=True)
    ]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opening}, "features": [\n{lines}\n]}}\n'.encode()


def _properties(row: dict[str, Any]) -> dict[str, Any]:
    made = {name: None if value is pd.NA else value for name, value in row.items()}
    made |= {name: value.isoformat() for name, value in made.items() if isinstance(value, date)}
    made |= {name: (made[name] or "").split() for name in LISTS}
    return made | {name: (made[name] or "").splitlines() for name in _LINES}


def _read(path: Path) -> Found:
    document = admit(files.read(path), path.name)
    if document.value is None or document.problems:
        raise ValueError(str(document.problems[0]))
    carried = document.value.get(KEY)
    if not isinstance(carried, dict):
        return Found(None, None)
    stamp = Stamp.from_json(json.dumps({k: v for k, v in carried.items() if k not in ("title", "notice")}))
    rows = [feature.get("properties") for feature in document.value["features"]]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("a feature has no properties")
    for row in rows:
        for name in _LINES:
            row[name] = "\n".join(map(str, row.get(name) or []))
        for name in LISTS:
            row[name] = " ".join(map(str, row.get(name) or []))
    return Found(stamp, as_text(rows))


FORMAT = Format("geojson", ".geojson", "application/geo+json", "GeoJSON", _write, _read)

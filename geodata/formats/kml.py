"""KML 2.2: a placemark a row with a TimeSpan that drives the time slider of a globe, the stamp as ExtendedData.

Balloons show a description in which curated text is escaped twice, because viewers of KML take it for HTML.
"""

from __future__ import annotations

import html
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import shapely
from shapely.geometry.base import BaseGeometry

from geodata import files
from geodata.facts import COLUMNS
from geodata.formats.content import NOTICE, Export, Format, Found, as_text
from geodata.gate import MAX_BYTES
from geodata.stamp import KEY, Stamp

__all__ = ["FORMAT"]

_SPACE = "http://www.opengis.net/kml/2.2"
_OPACITY = {"control": "99", "contested": "55", "presence": "33"}


def _write(export: Export) -> bytes:
    root = ET.Element("kml", xmlns=_SPACE)
    document = _add(root, "Document")
    _add(document, "name", f"{export.title['en']} · {export.title['ar']}")
    _add(document, "description", html.escape(f"{NOTICE['en']} {NOTICE['ar']} {export.stamp.link}"))
    _styles(document, export)
    _data(document, {KEY: export.stamp.to_json()})
    for kind, rows in export.rows.groupby("kind"):
        folder = _add(document, "Folder")
        _add(folder, "name", f"{kind}s")
        for row in rows.to_dict("records"):
            _placemark(folder, row)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    made.text = text
    return made


def _styles(document: ET.Element, export: Export) -> None:
    """A style for every actor and status that occurs; KML writes colours as opacity, blue, green, red."""
    pairs = export.rows[["actor", "status"]].drop_duplicates()
    for actor, status in sorted(map(tuple, pairs.to_numpy())):
        colour = export.dataset.actors[actor].colour[1:] if actor in export.dataset.actors else "888888"
        turned = colour[4:6] + colour[2:4] + colour[:2]
        style = _add(document, "Style", id=_style(actor, status))
        _add(_add(style, "IconStyle"), "color", f"ff{turned}")
        line = _add(style, "LineStyle")
        _add(line, "color", f"ff{turned}")
        _add(line, "width", "1")
        _add(_add(style, "PolyStyle"), "color", f"{_OPACITY.get(status, '00')}{turned}")
        _add(_add(style, "BalloonStyle"), "text", "$[description]")


def _style(actor: str, status: str) -> str:
    return f"{actor or 'none'}-{status.replace(' ', '-') or 'none'}"


def _placemark(folder: ET.Element, row: dict[str, Any]) -> None:
    mark = _add(folder, "Placemark")
    _add(mark, "name", f"{row['name_en']} · {row['name_ar']}")
    if row["first_day"]:
        span = _add(mark, "TimeSpan")
        _add(span, "begin", row["first_day"].isoformat())
        if row["end_day"]:
            # A TimeSpan holds on both its days, a status no longer on its end.
            _add(span, "end", (row["end_day"] - timedelta(days=1)).isoformat())
    _add(mark, "description", html.escape(_told(row)))
    _add(mark, "styleUrl", f"#{_style(row['actor'], row['status'])}")
    _data(mark, {name: _cell(row[name]) for name in COLUMNS})
    mark.append(_shape(row["geometry"]))


def _told(row: dict[str, Any]) -> str:
    """The row in words, both languages; escaped here for HTML, and once more when it becomes XML."""
    parts = []
    for lang in ("en", "ar"):
        days = f"{row['valid_from']} – {row['valid_to']}"
        parts += [
            row[f"name_{lang}"],
            f"{row[f'actor_{lang}']} ({row['status']}, {row['confidence']}) {days}",
        ]
        parts += [row[f"note_{lang}"], *row[f"sources_{lang}"].splitlines()]
    return "<br>".join(html.escape(part) for part in parts if part)


def _data(parent: ET.Element, values: dict[str, str]) -> None:
    extended = _add(parent, "ExtendedData")
    for name, value in values.items():
        _add(_add(extended, "Data", name=name), "value", value)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _shape(geometry: BaseGeometry) -> ET.Element:
    if geometry.geom_type == "Point":
        made = ET.Element("Point")
        _add(made, "coordinates", _positions(geometry))
        return made
    several = ET.Element("MultiGeometry")
    for part in shapely.get_parts(geometry):
        polygon = _add(several, "Polygon")
        rings = [("outerBoundaryIs", part.exterior), *(("innerBoundaryIs", ring) for ring in part.interiors)]
        for tag, ring in rings:
            _add(_add(_add(polygon, tag), "LinearRing"), "coordinates", _positions(ring))
    return several


def _positions(geometry: BaseGeometry) -> str:
    return " ".join(f"{x:.5f},{y:.5f}" for x, y in shapely.get_coordinates(geometry))


def _read(path: Path) -> Found:
    data = files.read(path)
    if len(data) > MAX_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("too large, or with a document type of its own")
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        raise ValueError(f"not XML: {error}") from None
    head = root.find(f"{{{_SPACE}}}Document")
    told = _extended(head).get(KEY) if head is not None else None
    rows = [_extended(mark) for mark in root.iter(f"{{{_SPACE}}}Placemark")]
    return Found(Stamp.from_json(told) if told else None, as_text(rows))


def _extended(parent: ET.Element) -> dict[str, str]:
    found = parent.findall(f"{{{_SPACE}}}ExtendedData/{{{_SPACE}}}Data")
    return {item.get("name", ""): item.findtext(f"{{{_SPACE}}}value") or "" for item in found}


FORMAT = Format("kml", ".kml", "application/vnd.google-earth.kml+xml", "KML", _write, _read)

"""A style for QGIS 3.22 and later: actors in their colours, contested ground hatched, the temporal controller set.

QGIS reads it from the table `layer_styles` of a GeoPackage. The temporal part names two date columns (mode 2: start
and end from fields); limitMode 0 includes the first day and leaves out the end, as `valid_to` means it.
"""

from __future__ import annotations

import uuid
from xml.etree import ElementTree as ET

__all__ = ["TEMPORAL", "qml"]

#: The attributes by which QGIS takes the days of a row from its columns.
TEMPORAL = {
    "enabled": "1", "mode": "2", "startField": "first_day", "endField": "end_day", "limitMode": "0", "accumulate": "0",
    "durationField": "", "durationUnit": "min", "fixedDuration": "0", "startExpression": "", "endExpression": "",
}  # fmt: skip

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_NAMES = uuid.UUID("6f5d0f5e-5a8e-4d5c-8a43-3d9a7a3f4b11")


def qml(actors: dict[str, tuple[str, str]], *, points: bool) -> str:
    """The style of one layer as QML.

    Parameters
    ----------
    actors : dict of str to (str, str)
        Name and colour ("#rrggbb") of the actors that occur in the layer, by id.
    points : bool
        Whether the layer holds points; otherwise polygons.
    """
    root = ET.Element(
        "qgis", version="3.22.0", styleCategories="Symbology|Temporal|MapTips", labelsEnabled="0"
    )
    temporal = ET.SubElement(root, "temporal", TEMPORAL)
    fixed = ET.SubElement(temporal, "fixedRange")
    ET.SubElement(fixed, "start")
    ET.SubElement(fixed, "end")
    renderer = ET.SubElement(
        root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0", enableorderby="0"
    )
    rules = ET.SubElement(renderer, "rules", key=_key("rules"))
    symbols = ET.SubElement(renderer, "symbols")
    for actor, (name, colour) in sorted(actors.items()):
        for status, meaning in (("control", ""), ("contested", " (contested)"), ("presence", " (presence)")):
            test = f"\"actor\" = '{actor}' AND \"status\" = '{status}'"
            _rule(rules, symbols, test, name + meaning, status, colour, points)
    _rule(rules, symbols, "ELSE", "Not known", "not known", "#888888", points)
    ET.SubElement(root, "mapTip").text = (
        '[% "name_en" %] · [% "name_ar" %]: [% coalesce("actor_en", \'\') %] [% "status" %] '
        "[% coalesce(\"valid_from\", '') %] – [% coalesce(\"valid_to\", '') %]"
    )
    ET.SubElement(root, "layerGeometryType").text = "0" if points else "2"
    ET.indent(root, " ")
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def _key(text: str) -> str:
    return f"{{{uuid.uuid5(_NAMES, text)}}}"


def _rule(
    rules: ET.Element, symbols: ET.Element, test: str, label: str, status: str, colour: str, points: bool
) -> None:
    number = str(len(symbols))
    ET.SubElement(rules, "rule", key=_key(test), symbol=number, filter=test, label=label)
    kind = "marker" if points else "fill"
    symbol = ET.SubElement(
        symbols, "symbol", name=number, type=kind, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    if points:
        hollow = status != "control"
        _layer(symbol, "SimpleMarker", {
            "name": "circle", "size": "2.6", "size_unit": "MM", "outline_width": "0.5", "outline_width_unit": "MM",
            "color": f"{red},{green},{blue},{0 if hollow else 255}", "outline_color": f"{red},{green},{blue},255",
        })  # fmt: skip
        return
    fill = {"control": 150, "contested": 50}.get(status, 0)
    dash = {"control": "solid", "contested": "solid", "presence": "dot"}.get(status, "dash")
    _layer(symbol, "SimpleFill", {
        "color": f"{red},{green},{blue},{fill}", "style": "solid" if fill else "no", "outline_color": f"{red},{green},{blue},255",
        "outline_style": dash, "outline_width": "0.26", "outline_width_unit": "MM", "joinstyle": "bevel",
    })  # fmt: skip
    if status == "contested":
        _layer(symbol, "LinePatternFill", {"angle": "45", "distance": "2", "distance_unit": "MM", "line_width": "0.4",
                                           "line_width_unit": "MM", "color": f"{red},{green},{blue},255"})  # fmt: skip


def _layer(symbol: ET.Element, kind: str, values: dict[str, str]) -> None:
    """A symbol layer with its values as both generations of QGIS write them: options, and props for 3.22."""
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in values.items():
        ET.SubElement(options, "Option", name=name, type="QString", value=value)
    for name, value in values.items():
        ET.SubElement(layer, "prop", k=name, v=value)

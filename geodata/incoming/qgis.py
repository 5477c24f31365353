"""A GeoPackage that Kharita wrote and somebody edited: what they changed, as edits by id, and nothing else.

The table `kharita_base` in the file holds every row as it was. What differs from it was changed in QGIS; where the
dataset has moved on in the same field meanwhile, that is a problem and never overwritten.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import mapping, shape

from geodata import rfc7946
from geodata.edits import Edit, EditError, Files, record
from geodata.facts import DAYS, LISTS
from geodata.formats.content import as_text
from geodata.formats.geopackage import BASE, LAYERS, shape_key
from geodata.formats.worker import Layer
from geodata.incoming.plan import Incoming, Plan, Refused
from geodata.period import parse
from geodata.problems import Problem

__all__ = ["is_ours", "plan_changes"]

_OF_FEATURE = ("ground", "stands_in", "name_en", "name_ar")
_OF_ROW = ("actor", "status", "against", "besieged_by", "strength", "confidence", "valid_from", "valid_to", "note_en",
           "note_ar", "sources")  # fmt: skip
_COMPUTED = ("kind", "theatre", "actor_en", "actor_ar", "area_km2", "sources_en", "sources_ar", "disputed")

#: Written as null, the others are taken away when they are emptied.
_NULL = ("valid_to",)

Row = dict[str, str]


@dataclass
class _Side:
    """One feature in the file: its rows as they were and as they are, and the shapes that differ from what was."""

    was: dict[str, Row] = field(default_factory=dict)
    now: list[tuple[str, Row]] = field(default_factory=list)
    shapes: dict[str, dict[str, Any]] = field(default_factory=dict)


def is_ours(layers: Sequence[Layer]) -> bool:
    """Whether the file knows what it was when Kharita wrote it."""
    return any(layer.name == BASE for layer in layers)


def plan_changes(file: str, layers: Sequence[Layer], files: Files) -> Plan:
    """What was changed in the layers since the file was written, as edits of `files`."""
    plan = Plan()
    for feature, side in sorted(_sides(layers).items()):
        try:
            plan.edits += _edits(feature, side, files, plan)
        except (_Clash, EditError) as error:
            plan.problems.append(
                Problem(file, 0, 0, feature, "", str(error), "Export anew, and edit that", "import")
            )
        except ValueError as error:
            plan.problems.append(Problem(file, 0, 0, feature, "", str(error), "Correct it there", "import"))
    return plan


class _Clash(Exception):
    """The dataset has changed meanwhile where the file has."""


def _sides(layers: Sequence[Layer]) -> dict[str, _Side]:
    sides: dict[str, _Side] = defaultdict(_Side)
    base = next(layer for layer in layers if layer.name == BASE)
    shapes: dict[str, str] = {}
    for item in base.features:
        told = item["properties"]
        was = json.loads(told["was"])
        sides[was["feature"]].was[told["row"]] = was
        shapes[told["row"]] = told["shape"]
    for layer in layers:
        if layer.name in LAYERS.values():
            _present(layer, sides, shapes)
    return sides


def _present(layer: Layer, sides: dict[str, _Side], shapes: dict[str, str]) -> None:
    table = as_text(item["properties"] for item in layer.features).to_dict("records")
    for item, text in zip(layer.features, table, strict=True):
        told = item["properties"]
        key, feature = str(told.get("row") or ""), str(told.get("feature") or "")
        if feature not in sides:
            raise Refused(
                f"layer {layer.name}: there was no feature {feature!r}: new ground is drawn on the Curate page, or as a town of zones"
            )
        text |= {name: str(told.get(name) or "")[:10] for name in DAYS}
        side = sides[feature]
        side.now.append((key if key in side.was and key not in dict(side.now) else "", text))
        if item["geometry"] is None:
            raise Refused(f"layer {layer.name}: {feature} has lost its shape: draw it anew, or export anew")
        # Before any geometry library sees it: what is out of range may hang it.
        if fault := next(rfc7946.faults({"type": "FeatureCollection", "features": [item]}), None):
            raise Refused(f"layer {layer.name}: {feature}: {fault[2]}")
        made = shape_key(shape(item["geometry"]))
        reference = shapes.get(key) or next(s for k, s in shapes.items() if k.rpartition("/")[0] == feature)
        if made != reference:
            side.shapes[made] = item["geometry"]


def _edits(feature: str, side: _Side, files: Files, plan: Plan) -> list[Edit]:
    _, item = record(files, feature)
    found = _of_feature(feature, side, item, plan) + _of_shape(feature, side, plan)
    rows = item["properties"].get("timeline", [])
    present = {key: row for key, row in side.now if key}
    removed, added = [], []
    for key, was in side.was.items():
        if not was["actor"]:
            continue
        if key not in present:
            removed.append(_at(rows, was))
            plan.records.append(
                Incoming(feature, "row", was["valid_from"], f"removed: {_said(was)}", f"حُذف: {_said(was)}")
            )
        else:
            found += _of_row(feature, was, present[key], rows, plan)
    for key, row in side.now:
        if row["actor"] and (not key or not side.was[key]["actor"]):
            added.append(_new_row(row))
            plan.records.append(
                Incoming(
                    feature, "row", added[-1]["valid_from"], f"added: {_said(row)}", f"أُضيف: {_said(row)}"
                )
            )
    found += [Edit("remove_row", {"id": feature, "index": index}) for index in sorted(removed, reverse=True)]
    return found + [Edit("add_row", {"id": feature, "row": row}) for row in added]


def _of_feature(feature: str, side: _Side, item: Any, plan: Plan) -> list[Edit]:
    """Names, ground and `stands_in`, which every row of a feature repeats: whichever rows differ must agree."""
    was = next(iter(side.was.values()))
    found = []
    for name in _OF_FEATURE:
        values = {row[name] for key, row in side.now if key and row[name] != side.was[key][name]}
        if len(values) > 1:
            raise ValueError(
                f"{name} was changed to different values in different rows: {', '.join(sorted(values))}"
            )
        for value in values:
            path = name.replace("name_", "name.")
            _unmoved(_value(item["properties"], path), was[name], name)
            found.append(_set(feature, path, value))
            plan.records.append(
                Incoming(
                    feature, name, "", f"{name}: {was[name]} -> {value}", f"{name}: {was[name]} ← {value}"
                )
            )
    return found


def _of_shape(feature: str, side: _Side, plan: Plan) -> list[Edit]:
    if len(side.shapes) > 1:
        raise ValueError("its shape was changed differently in different rows: change one, or all alike")
    found = []
    for drawn in side.shapes.values():
        geometry = shape(drawn)
        if geometry.geom_type.startswith("Multi") and len(geometry.geoms) == 1:
            geometry = geometry.geoms[0]
        found.append(
            Edit("set_geometry", {"id": feature, "geometry": json.loads(json.dumps(mapping(geometry)))})
        )
        middle = geometry.representative_point()
        plan.records.append(Incoming(feature, "shape", "", "another shape", "شكل آخر", middle.x, middle.y))
    return found


def _of_row(feature: str, was: Row, now: Row, rows: list[Any], plan: Plan) -> list[Edit]:
    now = now | _days(was, now)
    if computed := [name for name in _COMPUTED if now[name] != was[name]]:
        raise ValueError(f"{computed[0]} was changed, but it is computed: change what it comes from")
    changed = [name for name in _OF_ROW if now[name] != was[name]]
    if not changed:
        return []
    index = _at(rows, was)
    found = []
    for name in changed:
        path = name.replace("note_", "note.")
        _unmoved(_value(rows[index], path), was[name], name)
        told = f"{was['valid_from']} {was['actor']}: {name}: {was[name] or '-'} -> {now[name] or '-'}"
        plan.records.append(Incoming(feature, "row", was["valid_from"], told, told))
        if not name.startswith("note_"):
            found.append(_set(feature, f"timeline.{index}.{path}", now[name]))
    return found + _note(feature, index, was, now)


def _note(feature: str, index: int, was: Row, now: Row) -> list[Edit]:
    """A note stands in both languages or not at all."""
    old, new = ({"en": side["note_en"], "ar": side["note_ar"]} for side in (was, now))
    path = f"timeline.{index}.note"
    if old == new:
        return []
    if not any(new.values()):
        return [Edit("unset_field", {"id": feature, "field": path})]
    if not all(old.values()):
        return [Edit("set_field", {"id": feature, "field": path, "value": new})]
    return [_set(feature, f"{path}.{lang}", new[lang]) for lang in new if new[lang] != old[lang]]


def _days(was: Row, now: Row) -> Row:
    """The texts of a row's days, where only the date columns beside them were changed."""
    found = {}
    for text, day in (("valid_from", "first_day"), ("valid_to", "end_day")):
        before = parse(was[text]).first.isoformat() if was[text] else ""
        if now[day] != before and now[text] == was[text]:
            found[text] = now[day]
        elif (
            now[day] != before
            and now[text] != was[text]
            and (not now[text] or parse(now[text]).first.isoformat() != now[day])
        ):
            raise ValueError(f"{text} and {day} were changed to different days: change one of them")
    return found


def _new_row(row: Row) -> dict[str, Any]:
    start = row["valid_from"] or row["first_day"]
    made: dict[str, Any] = {"valid_from": start, "valid_to": row["valid_to"] or row["end_day"] or None}
    for name in _OF_ROW:
        if name not in made and not name.startswith("note_") and row[name]:
            made[name] = row[name].split() if name in LISTS else row[name]
    if row["note_en"] or row["note_ar"]:
        made["note"] = {"en": row["note_en"], "ar": row["note_ar"]}
    return made


def _at(rows: list[Any], was: Row) -> int:
    """Where the row that the file began from stands in the timeline now."""
    for index, row in enumerate(rows):
        if all(_value(row, name) == was[name] for name in ("valid_from", "actor", "status")):
            return index
    raise _Clash(f"its row from {was['valid_from']} is no longer in the dataset as it was")


def _value(record: Any, path: str) -> str:
    for step in path.split("."):
        record = record.get(step) if isinstance(record, dict) else None
    return " ".join(record) if isinstance(record, list) else str(record or "")


def _unmoved(current: str, was: str, name: str) -> None:
    if current != was:
        raise _Clash(
            f"{name} has changed in the dataset since the file was written ({was or '-'} -> {current or '-'})"
        )


def _set(feature: str, path: str, text: str) -> Edit:
    name = path.rpartition(".")[2]
    if not text and name not in _NULL:
        return Edit("unset_field", {"id": feature, "field": path})
    value = text.split() if name in LISTS else text or None
    return Edit("set_field", {"id": feature, "field": path, "value": value})


def _said(row: Row) -> str:
    return f"{row['actor']} {row['status']} {row['valid_from']} – {row['valid_to']}"

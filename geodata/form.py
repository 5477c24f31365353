"""The canonical form: order, spacing and rounding, which are the formatter's business and nobody else's.

Schema order of keys, records by id, timeline rows by date and each on one line, one position a line with
five decimals, outer rings counter-clockwise (RFC 7946), Arabic unescaped, two spaces, a final newline.
"""

from __future__ import annotations

import fnmatch
import json
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel

from geodata.gate import Number
from geodata.model import FEATURES, RECORDS, STORIES, Feature, Story

__all__ = ["canonical", "keys_at", "model_of", "written"]

_encode = json.JSONEncoder(ensure_ascii=False).encode
_NUMBERS = (int, float, Number)
_WIDTH = 110
_DECIMALS = 5
_ROWS = {("timeline", "*"), ("parents", "*")}
_BROKEN = {(), ("*",), ("features",), ("features", "*")}


def model_of(file: str) -> type[BaseModel] | None:
    """The model of what a dataset file holds (of the properties, for features); None: not ours."""
    if file in RECORDS:
        return RECORDS[file]
    if fnmatch.fnmatchcase(file, STORIES):
        return Story
    return next((form for pattern, (form, _) in FEATURES.items() if fnmatch.fnmatchcase(file, pattern)), None)


def canonical(value: Any, file: str) -> bytes:
    """The bytes of a parsed dataset file in canonical form.

    Parameters
    ----------
    value : Any
        As `gate.admit` returned it; what the schema does not know is kept, behind what it knows.
    file : str
        Path inside the dataset, which decides the schema.
    """
    if isinstance(value, dict) and isinstance(value.get("features"), list):
        features = sorted((arranged(item, file) for item in value["features"]), key=_id)
        value = {"type": value.get("type"), **{k: v for k, v in value.items() if k not in ("type", "features")},
                 "features": features}  # fmt: skip
    elif isinstance(value, list):
        value = sorted((arranged(item, file) for item in value), key=_id)
    else:
        value = arranged(value, file)
    return (_lines(value, ()) + "\n").encode()


def arranged(item: Any, file: str) -> Any:
    """One record or feature of `file` in canonical order: its keys, its rows, the positions of its rings."""
    model = model_of(file)
    return _feature(item, model) if file.endswith(".geojson") else _ordered(item, model)


def keys_at(file: str, path: tuple[str, ...]) -> list[str]:
    """The keys, in schema order, of the object at `path` ("*" for any item of a list); empty where none is known."""
    model, steps = model_of(file), [step for step in path if step != "*"]
    if file.endswith(".geojson"):
        match steps:
            case ["features", "properties", *rest]:
                steps = rest
            case ["features"]:
                model, steps = Feature, []
            case ["features", "geometry"]:
                return ["type", "coordinates"]
            case _:
                return ["type", "features"]
    for step in steps:
        fields = {info.alias or name: info for name, info in model.model_fields.items()} if model else {}
        models = _models(fields[step].annotation) if step in fields else []
        model = models[0] if models else None
    return [info.alias or name for name, info in model.model_fields.items()] if model else []


def written(value: Any, path: tuple[str, ...] | None) -> str:
    """`value` as it stands at `path` of a canonical file; None: on one line."""
    return _flat(value) if path is None else _lines(value, path)


def _id(item: Any) -> str:
    return str(item.get("id", "")) if isinstance(item, dict) else ""


def _feature(item: Any, model: type[BaseModel] | None) -> Any:
    if not isinstance(item, dict):
        return item
    item = {key: item[key] for key in [*Feature.model_fields, *item] if key in item}
    if isinstance(item.get("properties"), dict):
        item["properties"] = _ordered(item["properties"], model)
    if isinstance(item.get("geometry"), dict):
        item["geometry"] = _geometry(item["geometry"])
    return item


def _ordered(item: Any, model: type[BaseModel] | None) -> Any:
    """Keys in schema order, at every depth; timelines by date."""
    if not isinstance(item, dict) or model is None:
        return item
    models = _models_of(model)
    return {
        key: _inner(key, item[key], models.get(key)) for key in dict.fromkeys([*models, *item]) if key in item
    }


def _inner(key: str, value: Any, model: type[BaseModel] | None) -> Any:
    if isinstance(value, list):
        rows = [_ordered(row, model) for row in value] if model else value
        return sorted(rows, key=_start) if key in ("timeline", "disputes", "parents") else rows
    return _ordered(value, model)


@cache
def _models_of(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """The keys of a record in the order of its schema, and what record each holds, if any."""
    found = {info.alias or name: _models(info.annotation) for name, info in model.model_fields.items()}
    return {key: models[0] if models else None for key, models in found.items()}


def _start(row: Any) -> str:
    return str(row.get("valid_from", "")) if isinstance(row, dict) else ""


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def _geometry(geometry: dict[str, Any]) -> dict[str, Any]:
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Polygon" and isinstance(coordinates, list):
        coordinates = _wound(coordinates)
    elif geometry.get("type") == "MultiPolygon" and isinstance(coordinates, list):
        coordinates = [_wound(polygon) for polygon in coordinates]
    return {"type": geometry.get("type"), **geometry, "coordinates": _rounded(coordinates)}


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(float(value), _DECIMALS) + 0.0 if number else value


def _wound(rings: list[Any]) -> list[Any]:
    return [ring if _turns_left(ring) == (index == 0) else ring[::-1] for index, ring in enumerate(rings)]


def _turns_left(ring: list[list[float]]) -> bool:
    pairs = pairwise(ring)
    return sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairs) < 0


def _lines(value: Any, path: tuple[str, ...]) -> str:
    """`value` as text: on one line where `_is_whole` says so, else a member a line."""
    if (whole := _whole(value, path)) is not None:
        return whole
    indent = "  " * len(path)
    if isinstance(value, dict):
        parts = [f"{_flat(key)}: {_lines(item, (*path, key))}" for key, item in value.items()]
        return "{\n" + ",\n".join(f"{indent}  {part}" for part in parts) + f"\n{indent}}}"
    if all(map(_is_position, value)):
        parts = map(_encode, value)
    else:
        parts = [_lines(item, (*path, "*")) for item in value]
    return "[\n" + ",\n".join(f"{indent}  {part}" for part in parts) + f"\n{indent}]"


def _whole(value: Any, path: tuple[str, ...]) -> str | None:
    """`value` on one line, where it belongs on one."""
    if not isinstance(value, dict | list) or not value or path[-2:] in _ROWS or _is_position(value):
        return _flat(value)
    if path in _BROKEN or path[-1] in ("properties", "timeline") or "geometry" in path:
        return None
    flat = _flat(value)
    return flat if 2 * len(path) + len(flat) <= _WIDTH else None


def _is_position(value: Any) -> bool:
    return (
        type(value) is list and len(value) == 2 and type(value[0]) in _NUMBERS and type(value[1]) in _NUMBERS
    )


def _flat(value: Any) -> str:
    if isinstance(value, Number):
        return value.raw
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_encode(k)}: {_flat(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return _encode(value)

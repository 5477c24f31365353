"""JSON Schema of every file of a dataset, generated from the model, for editors that complete and underline."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from geodata.explain import written
from geodata.model import FEATURES, RECORDS, STORIES, Feature, Story

__all__ = ["editor_settings", "schemas"]

_DIALECT = "http://json-schema.org/draft-07/schema#"
_POSITION = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by file name: "actors.json", "zones.json" (of zones/*.geojson), "stories.json", ..."""
    made = {file: _of(list[model]) for file, model in RECORDS.items()}
    made["stories.json"] = _of(Story)
    for pattern, (model, kinds) in FEATURES.items():
        made[_file(pattern)] = _collection(_of(model), kinds)
    return {file: {"$schema": _DIALECT, **schema} for file, schema in sorted(made.items())}


def editor_settings(folder: str) -> dict[str, Any]:
    """The settings by which VS Code knows the files of the dataset in `folder`, a path from the workspace's root."""
    root = f"/{folder}/".replace("//", "/").replace("/./", "/")
    patterns = [*RECORDS, STORIES, *FEATURES]
    matches = [{"fileMatch": [f"{root}{p}"], "url": f".{root}.schema/{_file(p)}"} for p in patterns]
    return {"files.associations": {"*.geojson": "json"}, "json.schemas": matches}


def _file(pattern: str) -> str:
    return f"{pattern.removesuffix('/*.geojson').removesuffix('/*.json').removesuffix('.geojson').removesuffix('.json')}.json"


def _of(model: Any) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(by_alias=True)
    for part in [schema, *schema.get("$defs", {}).values()]:
        part.pop("title", None)
        for name, field in part.get("properties", {}).items():
            field.pop("title", None)
            if "description" not in field and "$ref" not in field and written(name):
                field["description"] = written(name)
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """As draft 7 has it: definitions under their old name, tuples as items."""
    text = json.dumps(schema).replace('"#/$defs/', '"#/definitions/').replace('"$defs"', '"definitions"')
    return json.loads(text.replace('"prefixItems"', '"items"'))


def _collection(properties: dict[str, Any], kinds: tuple[str, ...]) -> dict[str, Any]:
    """A FeatureCollection whose features have these properties, and one of these geometries."""
    definitions = properties.pop("definitions", {})
    feature = _of(Feature)
    fields = {
        **feature["properties"],
        "properties": properties,
        "geometry": {"anyOf": [_geometry(k) for k in kinds]},
    }
    feature["properties"] = fields
    return {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature},
        },
        "definitions": definitions,
    }


def _geometry(kind: str) -> dict[str, Any]:
    depth = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}[kind]
    coordinates: dict[str, Any] = _POSITION
    for _ in range(depth):
        coordinates = {"type": "array", "items": coordinates}
    fields = {"type": {"const": kind}, "coordinates": coordinates}
    return {"type": "object", "required": ["type", "coordinates"], "properties": fields}

"""What is drawn on the map, as edits: the zones of a theatre change shape together, with all that names them.

The verbs stand among those of `geodata.edits`, which calls them with the files under edit.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata import coverage
from geodata.coverage import CoverageError
from geodata.form import arranged, model_of
from geodata.gate import admit
from geodata.rewrite import same

__all__ = ["cut", "draw", "merge", "reshape"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_ROWS = 4


class _Found(Protocol):
    @property
    def file(self) -> str: ...
    @property
    def item(self) -> Any: ...


class _Work(Protocol):
    """What is needed of the files under edit; see `geodata.edits`."""

    @property
    def files(self) -> Mapping[str, bytes]: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    def find(self, id: str) -> _Found: ...
    def look(self, id: str) -> _Found | None: ...
    def items(self, file: str) -> list[Any]: ...
    def put(self, file: str, items: list[Any]) -> None: ...
    def insert(self, file: str, item: Any) -> None: ...


def reshape(work: _Work, id: str, geometry: dict[str, Any], to: str | None = None) -> None:
    """Give a zone the shape that was drawn (GeoJSON, lon and lat in degrees); its neighbours follow.

    `to` names who gets what it gives up; see `geodata.coverage.reshape`.
    """
    file = _zone(work, id).file
    zones = _zones(work, file)
    _write(work, file, zones, coverage.reshape(zones, id, _drawn(geometry), to))


def cut(work: _Work, id: str, geometry: dict[str, Any], new: str, name: dict[str, str]) -> None:
    """Cut a zone in two along a line (GeoJSON); both keep the history, and each place stands in its piece.

    The piece with the town that the zone grew around, or else with the first place that stands in it, or else the
    larger one, keeps the id; the other one has the new id and name.
    """
    found = _zone(work, id)
    _free(work, new, name)
    zones = _zones(work, found.file)
    line, places = _drawn(geometry), _standing(work, id)
    after = coverage.cut(zones, id, line, new, _keep(found.item, zones[id], places))
    properties = {
        key: value for key, value in found.item["properties"].items() if key not in ("seed", "aliases")
    }
    made = {"type": "Feature", "id": new, "properties": {**copy.deepcopy(properties), "name": name},
            "geometry": found.item["geometry"]}  # fmt: skip
    work.insert(found.file, made)
    _write(work, found.file, {**zones, new: zones[id]}, after)
    for place, point in places.items():
        if after[new].intersects(point) and not after[id].intersects(point):
            _rename(work, id, ("stands_in",), [new], only=place)
    _rename(work, id, ("changes", "features"), [id, new])


def merge(work: _Work, ids: Sequence[str]) -> None:
    """Make one zone of several that have the same history; it keeps the first id, and the others become names of it.

    What named one of the others names the one from now on.
    """
    found = {id: _zone(work, id) for id in ids}
    if len(found) < 2:
        raise CoverageError("choose two zones or more to make one of them")
    first = ids[0]
    _alike(found)
    file = found[first].file
    zones = _zones(work, file)
    after = coverage.merge(zones, list(ids))
    _write(work, file, zones, after)
    items = [item for item in work.items(file) if item.get("id") not in ids[1:]]
    others = [found[id].item for id in found if id != first]
    work.put(file, [_with_names(item, others) if item.get("id") == first else item for item in items])
    for id in ids[1:]:
        _rename(work, id, ("stands_in", "changes", "features", "stands_on"), [first])


def draw(
    work: _Work, id: str, theatre: str, name: dict[str, str], ground: str, geometry: dict[str, Any],
    take: bool = False,
) -> None:  # fmt: skip
    """Add a zone where none is; it begins without a history. With `take` it also gets what lies in other zones."""
    _free(work, id, name)
    file = f"zones/{theatre}.geojson"
    zones = _zones(work, file)
    after = coverage.draw(zones, _drawn(geometry), id, take=take)
    properties = {"kind": "zone", "theatre": theatre, "ground": ground, "name": name, "timeline": []}
    work.insert(
        file, {"type": "Feature", "id": id, "properties": properties, "geometry": _plain(after[id], file)}
    )
    _write(work, file, {**zones, id: after[id]}, after)


def _zone(work: _Work, id: str) -> _Found:
    found = work.find(id)
    if found.item.get("properties", {}).get("kind") != "zone":
        raise CoverageError(f"{id} is no zone: only zones share their borders")
    return found


def _free(work: _Work, id: str, name: Mapping[str, str]) -> None:
    if not _SLUG.fullmatch(id):
        raise CoverageError(
            "the new zone needs an id of small letters, digits and hyphens, such as mosul-east-zone"
        )
    taken = work.look(id)
    if taken is not None:
        raise CoverageError(f"the id {id!r} is taken by a record of {taken.file}: choose another")
    if not all(str(name.get(lang) or "").strip() for lang in ("en", "ar")):
        raise CoverageError("the new zone needs a name in English and in Arabic")


def _drawn(geometry: dict[str, Any]) -> BaseGeometry:
    """What was drawn, once the gate has let it in."""
    feature = {"type": "Feature", "id": "drawn", "properties": {}, "geometry": geometry}
    whole = {"type": "FeatureCollection", "features": [feature]}
    document = admit(json.dumps(whole).encode(), "drawn.geojson")
    if document.problems:
        first = document.problems[0]
        raise CoverageError(f"what was drawn cannot be used: {first.message}. {first.remedy}")
    return shape(document.plain["features"][0]["geometry"])


def _zones(work: _Work, file: str) -> dict[str, BaseGeometry]:
    try:
        return {item["id"]: shape(item["geometry"]) for item in work.items(file)}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise CoverageError(f"a shape in {file} cannot be read: mend what the check finds first") from None


def _plain(geometry: BaseGeometry, file: str) -> dict[str, Any]:
    listed = json.loads(json.dumps(mapping(geometry)))
    return arranged({"geometry": listed}, file)["geometry"]


def _write(
    work: _Work, file: str, before: Mapping[str, BaseGeometry], after: Mapping[str, BaseGeometry]
) -> None:
    """Put the new shapes into the file; what kept its shape is not touched."""
    items = list(work.items(file))
    for index, item in enumerate(items):
        old, new = before.get(item["id"]), after.get(item["id"])
        if old is not None and new is not None and new is not old:
            items[index] = {**_scaled(item, new.area / old.area), "geometry": _plain(new, file)}
    work.put(file, items)


def _scaled(item: Any, share: float) -> Any:
    """A zone whose band of area follows its shape."""
    band = item["properties"].get("band_km2")
    if not band or abs(share - 1) < 1e-6:
        return item
    return {
        **item,
        "properties": {**item["properties"], "band_km2": [round(float(km2) * share, 1) for km2 in band]},
    }


def _standing(work: _Work, id: str) -> dict[str, BaseGeometry]:
    """The places that stand in a zone, the best known first."""
    places = [
        item for item in work.items("places.geojson") if id in item.get("properties", {}).get("stands_in", [])
    ]
    ranked = sorted(places, key=lambda item: item["properties"].get("rank", 9))
    return {item["id"]: shape(item["geometry"]) for item in ranked}


def _keep(item: Any, zone: BaseGeometry, places: Mapping[str, BaseGeometry]) -> BaseGeometry | None:
    seed = item["properties"].get("seed")
    points = [shapely.Point(seed)] if seed else []
    return next((point for point in [*points, *places.values()] if zone.intersects(point)), None)


def _alike(found: Mapping[str, _Found]) -> None:
    """Do nothing if zones differ in nothing but shape and name."""
    (first, one), *others = ((id, each.item["properties"]) for id, each in found.items())
    for id, two in others:
        for key in ("theatre", "ground"):
            if one.get(key) != two.get(key):
                raise CoverageError(
                    f"{first} and {id} are not of one {key}: {one.get(key)} and {two.get(key)}"
                )
        rows, other = one.get("timeline", []), two.get("timeline", [])
        if not same(rows, other):
            only = [*_only(first, rows, other), *_only(id, other, rows)]
            shown = "; ".join(only[:_MOST_ROWS]) + ("; ..." if len(only) > _MOST_ROWS else "")
            raise CoverageError(
                f"{first} and {id} have not the same history: {shown}. Make their rows alike first"
            )


def _only(id: str, rows: Iterable[Any], others: Sequence[Any]) -> list[str]:
    return [
        f"{id} has {row.get('actor')}, {row.get('status')}, from {row.get('valid_from')} to {row.get('valid_to') or 'now'}"
        f" ({', '.join(row.get('sources', []))})"
        for row in rows
        if not any(same(row, other) for other in others)
    ]


def _with_names(item: Any, others: Sequence[Any]) -> Any:
    """A zone with the names and ids of those that have become part of it."""
    properties = item["properties"]
    names = [name for other in others
             for name in (*other["properties"]["name"].values(), other["id"], *other["properties"].get("aliases", []))]  # fmt: skip
    own = {*properties["name"].values()}
    aliases = [name for name in dict.fromkeys([*properties.get("aliases", []), *names]) if name not in own]
    return {**item, "properties": {**properties, "aliases": aliases}}


def _rename(work: _Work, id: str, fields: Sequence[str], names: Sequence[str], only: str = "") -> None:
    """Write `names` wherever one of some fields names `id`, in all records or in one."""
    written = json.dumps(id).encode()
    for file in sorted({*work.files, *work.values}):
        if file in work.values or (model_of(file) and written in work.files[file]):
            items = work.items(file)
            new = [
                _renamed(item, id, fields, names) if only in ("", item.get("id")) else item for item in items
            ]
            if any(one is not two for one, two in zip(items, new, strict=True)):
                work.put(file, new)


def _renamed(value: Any, id: str, fields: Sequence[str], names: Sequence[str]) -> Any:
    """A record with one id written for another; the record itself where it does not name it."""

    def inner(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            changed = {name: inner(name, part) for name, part in value.items()}
            return changed if any(changed[name] is not value[name] for name in value) else value
        if isinstance(value, list) and key in fields and id in value:
            return list(dict.fromkeys(part for old in value for part in (names if old == id else [old])))
        if isinstance(value, list):
            parts = [inner(key, part) for part in value]
            return parts if any(one is not two for one, two in zip(parts, value, strict=True)) else value
        return value

    return inner("", value)

"""Three-way merge by id: what two people did to different records goes together; the same record is asked about.

The unit is the record or feature, its geometry included. Whoever saves second is shown, field by field, what
stood there before, what they wrote and what the other wrote; nothing is chosen for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from geodata.edits import Files
from geodata.form import arranged, model_of
from geodata.gate import Document, admit
from geodata.rewrite import rewrite, same

__all__ = ["MISSING", "Choices", "Clash", "Difference", "Merged", "Side", "changed_fields", "merge"]

Side = Literal["base", "ours", "theirs"]


class _Missing:
    """Stands where a side has no such field or record; there is one, `MISSING`."""

    def __repr__(self) -> str:
        return "(not there)"

    def __bool__(self) -> bool:
        return False


MISSING = _Missing()


@dataclass(frozen=True)
class Difference:
    """One field of a record as three sides have it; `MISSING` where a side has none."""

    field: str
    base: Any
    ours: Any
    theirs: Any

    @property
    def clashes(self) -> bool:
        """Whether both changed it, and not to the same."""
        return not (
            same(self.base, self.ours) or same(self.base, self.theirs) or same(self.ours, self.theirs)
        )


@dataclass(frozen=True)
class Clash:
    """A record that both sides changed, or a file (`id` is empty) that both changed and one cannot be read.

    Attributes
    ----------
    file, id : str
    base, ours, theirs : Any
        The record on the three sides, as JSON; `MISSING` where it is not there.
    fields : tuple of Difference
        What either side changed; "geometry" is one of the fields.
    """

    file: str
    id: str
    base: Any
    ours: Any
    theirs: Any
    fields: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Merged:
    """What came of a merge.

    Attributes
    ----------
    files : dict of str to bytes
        All files, with theirs where there is a clash.
    clashes : tuple of Clash
        Empty when the two sides go together.
    """

    files: dict[str, bytes]
    clashes: tuple[Clash, ...] = ()


#: What to take where both changed a record: a side for the whole of it, or a side a field.
Choices = Mapping[str, Side | Mapping[str, Side]]


def merge(base: Files, ours: Files, theirs: Files, choices: Choices | None = None) -> Merged:
    """Bring the changes from `base` to `ours` into `theirs`.

    Parameters
    ----------
    base : mapping
        The files that `ours` began from.
    ours, theirs : mapping
        The files as we want to save them, and as somebody else has saved them meanwhile.
    choices : mapping of id to side, or of id to mapping of field to side
        How clashes that were shown are to be settled; a field that is not named is taken from the side that
        changed it. Clashes that it leaves open are in the result again.
    """
    files, clashes = dict(theirs), []
    for file in sorted({*base, *ours, *theirs}):
        sides = [side.get(file) for side in (base, ours, theirs)]
        if sides[1] in (sides[0], sides[2]):
            continue
        if sides[2] == sides[0]:
            _put(files, file, sides[1])
            continue
        merged = _file(file, sides, choices or {})
        _put(files, file, merged.data)
        clashes += merged.clashes
    return Merged(files, tuple(clashes))


def _put(files: dict[str, bytes], file: str, data: bytes | None) -> None:
    if data is None:
        files.pop(file, None)
    else:
        files[file] = data


@dataclass
class _File:
    data: bytes | None
    clashes: list[Clash] = field(default_factory=list)


def _file(file: str, sides: list[bytes | None], choices: Choices) -> _File:
    """One file that both sides changed."""
    empty = b'{"type": "FeatureCollection", "features": []}' if file.endswith(".geojson") else b"[]"
    documents = [admit(empty if data is None else data, file) for data in sides]
    if model_of(file) is None or any(document.problems for document in documents):
        side = choices.get(file)
        if isinstance(side, str):
            return _File(sides[("base", "ours", "theirs").index(side)])
        return _File(sides[2], [Clash(file, "", *(MISSING if data is None else data for data in sides))])
    tables = [_by_id(document) for document in documents]
    found, clashes = {}, []
    for name in dict.fromkeys([*tables[2], *tables[1]]):
        versions = [table.get(name, MISSING) for table in tables]
        item, clash = _record(file, name, versions, choices.get(name))
        clashes += [clash] if clash else []
        if item is not MISSING:
            found[name] = item
    data = _written(documents[2], documents[1], found)
    return _File(None if not found and None in sides else data, clashes)


def _by_id(document: Document) -> dict[str, Any]:
    """The records of a document by id, or by place where they have none."""
    value = document.value
    items = value.get("features", [value]) if isinstance(value, dict) else value
    named = [item.get("id") if isinstance(item, dict) else None for item in items]
    return {
        name if isinstance(name, str) else f"#{i}": item
        for i, (name, item) in enumerate(zip(named, items, strict=True))
    }


def _written(theirs: Document, ours: Document, found: dict[str, Any]) -> bytes:
    """Their bytes with the merged records in them, in the order of ids where theirs are in that order."""
    names = list(_by_id(theirs))
    ordered = sorted(found) if names == sorted(names) else list(found)
    items = [found[name] for name in ordered]
    value = theirs.value
    if isinstance(value, dict) and "features" in value:
        return rewrite(theirs, {**value, "features": items})
    if isinstance(value, list):
        return rewrite(theirs, items)
    return rewrite(theirs, items[0]) if items else ours.data


def _record(
    file: str, name: str, versions: list[Any], choice: Side | Mapping[str, Side] | None
) -> tuple[Any, Clash | None]:
    """The merged record, or theirs and the clash."""
    base, ours, theirs = versions
    if _equal(ours, theirs) or _equal(ours, base):
        return theirs, None
    if _equal(theirs, base):
        return ours, None
    if isinstance(choice, str):
        return dict(zip(("base", "ours", "theirs"), versions, strict=True))[choice], None
    fields = tuple(_differences(base, ours, theirs))
    if choice is not None and all(not each.clashes or each.field in choice for each in fields):
        return _settled(file, theirs, fields, choice), None
    return theirs, Clash(file, name, base, ours, theirs, fields)


def _equal(one: Any, two: Any) -> bool:
    return one is two if MISSING in (one, two) else same(one, two)


def _flat(item: Any) -> dict[str, Any]:
    """The fields of a record, a feature's properties beside its geometry."""
    if item is MISSING or not isinstance(item, dict):
        return {}
    if isinstance(item.get("properties"), dict):
        rest = {key: value for key, value in item.items() if key not in ("properties", "type")}
        return {**item["properties"], **rest}
    return item


def _differences(base: Any, ours: Any, theirs: Any) -> Iterator[Difference]:
    sides = [_flat(item) for item in (base, ours, theirs)]
    for name in dict.fromkeys(key for side in sides for key in side):
        found = Difference(name, *(side.get(name, MISSING) for side in sides))
        if not (_equal(found.base, found.ours) and _equal(found.base, found.theirs)):
            yield found


def changed_fields(old: Any, new: Any) -> tuple[Difference, ...]:
    """The fields in which two versions of a record differ; `base` and `theirs` are the old one."""
    return tuple(_differences(old, new, old))


def _settled(file: str, theirs: Any, fields: tuple[Difference, ...], choice: Mapping[str, Side]) -> Any:
    """Their record with each differing field from the side that was chosen, or else from the one that changed it."""
    feature = isinstance(theirs, dict) and isinstance(theirs.get("properties"), dict)
    item = {**theirs, "properties": dict(theirs["properties"])} if feature else dict(theirs or {})
    for each in fields:
        unchosen: Side = "theirs" if _equal(each.base, each.ours) else "ours"
        value = getattr(each, choice.get(each.field, unchosen))
        home = item["properties"] if feature and each.field not in ("id", "geometry") else item
        if value is MISSING:
            home.pop(each.field, None)
        else:
            home[each.field] = value
    return arranged(item, file)

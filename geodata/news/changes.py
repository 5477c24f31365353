"""Two versions of the dataset compared record by record: what the difference means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pyproj import Geod
from shapely.errors import GEOSException
from shapely.geometry import shape

from geodata.dataset import geodesic_area_km2
from geodata.edits import Files
from geodata.form import model_of
from geodata.gate import admit
from geodata.merge import MISSING, Difference, changed_fields
from geodata.news.history import objections, rows_changed, turns
from geodata.news.shapes import area, effects, moved
from geodata.news.words import FIELDS, GONE, NEW, say
from geodata.text import Text

__all__ = ["Change", "meaning"]

_GEOD = Geod(ellps="WGS84")
#: Fields that follow from the shape, or from the file's name.
_DERIVED = ("band_km2", "seed", "timeline", "geometry", "kind")
_FOLDERS = {"zones": "zone", "regions": "region", "events": "event", "stories": "story"}


#: Records by kind and id: the file, and the record as JSON.
_Table = dict[tuple[str, str], tuple[str, Any]]


@dataclass(frozen=True)
class Change:
    """One thing that is different, as news.

    Attributes
    ----------
    what : str
        "handover", "redated", "restated", "withdrawn", "presence", "new", "gone", "renamed", "shape", "detail",
        "cut", "merged", "ceded" (ground goes from zone to zone; `topic` is "from>to"), "broken" (a file that cannot be read).
    record : str
        The kind of record: zone, region, place, event, link, actor, source, claim, estimate, story, theatre.
    id, file : str
    day : str
        The day that it is about, as precise as it is; empty where there is none.
    subject, head : Text
        Whom it is about, and what is said.
    km2 : dict of str to float
        What it adds to, or takes from, the settled ground under control of each actor, from that day on.
    topic : str
        What field a detail is of.
    """

    what: str
    record: str
    id: str
    file: str
    day: str
    subject: Text
    head: Text
    km2: dict[str, float] = field(default_factory=dict)
    topic: str = ""


def meaning(old: Files, new: Files) -> list[Change]:
    """What the change from `old` to `new` means: ground first, by day, then records, shapes and details.

    Parameters
    ----------
    old, new : mapping of str to bytes
        Two versions of a dataset; files that cannot be read are named, and otherwise passed over.
    """
    found: list[Change] = []
    touched = [file for file in sorted({*old, *new}) if old.get(file) != new.get(file) and model_of(file)]
    names = _actors(new.get("actors.json", b"[]"))
    tables: tuple[_Table, _Table] = ({}, {})
    for side, table in zip((old, new), tables, strict=True):
        for file in touched:
            if file in side:
                items = _items(side[file], file)
                if items is None:
                    subject = Text(en=file, ar=file)
                    found.append(Change("broken", "file", file, file, "", subject, say("broken", file)))
                for item in items or []:
                    table[(_kind(file), item["id"])] = (file, item)
    for key in dict.fromkeys([*tables[0], *tables[1]]):
        found += _changes(key, tables[0].get(key), tables[1].get(key), names)
    ground = list(_moved(*tables, names))
    # A zone that a cut made, or a merge took in, is no more news of its own.
    told = {change.topic.split(">")[change.what == "cut"] for change in ground if change.what != "ceded"}
    found = [c for c in found if c.what not in ("new", "gone") or c.record != "zone" or c.id not in told]
    return sorted([*found, *ground], key=_rank)


def _moved(old: _Table, new: _Table, names: dict[str, Text]) -> Iterator[Change]:
    """Ground that goes from zone to zone, and what that does to the figures."""
    before, after = (
        {id: item for (kind, id), (_, item) in side.items() if kind == "zone"} for side in (old, new)
    )
    for each in moved(before, after):
        one, two = before[each.source], after[each.target]
        subject, other = (one, two) if each.what != "merged" else (two, one)
        head = say(each.what, _name("zone", other), area(each.km2))
        if each.what == "ceded":
            try:
                spans = effects(one, two, each.km2, names)
            except (KeyError, TypeError, ValueError, AttributeError):
                spans = []
            head = Text.model_construct(
                en="; ".join([head.en, *(s.en for s in spans)]),
                ar="؛ ".join([head.ar, *(s.ar for s in spans)]),
            )
        file = new.get(("zone", each.target), old.get(("zone", each.source), ("", None)))[0]
        yield Change(
            each.what,
            "zone",
            subject["id"],
            file,
            "",
            _name("zone", subject),
            head,
            topic=f"{each.source}>{each.target}",
        )


_ORDER = (
    "broken",
    "handover",
    "redated",
    "restated",
    "withdrawn",
    "presence",
    "cut",
    "merged",
    "ceded",
    "new",
    "gone",
    "renamed",
    "shape",
    "detail",
)


def _rank(change: Change) -> tuple[int, str, str, str]:
    return _ORDER.index(change.what), change.record, change.day, change.id


def _kind(file: str) -> str:
    folder = PurePosixPath(file).parent.name
    return _FOLDERS.get(folder) or PurePosixPath(file).stem.removesuffix("s")


def _items(data: bytes, file: str) -> list[dict] | None:
    document = admit(data, file)
    if document.problems:
        return None
    value = document.value
    items = value.get("features", [value]) if isinstance(value, dict) else value
    return [item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]


def _actors(data: bytes) -> dict[str, Text]:
    return {
        item["id"]: text for item in _items(data, "actors.json") or [] if (text := _text(item.get("name")))
    }


def _text(value: Any) -> Text | None:
    whole = isinstance(value, dict) and all(
        isinstance(value.get(k), str) and value[k].strip() for k in ("en", "ar")
    )
    return Text.model_construct(en=value["en"], ar=value["ar"]) if whole else None


def _body(item: Any) -> dict[str, Any]:
    inner = item.get("properties") if isinstance(item, dict) else None
    return inner if isinstance(inner, dict) else item


def _name(kind: str, item: Any) -> Text:
    """What a record is called: ground by its id in English, everything else by its name or title."""
    body, id = _body(item), item["id"]
    if kind == "estimate":
        return Text.model_construct(
            en=f"{body.get('series')} {body.get('date')}", ar=f"{body.get('series')} {body.get('date')}"
        )
    for key in ("name", "title", "statement", "scope"):
        if text := _text(body.get(key)):
            return (
                Text.model_construct(en=id, ar=text.ar)
                if kind in ("zone", "region", "place", "actor")
                else text
            )
    return Text.model_construct(en=id, ar=id)


def _changes(
    key: tuple[str, str], old: tuple[str, Any] | None, new: tuple[str, Any] | None, names: dict[str, Text]
) -> Iterator[Change]:
    kind, id = key
    file, item = new or old or ("", {})
    body, subject = _body(item), _name(kind, item)
    day = str(body.get("date") or body.get("published") or "")
    if old is None or new is None:
        what, words = ("new", NEW) if old is None else ("gone", GONE)
        yield Change(what, kind, id, file, day, subject, words[kind][0])
        return
    if kind in ("zone", "region", "place"):
        yield from _ground(kind, file, old[1], item, names)
    for each in changed_fields(old[1], item):
        if each.field in ("name", "title"):
            yield _renamed(kind, file, old[1], item, each)
        elif each.field == "geometry":
            yield _reshaped(kind, file, old[1], item)
        elif each.field not in _DERIVED:
            yield Change("detail", kind, id, file, day, subject, _detail(each), topic=each.field)


def _ground(kind: str, file: str, old: Any, new: Any, names: dict[str, Text]) -> Iterator[Change]:
    before, after = (
        [row for row in _body(side).get("timeline", []) if isinstance(row, dict)] for side in (old, new)
    )
    subject = _name(kind, new)
    try:
        found = list(turns(before, after, names))
    except (KeyError, TypeError, ValueError):
        head = say("rewritten", FIELDS["timeline"])
        yield Change("detail", kind, new["id"], file, "", subject, head, topic="timeline")
        return
    for turn in found:
        km2 = _effect(turn.before, turn.after, new) if kind == "zone" and turn.what == "handover" else {}
        yield Change(turn.what, kind, new["id"], file, turn.day, subject, turn.head, km2)
    for day, was, now in rows_changed(before, after):
        for each in changed_fields(was, now):
            for said in _row_details(each, names):
                yield Change(
                    "detail", kind, new["id"], file, day, subject, say("row", day, said), topic=each.field
                )


def _row_details(each: Difference, names: dict[str, Text]) -> list[Text]:
    """A field of a row before and after; what others state instead is told row by row."""
    if each.field == "disputes":
        old, new = ([] if side is MISSING else side for side in (each.theirs, each.ours))
        try:
            return list(objections(old, new, names))
        except (KeyError, TypeError, ValueError):
            pass
    return [_detail(each)]


def _effect(before: Any, after: Any, zone: Any) -> dict[str, float]:
    """What a handover does to the settled ground under control of each side."""
    if _body(zone).get("ground") != "settled":
        return {}
    area, effect = _area(zone), {}
    for state, sign in ((before, -1), (after, 1)):
        if state and state[1] == "control":
            effect[state[0]] = effect.get(state[0], 0.0) + sign * area
    return {actor: km2 for actor, km2 in effect.items() if km2}


def _area(item: Any) -> float:
    try:
        return geodesic_area_km2(shape(item["geometry"]))
    except (GEOSException, ValueError, KeyError, TypeError):
        return 0.0


def _renamed(kind: str, file: str, old: Any, new: Any, each: Difference) -> Change:
    was, now = _text(each.theirs) or _name(kind, old), _text(each.ours) or _name(kind, new)
    key = "renamed" if was.en != now.en else "renamed-ar"
    subject = _name(kind, old if key == "renamed" else new)
    return Change("renamed", kind, new["id"], file, "", subject, say(key, was, now))


def _reshaped(kind: str, file: str, old: Any, new: Any) -> Change:
    subject = _name(kind, new)
    if kind in ("zone", "region"):
        was, now = _area(old), _area(new)
        key = "redrawn" if round(was) == round(now) else "reshaped"
        head, km2 = say(key, f"{was:,.0f}", f"{now:,.0f}"), {"": now - was}
        return Change("shape", kind, new["id"], file, "", subject, head, km2)
    here, there = (side["geometry"].get("coordinates") for side in (old, new))
    try:
        km = _GEOD.inv(*here, *there)[2] / 1000
        head = say("moved", f"{km:,.1f}")
    except (TypeError, ValueError):
        head = say("line")
    return Change("shape", kind, new["id"], file, "", subject, head)


def _detail(each: Difference) -> Text:
    """One field before and after, in words; long words are only said to be new."""
    name = FIELDS.get(each.field, Text.model_construct(en=each.field, ar=each.field))
    old, new = each.theirs, each.ours
    if isinstance(new, list) and isinstance(old, list) and all(isinstance(i, str) for i in [*old, *new]):
        more, less = ([i for i in one if i not in other] for one, other in ((new, old), (old, new)))
        if more or less:
            key = "swapped" if more and less else "added" if more else "taken"
            return say(key, name, *(", ".join(part) for part in (more, less) if part))
    plain = [isinstance(value, str | int | float) and len(str(value)) <= 60 for value in (old, new)]
    if all(plain):
        return say("set", name, str(old), str(new))
    if new is MISSING or new is None or new == []:
        return say("dropped", name)
    return say("given", name, str(new)) if old in (MISSING, None) and plain[1] else say("rewritten", name)

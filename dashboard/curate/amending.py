"""A record as it stands, to be changed: its fields in a form made from the schema; what was changed becomes edits, no more."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import NoneType
from typing import Any, get_args

import streamlit as st
from pydantic import BaseModel

from dashboard import session
from dashboard.curate import state
from dashboard.curate.fields import Form, called, listed
from dashboard.curate.hand import pick
from dashboard.plain import show, tag
from dashboard.words import Words
from geodata.edits import Edit, record
from geodata.find import fold
from geodata.form import model_of
from geodata.model import (
    Actor,
    Claim,
    Estimate,
    Event,
    Link,
    Parent,
    Place,
    Region,
    Row,
    Source,
    Status,
    Zone,
)
from geodata.reading import Entry, Reading
from geodata.rewrite import same

__all__ = ["amending", "changes", "fields", "found", "row_edits"]

_MODELS = (Place, Zone, Region, Event, Link, Source, Claim, Actor, Estimate)
#: What a record holds as rows, each changed by itself.
_ROWS: dict[str, type[BaseModel]] = {"timeline": Status, "parents": Parent}
#: What a list of rows and its buttons are called.
_CALLED = {
    "row": ("amend_row", "amend_new_row", "amend_row_apply", "amend_row_remove"),
    "dispute": ("amend_dispute", "amend_new_dispute", "amend_dispute_apply", "amend_dispute_remove"),
}
_MOST = 50


def amending(reading: Reading, t: Words) -> None:
    """Draw the search, then the record that was chosen, and make the step when a form is sent."""
    id = state.screen().form = _chosen(reading, t)
    if id is None:
        return
    # In a place of its own: what comes and goes above the form would leave the old one beside the new until the run ends.
    with st.container():
        if state.screen().waits:
            show(tag("p", t["amend_newer"], class_="kh-fault", role="status"))
            st.button(t["amend_look"], key="amend_look", on_click=_look)
    file, item = record(reading.contents, id)
    model, body = model_of(file), item.get("properties", item)
    if model is None:
        return
    _record(reading, t, id, model, item)
    for name, rows in _ROWS.items():
        if name in model.model_fields and not body.get("stands_in"):
            show(tag("h3", t[f"field_{name}"]))
            _rows(reading, t, id, (name,), rows, body.get(name, []))


def found(reading: Reading, words: str) -> list[Entry]:
    """The records whose id, or name in either language, has all the words, however they are spelt.

    That of the very id comes first, then the shortest name.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    held = [(_names(entry), entry) for entry in reading.entries if isinstance(entry.record, _MODELS)]
    fits = [each for each in held if all(word in each[0] for word in wanted)]
    fits.sort(key=lambda each: (each[1].id != words, len(each[0]), each[1].id))
    return [entry for _, entry in fits]


def fields(model: type[BaseModel]) -> list[str]:
    """The fields of a kind of record that a form of its own shows, in the order of the schema."""
    names = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
    fixed = [name for name, form in names.items() if name == "kind" and len(get_args(form)) == 1]
    return [name for name in names if name not in ("id", *fixed, *_ROWS, "disputes")]


def changes(
    id: str, model: type[BaseModel], old: Mapping[str, Any], new: Mapping[str, Any], at: tuple = ()
) -> tuple[Edit, ...]:
    """The edits by which the fields of a form say `new` where they said `old`: each as small as can be.

    Parameters
    ----------
    old : mapping
        The record, or a feature's properties, or a row of them, as the file has it.
    new : mapping
        What the form holds; a field that it does not name was left empty.
    at : tuple
        The way to `old` in the record.
    """
    infos = {info.alias or name: info for name, info in model.model_fields.items()}
    made: list[Edit] = []
    for name in fields(model):
        if name in new:
            made += _between(id, (*at, name), old.get(name), new[name])
        elif old.get(name) not in (None, [], ""):
            nothing = infos[name].is_required() and NoneType in get_args(infos[name].annotation)
            field = {"id": id, "field": [*at, name]}
            made.append(
                Edit("set_field", {**field, "value": None}) if nothing else Edit("unset_field", field)
            )
    return tuple(made)


def row_edits(
    id: str, way: tuple, model: type[BaseModel], rows: list[dict[str, Any]], index: int, new: dict[str, Any]
) -> tuple[Edit, ...]:
    """The edits of one row; one that is new, or has come to stand elsewhere among the others, takes its place by its date.

    Parameters
    ----------
    way : tuple
        To the list of rows in the record.
    """
    new = {field: new[field] for field in model.model_fields if field in new}
    others = [*rows[:index], *rows[index + 1 :]]
    place = sum(row["valid_from"] <= new["valid_from"] for row in others)
    if index < len(rows) and place == index:
        return changes(id, model, rows[index], new, (*way, index))
    if way == ("timeline",):
        away = (Edit("unset_field", {"id": id, "field": [*way, index]}),) if index < len(rows) else ()
        return (*away, Edit("add_row", {"id": id, "row": new}))
    whole = [*others[:place], new, *others[place:]]
    return (Edit("set_field", {"id": id, "field": [*way], "value": whole}),)


def _between(id: str, way: tuple, old: Any, new: Any) -> Iterator[Edit]:
    """From one value to another: item by item where both have the same."""
    if same(old, new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() == new.keys():
        steps: Iterable[Any] = old
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        steps = range(len(old))
    else:
        yield Edit("set_field", {"id": id, "field": list(way), "value": new})
        return
    for step in steps:
        yield from _between(id, (*way, step), old[step], new[step])


def _names(entry: Entry) -> str:
    both = " ".join(called(entry.record, lang) for lang in ("en", "ar"))
    return f"{fold(both)} {' '.join(map(fold, getattr(entry.record, 'aliases', [])))} {fold(entry.id)} {entry.id}"


def _chosen(reading: Reading, t: Words) -> str | None:
    """The id of the record to change: one of those that the words find, or what was clicked on the map."""
    words = st.text_input(t["amend_search"], key="amend_search", help=t["amend_search_help"]).strip()
    if words:
        entries = found(reading, words)
    else:
        place = session.current().place
        wanted = [place, *pick(reading, place)]
        entries = [entry for entry in reading.entries if entry.id in wanted]
        entries.sort(key=lambda entry: wanted.index(entry.id))
    if not entries:
        show(tag("p", t["amend_none" if words else "amend_ask"], class_="kh-quiet"))
        return None
    with st.container():
        if len(entries) > _MOST:
            show(tag("p", t["amend_many"].format(count=t.number(_MOST)), class_="kh-quiet"))
    options = {entry.id: entry for entry in entries[:_MOST]}
    return st.selectbox(t["amend_record"], list(options), format_func=lambda id: _listed(options[id], t),
                        key=f"amend_record_{_mark(list(options))}")  # fmt: skip


def _listed(entry: Entry, t: Words) -> str:
    kind = t[f"record_{type(entry.record).__name__.lower()}"]
    return f"{called(entry.record, t.lang)[:80]} · {kind} · {entry.id}"


def _look() -> None:
    """Show the record as it is now; what was written in the form goes."""
    state.screen().drawn = None


def _record(reading: Reading, t: Words, id: str, model: type[BaseModel], item: dict[str, Any]) -> None:
    """The fields of the record itself, and the position of what is a point."""
    body, point = item.get("properties", item), (item.get("geometry") or {}).get("type") == "Point"
    names, key = fields(model), f"amend_{id}_{_mark(item)}"
    with st.form(key, border=False):
        form = Form(model, reading, t, key)
        form.draw(names, body)
        was = ", ".join(map(str, item["geometry"]["coordinates"])) if point else ""
        now = st.text_input(t["amend_position"], was, key=f"{key}_position") if point else ""
        if not form.pressed(t["curate_apply"], f"{key}_apply", type="primary"):
            return
        if form.faults({name: held for name, held in body.items() if name not in names}):
            return
        edits = changes(id, model, body, form.value)
        try:
            edits += _moved(id, was, now)
        except ValueError:
            form.fault("", t["amend_no_position"])
        else:
            _take(form, edits, t)


def _moved(id: str, was: str, now: str) -> tuple[Edit, ...]:
    if was == now:
        return ()
    lon, lat = (float(part) for part in re.split("[,،]", now))
    return (Edit("set_geometry", {"id": id, "geometry": {"type": "Point", "coordinates": [lon, lat]}}),)


def _rows(
    reading: Reading, t: Words, id: str, way: tuple, model: type[BaseModel], rows: list[dict[str, Any]]
) -> None:
    """One row of a list in the record, or a new one; each field of it changed by itself, or the whole taken out."""
    key = f"amend_{id}_{'_'.join(map(str, way))}_{_mark(rows)}"
    names = listed(reading, (Actor,), t.lang)
    title, another, apply, remove = (
        t[word] for word in _CALLED["dispute" if way[-1] == "disputes" else "row"]
    )
    index = st.selectbox(title, [*range(len(rows)), len(rows)], max(len(rows) - 1, 0), key=key,
                         format_func=lambda at: _told(rows[at], names, t) if at < len(rows) else another)  # fmt: skip
    old = rows[index] if index < len(rows) else {}
    with st.form(f"{key}_{index}", border=False):
        form = Form(model, reading, t, f"{key}_{index}_")
        form.draw(fields(model), old)
        sent = form.pressed(apply, f"{key}_{index}_apply", type="primary")
        gone = form.pressed(remove, f"{key}_{index}_gone", disabled=not old)
        kept = {
            "valid_to": form.value.get("valid_to"),
            **({"disputes": old["disputes"]} if "disputes" in old else {}),
        }
        if gone:
            last = way[-1] == "disputes" and len(rows) == 1
            _take(form, (Edit("unset_field", {"id": id, "field": [*way] if last else [*way, index]}),), t)
        elif sent and not form.faults(kept):
            _take(form, row_edits(id, way, model, rows, index, {**form.value, **kept}), t)
    if old and model is Status:
        _disputes(reading, t, id, (*way, index, "disputes"), old.get("disputes", []))


def _disputes(reading: Reading, t: Words, id: str, way: tuple, rows: list[dict[str, Any]]) -> None:
    """What other sources state instead of a row; where nothing is, drawn only when asked for: it is as long as the row itself."""
    key = f"amend_{id}_{way[-2]}_disputes"
    asked = st.expander(t["field_disputes"], bool(rows), key=key, on_change="rerun")
    if asked.open:
        with asked:
            _rows(reading, t, id, way, Row, rows)


def _told(row: dict[str, Any], names: Mapping[str, str], t: Words) -> str:
    until, who = row.get("valid_to") or "…", row.get("actor", "")
    how = row.get("status", row.get("kind", ""))
    return f"{row.get('valid_from')} – {until} · {names.get(who, who)} · {t.get(how) or t.get(f'kind_{how}', how)}"


def _take(form: Form, edits: tuple[Edit, ...], t: Words) -> None:
    if not edits:
        form.fault("", t["amend_same"])
    elif fault := state.take(edits, t, "curate_added"):
        form.fault("", fault)
    else:
        st.rerun()


def _mark(value: Any) -> str:
    """Another for each state of a record, so that its form begins anew when the draft has changed it."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:12]

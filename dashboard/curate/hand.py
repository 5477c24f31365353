"""Who holds it: ground that is picked by name or on the map changes hands from a day on, one zone or many at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session
from dashboard.curate import state
from dashboard.curate.fields import Form, listed
from dashboard.words import Words
from geodata.edits import Edit, EditError, record
from geodata.model import Place, Region, Status, Zone
from geodata.period import parse
from geodata.reading import Reading

__all__ = ["handing", "pick", "picked", "picking", "steps"]

_FIRST = ("actor", "status", "sources", "confidence")
_MORE = ("against", "besieged_by", "strength", "reported", "note")


def handing(reading: Reading, t: Words) -> None:
    """Draw the form, and make the step when it is sent."""
    names = _ground(reading, t)
    _follow_map(reading, names)
    st.session_state.desk_zones = [id for id in st.session_state.get("desk_zones", []) if id in names]
    ids = st.multiselect(t["curate_zones"], list(names), key="desk_zones", placeholder=t["curate_pick"],
                         format_func=lambda id: f"{names[id]} · {id}", help=t["curate_zones_help"])  # fmt: skip
    with st.form("desk_hand", border=False):
        day = st.text_input(
            t["curate_from_day"], session.current().as_of.isoformat(), key="desk_day", help=t["curate_dates"]
        )
        form = Form(Status, reading, t, "desk_row")
        form.draw(_FIRST, {"status": "control", "confidence": "medium"})
        with st.expander(t["curate_more"]):
            form.draw(_MORE)
        if form.pressed(t["curate_apply"], "desk_hand_apply", type="primary"):
            _send(reading, ids, day.strip(), form, t)


def _send(reading: Reading, ids: list[str], day: str, form: Form, t: Words) -> None:
    if not ids:
        form.fault("", t["curate_no_zone"])
    elif not form.faults({"valid_from": day, "valid_to": None}):
        if fault := state.take(steps(reading, ids, day, form.value), t):
            form.fault("", fault)
        else:
            session.change(as_of=parse(day).first)
            session.push(lit=tuple(ids))
            st.rerun()


def steps(reading: Reading, ids: list[str], day: str, row: dict) -> tuple[Edit, ...]:
    """A row that begins on the day already is written anew, with what others state instead; elsewhere the ground changes hands."""
    edits, others = [], []
    for id in ids:
        rows = _rows(reading, id)
        same = [
            i
            for i, old in enumerate(rows)
            if old.get("valid_from") == day and old.get("status") != "presence"
        ]
        if same:
            kept = {
                key: rows[same[0]][key]
                for key in ("valid_from", "valid_to", "disputes")
                if key in rows[same[0]]
            }
            edits.append(Edit("replace_row", {"id": id, "index": same[0], "row": {**kept, **row}}))
        else:
            others.append(id)
    return (*edits, Edit("assign", {"ids": others, "day": day, "row": row})) if others else tuple(edits)


def _rows(reading: Reading, id: str) -> list[dict]:
    try:
        return record(reading.contents, id)[1]["properties"].get("timeline", [])
    except EditError:
        return []


def _ground(reading: Reading, t: Words) -> dict[str, str]:
    """Ground with a timeline of its own."""
    leans = {e.id for e in reading.of(Place) if e.record.stands_in}
    return {
        id: name for id, name in listed(reading, (Zone, Region, Place), t.lang).items() if id not in leans
    }


def pick(reading: Reading, place: str | None) -> list[str]:
    """The ground that a click on the map means: that in which the place stands, or what was clicked itself."""
    for entry in reading.entries:
        if entry.id == place and isinstance(entry.record, Zone | Region | Place):
            return list(getattr(entry.record, "stands_in", [])) or [entry.id]
    return []


def picking() -> dict[str, Any]:
    """What is picked now, for the map to show, and which word of the map that follows."""
    return {"ids": list(st.session_state.get("desk_zones", [])), "serial": state.screen().picked}


def picked(told: dict[str, Any] | None) -> None:
    """Take over what was picked on the map, once."""
    here = state.screen()
    if told and told["serial"] > here.picked:
        here.picked, st.session_state.desk_zones = int(told["serial"]), list(map(str, told["ids"]))


def _follow_map(reading: Reading, names: dict[str, str]) -> None:
    """Add what was clicked on the map to what is picked, once a click."""
    place = session.current().place
    if place == st.session_state.get("desk_clicked"):
        return
    st.session_state.desk_clicked = place
    ground = [id for id in pick(reading, place) if id in names]
    held = st.session_state.get("desk_zones", [])
    st.session_state.desk_zones = [*held, *(id for id in ground if id not in held)]

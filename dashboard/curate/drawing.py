"""Draw: zones are reshaped, cut, merged and drawn on the map; each is a step of the draft like any other."""

from __future__ import annotations

import json
from typing import Any

import shapely
import streamlit as st

from dashboard import session
from dashboard.curate import state
from dashboard.curate.fields import Form, listed, slug, standing
from dashboard.map import routes
from dashboard.plain import show, tag
from dashboard.view import ALL
from dashboard.words import Words
from geodata.coverage import NOBODY
from geodata.edits import Edit
from geodata.model import Theatre, Zone
from geodata.reading import Entry, Reading

__all__ = ["drawing", "heard", "told"]

TOOLS = ("reshape", "cut", "merge", "new")
#: So many letters of GeoJSON are more than a hand draws.
_MOST_LETTERS = 1_000_000
_LONGEST = "\0"


def told(reading: Reading) -> dict[str, Any]:
    """What the map is told while zones are drawn: where their shapes are, which tool is out, which are picked."""
    here = state.screen()
    zones = _zones(reading, _theatre(reading))
    if here.forget:
        st.session_state.desk_draw_ids, here.sketch, here.forget = [], None, False
    picked = [id for id in st.session_state.get("desk_draw_ids", []) if id in zones]
    tool = st.session_state.get("desk_draw_tool") or "reshape"
    picked = picked if tool == "merge" else picked[-1:] if tool != "new" else []
    st.session_state.desk_draw_ids = picked
    return {"shapes": _address(zones), "tool": tool, "ids": picked, "stamp": here.stamp}


def heard(drawn: Any, t: Words) -> None:
    """Take what was drawn on the map, once: whom it is about, and the shape; the shape of a zone is a step at once."""
    here = state.screen()
    if not isinstance(drawn, dict) or drawn.get("stamp") == here.stamp:
        return
    here.stamp = drawn.get("stamp")
    ids, geometry = drawn.get("ids"), drawn.get("geometry")
    if (
        drawn.get("tool") not in TOOLS
        or not isinstance(ids, list)
        or not all(isinstance(id, str) for id in ids)
    ):
        return
    st.session_state.desk_draw_ids = ids
    if geometry is not None and len(json.dumps(geometry)) <= _MOST_LETTERS:
        _take(drawn["tool"], ids, geometry, t)
    # The map was asked before it was heard; what it is told next depends on what it said.
    st.rerun()


def _take(tool: str, ids: list[str], geometry: Any, t: Words) -> None:
    here = state.screen()
    if tool != "reshape":
        here.sketch = {"tool": tool, "ids": ids, "geometry": geometry}
        return
    to = st.session_state.get("desk_draw_to", _LONGEST)
    more = {} if to == _LONGEST else {"to": to}
    edit = Edit("reshape", {"id": ids[0] if ids else "", "geometry": geometry, **more})
    if fault := state.take((edit,), t, "curate_added"):
        here.say("fault", fault)


def drawing(reading: Reading, t: Words) -> None:
    """Draw what stands beside the map: the tool, whom it is for, and what is still to be said."""
    zones = _zones(reading, _theatre(reading))
    names = listed(reading, (Zone,), t.lang)
    theatres = listed(reading, (Theatre,), t.lang)
    if session.current().theatre == ALL:
        st.selectbox(
            t["theatre"],
            [id for id in theatres if id != "world"],
            key="desk_draw_theatre",
            format_func=theatres.get,
        )
    tool = st.segmented_control(
        t["draw_tool"], TOOLS, default="reshape", required=True, key="desk_draw_tool",
        format_func={"reshape": t["draw_reshape"], "cut": t["draw_cut"], "merge": t["draw_merge"], "new": t["draw_new"]}.get,
    )  # fmt: skip
    show(tag("p", {"reshape": t["draw_help_reshape"], "cut": t["draw_help_cut"], "merge": t["draw_help_merge"],
                   "new": t["draw_help_new"]}[tool or "reshape"], class_="kh-quiet"))  # fmt: skip
    ids: list[str] = []
    if tool != "new":
        ids = st.multiselect(t["draw_zones"], list(zones), key="desk_draw_ids", placeholder=t["curate_pick"],
                             max_selections=None if tool == "merge" else 1, format_func=lambda id: f"{names.get(id, id)} · {id}")  # fmt: skip
    {"reshape": _reshaping, "cut": _naming, "merge": _merging, "new": _naming}[tool or "reshape"](
        reading, zones, ids, t
    )
    if tool != "merge":
        _written(tool or "reshape", ids, t)


def _reshaping(reading: Reading, zones: dict[str, Entry], ids: list[str], t: Words) -> None:
    names = listed(reading, (Zone,), t.lang)
    beside = _beside(reading, ids[0]) if ids else []
    called = {_LONGEST: t["draw_longest"], NOBODY: t["draw_nobody"]}
    if st.session_state.get("desk_draw_to", _LONGEST) not in (*called, *beside):
        del st.session_state.desk_draw_to
    st.selectbox(t["draw_to"], [*called, *beside], key="desk_draw_to", format_func=lambda id: called.get(id) or f"{names[id]} · {id}")  # fmt: skip


def _naming(reading: Reading, zones: dict[str, Entry], ids: list[str], t: Words) -> None:
    """The name of the zone that a cut, or an outline, makes."""
    here, new = state.screen(), st.session_state.get("desk_draw_tool") == "new"
    drawn = here.sketch if here.sketch and here.sketch["tool"] == ("new" if new else "cut") else None
    show(tag("p", t["draw_have" if drawn else "draw_have_not"], class_="kh-quiet", role="status"))
    with st.form("desk_draw_name", border=False):
        form = Form(Zone, reading, t, "desk_draw")
        form.draw(("name", "ground") if new else ("name",), {"ground": "settled"})
        id = st.text_input(t["field_id"], key="desk_draw_id", help=t["curate_id_help"]).strip()
        over = new and st.checkbox(t["draw_take"], key="desk_draw_take")
        sent = form.pressed(t["curate_apply"], "desk_draw_shape", type="primary", disabled=drawn is None)
        if sent and drawn:
            id = id or slug(form.value.get("name", {}).get("en", ""))
            if not id:
                form.fault("name", t["curate_no_id"])
                return
            about = {"name": form.value.get("name", {}), "geometry": drawn["geometry"]}
            if new:
                theatre = _theatre(reading)
                edit = Edit(
                    "draw",
                    {"id": id, "theatre": theatre, "ground": form.value["ground"], "take": over, **about},
                )
            else:
                edit = Edit("cut", {"id": drawn["ids"][0] if drawn["ids"] else "", "new": id, **about})
            _step(edit, form, t)


def _merging(reading: Reading, zones: dict[str, Entry], ids: list[str], t: Words) -> None:
    with st.form("desk_draw_merge", border=False):
        form = Form(Zone, reading, t, "desk_merge")
        if form.pressed(t["curate_apply"], "desk_draw_merge", type="primary", disabled=len(ids) < 2):
            _step(Edit("merge", {"ids": ids}), form, t)


def _step(edit: Edit, form: Form, t: Words) -> None:
    here = state.screen()
    if fault := state.take((edit,), t, "curate_added"):
        form.fault("", fault)
        return
    here.forget = True
    st.rerun()


def _written(tool: str, ids: list[str], t: Words) -> None:
    """A shape as GeoJSON, for whoever draws with the keyboard or with another program."""
    with (
        st.expander(t["draw_text"], key="desk_draw_written", on_change="rerun"),
        st.form("desk_draw_text", border=False),
    ):
        words = st.text_area(t["draw_text_help"], key="desk_draw_geojson", max_chars=_MOST_LETTERS)
        if state.pressed(st.form_submit_button, t["draw_text_take"], "desk_draw_take_text"):
            try:
                geometry = json.loads(words)
            except (ValueError, RecursionError):
                state.wrong("", t["draw_text_bad"])
            else:
                state.screen().pressed = ""
                _take(tool, ids, geometry, t)
                st.rerun()
        standing("desk_draw_take_text")


def _theatre(reading: Reading) -> str:
    """The theatre in view; of all of them the one that is chosen here, or the first."""
    view = session.current().theatre
    if view != ALL:
        return view
    known = [id for id in listed(reading, (Theatre,), "en") if id != "world"]
    chosen = st.session_state.get("desk_draw_theatre")
    return chosen if chosen in known else next(iter(known), "")


def _zones(reading: Reading, theatre: str) -> dict[str, Entry]:
    return {entry.id: entry for entry in reading.of(Zone) if entry.record.theatre == theatre}


def _address(zones: dict[str, Entry]) -> str:
    """Where the map fetches the shapes to the last digit: what it draws from is coarser."""
    here, shapes = state.screen(), [{"id": id, "geometry": entry.geometry} for id, entry in zones.items()]
    if here.shapes[0] != shapes:
        here.shapes = shapes, routes.publish("shapes", {"zones": shapes})
    return here.shapes[1]


def _beside(reading: Reading, id: str) -> list[str]:
    """The zones that a zone has a border with."""
    pairs = reading.shaped(Zone)
    own = next((shape for entry, shape in pairs if entry.id == id), None)
    touching = shapely.intersects(own, [shape for _, shape in pairs]) if own is not None else []
    return [entry.id for (entry, _), near in zip(pairs, touching, strict=False) if near and entry.id != id]

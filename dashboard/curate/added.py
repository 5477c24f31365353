"""New records: a form for each kind, made from the schema; ids come from the English title where none is given."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.curate import state
from dashboard.curate.fields import Form, slug
from dashboard.words import Words
from geodata.edits import Edit
from geodata.model import Event, Place, Source
from geodata.reading import Reading

__all__ = ["adding"]

_KINDS = {
    "source": (Source, ("title", "publisher", "published", "kind", "languages", "url", "reliability"), ("id", "symbol", "note")),
    "event": (Event, ("date", "kind", "places", "actors", "title", "summary", "sources"), ("date_to", "reported", "changes")),
    "place": (Place, ("theatre", "name", "rank", "stands_in"), ("aliases",)),
}  # fmt: skip


def adding(reading: Reading, t: Words) -> None:
    """Draw the form of the kind that is wanted, and make the step when it is sent."""
    kind = st.segmented_control(
        t["curate_kind"], list(_KINDS), default="source", required=True, key="desk_kind",
        format_func=lambda name: t[f"curate_new_{name}"],
    )  # fmt: skip
    model, first, more = _KINDS[kind or "source"]
    with st.form(f"desk_new_{kind}", border=False, clear_on_submit=False):
        form = Form(model, reading, t, f"desk_{kind}")
        form.draw(first, {"languages": "en"})
        position = _position(t) if kind == "place" else None
        with st.expander(t["curate_more"]):
            id = st.text_input(t["field_id"], key=f"desk_{kind}_id_", help=t["curate_id_help"]).strip()
            form.draw([name for name in more if name != "id"])
        if form.pressed(t["curate_apply"], f"desk_{kind}_apply", type="primary"):
            _send(reading, kind or "source", id, form, position, t)


def _position(t: Words) -> tuple[float, float]:
    lon, lat = st.columns(2)
    return (
        lon.number_input(t["curate_lon"], -180.0, 180.0, 0.0, format="%.5f", key="desk_lon"),
        lat.number_input(t["curate_lat"], -90.0, 90.0, 0.0, format="%.5f", key="desk_lat"),
    )


def _send(
    reading: Reading, kind: str, id: str, form: Form, position: tuple[float, float] | None, t: Words
) -> None:
    called = form.value.get("title") or form.value.get("name") or {}
    id = id or slug(called.get("en", ""))
    if form.faults({"id": id or "x"} if kind == "source" else {"kind": "place"} if kind == "place" else None):
        return
    if not id:
        form.fault("", t["curate_no_id"])
    elif fault := state.take((_edit(reading, kind, id, form.value, position),), t, "curate_added"):
        form.fault("", fault)
    else:
        st.rerun()


def _edit(
    reading: Reading, kind: str, id: str, value: dict[str, Any], position: tuple[float, float] | None
) -> Edit:
    """A source as a record; an event where its first place lies; a place where it was said to lie."""
    if kind == "source":
        return Edit("add_record", {"file": "sources.json", "record": {"id": id, **value}})
    if kind == "event":
        file, point = f"events/{value['date'][:4]}.geojson", _point(reading, value["places"][0])
    else:
        file, value, point = "places.geojson", {"kind": "place", **value}, list(position or (0.0, 0.0))
    feature = {
        "type": "Feature",
        "id": id,
        "properties": value,
        "geometry": {"type": "Point", "coordinates": point},
    }
    return Edit("add_record", {"file": file, "record": feature})


def _point(reading: Reading, place: str) -> list[float]:
    geometry = next(e.geometry for e in reading.of(Place) if e.id == place)
    return [float(part) for part in (geometry or {})["coordinates"]]

"""Bring data in: a file and what it is, on which sources it rests, what would come in; then it is part of the draft."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.curate import state
from dashboard.curate.fields import listed
from dashboard.plain import Html, folded, show, table, tag
from dashboard.words import Words
from geodata.incoming import FORMS, Options, Plan
from geodata.model import Source, Theatre
from geodata.reading import Reading

__all__ = ["bringing"]

_SHOWN = 50
_TITLES = {"ucdp": "UCDP GED (CSV)", "acled": "ACLED (CSV)", "csv": "CSV", "geojson": "GeoJSON", "gpkg": "GeoPackage",
           "kml": "KML", "shp": "Shapefile (.shp, .shx, .dbf, .prj)", "fgb": "FlatGeobuf", "parquet": "GeoParquet"}  # fmt: skip


def bringing(reading: Reading, t: Words) -> None:
    """Draw the form; show the plan it asks for; take it into the draft."""
    sources, theatres = (listed(reading, (model,), t.lang) for model in (Source, Theatre))
    with st.form("desk_bring", border=False):
        form = st.selectbox(
            t["bring_form"], FORMS, format_func=lambda name: _TITLES.get(name, name), key="bring_form"
        )
        files = st.file_uploader(t["bring_files"], accept_multiple_files=True, key="bring_files")
        resting = st.multiselect(t["bring_sources"], list(sources), key="bring_sources", placeholder=t["curate_pick"],
                                 format_func=lambda id: f"{sources[id]} · {id}")  # fmt: skip
        theatre = st.selectbox(t["theatre"], list(theatres), None, key="bring_theatre", placeholder="—",
                               format_func=theatres.get)  # fmt: skip
        actors = st.text_area(t["bring_actors"], key="bring_actors", help=t["bring_actors_help"])
        if form == "acled":
            show(tag("p", t["bring_acled"], class_="kh-quiet"))
        sent = state.pressed(st.form_submit_button, t["bring_look"], "bring_look", type="primary")
    if sent and files:
        options = Options(sources=tuple(resting), actors=_pairs(actors), theatre=theatre or "")
        uploads = {file.name: file.getvalue() for file in files}
        state.screen().plan = None
        if state.act(t, desk.planned, state.screen().name or "", form, uploads, options) is None:
            st.rerun()
    plan = state.screen().plan
    if plan is not None:
        show(tag("section", *_plan(plan, t), class_="kh-panel", aria_live="polite"))
        ready = bool(plan.edits) and not plan.needs
        st.button(
            t["bring_take"],
            type="primary",
            disabled=not ready,
            key="bring_take",
            on_click=_take,
            args=(t, plan),
        )


def _take(t: Words, plan: Plan) -> None:
    here = state.screen()
    if state.act(t, desk.bring, here.name or "", plan, here.drawn, said="curate_added") is not None:
        here.plan = None


def _pairs(text: str) -> dict[str, str]:
    """Lines as "name in the file = id"."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {name.strip(): id.strip() for name, id in pairs}


def _plan(plan: Plan, t: Words) -> list[Html]:
    """What is missing first, then what would come in, what says what another says, what stays outside and why."""
    parts = [tag("h2", t["bring_plan"], class_="kh-day")]
    if plan.needs:
        parts.append(tag("ul", *(tag("li", tag("bdi", need)) for need in plan.needs), class_="kh-faults"))
    parts.append(tag("p", f"{t['bring_in']}: {t.number(len(plan.records))}"))
    if plan.records:
        rows = [
            (tag("bdi", r.day), tag("bdi", r.what), tag("bdi", r.ar if t.lang == "ar" else r.en))
            for r in plan.records[:_SHOWN]
        ]
        parts.append(table([t["day"], t["curate_kind"], t["field_title"]], rows, t["bring_in"]))
    for title, lines in (
        (t["bring_duplicates"], [f"{each.row}: {each.of}" for each in plan.duplicates]),
        (t["bring_problems"], [str(problem) for problem in plan.problems]),
        (t["bring_out"], [f"{why}: {count}" for why, count in plan.left_out.items()]),
    ):
        if lines:
            items = [tag("li", tag("bdi", line)) for line in lines[:_SHOWN]]
            parts.append(folded(f"{title}: {t.number(len(lines))}", tag("ul", *items)))
    return parts

"""What the plain applications share: dated features, the date slider, and a mark that says when a map was drawn."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import folium
import streamlit as st
from branca.element import MacroElement
from folium.template import Template

__all__ = ["START", "Painted", "collections", "features_on", "layer", "slider"]

_FIRST, _LAST, START = date(2013, 1, 1), date(2019, 12, 31), date(2015, 3, 1)
_WINDOW = timedelta(days=30)


class Painted(MacroElement):
    """Tells the page, a frame after the elements before it were drawn, for which day that was."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        requestAnimationFrame(() => requestAnimationFrame(() => {
            window.top.benchAt = performance.timeOrigin + performance.now();
            window.top.benchDay = {{ this.day|tojson }};
        }));
        {% endmacro %}
    """)

    def __init__(self, day: date) -> None:
        super().__init__()
        self._name = "Painted"
        self.day = day.isoformat()


@st.cache_resource
def collections() -> dict[str, list[dict[str, Any]]]:
    """The dated polygons and the events, read once."""
    folder = Path(os.environ["BENCH_PLAIN"])
    return {
        name: json.loads((folder / f"{name}.geojson").read_bytes())["features"]
        for name in ("ground", "events")
    }


def slider() -> date:
    """The date slider."""
    return st.slider("Day", _FIRST, _LAST, START, format="YYYY-MM-DD")


def features_on(day: date) -> dict[str, Any]:
    """The polygons that hold on a day and the events of the thirty days before it, as one collection."""
    now, since = day.isoformat(), (day - _WINDOW).isoformat()
    ground = [
        f
        for f in collections()["ground"]
        if f["properties"]["valid_from"] <= now < (f["properties"]["valid_to"] or "9")
    ]
    events = [f for f in collections()["events"] if since <= f["properties"]["date"] <= now]
    return {"type": "FeatureCollection", "features": ground + events}


def layer(day: date) -> folium.GeoJson:
    """What holds on a day as a folium layer."""
    return folium.GeoJson(
        features_on(day), marker=folium.CircleMarker(radius=4, weight=1),
        style_function=lambda f: {"fillColor": f["properties"].get("colour", "#333333"), "weight": 1},
    )  # fmt: skip

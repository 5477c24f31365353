"""The plain way: a date slider, and a folium map made anew on each run."""

import folium
from streamlit_folium import st_folium

from tests.bench.apps import shared

day = shared.slider()
view = folium.Map((34.5, 43), zoom_start=6, prefer_canvas=True)
shared.layer(day).add_to(view)
shared.Painted(day).add_to(view)
st_folium(view, width=900, height=600, key="map")

"""The better plain way: the map stays, and a group of features is sent anew on each run."""

import folium
from streamlit_folium import st_folium

from tests.bench.apps import shared

day = shared.slider()
group = folium.FeatureGroup("day")
shared.layer(day).add_to(group)
shared.Painted(day).add_to(group)
view = folium.Map((34.5, 43), zoom_start=6, prefer_canvas=True)
st_folium(view, width=900, height=600, key="map", feature_group_to_add=group, returned_objects=[])

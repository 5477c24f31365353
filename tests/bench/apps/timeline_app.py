"""folium's Timeline plugin: everything is sent at once, and the browser chooses."""

import folium
from folium.plugins import Timeline, TimelineSlider
from streamlit_folium import st_folium

from tests.bench.apps import shared

kept = shared.collections()
dated = []
for feature in [*kept["ground"], *kept["events"]]:
    about = feature["properties"]
    start = about.get("valid_from") or about["date"]
    end = about.get("valid_to") or about.get("date_to") or start
    dated.append(
        {
            "type": "Feature",
            "geometry": feature["geometry"],
            "properties": {"start": start, "end": end, "name": about.get("name", "")},
        }
    )
view = folium.Map((34.5, 43), zoom_start=6, prefer_canvas=True)
line = Timeline({"type": "FeatureCollection", "features": dated}).add_to(view)
TimelineSlider(auto_play=False, show_ticks=False).add_timelines(line).add_to(view)
shared.Painted(shared.START).add_to(view)
st_folium(view, width=900, height=600, key="map", returned_objects=[])

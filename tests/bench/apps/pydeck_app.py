"""deck.gl through st.pydeck_chart, its data made anew on each run."""

import pydeck
import streamlit as st

from tests.bench.apps import shared

day = shared.slider()
layer = pydeck.Layer("GeoJsonLayer", shared.features_on(day), get_fill_color=[120, 90, 140, 160], get_line_color=[60, 60, 60],
                     get_line_width=600, get_point_radius=3000, stroked=True)  # fmt: skip
st.pydeck_chart(
    pydeck.Deck([layer], initial_view_state=pydeck.ViewState(34.5, 43, 5), map_style=None), height=600
)
st.html(f'<i id="bench-day" data-day="{day.isoformat()}"></i>')

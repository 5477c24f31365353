"""The server: Streamlit's ASGI app with the map's own routes. Start it with `streamlit run dashboard/app.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from dashboard import vendor  # noqa: E402
from dashboard.map.routes import ROUTES  # noqa: E402
from dashboard.search.routes import ROUTES as SEARCH  # noqa: E402

vendor.ensure()
app = st.App(Path(__file__).with_name("pages.py"), routes=[*SEARCH, *ROUTES])

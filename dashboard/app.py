"""The server: Streamlit's ASGI app with the map's own routes. Start it with `streamlit run dashboard/app.py`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import RedirectResponse  # noqa: E402
from starlette.routing import Route  # noqa: E402

from dashboard import live, log, queued, settings, spare, squeeze, vendor, watch  # noqa: E402
from dashboard.app_pages import BRIEFING  # noqa: E402
from dashboard.early import Early  # noqa: E402
from dashboard.guard import Guard  # noqa: E402
from dashboard.map.incidents import ROUTES as INCIDENTS  # noqa: E402
from dashboard.map.routes import ROUTES  # noqa: E402
from dashboard.search.routes import ROUTES as SEARCH  # noqa: E402

log.begin()
vendor.ensure()
squeeze.look_back()
spare.spare()
queued.keep_whole()
live.start()
here = settings.current()
settings.check(here, st.get_option("server.address"))
if not here.curating and not os.environ.get("KHARITA_CONFINED"):
    log.say("nothing keeps this viewer from writing: start it with ./run or python -m dashboard.serve")


def _first(request: Request) -> RedirectResponse:
    """The first page is at the root; under its own name Streamlit would say that there is no such page."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


app = st.App(
    Path(__file__).with_name("pages.py"),
    routes=[Route(f"/{BRIEFING}", _first), *watch.ROUTES, *SEARCH, *INCIDENTS, *ROUTES],
    secrets=settings.secrets(here) if here.curating else None,
    middleware=[Middleware(Guard, settings=here), Middleware(Early)],
    on_script_error=log.failed,
)

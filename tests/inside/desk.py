"""A server for curators whose page shows every button to everybody, and writes down what was really done."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import streamlit as st
from starlette.middleware import Middleware

from dashboard import log, settings
from dashboard.guard import Guard

log.begin()
here = settings.current()
settings.check(here, st.get_option("server.address"))
app = st.App(
    Path(__file__).with_name("desk_page.py"),
    secrets=settings.secrets(here),
    middleware=[Middleware(Guard, settings=here)],
)
os.environ.setdefault("KHARITA_DONE", "/dev/null")

"""The briefing: the map and its clock, and beside it the day in words."""

import streamlit as st

from dashboard import panels, session
from dashboard.app_pages import looked_at
from dashboard.app_pages.text_form import map_or_text
from dashboard.plain import show, tag
from dashboard.turns import fragment


def page() -> None:
    """Draw the page."""
    session.plain()
    _briefing()


@fragment
def _briefing() -> None:
    dataset, _, t = looked_at()
    wide, narrow = st.columns([7, 3], gap="medium")
    with wide:
        map_or_text(dataset, t)
    view = session.current()
    with narrow:
        flips, flip_sources = panels.changed(dataset, view, t)
        happened, event_sources = panels.events(dataset, view, t)
        sources = panels.source_links(dataset, flip_sources + event_sources, t)
        show(tag("section", panels.day_figures(dataset, view, t), flips, happened, sources,
                 class_="kh-panel", aria_live="polite"))  # fmt: skip
    session.write_address()

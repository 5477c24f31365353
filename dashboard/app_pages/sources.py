"""Sources: who says what. One source and what rests on it, the claims with their verdicts, and where sources disagree."""

import streamlit as st

from dashboard.app_pages import claims, disagreements, looked_at, source_sheet

_PARTS = {"source": source_sheet.draw, "claims": claims.draw, "disagreements": disagreements.draw}


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    part = st.segmented_control(
        t["sources"], list(_PARTS), default="source", required=True, key="sources_part", label_visibility="collapsed",
        format_func={"source": t["source_by_source"], "claims": t["claims"], "disagreements": t["disagreements"]}.get,
    )  # fmt: skip
    _PARTS[part or "source"](dataset, view, t)

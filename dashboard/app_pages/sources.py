"""Sources: who says what. One source and what rests on it, claims with verdicts, disagreements, and what was learned since."""

import streamlit as st

from dashboard import session
from dashboard.app_pages import claims, disagreements, learned, looked_at, source_sheet
from dashboard.view import PARTS

_DRAW = {
    "source": source_sheet.draw,
    "claims": claims.draw,
    "disagreements": disagreements.draw,
    "learned": learned.draw,
}


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    if view.claim and st.session_state.get("claim_opened") != view.claim:
        st.session_state.claim_opened = view.claim
        session.change(part="claims")
    part = session.current().part
    if st.session_state.get("sources_part") != part:
        st.session_state.sources_part = part
    names = {"source": t["source_by_source"], "claims": t["claims"], "disagreements": t["disagreements"],
             "learned": t["learned_since"]}  # fmt: skip
    st.segmented_control(
        t["sources"], PARTS, required=True, key="sources_part", label_visibility="collapsed",
        format_func=lambda name: names[name], on_change=_turn,
    )  # fmt: skip
    _DRAW[part](dataset, view, t)


def _turn() -> None:
    session.change(part=st.session_state.sources_part)

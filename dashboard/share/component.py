"""The button that copies the view's link, or the lines that embed it elsewhere."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.words import Words

__all__ = ["share_button"]

_HERE = Path(__file__).parent
_WORDS = ("share", "share_link", "share_embed", "share_copied", "share_by_hand")

_button = st.components.v2.component(
    "kharita_share",
    html='<div class="kh-share"></div>\n',
    css=(_HERE / "share.css").read_text(encoding="utf-8"),
    js=(_HERE / "share.js").read_text(encoding="utf-8"),
)


def share_button(t: Words, title: str) -> None:
    """Show the button; the link is the address bar's, which holds the whole view.

    Parameters
    ----------
    t : Words
    title : str
        What an embedding page calls the frame.
    """
    data = {
        "words": {key: t[key] for key in _WORDS},
        "title": title,
        "dir": "rtl" if t.lang == "ar" else "ltr",
    }
    _button(data=data, key="kharita_share")

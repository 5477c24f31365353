"""The button that copies the view's link, or the lines that embed it elsewhere."""

from __future__ import annotations

from pathlib import Path

from dashboard.component import component
from dashboard.words import Words

__all__ = ["share_button"]

_HERE = Path(__file__).parent
_WORDS = ("share", "share_link", "share_embed", "share_copied", "share_by_hand")

_button = component("kharita_share", '<div class="kh-share"></div>', _HERE / "share.js", _HERE / "share.css")


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

"""Components of ours, registered: what Streamlit sends with each run of the script is an address, not the script itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.map.routes import publish

__all__ = ["component", "offer"]

_HERE = Path(__file__).parent
_SCRIPTS = (
    "brush/brush.js",
    "frame.js",
    "knowledge/clock.js",
    "map/component.js",
    "search/box.js",
    "share/share.js",
)

_STUB = 'const {{ default: draw }} = await import(new URL("{address}", window.location.origin));\nexport default draw;\n'


def offer() -> None:
    """Have every script at its address before a page asks: behind a balancer the page may be another server's."""
    for script in _SCRIPTS:
        publish("script", (_HERE / script).read_bytes())


def component(name: str, html: str, script: Path, style: Path | None = None) -> Any:
    """A component as `st.components.v2.component` gives it back.

    Parameters
    ----------
    script : Path
        A module whose default export draws, one of those that `offer` names; the browser fetches it once, by the hash of its bytes.
    style : Path, optional
        Styles of the component alone.
    """
    assert script.relative_to(_HERE).as_posix() in _SCRIPTS, f"{script} is not offered"
    address = publish("script", script.read_bytes())
    css = style.read_text(encoding="utf-8") if style else None
    return st.components.v2.component(name, html=f"{html}\n", css=css, js=_STUB.format(address=address))

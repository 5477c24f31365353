"""The Streamlit side of the map: registered once, mounted once, told only what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

__all__ = ["picking_map", "time_map"]

_HERE = Path(__file__).parent

_map = st.components.v2.component(
    "kharita_map",
    html='<div class="kh-host"></div>\n',
    css=(_HERE / "component.css").read_text(encoding="utf-8"),
    js=(_HERE / "component.js").read_text(encoding="utf-8"),
)


def time_map(data: dict[str, Any]) -> dict[str, Any] | None:
    """Show the map, and return what the viewer last released: as_of, compare, window, place, hidden; None at first.

    Parameters
    ----------
    data : dict
        `pack`, `basemap`, `words` (addresses), `lang`, `title`, `serial` and `view`. The map takes `view` over
        when `serial` is another than before; equal data sends nothing.
    """
    return _shown(data).view


def picking_map(
    data: dict[str, Any], picking: dict[str, Any] | None
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """As `time_map`, and ground can be picked on it.

    Parameters
    ----------
    picking : dict or None
        `ids` that are picked, and the `serial` of the last word of the map that they follow; None: nothing is picked now.

    Returns
    -------
    tuple
        What `time_map` returns, and the map's last word of what is picked: `ids` and its `serial`; None at first.
    """
    told = _shown({**data, "picking": picking})
    return told.view, told.picked


def _shown(data: dict[str, Any]) -> Any:
    return _map(
        data=data,
        key="kharita_map",
        default={"view": None, "picked": None},
        on_view_change=_heard,
        on_picked_change=_heard,
    )


def _heard() -> None:
    """Streamlit reruns the fragment when a state has a listener."""

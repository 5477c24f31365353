"""The Streamlit side of the map: registered once, mounted once, told only what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.component import component

__all__ = ["time_map"]

_HERE = Path(__file__).parent

_map = component(
    "kharita_map", '<div class="kh-host"></div>', _HERE / "component.js", _HERE / "component.css"
)


def time_map(data: dict[str, Any]) -> dict[str, Any] | None:
    """Show the map, and return what the viewer last released: as_of, compare, window, place, hidden; None at first.

    Parameters
    ----------
    data : dict
        `pack`, `basemap`, `words` (addresses), `lang`, `title`, `serial` and `view`. The map takes `view` over
        when `serial` is another than before; equal data sends nothing.
    """
    return _map(data=data, key="kharita_map", default={"view": None}, on_view_change=_heard).view


def _heard() -> None:
    """Streamlit reruns the fragment when a state has a listener."""

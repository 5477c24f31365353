"""The Streamlit side of the map: registered once, mounted once, told only what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.component import component

__all__ = ["drawing_map", "time_map"]

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
    return _shown(data).view


def drawing_map(data: dict[str, Any]) -> tuple[dict[str, Any] | None, Any]:
    """As `time_map`, for a page on which zones are drawn: the view, and what was drawn last, as the browser sent it.

    Parameters
    ----------
    data : dict
        As for `time_map`; `draw` names the `shapes` (address), the `tool` and the `ids` that are picked.
    """
    shown = _shown(data)
    return shown.view, shown.drawn


def _shown(data: dict[str, Any]) -> Any:
    return _map(
        data=data, key="kharita_map", default={"view": None, "drawn": None}, on_view_change=_heard, on_drawn_change=_heard,
    )  # fmt: skip


def _heard() -> None:
    """Streamlit reruns the fragment when a state has a listener."""

"""The Streamlit side of the map: registered once, mounted once, told only what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.component import component

__all__ = ["curators_map", "time_map"]

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


def curators_map(data: dict[str, Any], picking: dict[str, Any] | None) -> Any:
    """As `time_map`, for a page on which ground is picked and zones are drawn.

    Parameters
    ----------
    data : dict
        As for `time_map`; `draw` names the `shapes` (address), the `tool` and the `ids` that are picked for it.
    picking : dict or None
        `ids` that are picked, and the `serial` of the last word of the map that they follow; None: nothing is picked now.

    Returns
    -------
    object
        `view`, what `time_map` returns; `picked`, the map's last word of what is picked: `ids` and its `serial`; and
        `drawn`, what was drawn last, as the browser sent it. Each None at first.
    """
    return _shown({**data, "picking": picking})


def _shown(data: dict[str, Any]) -> Any:
    return _map(
        data=data,
        key="kharita_map",
        default={"view": None, "picked": None, "drawn": None},
        on_view_change=_heard,
        on_picked_change=_heard,
        on_drawn_change=_heard,
    )


def _heard() -> None:
    """Streamlit reruns the fragment when a state has a listener."""

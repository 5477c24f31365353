"""The one folium page. It carries no curated text: the element fetches its data as a response of its own."""

from __future__ import annotations

import os
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import folium
import xyzservices.providers
from branca.element import Figure, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from dashboard.map.bundle import bundle, classic

__all__ = ["OPTIONS", "ROOTS", "TimeMap", "page", "settings", "tiles"]

STATIC = "/kharita/static"
_HERE = Path(__file__).parent
#: What lies below it.
ROOTS = {"map": _HERE, "vendor": _HERE.parent / "vendor" / "node_modules"}

#: How the map can be looked at; the names are folium's.
OPTIONS = {
    "zoom_start": 6, "min_zoom": 2, "max_zoom": 11, "prefer_canvas": True, "zoom_snap": 0.25, "zoom_delta": 0.5,
    "wheel_px_per_zoom_level": 110, "world_copy_jump": False, "zoom_control": True,
}  # fmt: skip


class _LocalMap(folium.Map):
    """A folium map that links nothing but the Leaflet served here."""

    default_js = [("leaflet", f"{STATIC}/vendor/leaflet/dist/leaflet.js")]
    default_css = [("leaflet_css", f"{STATIC}/vendor/leaflet/dist/leaflet.css")]


class TimeMap(JSCSSMixin, MacroElement):
    """The element that draws the dataset on the map's clock; its work is done by element.js.

    Parameters
    ----------
    tiles : dict, optional
        `url` and `attribution` of an operator's online tiles; None: no request leaves the machine.
    """

    default_css = [("kharita_css", f"{STATIC}/map/map.css")]

    _template = Template("""
        {% macro script(this, kwargs) %}window.kharita = {map: {{ this._parent.get_name() }}, tiles: {{ this.tiles|tojson }}};{% endmacro %}
    """)

    def __init__(self, tiles: dict[str, Any] | None = None) -> None:
        super().__init__()
        self._name = "TimeMap"
        self.tiles = tiles


def tiles() -> dict[str, Any] | None:
    """The online tiles that the operator asks for in KHARITA_TILES, a provider's name; None when unset.

    Raises
    ------
    ValueError
        If no provider has this name, or it needs a key.
    """
    name = os.environ.get("KHARITA_TILES")
    if not name:
        return None
    provider = xyzservices.providers.query_name(name)
    if provider.requires_token():
        raise ValueError(f"KHARITA_TILES={name}: this provider needs a key; choose one without")
    return {
        "url": provider.build_url(),
        "attribution": provider.attribution,
        "max_zoom": provider.get("max_zoom", 18),
    }


def settings() -> dict[str, Any]:
    """The same, as Leaflet's own constructor takes them."""
    named = {
        re.sub("_([a-z])", lambda match: match[1].upper(), name): value for name, value in OPTIONS.items()
    }
    return {"center": [34.5, 41.0], "zoom": named.pop("zoomStart"), **named}


@lru_cache(maxsize=1)
def page() -> str:
    """The page, rendered once per process; the same bytes in every process with the same settings.

    Its scripts and styles stand in it: a browser that is starting Streamlit has sixty files to ask for before theirs.
    """
    figure = Figure(title="Kharita")
    view = _LocalMap(location=(34.5, 41.0), tiles=None, **OPTIONS)
    figure.add_child(view)
    view.add_child(TimeMap(tiles()))
    return _whole(_settled(figure.render()))


_ID = re.compile(r"(?<=_)[0-9a-f]{32}\b")
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')


def _settled(text: str) -> str:
    """The page with folium's random ids numbered in order, and with a viewport that readers may zoom."""
    numbers: dict[str, str] = {}
    text = _ID.sub(lambda match: numbers.setdefault(match[0], str(len(numbers) + 1)), text)
    text = _VIEWPORT.sub('<meta name="viewport" content="width=device-width, initial-scale=1">', text)
    return text.replace("<html>", '<html lang="en">', 1)


_SCRIPT = re.compile(rf'<script src="{STATIC}/([^"]+)"></script>')
_STYLE = re.compile(rf'<link rel="stylesheet" href="{STATIC}/([^"]+)"/>')
_URL = re.compile(r"""url\(["']?([^"')#:]+)["']?\)""")


def _whole(text: str) -> str:
    """The page with what it links written into it, and the element's own script at its end."""
    text = _SCRIPT.sub(lambda match: f"<script>{classic(_file(match[1]))}</script>", text)
    text = _STYLE.sub(lambda match: f"<style>{_placed(match[1])}</style>", text)
    return text.replace("</html>", f"<script>{bundle(_HERE / 'element.js')}</script>\n</html>")


def _file(name: str) -> Path:
    """A file by its path under `STATIC`."""
    root, _, rest = name.partition("/")
    return ROOTS[root] / rest


def _placed(name: str) -> str:
    """A style sheet whose addresses are whole, so that it may stand in any page."""
    home, style = f"{STATIC}/{posixpath.dirname(name)}", _file(name).read_text(encoding="utf-8")
    return _URL.sub(lambda match: f'url("{posixpath.normpath(posixpath.join(home, match[1]))}")', style)

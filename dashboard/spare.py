"""What Streamlit finds out anew for every run of a script, although it stays as it is while a server lives."""

from __future__ import annotations

from streamlit import net_util
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

__all__ = ["spare"]

_find = app_session._populate_theme_msg
_found: dict[str, bytes] = {}


def spare() -> None:
    """Read the theme from the settings once, not six times a run: for a crowd that was a quarter of the event loop's work.

    And ask nobody else what this machine is called.
    """
    app_session._populate_theme_msg = _theme
    # Asked by a page of another site, Streamlit would ask a service on the internet for its own address there.
    net_util.get_external_ip = lambda: None


def _theme(message: CustomThemeConfig, section: str = "theme") -> None:
    if section not in _found:
        once = CustomThemeConfig()
        _find(once, section)
        _found[section] = once.SerializeToString()
    message.MergeFromString(_found[section])

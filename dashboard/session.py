"""The viewer's View between reruns, kept equal to the address bar."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.view import LAYERS, View, for_map, from_params, to_params
from geodata.dataset import Dataset

__all__ = [
    "change",
    "current",
    "plain",
    "push",
    "pushed",
    "start",
    "take",
    "told",
    "two_days",
    "visit",
    "write_address",
]


def start(dataset: Dataset | None) -> View:
    """The view of this session: at its first run what the address asks for."""
    if "view" not in st.session_state:
        st.session_state.view = from_params(st.query_params, dataset)
    return current()


def current() -> View:
    """The view as it stands."""
    return st.session_state.view


def change(**fields: Any) -> None:
    """Change fields of the view."""
    st.session_state.view = replace(current(), **fields)


def visit(params: dict[str, str], dataset: Dataset, *, whole: bool = False) -> None:
    """Take over what an address asks, and let the map follow.

    Parameters
    ----------
    params : dict of str
        Of an address; what is asked wrongly is passed over.
    dataset : Dataset
    whole : bool
        The address holds the whole view; otherwise what it does not name stays, but for an earlier day and a claim.
    """
    base = {} if whole else to_params(replace(current(), compare=None, claim=None, camera=None))
    st.session_state.view = from_params({**base, **params}, dataset)
    push()


def pushed() -> dict[str, Any]:
    """The view that the map must take over, and its serial number, which stay until `push` is called; and `visit`, this session's own mark."""
    if "pushed" not in st.session_state:
        push()
    return st.session_state.pushed


def push(camera: tuple[float, float, float] | None = None, lit: tuple[str, ...] = ()) -> None:
    """Let the map take over the view as it now is.

    Parameters
    ----------
    camera : tuple of float, optional
        lon and lat of the middle, and the zoom; None: the view's own, and without one the map stays where it is.
    lit : tuple of str
        Ids of features to set off from the others.
    """
    before = st.session_state.get("pushed") or {"serial": 0, "visit": secrets.token_hex(4)}
    st.session_state.pushed = told(current(), before["serial"] + 1, camera, lit) | {"visit": before["visit"]}


def told(
    view: View, serial: int = 1, camera: tuple[float, float, float] | None = None, lit: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A view as the map takes it over; see `push`."""
    return {"serial": serial, "view": {**for_map(view), "camera": camera or view.camera, "lit": list(lit)}}


def plain() -> None:
    """Put out what a story has lit and put away a second day that a page brought in, where the map is looked at alone."""
    brought = st.session_state.pop("brought_day", None)
    if brought and brought == current().compare:
        change(compare=None)
        push()
    elif pushed()["view"]["lit"]:
        push()


def two_days(earlier: date) -> None:
    """Look at two days: at `earlier` beside the day on the clock, where the view names no other."""
    if current().compare is None:
        change(compare=earlier)
        push()
        st.session_state.brought_day = earlier


def take(released: dict[str, Any] | None) -> None:
    """Bring what the viewer released on the map into the view, once; what is told `again`, after a server has died, the map takes over too."""
    if released is None or released == st.session_state.get("taken"):
        return
    st.session_state.taken = released
    change(
        as_of=date.fromisoformat(released["as_of"]),
        compare=date.fromisoformat(released["compare"]) if released["compare"] else None,
        window=int(released["window"]),
        place=released["place"],
        camera=tuple(released["camera"]) if released["camera"] else None,
        hidden=tuple(released["hidden"]),
        layers=tuple(layer for layer in LAYERS if layer in released["layers"]),
        swipe=int(released["swipe"]),
    )
    if "again" in released:
        push()


def write_address() -> None:
    """Bring the address bar in line with the view."""
    params = to_params(current())
    if dict(st.query_params) != params:
        st.query_params.from_dict(params)

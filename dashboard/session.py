"""The viewer's View between reruns, kept equal to the address bar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard.view import View, from_params, to_params
from geodata.dataset import Dataset

__all__ = ["change", "current", "start", "write_address"]


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


def write_address() -> None:
    """Bring the address bar in line with the view."""
    params = to_params(current())
    if dict(st.query_params) != params:
        st.query_params.from_dict(params)

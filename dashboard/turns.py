"""Runs of the script take turns.

Streamlit runs each viewer's script on a thread of its own. Python lets one of them work at a time, and hands over every
few milliseconds: where twenty work at once each takes twenty times as long, and the event loop, which has to say what they
found, waits for all of them each time. One after the other, the first is done at once and the last no later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

__all__ = ["fragment", "turn"]

#: So long a run waits for those before it; then it works beside one that takes its time, such as a first reading.
_PATIENCE_S = 0.5
_busy = threading.RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Work while no other run does, or after having waited for long enough; a turn within a turn that was taken waits for nobody."""
    taken = _busy.acquire(timeout=_PATIENCE_S)
    try:
        yield
    finally:
        if taken:
            _busy.release()


def fragment(draw: Callable[..., None]) -> Callable[..., None]:
    """As `st.fragment`: a part of the page that runs alone when one of its own elements is used; its runs take turns."""
    return st.fragment(turn()(draw))

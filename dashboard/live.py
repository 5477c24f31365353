"""Live: what is saved is seen. A saved file is read once, by a thread of its own, and then every open page is woken.

Nothing is asked for again and again: the kernel says when a file is saved, and the server tells the pages.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from importlib import import_module
from pathlib import Path

import watchfiles
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession, AppSessionState

from dashboard import app_pages, cached, component
from geodata.store import StoreError, open_store
from geodata.text import LANGUAGES

__all__ = ["start"]

_LOG = logging.getLogger(__name__)
#: So long a silence means that an editor, or a save of several files, is done.
_SILENCE_MS = 40
_DEBOUNCE_MS = 400
#: How often a team's database is asked for its version, which costs one row.
_ASK_S = 0.5
#: What can wait waits until the first viewer has his map.
_LATER_S = 8
#: Pages are woken so many at a time, so that a crowd does not stand at the door at once.
_AT_ONCE, _PAUSE_S = 20, 0.05
#: Pages that are at work, and run anew when they are done.
_waiting: set[AppSession] = set()

_started = threading.Lock()


def start() -> None:
    """Begin to watch the dataset's folder, and a team's database where one is set; a second call does nothing.

    What an earlier start kept is there before the first viewer is let in: a thread that works while pages are asked for
    makes each of them wait.
    """
    if not _started.acquire(blocking=False):
        return
    component.offer()
    if cached.begin():
        _renew()
    threading.Thread(target=_watch, name="kharita-live", daemon=True).start()
    if os.environ.get("KHARITA_STORE", "").startswith(("postgresql://", "postgres://")):
        threading.Thread(target=_follow, name="kharita-follow", daemon=True).start()


def _watch() -> None:
    """Renew at once, then at every save; a folder that cannot be watched is looked at when a page is."""
    shown = _renew()
    later = threading.Timer(_LATER_S, _spare, (shown,))
    later.daemon = True
    later.start()
    try:
        for _ in watchfiles.watch(
            cached.DATA, watch_filter=_is_data, step=_SILENCE_MS, debounce=_DEBOUNCE_MS, raise_interrupt=False
        ):
            now = _renew()
            if now is not shown:
                shown = now
                _wake()
    except OSError as error:
        _LOG.warning("the dataset's folder cannot be watched: %s", error)


def _is_data(_: watchfiles.Change, path: str) -> bool:
    inside = (
        Path(path).relative_to(cached.DATA.resolve())
        if path.startswith(str(cached.DATA.resolve()))
        else Path(path)
    )
    return path.endswith("json") and not any(part.startswith(".") for part in inside.parts)


def _renew() -> cached.Served | None:
    """What is to be shown now, with what every page of it needs made ready before one asks."""
    try:
        served = cached.served(saved=True)
        if served.dataset is not None and not served.problems:
            cached.pack_url(cached.known(served.dataset, None))
        cached.basemap_url()
        for lang in LANGUAGES:
            cached.words_url(lang)
        return served
    except Exception:
        _LOG.exception("the saved files could not be taken in")
        return None


def _spare(served: cached.Served | None) -> None:
    """Once the first viewer has been shown the map: what spares the next start, and the next page, a wait."""
    if served is not None and served.dataset is not None:
        cached.keep(served.dataset)
    if Runtime.exists():
        for name in app_pages.PAGES:
            import_module(f"{app_pages.__name__}.{name}")


def _wake() -> None:
    """Let every open page run anew, as its own viewer would by touching it."""
    if not Runtime.exists():
        return
    runtime = Runtime.instance()
    loop = runtime._get_async_objs().eventloop
    for number, info in enumerate(runtime._session_mgr.list_active_sessions(), start=1):
        loop.call_soon_threadsafe(_rouse, info.session, loop)
        if number % _AT_ONCE == 0:
            time.sleep(_PAUSE_S)


def _rouse(session: AppSession, loop: asyncio.AbstractEventLoop, waited: bool = False) -> None:
    """Let one page run anew, once it is at rest: on the loop on which the browser is heard, so that neither overtakes the other.

    Streamlit would end a run that is under way, and with it the press of a button or a choice that waits to be heard. What
    its own record says of the page's widgets is not sent along: it may be older than what the page's session holds.
    """
    if session in _waiting and not waited:
        return
    _waiting.discard(session)
    if session._state is AppSessionState.SHUTDOWN_REQUESTED:
        return
    if session._scriptrunner is not None:
        _waiting.add(session)
        loop.call_later(_PAUSE_S, _rouse, session, loop, True)
    # One that has not run yet is about to, and only its browser knows what it is asked for.
    elif session._client_state.page_script_hash:
        state = ClientState()
        state.CopyFrom(session._client_state)
        state.ClearField("widget_states")
        session.request_rerun(state)


def _follow() -> None:
    """Bring the folder to the version of the team's database, whoever saved it."""
    held, store = "", None
    while True:
        try:
            store = store or open_store(data=cached.DATA)
            if store.head() != held:
                held = store.write_to(cached.DATA)
        except (StoreError, OSError) as error:
            _LOG.warning("the database's version cannot be taken over: %s", error)
        time.sleep(_ASK_S)

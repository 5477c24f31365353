"""What the desk's screen holds between runs: the store, which draft is open, what it means, what was just said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import cached, desk, login, roles
from dashboard.desk import Draft, Seen, Step
from dashboard.words import Words
from geodata.edits import EditError
from geodata.reading import Reading
from geodata.store import Store, StoreError, open_store

__all__ = ["act", "base", "opened", "said", "say", "seen", "store", "take"]


def store() -> Store:
    """The store of this session."""
    if "desk_store" not in st.session_state:
        st.session_state.desk_store = open_store(data=cached.DATA)
    return st.session_state.desk_store


def opened() -> Draft:
    """The draft that is open: at first the person's newest one, so that work goes on where it was left."""
    who = login.person()
    if "desk_name" not in st.session_state:
        going = [draft.name for draft in desk.drafts(who, store()) if not draft.aside]
        st.session_state.desk_name = next(iter(going), "")
    try:
        return desk.opened(who, store(), st.session_state.desk_name)
    except StoreError:
        st.session_state.desk_name = ""
        return desk.opened(who, store(), "")


def base(draft: Draft) -> Reading:
    """The files that a draft began from, as read."""
    return cached.version_read(draft.base, store())


def seen(draft: Draft) -> Seen | None:
    """What the draft means and what the check finds; looked at once for as long as it stays the same."""
    if not draft.edits:
        return None
    key = draft.base, json.dumps([edit.as_dict() for edit in draft.edits])
    if st.session_state.get("desk_seen", (None,))[0] != key:
        before = base(draft)
        st.session_state.desk_seen = key, desk.seen(before, draft.changed(before.contents))
    return st.session_state.desk_seen[1]


def take(step: Step) -> str:
    """Make a step in the open draft; what stands against it, or nothing."""
    st.session_state.pop("desk_words", None)
    try:
        st.session_state.desk_name = desk.do(
            login.person(), store(), st.session_state.get("desk_name", ""), step
        ).name
    except (EditError, StoreError, roles.Refused) as error:
        return str(error)
    return ""


def act(t: Words, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of the desk as the person of this session; what stands against it is said on the page."""
    st.session_state.pop("desk_words", None)
    try:
        return function(login.person(), store(), *arguments)
    except roles.Refused:
        say("fault", t["curate_refused"])
    except (EditError, StoreError) as error:
        say("fault", str(error))
    return None


def say(kind: str, words: str) -> None:
    """Put words at the head of the page until the next thing is done; `kind` is "fault" or "told"."""
    st.session_state.desk_words = kind, words


def said() -> tuple[str, str] | None:
    """What is to be said until the next thing is done: a page that another's save wakes says it still."""
    return st.session_state.get("desk_words")

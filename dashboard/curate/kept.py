"""What the store keeps: the history and an older version back, one's own drafts, what waits for a second person."""

from __future__ import annotations

import streamlit as st

from dashboard import cached, desk, login
from dashboard.curate import state
from dashboard.curate.fields import standing
from dashboard.curate.outcome import meaning_html
from dashboard.desk import author
from dashboard.plain import show, table, tag
from dashboard.words import Words
from geodata.news import meaning
from geodata.store import Conflict, Entry

__all__ = ["history", "review"]

_SHOWN = 50


def history(t: Words) -> None:
    """Who, when, why; of one version what it meant; and the way back to it."""
    entries = desk.history(login.person(), state.store())[:_SHOWN]
    rows = [
        (tag("bdi", e.when), tag("bdi", _who(e, t)), tag("bdi", e.why), tag("code", e.version))
        for e in entries
    ]
    heads = [t["curate_when"], t["curate_who"], t["curate_why"], t["curate_version"]]
    by_seq = {entry.seq: entry for entry in entries}
    seq = st.selectbox(t["curate_version"], list(by_seq), key="desk_version",
                       format_func=lambda seq: f"{by_seq[seq].when} · {by_seq[seq].why}")  # fmt: skip
    entry = by_seq[seq]
    if entry.parent:
        old, new = (cached.version_read(version, state.store()) for version in (entry.parent, entry.version))
        show(
            tag(
                "section",
                tag("h3", t["curate_meant"]),
                meaning_html(meaning(old.contents, new.contents), new, t),
                class_="kh-panel",
            )
        )
    with st.form("desk_restore", border=False):
        why = st.text_input(t["curate_why"], key="desk_restore_why")
        sent = state.pressed(
            st.form_submit_button, t["curate_restore"], "desk_restore_it", disabled=entry is entries[0]
        )
    if sent and why.strip():
        state.act(t, desk.restore, entry.version, why.strip())
        st.rerun()
    elif sent:
        state.wrong("", t["curate_no_why"])
    standing("desk_restore_it")
    show(table(heads, rows, t["curate_history"]))


def _who(entry: Entry, t: Words) -> str:
    return str(author(entry.who)) if entry.who else t["curate_elsewhere"]


def review(t: Words) -> None:
    """Proposals, each with what it means and its reason; a second person approves or declines."""
    waiting = desk.proposals(login.person(), state.store())
    if not waiting:
        show(tag("p", t["curate_none_waiting"]))
    for each in waiting:
        base = cached.version_read(each.base, state.store())
        new = {file: data for file, data in {**base.contents, **each.files}.items() if data is not None}
        with st.container(border=True):
            show(tag("section", tag("h3", tag("bdi", each.why)), tag("p", f"{author(each.who)} · {each.when}", class_="kh-quiet"),
                     meaning_html(meaning(base.contents, new), base, t), class_="kh-panel"))  # fmt: skip
            why = st.text_input(t["curate_answer"], key=f"desk_answer_{each.id}")
            yes, no = st.columns(2)
            if state.pressed(yes.button, t["curate_approve"], f"desk_yes_{each.id}", type="primary"):
                outcome = state.act(t, desk.approve, each.id, why.strip())
                if isinstance(outcome, Conflict):
                    state.screen().say("fault", t["curate_conflict"])
                st.rerun()
            if state.pressed(no.button, t["curate_reject"], f"desk_no_{each.id}"):
                state.act(t, desk.reject, each.id, why.strip(), said="curate_rejected")
                st.rerun()

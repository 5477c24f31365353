"""Curate: ground changes hands, records are added, and each change is shown before it is saved. For curators only."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import cached, desk, login, roles, session
from dashboard.app_pages import asked, looked_at
from dashboard.curate import added, amending, bringing, drawing, hand, kept, outcome, state
from dashboard.desk import Draft, Seen
from dashboard.map.component import curators_map
from dashboard.plain import show, tag
from dashboard.turns import fragment
from dashboard.words import Words
from geodata.dataset import Dataset, build
from geodata.reading import Reading

__all__ = ["page", "pages"]


def pages(t: Words) -> dict[str, Any]:
    """The page by its name, for a process of curators."""
    return {"curate": st.Page(page, title=t["curate"], url_path="curate")}


def page() -> None:
    """Draw the page."""
    t = looked_at()[2]
    who = login.person()
    if not roles.allowed(who, "draft"):
        show(tag("p", t["curate_log_in"] if who == roles.NOBODY else t["curate_refused"], class_="kh-panel"))
        if who == roles.NOBODY and st.button(t["log_in"]):
            st.login()
        return
    _desk()


_TASKS = {
    "hand": "curate_hand", "draw": "curate_draw", "amend": "curate_amend", "new": "curate_new", "bring": "curate_bring",
    "history": "curate_history", "review": "curate_review",
}  # fmt: skip
_FORMS = {
    "draw": drawing.drawing, "amend": amending.amending, "new": added.adding, "bring": bringing.bringing,
}  # fmt: skip


@fragment
def _desk() -> None:
    dataset, _, t = looked_at()
    here, draft = state.screen(), state.opened()
    shown, met = state.seen(draft), here.met
    _said()
    # Each in a place of its own: where one takes the other's, the browser holds both until the run ends, and a click
    # goes to the one that is on its way out.
    first, then = st.container(), st.container()
    # What is not drawn is forgotten, unless it is said anew: after a conflict one goes on where one was.
    st.session_state.desk_task = st.session_state.get("desk_task", "hand")
    if met is not None and met.draft == draft.name:
        with first:
            outcome.conflict(draft, met, t)
        state.catch_up()
        return
    narrow, wide = then.columns([5, 6], gap="large")
    with wide:
        reading = shown.reading if shown else state.base(draft)
        _map(dataset, reading, shown, t)
    with narrow:
        _bar(draft, t)
        task = st.segmented_control(
            t["curate"], list(_TASKS), required=True, key="desk_task", format_func=lambda name: t[_TASKS[name]],
            label_visibility="collapsed",
        )  # fmt: skip
        if task != "amend":
            here.form = None
        if task == "history":
            kept.history(t)
        elif task == "review":
            kept.review(t)
        else:
            _FORMS.get(task or "", hand.handing)(reading, t)
            if shown:
                outcome.before_saving(draft, shown, t)
    state.catch_up()


def _said() -> None:
    """What was just said, in a place of its own: what comes and goes above the map would make the browser load it anew."""
    words = state.screen().words
    with st.container():
        if words:
            told = words[0] == "told"
            show(
                tag(
                    "p",
                    words[1],
                    class_="kh-done" if told else "kh-fault",
                    role="status" if told else "alert",
                )
            )


def _bar(draft: Draft, t: Words) -> None:
    """Which draft is open, and one step back or forth in it."""
    who = login.person()
    mine = {each.name: each for each in desk.drafts(who, state.store())}
    if draft.name:
        mine.setdefault(draft.name, draft)
    options = ["", *mine]
    # One list for each draft that is open: a page that lags behind still names the one before, and chooses nothing by it.
    key = f"desk_which_{draft.name}"
    st.session_state[key] = draft.name
    st.selectbox(t["curate_draft"], options, key=key, on_change=_open, args=(key,),
                 format_func=lambda name: _called(mine[name], t) if name else t["curate_new_draft"])  # fmt: skip
    with st.container(horizontal=True):
        st.button(
            t["curate_undo"], key="desk_undo", disabled=not draft.steps, on_click=_turn, args=(t, desk.undo)
        )
        st.button(
            t["curate_redo"], key="desk_redo", disabled=not draft.undone, on_click=_turn, args=(t, desk.redo)
        )
        st.button(t["curate_discard"], key="desk_drop", disabled=not draft.name, on_click=_drop, args=(t,))
    if draft.aside:
        show(tag("p", t["curate_aside"], class_="kh-quiet"))


def _called(draft: Draft, t: Words) -> str:
    about = ", ".join(dict.fromkeys(str(id) for edit in draft.edits for id in _about(edit.arguments)))
    return f"{draft.when[:16].replace('T', ' ')} · {about[:60] or t['curate_empty']}{' · ' + t['curate_lost'] if draft.aside else ''}"


def _about(arguments: dict[str, Any]) -> list[str]:
    return arguments.get("ids") or [arguments.get("id") or arguments.get("record", {}).get("id", "")]


def _open(key: str) -> None:
    """Open the draft that was chosen; a page that lags behind may still offer one that has been saved."""
    here, chosen = state.screen(), st.session_state[key]
    if not chosen or any(each.name == chosen for each in desk.drafts(login.person(), here.store)):
        here.name, here.met, here.words = chosen, None, None


def _turn(t: Words, function: Any) -> None:
    here = state.screen()
    state.act(t, function, here.name, here.drawn)


def _drop(t: Words) -> None:
    here = state.screen()
    state.act(t, desk.discard, here.name, here.drawn)
    if here.words is None:
        here.name = ""


def _map(dataset: Dataset, reading: Reading, shown: Seen | None, t: Words) -> None:
    """The map as it is, or as the draft would make it, or both with a line between them."""
    before = None
    can = shown is not None and not any(finding.blocks for finding in shown.findings)
    with st.container():
        side = can and st.segmented_control(
            t["curate_map"], ["before", "both", "after"], default="after", required=True, key="desk_side_of_map",
            format_func={"before": t["curate_before"], "both": t["curate_both"], "after": t["curate_after"]}.get,
        )  # fmt: skip
    if side in ("both", "after") and shown is not None:
        before = dataset if side == "both" else None
        dataset = cached.known(build(shown.reading), session.current().known_on)
    task = st.session_state.get("desk_task", "hand")
    told = {**asked(dataset, t), "before": None if before is None else cached.pack_url(before)}
    if task == "draw":
        told["draw"] = drawing.told(reading)
    heard = curators_map(told, hand.picking() if task == "hand" else None)
    session.take(heard.view)
    hand.picked(heard.picked)
    if task == "draw":
        drawing.heard(heard.drawn, t)

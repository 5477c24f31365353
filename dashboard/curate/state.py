"""What the desk's screen holds between runs: the store, which draft is open, what it means, what was just said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard import cached, desk, login, roles
from dashboard.desk import Draft, Seen, Step
from dashboard.words import Words
from geodata.edits import EditError
from geodata.incoming import Plan
from geodata.reading import Reading
from geodata.store import Conflict, Overtaken, Proposal, Refused, Saved, Store, StoreError, open_store

__all__ = [
    "Screen", "act", "base", "catch_up", "faults", "opened", "pressed", "screen", "seen", "store", "take", "wrong",
]  # fmt: skip


@dataclass
class Screen:
    """One person's desk.

    A plain object: a page that another's save wakes may end a run at any touch of `st.session_state`, and what came of
    a save must be written down all the same.

    Attributes
    ----------
    name : str or None
        Of the open draft; empty: one that is not kept yet; None: the person's newest.
    drawn : Draft or None
        The draft as this page last showed it: what is done now is done to that.
    sketch : dict or None
        What was drawn on the map and waits for its form: `tool`, `ids`, `geometry`.
    stamp : object
        Of the map's last word of what was drawn on it.
    forget : bool
        Whether what was drawn is done with, and the next run begins afresh.
    shapes : tuple
        The zones that the map was given to draw on, and where it has them from.
    picked : int
        The serial of the map's last word of what is picked on it.
    form : str or None
        The record that stands in a form of its own fields.
    waits : bool
        Whether that record has been changed by somebody else since.
    pressed : str
        The button that was pressed and has not been acted on, see `pressed`.
    faults : tuple
        The button that was pressed last, and what was wrong then: field and words.
    """

    store: Store
    name: str | None = None
    drawn: Draft | None = None
    words: tuple[str, str] | None = None
    met: Conflict | None = None
    plan: Plan | None = None
    looked: tuple[Any, Seen | None] = (None, None)
    sketch: dict[str, Any] | None = None
    stamp: Any = None
    forget: bool = False
    shapes: tuple[Any, str] = (None, "")
    picked: int = 0
    form: str | None = None
    waits: bool = False
    pressed: str = ""
    faults: tuple[str, list[tuple[str, str]]] = field(default_factory=lambda: ("", []))

    def say(self, kind: str, words: str) -> None:
        """Put words at the head of the page until the next thing is done; `kind` is "fault" or "told"."""
        self.words = kind, words

    def press(self, key: str) -> None:
        """Note that a button was pressed."""
        self.pressed = key

    def took(self, outcome: Any, t: Words, said: str) -> None:
        """Hold what came of an act; `said` is the key of the words for a draft or a proposal."""
        match outcome:
            case Saved(merged=merged, warning=warning):
                self.say("told", f"{t['curate_merged' if merged else 'curate_saved']} {warning}".strip())
                self.name, self.met = "", None
            case Proposal():
                self.say("told", t[said or "curate_proposed"])
                self.name = ""
            case Conflict():
                self.met = outcome
            case Refused(problems=problems):
                self.say("fault", "\n".join(map(str, problems[:5])))
            case Draft(name=name):
                self.name, self.drawn, self.met = name, outcome, None
                if said:
                    self.say("told", t[said])
            case Plan():
                self.plan = outcome


def pressed(button: Callable[..., bool], label: str, key: str, **more: Any) -> bool:
    """Draw a button, and say whether it is pressed.

    A page that another's save wakes ends the run in which the button was pressed, often before the button is reached:
    the press is noted as the run begins, and holds until it is acted on or a run has come to its end.
    """
    here = screen()
    if button(label, key=key, on_click=here.press, args=(key,), **more) or here.pressed == key:
        here.faults = key, []
        return True
    return False


def wrong(name: str, words: str) -> None:
    """Note what is wrong with a field, or the whole, of what the button sent that was pressed."""
    screen().faults[1].append((name, words))


def faults(key: str) -> list[tuple[str, str]]:
    """What was wrong when this button was pressed, field and words, until another one is: a run may follow by itself."""
    last, found = screen().faults
    return found if last == key else []


def screen() -> Screen:
    """The desk of this session."""
    if "desk" not in st.session_state:
        st.session_state.desk = Screen(open_store(data=cached.DATA))
    return st.session_state.desk


def store() -> Store:
    """The store of this session."""
    return screen().store


def opened() -> Draft:
    """The draft that is open, as this page last showed it: what is done now is done to that. See `catch_up`.

    At first it is the person's newest one, so that work goes on where it was left.
    """
    here = screen()
    if here.drawn is None or here.drawn.name != here.name:
        here.drawn = _newest(here)
    return here.drawn


def _newest(here: Screen) -> Draft:
    """The open draft as the store has it; without one, the version that is current now."""
    who = login.person()
    if here.name is None:
        going = [draft.name for draft in desk.drafts(who, here.store) if not draft.aside]
        here.name = next(iter(going), "")
    try:
        return desk.opened(who, here.store, here.name)
    except StoreError:
        here.name = ""
        return desk.opened(who, here.store, "")


def catch_up() -> None:
    """At the end of a run: where another window or another person has gone on meanwhile, show that and run anew.

    Not where a record stands in a form that somebody else has changed: what is being written there would be lost. It
    goes on from the version that was seen, and meets the other's change when it is saved.
    """
    here = screen()
    here.pressed = ""
    newest = _newest(here)
    moved = here.drawn is None or (newest.name, newest.base, newest.mark) != (
        here.drawn.name,
        here.drawn.base,
        here.drawn.mark,
    )
    waited, here.waits = here.waits, moved and not newest.name and _is_changed(here, newest)
    if moved and not here.waits:
        here.drawn = newest
        st.rerun()
    if here.waits != waited:
        st.rerun()


def _is_changed(here: Screen, newest: Draft) -> bool:
    """Whether the record in the form is another in the newest version than in the one that is shown."""
    if here.form is None or here.drawn is None or here.drawn.name:
        return False
    old, new = (
        next((e.record for e in base(draft).entries if e.id == here.form), None)
        for draft in (here.drawn, newest)
    )
    return old != new


def base(draft: Draft) -> Reading:
    """The files that a draft began from, as read."""
    return cached.version_read(draft.base, store())


def seen(draft: Draft) -> Seen | None:
    """What the draft means and what the check finds; looked at once for as long as it stays the same."""
    if not draft.edits:
        return None
    key, here = (draft.base, json.dumps([edit.as_dict() for edit in draft.edits])), screen()
    if here.looked[0] != key:
        before = base(draft)
        here.looked = key, desk.seen(before, draft.changed(before.contents))
    return here.looked[1]


def take(step: Step, t: Words, told: str = "") -> str:
    """Make a step in the open draft; what stands against it, or nothing.

    Parameters
    ----------
    told : str
        The key of what is said when it is made.
    """
    who, here = login.person(), screen()
    here.words, here.pressed = None, ""
    try:
        here.drawn = desk.do(who, here.store, here.name or "", step, here.drawn)
    except Overtaken:
        return t["curate_overtaken_step"]
    except (EditError, StoreError, roles.Refused) as error:
        return str(error)
    here.name = here.drawn.name
    if told:
        here.say("told", t[told])
    return ""


def act(t: Words, function: Callable[..., Any], *arguments: Any, said: str = "") -> Any:
    """Call a function of the desk as the person of this session, and hold what came of it or what stands against it."""
    who, here = login.person(), screen()
    here.words, here.pressed = None, ""
    try:
        outcome = function(who, here.store, *arguments)
    except roles.Refused:
        here.say("fault", t["curate_refused"])
    except Overtaken:
        step = function in (desk.do, desk.bring)
        here.say("fault", t["curate_overtaken_step" if step else "curate_overtaken"])
    except (EditError, StoreError) as error:
        here.say("fault", str(error))
    else:
        here.took(outcome, t, said)
        return outcome
    return None

"""What can be done at the desk; each function asks the person's role before it begins.

A draft is read anew from the store before each step and kept after it: a closed laptop, a dead connection or a second
window of the same person loses nothing that was acknowledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard import roles
from dashboard.desk.draft import Draft, Step, as_edits, author, signature
from dashboard.roles import Person
from geodata.edits import EditError
from geodata.merge import Choices, merge
from geodata.store import Conflict, Entry, Outcome, Proposal, Refused, Saved, Store, StoreError

__all__ = [
    "approve", "discard", "do", "drafts", "history", "opened", "proposals", "propose", "redo", "reject", "restore", "save", "settle", "undo",
]  # fmt: skip


@roles.acts("draft")
def drafts(who: Person, store: Store) -> list[Draft]:
    """The person's own drafts, the newest first."""
    kept = [each for each in store.drafts() if author(each.who) == who]
    return [Draft.of(each, store.read) for each in reversed(kept)]


@roles.acts("draft")
def opened(who: Person, store: Store, name: str) -> Draft:
    """A draft of the person's own; without a name an empty one of the current version, which is not kept yet.

    Raises
    ------
    StoreError
        If there is none of that name, or it is another's.
    """
    if not name:
        return Draft("", store.head())
    kept = store.draft(name)
    if author(kept.who) != who:
        raise StoreError(f"the draft {name} is another's")
    return Draft.of(kept, store.read)


@roles.acts("draft")
def do(who: Person, store: Store, name: str, step: Step) -> Draft:
    """Make a step in a draft, or begin one with it.

    Raises
    ------
    EditError
        If the step cannot be made; the draft is as it was.
    """
    return _kept(who, store, opened(who, store, name).plus(step))


@roles.acts("draft")
def undo(who: Person, store: Store, name: str) -> Draft:
    """Take the last step of a draft back."""
    return _kept(who, store, opened(who, store, name).back())


@roles.acts("draft")
def redo(who: Person, store: Store, name: str) -> Draft:
    """Make the step again that was taken back last."""
    return _kept(who, store, opened(who, store, name).again())


@roles.acts("draft")
def discard(who: Person, store: Store, name: str) -> None:
    """Let a draft of one's own go."""
    store.drop_draft(opened(who, store, name).name)


@roles.acts("edit")
def save(who: Person, store: Store, name: str, why: str) -> Outcome:
    """Save a draft; what others saved since it began goes together with it by record.

    Returns
    -------
    Outcome
        After `Saved` or `Proposal` the draft is gone; after `Conflict` and `Refused` it stands as it was, and nothing
        of another's is overwritten: see `settle`.

    Raises
    ------
    EditError, StoreError
    """
    draft = opened(who, store, name)
    return _told(store, draft, store.save(draft.base, _changes(store, draft), signature(who), why))


@roles.acts("propose")
def propose(who: Person, store: Store, name: str, why: str) -> Proposal:
    """Put a draft before a second person; the draft is gone, the proposal holds it."""
    draft = opened(who, store, name)
    proposal = store.propose(draft.base, _changes(store, draft), signature(who), why)
    store.drop_draft(draft.name)
    return proposal


@roles.acts("draft")
def settle(who: Person, store: Store, name: str, current: str, choices: Choices) -> Draft:
    """Settle a conflict as chosen: a new draft that begins from what the others saved.

    The draft that met the conflict is set aside and kept. The new one is saved like any other, so that whoever saves
    between the choice and the save is met again, and never overwritten unseen.

    Parameters
    ----------
    current : str
        The version that was shown as theirs.
    choices : mapping
        As for `geodata.merge.merge`.

    Raises
    ------
    StoreError
        If a record stays open.
    """
    draft = opened(who, store, name)
    base, theirs = store.read(draft.base), store.read(current)
    merged = merge(base, {**base, **_changes(store, draft)}, theirs, choices)
    if merged.clashes:
        raise StoreError(f"choose a side for {', '.join(clash.id or clash.file for clash in merged.clashes)}")
    edits = as_edits(theirs, dict(merged.files))
    settled = _kept(who, store, Draft("", current, (edits,) if edits else (), why=draft.why))
    _kept(who, store, replace(draft, aside=True))
    return settled


@roles.acts("read")
def history(who: Person, store: Store) -> list[Entry]:
    """How each version became the current one, the newest first."""
    return store.history()[::-1]


@roles.acts("restore")
def restore(who: Person, store: Store, version: str, why: str) -> Outcome:
    """Make an older version the current one, as a save of its own."""
    return store.restore(version, signature(who), why)


@roles.acts("read")
def proposals(who: Person, store: Store) -> Sequence[Proposal]:
    """What waits for a second person, oldest first."""
    return store.proposals()


@roles.acts("approve", of="by")
def _approve(who: Person, store: Store, id: str, why: str, *, by: Person) -> Outcome:
    return store.approve(id, signature(who), why)


def approve(who: Person, store: Store, id: str, why: str = "") -> Outcome:
    """Save another's proposal; its author is whom the store knows, not whom the page says.

    Raises
    ------
    roles.Refused
        If the person may not approve, or made it.
    """
    roles.require(who, "read")
    return _approve(who, store, id, why, by=author(store.proposal(id).who))


@roles.acts("approve", of="by")
def _reject(who: Person, store: Store, id: str, why: str, *, by: Person) -> Proposal:
    return store.reject(id, signature(who), why)


def reject(who: Person, store: Store, id: str, why: str) -> Proposal:
    """Decline another's proposal and say why; its author takes it back the same way.

    Raises
    ------
    roles.Refused
        If the person may not approve.
    """
    roles.require(who, "read")
    return _reject(who, store, id, why, by=roles.NOBODY)


def _changes(store: Store, draft: Draft) -> dict[str, bytes | None]:
    changed = draft.changed(store.read(draft.base))
    if not changed:
        raise EditError("the draft changes nothing: there is nothing to save")
    return changed


def _kept(who: Person, store: Store, draft: Draft) -> Draft:
    changed = draft.changed(store.read(draft.base))
    kept = store.keep_draft(
        draft.base, changed, signature(who), draft.why, name=draft.name or None, state=draft.state()
    )
    return replace(draft, name=kept.name, when=kept.when)


def _told(store: Store, draft: Draft, outcome: Outcome) -> Outcome:
    """The outcome of a save, with one draft of the work and no second."""
    if isinstance(outcome, Conflict | Refused):
        store.drop_draft(outcome.draft)
        return replace(outcome, draft=draft.name)
    if isinstance(outcome, Saved | Proposal):
        store.drop_draft(draft.name)
    return outcome

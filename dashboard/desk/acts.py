"""What can be done at the desk; each function asks the person's role before it begins.

A draft is read anew from the store before each step and kept after it: a closed laptop or a dead connection loses
nothing that was acknowledged. What is done in one of two windows of the same person says which state of the draft it was
done to (`since`): where the other window has gone on meanwhile, a step is kept as a draft of its own, and nothing is
undone, saved or let go that was not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard import roles
from dashboard.desk.draft import Draft, Step, as_edits, author, signature
from dashboard.roles import Person
from geodata.edits import EditError
from geodata.merge import Choices, merge
from geodata.store import Conflict, Entry, Outcome, Overtaken, Proposal, Refused, Saved, Store, StoreError

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
def do(who: Person, store: Store, name: str, step: Step, since: Draft | None = None) -> Draft:
    """Make a step in a draft, or begin one with it.

    Parameters
    ----------
    since : Draft, optional
        The draft as the person saw it; None: as it is now.

    Raises
    ------
    EditError
        If the step cannot be made; the draft is as it was.
    Overtaken
        If the draft has changed since; the step stands in a draft of its own, set aside.
    """
    made = _as_seen(who, store, name, since).plus(step)
    try:
        return _kept(who, store, made)
    except Overtaken:
        _kept(who, store, replace(made, name="", aside=True))
        raise


@roles.acts("draft")
def undo(who: Person, store: Store, name: str, since: Draft | None = None) -> Draft:
    """Take the last step of a draft back."""
    return _kept(who, store, _as_seen(who, store, name, since).back())


@roles.acts("draft")
def redo(who: Person, store: Store, name: str, since: Draft | None = None) -> Draft:
    """Make the step again that was taken back last."""
    return _kept(who, store, _as_seen(who, store, name, since).again())


@roles.acts("draft")
def discard(who: Person, store: Store, name: str, since: Draft | None = None) -> None:
    """Let a draft of one's own go."""
    draft = _unmoved(who, store, name, since)
    store.drop_draft(draft.name, draft.mark)


@roles.acts("edit")
def save(who: Person, store: Store, name: str, why: str, since: Draft | None = None) -> Outcome:
    """Save a draft; what others saved since it began goes together with it by record.

    Parameters
    ----------
    since : Draft, optional
        The draft as the person saw it; None: as it is now.

    Returns
    -------
    Outcome
        After `Saved` or `Proposal` the draft is gone; after `Conflict` and `Refused` it stands as it was, and nothing
        of another's is overwritten: see `settle`.

    Raises
    ------
    EditError, StoreError
    """
    draft = _unmoved(who, store, name, since)
    return _told(store, draft, store.save(draft.base, _changes(store, draft), signature(who), why))


@roles.acts("propose")
def propose(who: Person, store: Store, name: str, why: str, since: Draft | None = None) -> Proposal:
    """Put a draft before a second person; the draft is gone, the proposal holds it."""
    draft = _unmoved(who, store, name, since)
    proposal = store.propose(draft.base, _changes(store, draft), signature(who), why)
    store.drop_draft(draft.name, draft.mark)
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


def _as_seen(who: Person, store: Store, name: str, since: Draft | None) -> Draft:
    """The person's own draft, in the state in which they saw it: it may have changed since, or be gone."""
    if since is None or since.name != name:
        return opened(who, store, name)
    if any(each.name == name and each.who != signature(who) for each in store.drafts()):
        raise StoreError(f"the draft {name} is another's")
    return since


def _unmoved(who: Person, store: Store, name: str, since: Draft | None) -> Draft:
    """The person's own draft, which is still as they saw it."""
    draft = opened(who, store, name)
    if since is not None and since.name == name and since.mark != draft.mark:
        raise Overtaken(f"the draft {name} has changed in another window meanwhile: look at it anew")
    return draft


def _kept(who: Person, store: Store, draft: Draft) -> Draft:
    changed = draft.changed(store.read(draft.base))
    kept = store.keep_draft(
        draft.base, changed, signature(who), draft.why,
        name=draft.name or None, state=draft.state(), since=draft.mark,
    )  # fmt: skip
    return replace(draft, name=kept.name, when=kept.when, mark=kept.mark)


def _told(store: Store, draft: Draft, outcome: Outcome) -> Outcome:
    """The outcome of a save, with one draft of the work and no second."""
    if isinstance(outcome, Conflict | Refused):
        store.drop_draft(outcome.draft)
        return replace(outcome, draft=draft.name)
    if isinstance(outcome, Saved | Proposal):
        store.drop_draft(draft.name, draft.mark)
    return outcome

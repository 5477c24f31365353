"""What every store does, whatever it keeps things in: save, merge, history, restore, review.

A store of one kind brings a dozen small ways to keep things (see `Keeper`); the promises stand here, once.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from pathlib import Path

from geodata import files
from geodata.check import blocking
from geodata.dataset import understood
from geodata.edits import Files
from geodata.failpoints import reached
from geodata.merge import Choices, merge
from geodata.problems import Problem
from geodata.store.drafts import Drafts
from geodata.store.parts import (
    MADE_CURRENT,
    Conflict,
    Entry,
    Outcome,
    Proposal,
    Refused,
    Saved,
    StoreError,
    Touched,
    first_break,
    now,
)

__all__ = ["Store"]


class Store(Drafts):
    """The versions of one dataset.

    Parameters
    ----------
    review : bool
        Whether every save waits for a second person.

    Notes
    -----
    A version is named by `files.digest` of its bytes, as `Dataset.version` is. A save names the version it began
    from; it is never refused because somebody else was faster, only where both changed the same record.
    """

    def __init__(self, review: bool = False) -> None:
        self.review = review

    # What one asks of it. ---------------------------------------------------------------------------

    def head(self) -> str:
        """The current version."""
        with self._locked():
            return self._pointer("head")

    def last_good(self) -> str:
        """The newest version without a problem that would keep it off the map; empty: none yet."""
        return self._pointer("last-good")

    def read(self, version: str) -> dict[str, bytes]:
        """The files of a version.

        Raises
        ------
        StoreError
            If the store never had it.
        """
        paper = self._paper("versions", version)
        if paper is None:
            raise StoreError(f"there is no version {version}: `history` names them")
        return {file: self._object(name) for file, name in paper["files"].items()}

    def history(self) -> list[Entry]:
        """How each version became the current one, oldest first: who, when and why."""
        entries = self._entries()
        by_seq = {str(entry.seq): entry for entry in entries}
        told = [entry for entry in entries if entry.kind in MADE_CURRENT]
        return [
            replace(entry, who=by_seq[entry.ref].who, why=by_seq[entry.ref].why)
            if entry.ref in by_seq
            else entry
            for entry in told
        ]

    def verify(self) -> int | None:
        """The number of the first entry of the log that was tampered with; None where none was."""
        return first_break(self._entries())

    def log(self) -> list[Entry]:
        """Every entry: intents, proposals and their answers as well."""
        return self._entries()

    def write_to(self, directory: Path) -> str:
        """Let `directory` hold the current version, and only it, among the dataset's files; returns the version."""
        version = self.head()
        wanted = self.read(version)
        for file, data in wanted.items():
            path = directory / file
            if not path.exists() or files.read(path) != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                files.replace(path, data)
        for file in set(files.dataset_files(directory)) - set(wanted):
            files.remove(directory / file)
        return version

    # Saving. ----------------------------------------------------------------------------------------

    def save(
        self, base: str, changed: Touched, who: str, why: str, choices: Choices | None = None
    ) -> Outcome:
        """Make `changed` part of the current version.

        Parameters
        ----------
        base : str
            The version that the work began from.
        changed : dict of str to bytes or None
            The files that differ from it, whole; None for one that goes.
        who, why : str
            For the history; neither may be blank.
        choices : mapping, optional
            How clashes are to be settled that an earlier save was answered with; see `merge`.

        Returns
        -------
        Saved, Conflict, Refused or Proposal
            A proposal where the store wants review. Whatever is not saved is kept as a draft.
        """
        _signed(who, why)
        with self._locked():
            if self.review:
                return self._propose(base, changed, who, why)
            return self._save(base, changed, who, why, choices)

    def _save(self, base: str, changed: Touched, who: str, why: str, choices: Choices | None) -> Outcome:
        while True:
            current = self._pointer("head")
            theirs, began = self.read(current), self.read(base)
            merged = merge(began, _overlaid(began, changed), theirs, choices)
            if merged.clashes:
                return Conflict(merged.clashes, current, self._keep(base, changed, who, why).name)
            if merged.files == theirs:
                return Saved(current)
            problems, sound = _judged(theirs, merged.files)
            if problems:
                return Refused(problems, self._keep(base, changed, who, why).name)
            self._look()
            if self._pointer("head") == current:
                version, warning = self._commit(theirs, merged.files, who, why, sound)
                return Saved(version, base != current, warning)

    def _commit(self, old: Files, new: Files, who: str, why: str, sound: bool) -> tuple[str, str]:
        parent = self._pointer("head")
        version = self._keep_version(new)
        intent = self._log("intent", version, who, why)
        reached("intent")
        self._switch(version, old, new)
        reached("head")
        if sound:
            self._point("last-good", version)
        reached("last-good")
        self._log("commit", version, who, why, str(intent.seq), parent)
        reached("commit")
        touched = sorted(file for file in {*old, *new} if old.get(file) != new.get(file))
        warning = self._commit_elsewhere(touched, who, why)
        reached("git")
        return version, warning

    def _begin(self, contents: dict[str, bytes], kind: str = "begin", why: str = "") -> None:
        """Take files in that are not from a save: the first version, or what an editor wrote."""
        version = self._keep_version(contents)
        self._log(kind, version, "", why)
        self._point("head", version)
        if not blocking(understood(contents)):
            self._point("last-good", version)

    def restore(self, version: str, who: str, why: str) -> Outcome:
        """Make an older version the current one again, as a save of its own: nothing in between is lost."""
        with self._locked():
            current = self._pointer("head")
            old, new = self.read(current), self.read(version)
            gone: Touched = dict.fromkeys(set(old) - set(new))
            return self.save(current, {**new, **gone}, who, why)

    # Review. ----------------------------------------------------------------------------------------

    def propose(self, base: str, changed: Touched, who: str, why: str) -> Proposal:
        """Put a change before a second person instead of saving it."""
        _signed(who, why)
        with self._locked():
            return self._propose(base, changed, who, why)

    def _propose(self, base: str, changed: Touched, who: str, why: str) -> Proposal:
        proposal = Proposal(secrets.token_hex(6), who, why, now(), base, changed)
        self._put_proposal(proposal)
        self._log("propose", base, who, why, proposal.id)
        return proposal

    def _put_proposal(self, proposal: Proposal) -> None:
        content = {**asdict(proposal), "files": self._put_files(proposal.files)}
        self._put_paper("proposals", proposal.id, content)

    def proposals(self, state: str | None = "open") -> list[Proposal]:
        """The proposals in a state, or all of them (None), oldest first."""
        found = [self.proposal(name) for name in self._papers("proposals")]
        return sorted((p for p in found if state in (None, p.state)), key=lambda p: (p.when, p.id))

    def proposal(self, id: str) -> Proposal:
        """One proposal.

        Raises
        ------
        StoreError
            If there is none of that id.
        """
        return Proposal(**self._kept("proposals", id))

    def approve(self, id: str, who: str, why: str = "", choices: Choices | None = None) -> Outcome:
        """Save a proposal; whoever made it cannot.

        Raises
        ------
        StoreError
            If it is answered already, or `who` made it.
        """
        with self._locked():
            proposal = self._open(id, who)
            reason = f"{proposal.why} (approved by {who}{f': {why}' if why else ''})"
            outcome = self._save(proposal.base, proposal.files, proposal.who, reason, choices)
            if isinstance(outcome, Saved):
                self._answer(proposal, "approved", who, why)
            elif isinstance(outcome, Conflict | Refused):
                self.drop_draft(outcome.draft)
            return outcome

    def reject(self, id: str, who: str, why: str) -> Proposal:
        """Decline a proposal, and say why; it stays to be read, and can be proposed anew."""
        _signed(who, why)
        with self._locked():
            return self._answer(self._open(id), "rejected", who, why)

    def _open(self, id: str, who: str = "") -> Proposal:
        proposal = self.proposal(id)
        if proposal.state != "open":
            raise StoreError(f"the proposal was {proposal.state} by {proposal.answered_by} already")
        if who and who.strip().casefold() == proposal.who.strip().casefold():
            raise StoreError("a second person approves: you cannot approve your own proposal")
        return proposal

    def _answer(self, proposal: Proposal, state: str, who: str, why: str) -> Proposal:
        answered = replace(proposal, state=state, answered_by=who, answer=why)
        self._put_proposal(answered)
        kind = {"approved": "approve", "rejected": "reject"}[state]
        self._log(kind, self._pointer("head"), who, why, proposal.id)
        return answered


def _signed(who: str, why: str) -> None:
    if not who.strip() or not why.strip():
        raise StoreError("a save says who makes it, and why")
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in who + why):
        raise StoreError("the name or the reason holds half a character: type it anew")


def _overlaid(base: Files, changed: Touched) -> dict[str, bytes]:
    whole = {**base, **changed}
    return {file: data for file, data in whole.items() if data is not None}


def _judged(old: Files, new: Files) -> tuple[tuple[Problem, ...], bool]:
    """What would keep the new files off the map and was not wrong before; and whether nothing would."""
    found = blocking(understood(new))
    before = {_fault(problem) for problem in blocking(understood(old))} if found else set()
    return tuple(problem for problem in found if _fault(problem) not in before), not found


def _fault(problem: Problem) -> tuple[str, ...]:
    return problem.file, problem.feature, problem.field, problem.rule, problem.message

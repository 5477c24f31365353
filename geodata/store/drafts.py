"""Drafts: work that is not to be saved yet, kept until it is dropped."""

from __future__ import annotations

import secrets
from dataclasses import asdict

from geodata.store.keeper import Keeper
from geodata.store.parts import Draft, Overtaken, Touched, now

__all__ = ["Drafts"]


class Drafts(Keeper):
    """The drafts of everybody; a name is written anew only by who has seen its newest state."""

    def keep_draft(
        self,
        base: str,
        changed: Touched,
        who: str,
        why: str = "",
        *,
        name: str | None = None,
        state: dict | None = None,
        since: str | None = None,
    ) -> Draft:
        """Keep work that is not to be saved yet; `name` writes an earlier draft anew.

        Parameters
        ----------
        since : str, optional
            The `mark` that the earlier draft must still have.

        Raises
        ------
        Overtaken
            If it has another, or is gone; it stays as it is.
        """
        with self._locked():
            if name and since is not None and not self._is_still(name, since):
                raise Overtaken(f"the draft {name} has changed in another window meanwhile: look at it anew")
            return self._keep(base, changed, who, why, name, state)

    def _keep(
        self,
        base: str,
        changed: Touched,
        who: str,
        why: str,
        name: str | None = None,
        state: dict | None = None,
    ) -> Draft:
        draft = Draft(name or secrets.token_hex(6), who, why, now(), base, changed, state or {})
        self._put_paper("drafts", draft.name, {**asdict(draft), "files": self._put_files(changed)})
        return draft

    def drafts(self, who: str | None = None) -> list[Draft]:
        """The drafts of one person, or of all, oldest first."""
        found = [self.draft(name) for name in self._papers("drafts")]
        return sorted((d for d in found if who in (None, d.who)), key=lambda d: (d.when, d.name))

    def draft(self, name: str) -> Draft:
        """One draft.

        Raises
        ------
        StoreError
            If there is none of that name.
        """
        return Draft(**self._kept("drafts", name))

    def drop_draft(self, name: str, since: str | None = None) -> None:
        """Let a draft go, or only if its `mark` is still `since`; one that is not there is no error."""
        if since is None:
            self._drop_paper("drafts", name)
            return
        with self._locked():
            if self._is_still(name, since):
                self._drop_paper("drafts", name)

    def _is_still(self, name: str, mark: str) -> bool:
        return self._paper("drafts", name) is not None and self.draft(name).mark == mark

"""Versions of the dataset: saved whole or not at all, merged by id, kept for good, restored at will.

Beside the files as they stand, or in PostgreSQL with PostGIS for a team: one setting decides, and the interface is
the same.
"""

from __future__ import annotations

import os
from pathlib import Path

from geodata import files
from geodata.store.base import Store
from geodata.store.folder import FolderStore
from geodata.store.parts import (
    Conflict,
    Draft,
    Entry,
    Outcome,
    Overtaken,
    Proposal,
    Refused,
    Saved,
    StoreError,
    Touched,
)

__all__ = [
    "Conflict", "Draft", "Entry", "Outcome", "Overtaken", "Proposal", "Refused", "Saved", "Store", "StoreError", "Touched",
    "open_store",
]  # fmt: skip


def open_store(
    setting: str | None = None,
    *,
    data: Path = files.DATASET,
    review: bool | None = None,
    commits: bool | None = None,
) -> Store:
    """The store that a setting names.

    Parameters
    ----------
    setting : str, optional
        A folder, or "postgresql://..."; None takes `KHARITA_STORE`, and where that is not set the folder `data`.
    data : Path
        The dataset's folder; a database that is still empty begins with its files.
    review : bool, optional
        Whether every save waits for a second person; None takes `KHARITA_REVIEW` ("1": yes).
    commits : bool, optional
        Whether every save is a git commit too; None takes `KHARITA_COMMITS` ("1": yes).

    Raises
    ------
    StoreError
        If it cannot be opened.
    """
    setting = setting if setting is not None else os.environ.get("KHARITA_STORE", "")
    review = _is_on("KHARITA_REVIEW") if review is None else review
    commits = _is_on("KHARITA_COMMITS") if commits is None else commits
    if setting.startswith(("postgresql://", "postgres://")):
        from geodata.store.postgres import PostgresStore

        return PostgresStore(setting, data, review=review)
    return FolderStore(Path(setting) if setting else data, review=review, commits=commits)


def _is_on(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0", "no")

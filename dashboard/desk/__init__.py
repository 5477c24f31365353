"""The curator's desk without its screen: drafts of edits, what they mean, and how they are saved, settled and reviewed.

A draft is a version of the dataset and the steps made from it, no more: whoever holds both can make the files again.
Every function that acts takes the person first and asks `dashboard.roles` before it begins.
"""

from __future__ import annotations

from dashboard.desk.acts import (
    approve,
    discard,
    do,
    drafts,
    history,
    opened,
    proposals,
    propose,
    redo,
    reject,
    restore,
    save,
    settle,
    undo,
)
from dashboard.desk.bring import bring, planned
from dashboard.desk.draft import Draft, Step, as_edits, author, signature
from dashboard.desk.seen import Finding, Seen, findings, seen

__all__ = [
    "Draft", "Finding", "Seen", "Step", "approve", "as_edits", "author", "bring", "discard", "do", "drafts", "findings", "history", "opened", "planned",
    "proposals", "propose", "redo", "reject", "restore", "save", "seen", "settle", "signature", "undo",
]  # fmt: skip

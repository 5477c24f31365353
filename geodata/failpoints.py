"""Named steps of a save at which a test can kill the process, to see that nothing is lost or torn.

`KHARITA_FAILPOINT=intent` kills it (SIGKILL) when it first reaches the step `intent`, `intent:3` the third time.
Without the variable a step costs one comparison.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

__all__ = ["STEPS", "reached"]

#: The steps in the order in which a save reaches them; those of `replace` come once a file.
STEPS = (
    "locked", "object", "version", "intent", "replace-begun", "replace-written", "replace-synced",
    "replace-renamed", "replaced", "files", "head", "last-good", "commit", "git",
)  # fmt: skip

_NAME, _, _COUNT = os.environ.get("KHARITA_FAILPOINT", "").partition(":")
_seen: Counter[str] = Counter()


def reached(step: str) -> None:
    """Say that a step is reached; where the variable names it, the process ends here."""
    if step != _NAME:
        return
    _seen[step] += 1
    if _seen[step] == int(_COUNT or 1):
        os.kill(os.getpid(), signal.SIGKILL)

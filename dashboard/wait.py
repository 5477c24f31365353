"""Wait until a server answers: `python -m dashboard.wait URL`; exit status 1 after a minute."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request

__all__ = ["ready"]


def ready(url: str, seconds: float = 60) -> bool:
    """Whether the server at `url` says that it is well, within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


if __name__ == "__main__":
    sys.exit(not ready(sys.argv[1]))

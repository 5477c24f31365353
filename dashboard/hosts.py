"""Under which name a server is asked for, and whether the one who asks sits at this machine."""

from __future__ import annotations

import re
import socket
from functools import lru_cache

from starlette.types import Scope

from dashboard.flood import address_of
from dashboard.settings import LOOPBACK, Settings, is_loopback

__all__ = ["host_known", "is_direct"]

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def host_known(asked: str, server: tuple[str, int | None] | None, settings: Settings) -> bool:
    """Whether a Host header names this server: so that no foreign name can be made to point here.

    Parameters
    ----------
    asked : str
        The header as it came.
    server : tuple of str and int, or None
        The address that the connection reached, as the server knows it.
    settings : Settings
        `hosts` are the names that the operator adds.

    Notes
    -----
    Known are the loopback names; where the connection came over a network also any literal address, the machine's own
    name, and the operator's names.
    """
    match = _HOST.fullmatch(asked)
    if match is None:
        return False
    name = match[1].lower().strip("[]").rstrip(".")
    if name in LOOPBACK or is_loopback(name) or name in settings.hosts:
        return True
    return not is_loopback(server[0] if server else None) and (
        address_of(name) is not None or name in _own_names()
    )


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    own = socket.gethostname().lower()
    return frozenset({own, own.partition(".")[0], own.partition(".")[0] + ".local"})


def is_direct(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether a request comes from this machine by itself, not through a proxy that stands before it."""
    client = scope.get("client")
    return is_loopback(client[0] if client else None) and not any(name in headers for name in _FORWARDED)

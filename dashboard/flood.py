"""So that one client cannot take what the others need: requests, connections and messages, each by a measure.

A measure is a bucket: it holds what a person may do at once, and fills again at the rate they can keep up. Requests
beyond it are refused; messages of an open session are read later, which the sender feels and nobody else.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.types import Message, Receive, Scope

from dashboard.settings import Settings

__all__ = ["Bucket", "Gauge", "address_of", "client_of"]

#: Burst and rate a second, of one client: a page is some 150 files, an office behind one address is many people.
_REQUESTS = 1200, 60
#: Of one session: a person clicks, holds an arrow key down, then looks.
_MESSAGES = 30, 1
_CLIENTS_MESSAGES = 150, 6
#: How often a client may open a session: each runs the whole page once.
_OPENINGS = 240, 2
_SESSIONS_OF_A_CLIENT = 120
_SESSIONS = 600
_REMEMBERED = 4096


@dataclass
class Bucket:
    """What is left of a measure.

    Attributes
    ----------
    burst : float
        What it holds when full.
    rate : float
        What comes back a second.
    """

    burst: float
    rate: float
    left: float = -1.0
    at: float = 0.0

    def take(self, now: float) -> float:
        """Take one; the seconds until it is there, 0 when it is there now."""
        self.left = self.burst if self.left < 0 else min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.rate


class Gauge:
    """The measures of all clients; keeps no more of them than `_REMEMBERED`, and nothing once a process ends."""

    def __init__(self) -> None:
        self._requests: OrderedDict[str, Bucket] = OrderedDict()
        self._messages: OrderedDict[str, Bucket] = OrderedDict()
        self._openings: OrderedDict[str, Bucket] = OrderedDict()
        self._open: dict[str, int] = {}

    def takes(self, client: str) -> bool:
        """Whether one more request of a client is answered."""
        return not client or _of(self._requests, client, *_REQUESTS).take(time.monotonic()) == 0

    def enters(self, client: str) -> bool:
        """Whether one more session is opened; `leaves` must follow where it is."""
        mine = self._open.get(client, 0)
        if (client and mine >= _SESSIONS_OF_A_CLIENT) or sum(self._open.values()) >= _SESSIONS:
            return False
        if client and _of(self._openings, client, *_OPENINGS).take(time.monotonic()):
            return False
        self._open[client] = mine + 1
        return True

    def leaves(self, client: str) -> None:
        """A session has ended."""
        self._open[client] -= 1
        if not self._open[client]:
            del self._open[client]

    def slowed(self, receive: Receive, client: str) -> Receive:
        """A `receive` that hands on messages no faster than the session's measure and its client's."""
        own = Bucket(*_MESSAGES)

        def measures() -> list[Bucket]:
            return [own, _of(self._messages, client, *_CLIENTS_MESSAGES)] if client else [own]

        async def read() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                for bucket in measures():
                    while wait := bucket.take(time.monotonic()):
                        await asyncio.sleep(wait)
            return message

        return read


def _of(buckets: OrderedDict[str, Bucket], client: str, burst: float, rate: float) -> Bucket:
    bucket = buckets.setdefault(client, Bucket(burst, rate))
    buckets.move_to_end(client)
    while len(buckets) > _REMEMBERED:
        buckets.popitem(last=False)
    return bucket


def client_of(scope: Scope, headers: dict[str, str], settings: Settings) -> str:
    """The address to measure by; empty for this machine, which is measured by session alone.

    An IPv6 client is measured by its /64, which is one household's. Of what a request says about where it was
    forwarded from, only what the operator's own proxy has added counts: the last address.
    """
    peer = address_of(scope["client"][0] if scope.get("client") else "")
    if peer and any(peer in network for network in settings.proxies):
        peer = address_of(headers.get("x-forwarded-for", "").rpartition(",")[2].strip()) or peer
    if peer is None:
        return "unknown"
    if peer.is_loopback:
        return ""
    return str(peer) if peer.version == 4 else str(ip_network((peer, 64), strict=False))


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """An address as written, an IPv4 one in IPv6 clothes as IPv4; None for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

"""A line between a browser and a server: what goes over it is counted as it passes, and it can be cut."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

__all__ = ["Relay", "relayed"]


class Relay:
    """Passes bytes on to a server of this machine and back, until it is cut.

    Attributes
    ----------
    url : str
        Where to go in the server's place.
    came : int
        Bytes that have come from the server, as they went over the wire.
    """

    def __init__(self, server: str) -> None:
        self._to, self._whole, self.came = urlsplit(server).port, threading.Event(), 0
        self._lines: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._whole.set()
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self) -> None:
        """End every line as a cable that is pulled: with no word of farewell."""
        self._whole.clear()
        lines, self._lines = self._lines, []
        for line in lines:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def mend(self) -> None:
        """Pass bytes on again."""
        self._whole.set()

    def close(self) -> None:
        """Be gone."""
        self.cut()
        self._door.close()

    def _answer(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if not self._whole.is_set():
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._lines += [near, far]
                for one, other, counted in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pass_on, args=(one, other, counted), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self.came += len(data) if counted else 0
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relayed(server: str) -> Iterator[Relay]:
    """A line to the server at an address, for as long as it is needed."""
    relay = Relay(server)
    try:
        yield relay
    finally:
        relay.close()

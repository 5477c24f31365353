"""Between a browser and a server: what really goes over the wire, squeezed and framed, counted as it passes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["Relay", "relayed"]


@dataclass
class Relay:
    """Where to go in the server's place, and how many bytes have come from the server so far."""

    url: str = ""
    came: int = 0


@contextmanager
def relayed(url: str) -> Iterator[Relay]:
    """Listen on a port of its own, and pass everything on to the server at `url` and back."""
    relay, loop = Relay(), asyncio.new_event_loop()
    listening = threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(lambda *ends: _passed(relay, url, *ends), "127.0.0.1", 0)
        relay.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        listening.set()
        with suppress(asyncio.CancelledError):
            await server.serve_forever()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    listening.wait()
    try:
        yield relay
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join(10)


async def _passed(relay: Relay, url: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    there = urlsplit(url)
    far_reader, far_writer = await asyncio.open_connection(there.hostname, there.port)

    async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter, counted: bool) -> None:
        with suppress(OSError, asyncio.CancelledError):
            while data := await source.read(65536):
                relay.came += len(data) if counted else 0
                sink.write(data)
                await sink.drain()
        sink.close()

    await asyncio.gather(pass_on(reader, far_writer, False), pass_on(far_reader, writer, True))

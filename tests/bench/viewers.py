"""Viewers without a browser: they speak Streamlit's own protocol, act, wait for the answer, think, and act again."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.variants import Running

__all__ = ["crowd"]

_FIRST, _DAYS = date(2013, 6, 1), 2300
_THINKING_S = 1.0
_PATIENCE_S = 120
_QUIET_S = 9


@dataclass
class _Viewer:
    """One connection, and what it has seen of its page."""

    socket: Any
    page: str = ""
    widget: str = ""
    fragment: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    failed: int = 0
    taken_ms: list[float] = field(default_factory=list)
    received: int = 0

    async def run(self, day: date | None) -> float:
        """Ask for a run of the page, on a day or as it opens; milliseconds until the page is whole."""
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self.page
        if day is not None:
            state.fragment_id = self.fragment
            self._choose(state.widget_states.widgets.add(), day)
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(_PATIENCE_S):
            while not self._take(await self.socket.recv()):
                pass
        return (time.perf_counter() - start) * 1000

    def _choose(self, widget: Any, day: date) -> None:
        widget.id = self.widget
        if self.fragment:
            # What a map lets go has the form of what it was told.
            view = {**self.told, "as_of": day.isoformat()}
            widget.json_value = json.dumps({"view": view})
        else:
            noon = datetime(day.year, day.month, day.day, tzinfo=UTC)
            widget.double_array_value.data.append(noon.timestamp() * 1e6)

    def _take(self, data: bytes) -> bool:
        """Take one message in; whether it ends the run."""
        self.received += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            what = element.WhichOneof("type")
            self.failed += what == "exception"
            if what == "bidi_component" and element.bidi_component.component_name.endswith("kharita_map"):
                self.widget, self.fragment = element.bidi_component.id, message.delta.fragment_id
                self.told = json.loads(element.bidi_component.json)["view"]
            elif what == "slider":
                self.widget = element.slider.id
        return kind == "script_finished"


async def _visit(url: str, acts: int, wait_s: float) -> _Viewer:
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    await asyncio.sleep(wait_s)
    async with websockets.connect(
        address, subprotocols=["streamlit"], origin=url, max_size=None, compression=None
    ) as socket:
        viewer = _Viewer(socket)
        await viewer.run(None)
        dice = random.Random(wait_s)
        for _ in range(acts):
            await asyncio.sleep(_THINKING_S * dice.uniform(0.8, 1.2))
            day = _FIRST + timedelta(days=dice.randrange(_DAYS))
            try:
                viewer.taken_ms.append(await viewer.run(day))
            except (TimeoutError, websockets.WebSocketException):
                viewer.failed += 1
                break
        return viewer


async def _crowd(url: str, many: int, acts: int) -> list[_Viewer | BaseException]:
    visits = (_visit(url, acts, index * _THINKING_S / many * 5) for index in range(many))
    return await asyncio.gather(*visits, return_exceptions=True)


def _rested(server: Running) -> None:
    """Wait until the server's memory has stood still for as long as it puts off what the first viewer does not need."""
    held, since = server.memory_mb(), time.monotonic()
    while time.monotonic() - since < _QUIET_S:
        time.sleep(0.5)
        now = server.memory_mb()
        if abs(now - held) > 1:
            held, since = now, time.monotonic()


def crowd(server: Running, many: int, acts: int) -> dict[str, float]:
    """Let `many` viewers act `acts` times each, a second of thought between; what they waited, in milliseconds.

    A first small crowd warms the server up, and what it leaves for later is waited for, so that memory is what each viewer adds.
    """
    asyncio.run(_crowd(server.url, max(many // 10, 2), 3))
    _rested(server)
    before_mb, before_s, start = server.memory_mb(), server.cpu_seconds(), time.perf_counter()
    peak: list[float] = []

    async def watched() -> list[_Viewer | BaseException]:
        visits = asyncio.create_task(_crowd(server.url, many, acts))
        while not visits.done():
            peak.append(server.memory_mb())
            await asyncio.sleep(0.25)
        return await visits

    found = asyncio.run(watched())
    lasted = time.perf_counter() - start
    viewers = [one for one in found if isinstance(one, _Viewer)]
    taken = sorted(ms for viewer in viewers for ms in viewer.taken_ms) or [float("nan")]
    return {
        "viewers": many, "acts": len(taken), "errors": len(found) - len(viewers) + sum(v.failed for v in viewers),
        "p50_ms": taken[len(taken) // 2], "p95_ms": taken[int(len(taken) * 0.95)], "max_ms": taken[-1],
        "MB_a_viewer": (max(peak) - before_mb) / many, "cpu_percent": 100 * (server.cpu_seconds() - before_s) / lasted,
        "KB_an_act": sum(v.received for v in viewers) / 1000 / len(taken),
    }  # fmt: skip

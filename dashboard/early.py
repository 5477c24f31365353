"""The map comes first: its frame is put into the page before Streamlit has started, and taken over by its component.

Streamlit needs a second in the browser before its first element stands; the map needs none of it. So the page of the
briefing comes with what the map is told first, and with `early.js`, which makes the frame.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import cached, words
from dashboard.app_pages import shown
from dashboard.plain import inert
from dashboard.session import told
from dashboard.view import from_params

__all__ = ["SCRIPT", "Early", "first"]

#: In the head of the page itself, so that it runs before anything else is asked for, and waits for no style sheet;
#: `guard.policy` names its hash.
SCRIPT = (Path(__file__).parent / "map" / "early.js").read_text(encoding="utf-8")
_HEAD = b"<head>"
#: The page is another one for each view: a browser may not have it already, nor want a part of it.
_CONDITIONS = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range")


class Early:
    """The ASGI middleware that puts both into the page of the briefing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; a page that will show the map comes back with its beginning."""
        message = None
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/":
            message = await run_in_threadpool(first, QueryParams(scope["query_string"]))
        if message is None:
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
        await self.app({**scope, "headers": headers}, receive, _rewritten(send, _beginning(message)))


def first(params: QueryParams) -> dict[str, Any] | None:
    """What the map of the briefing is told first at an address; None where it shows no map, or none is ready."""
    dataset = cached.served().dataset if cached.is_served() and params.get("embed") != "true" else None
    if dataset is None:
        return None
    view = from_params(params, dataset)
    if view.form != "map":
        return None
    t = words.of(view.lang, view.digits)
    return {**shown(cached.known(dataset, view.known_on), view, t), **told(view)}


def _beginning(message: dict[str, Any]) -> bytes:
    told = inert(json.dumps(message, ensure_ascii=False))
    return f'<script type="application/json">{told}</script><script>{SCRIPT}</script>'.encode()


def _rewritten(send: Send, beginning: bytes) -> Send:
    start: Message = {}
    body = b""

    async def rewritten(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            start = message
            return
        if message["type"] != "http.response.body":
            await send(message)
            return
        body += message.get("body", b"")
        if message.get("more_body"):
            return
        whole = body.replace(_HEAD, _HEAD + beginning, 1) if start["status"] == 200 else body
        length = str(len(whole)).encode()
        headers = [(name, length if name == b"content-length" else value) for name, value in start["headers"]
                   if name not in (b"etag", b"last-modified")]  # fmt: skip
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": whole})

    return rewritten

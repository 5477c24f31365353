"""What stands between the network and Streamlit: an ASGI middleware that closes doors and sets headers.

Every answer carries a Content-Security-Policy and its relatives. A process for viewers answers GET and HEAD only,
and leaves closed what Streamlit opens for apps of another kind: uploads, logins, metrics, the agent interface.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from google.protobuf.message import DecodeError
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard import early, flood, watch
from dashboard.hosts import host_known, is_direct
from dashboard.settings import Settings

__all__ = ["Guard", "policy"]

#: The paths under /_stcore/ and /auth/ that a viewer's browser needs; all others are not found.
_OPEN = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream")
_CURATORS = ("/_stcore/upload_file/", "/auth/", "/oauth2callback")
_CLOSED = ("/_stcore/", "/auth/", "/oauth2callback", "/component/", "/app/")
#: What a browser may tell the server in an open session. Streamlit would also let any viewer clear every cache, or ask
#: about the git repository.
_TOLD = {"rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"}
_TOLD_BY_CURATORS = _TOLD | {"file_urls_request"}
_READS = ("GET", "HEAD")
_LONGEST_ADDRESS = 8192

#: Nothing of what a browser can do for a page is used, but the clipboard and the whole screen.
_PERMISSIONS = ", ".join(
    [f"{name}=()" for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
        "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get",
        "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
    )] + ["clipboard-write=(self)", "fullscreen=(self)"]
)  # fmt: skip


@lru_cache(maxsize=1)
def policy() -> str:
    """The Content-Security-Policy of Streamlit's page: what Streamlit 1.67 needs in Chromium, and no more.

    Notes
    -----
    Its one inline script and ours (see `dashboard.early`) are let through by their hashes. Inline styles are how it styles everything. A component of ours
    is a module that it imports from a `blob:`, which is why scripts may come from there: making one takes a script.
    """
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in [*inline, early.SCRIPT])
    return (
        f"default-src 'none'; script-src 'self' blob: {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; media-src 'self'; "
        "worker-src 'none'; manifest-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=2)
def _headers(secure: bool) -> dict[bytes, bytes]:
    """The headers of every answer that does not set them itself."""
    headers = {
        "content-security-policy": policy(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "permissions-policy": _PERMISSIONS,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-permitted-cross-domain-policies": "none",
    }
    if secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return {name.encode(): value.encode() for name, value in headers.items()}


class Guard:
    """The middleware.

    Parameters
    ----------
    app : ASGI application
        Streamlit's.
    settings : Settings
        Whether this process is for viewers or curators, and under which names it may be asked for.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.flood = flood.Gauge()
        self._login = settings.login is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or let through with limits and headers."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        dressed = _dressed(send, headers, self._framers(scope))
        refusal = self._refusal(scope, headers)
        if refusal is None:
            client = flood.client_of(scope, headers, self.settings)
            if scope["type"] == "websocket":
                await self._talk(scope, receive, dressed, client)
                return
            if self.flood.takes(client):
                await self.app(scope, receive, dressed)
                return
            refusal = 429, "too many requests; wait a little"
        watch.count("refused", status=refusal[0])
        await _refuse(scope, receive, dressed, *refusal)

    async def _talk(self, scope: Scope, receive: Receive, send: Send, client: str) -> None:
        """One websocket, as long as it lasts, no faster than a person can be."""
        if not self.flood.enters(client):
            watch.count("refused", status=429)
            await _refuse(scope, receive, send, 429, "too many connections")
            return
        watch.count("sessions")
        try:
            await self.app(scope, self._heard(self.flood.slowed(receive, client)), send)
        finally:
            self.flood.leaves(client)

    def _heard(self, receive: Receive) -> Receive:
        """A `receive` that passes over what nobody has a use for."""
        known = _TOLD_BY_CURATORS if self.settings.curating else _TOLD

        async def read() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or _kind(message.get("bytes")) in {*known, None}:
                    return message
                watch.count("passed_over", kind=_kind(message.get("bytes")))

        return read

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """Status and reason why a request goes no further; None when it may."""
        path = scope["path"]
        if not host_known(headers.get("host", ""), scope.get("server"), self.settings):
            return (
                421,
                "this server does not go by that name; KHARITA_HOSTS lists the names it may be asked for",
            )
        if self.settings.curating and not self._login and not is_direct(scope, headers):
            return 403, "curating without a login is for the one at the machine: set up a login"
        if len(path) + len(scope.get("query_string", b"")) > _LONGEST_ADDRESS:
            return 414, "the address is too long"
        if not self._open(path):
            return 404, "not found"
        if scope["type"] == "http" and scope["method"] not in _READS and not self._may_send(path):
            return 405, "this server is read only"
        if scope["type"] == "http" and scope["method"] in _READS and _has_body(headers):
            return 413, "a question has no body"
        return None

    def _framers(self, scope: Scope) -> str:
        """Whose pages may show this answer in a frame, besides what it says itself: the embedded page and its map."""
        embedded = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("embed") == ["true"]
        if self.settings.curating or not (embedded or scope["path"] == "/kharita/map"):
            return ""
        return " ".join(self.settings.embedders)

    def _open(self, path: str) -> bool:
        if path in _OPEN or (self.settings.curating and path.startswith(_CURATORS)):
            return True
        return not path.startswith(_CLOSED)

    def _may_send(self, path: str) -> bool:
        return self.settings.curating and path.startswith(_CURATORS)


def _kind(data: bytes | None) -> str | None:
    """Which message of Streamlit's a frame holds; None for one that is none, which Streamlit itself ends."""
    try:
        return BackMsg.FromString(data or b"").WhichOneof("type")
    except DecodeError:
        return None


def _has_body(headers: dict[str, str]) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _dressed(send: Send, headers: dict[str, str], framers: str) -> Send:
    """A `send` that adds the headers an answer lacks, and lets those frame it who may."""
    secure = headers.get("x-forwarded-proto") == "https"

    async def dressed(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            own = {name.lower() for name, _ in message.get("headers", [])}
            more = [header for header in _headers(secure).items() if header[0] not in own]
            all_ = [
                _kept(name.lower(), value, secure) for name, value in [*message.get("headers", []), *more]
            ]
            message = {**message, "headers": _framed(all_, framers.encode()) if framers else all_}
            watch.count("answers", status=message["status"])
        await send(message)

    return dressed


def _framed(headers: list[tuple[bytes, bytes]], framers: bytes) -> list[tuple[bytes, bytes]]:
    """Headers that let pages of `framers` show the answer in a frame; the older header knows no such list."""
    return [
        (name, re.sub(rb"frame-ancestors [^;]*", b"frame-ancestors 'self' " + framers, value))
        for name, value in headers
        if name != b"x-frame-options"
    ]


def _kept(name: bytes, value: bytes, secure: bool) -> tuple[bytes, bytes]:
    """A cookie that came over https goes back over nothing else."""
    if secure and name == b"set-cookie" and b"secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    await PlainTextResponse(reason + "\n", status, headers={"cache-control": "no-store"})(
        scope, receive, send
    )

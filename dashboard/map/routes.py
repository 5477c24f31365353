"""What the map fetches: its page, its scripts and styles, and the packs, each by the hash of its bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.map import build

__all__ = ["ROUTES", "Body", "address", "hold", "missing", "publish", "respond"]

_TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".png": "image/png",
          ".svg": "image/svg+xml"}  # fmt: skip
_TEXT = (".js", ".css", ".svg")
_KEPT = 32
#: Quality 11 makes a pack a twelfth smaller, and takes eighty times as long.
_BROTLI = 5
_CODINGS = ("plain", "gzip", "br")


@dataclass(frozen=True)
class Body:
    """One response body in the three codings a browser may ask for."""

    plain: bytes
    gzip: bytes
    br: bytes
    tag: str

    @classmethod
    def of(cls, content: bytes | dict[str, Any]) -> Body:
        """Bytes as they are, a dict as JSON, in every coding, squeezed once."""
        plain = content if isinstance(content, bytes) else _json(content)
        return cls(
            plain, gzip.compress(plain, 6, mtime=0), brotli.compress(plain, quality=_BROTLI), _tag(plain)
        )

    @staticmethod
    def joined(bodies: dict[str, Body]) -> dict[str, bytes]:
        """Bodies by name as files by name, for `split`."""
        return {
            f"{name}.{coding}": getattr(body, coding) for name, body in bodies.items() for coding in _CODINGS
        }

    @classmethod
    def split(cls, parts: dict[str, bytes]) -> dict[str, Body]:
        """Bodies by name, from the files that `joined` made of them."""
        names = {part.partition(".")[0] for part in parts}
        codings = {name: [parts[f"{name}.{coding}"] for coding in _CODINGS] for name in names}
        return {name: cls(*coded, _tag(coded[0])) for name, coded in codings.items()}


def _tag(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()[:16]


#: What is held in memory, and how its addresses end.
_FORMS = {"pack": "bin", "text": "json", "basemap": "json", "words": "json", "script": "js", "shapes": "json"}
_MEDIA = {"bin": "application/octet-stream", "json": "application/json", "js": "text/javascript"}

_packs: dict[str, OrderedDict[str, Body]] = {kind: OrderedDict() for kind in _FORMS}
_lock = threading.Lock()


def publish(kind: str, content: dict[str, Any] | bytes) -> str:
    """Keep a document in memory, and say where the browser fetches it; equal content has an equal address.

    Parameters
    ----------
    kind : str
        "pack", "text", "basemap", "words", "script", or, where curators draw, "shapes".
    content : dict or bytes
        As for `Body.of`.
    """
    return hold(kind, Body.of(content))


def hold(kind: str, body: Body) -> str:
    """As `publish`, for a body that is made already."""
    with _lock:
        kept = _packs[kind]
        kept[body.tag] = body
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return address(kind, body)


def address(kind: str, body: Body) -> str:
    """Where a body is to be had once it is held."""
    return f"/kharita/{kind}/{body.tag}.{_FORMS[kind]}"


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def respond(
    request: Request, body: Body, media: str, cache: str, squeezed: bool = True, **headers: str
) -> Response:
    """The body in the best coding the browser takes, or 304 when it has it already."""
    coding = _coding(request.headers.get("accept-encoding", "")) if squeezed else ""
    tag = f'"{body.tag}-{coding or "id"}"'
    shared = {
        "ETag": tag,
        "Cache-Control": cache,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    shared |= {name.replace("_", "-"): value for name, value in headers.items()}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=shared)
    if coding:
        shared["Content-Encoding"] = coding
    content = {"br": body.br, "gzip": body.gzip}.get(coding, body.plain)
    return Response(content, media_type=media, headers=shared)


def _coding(accepted: str) -> str:
    names = {
        part.split(";")[0].strip()
        for part in accepted.split(",")
        if not part.replace(" ", "").endswith(";q=0")
    }
    return next((name for name in ("br", "gzip") if name in names), "")


def missing() -> Response:
    """The answer where there is nothing."""
    return Response(
        "not found", 404, headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    )


async def _pack(request: Request) -> Response:
    kind, name = request.path_params["kind"], request.path_params["name"]
    body = _packs.get(kind, {}).get(name)
    if body is None:
        return missing()
    return respond(request, body, _MEDIA[_FORMS[kind]], "public, max-age=31536000, immutable")


async def _page(request: Request) -> Response:
    text = build.page()
    return respond(request, _page_body(text), "text/html", "no-cache", Content_Security_Policy=policy(text))


@lru_cache(maxsize=2)
def _page_body(text: str) -> Body:
    return Body.of(text.encode())


@lru_cache(maxsize=2)
def policy(text: str) -> str:
    """The Content-Security-Policy of the page: its own files and the inline scripts it has, nothing else."""
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts
    )
    images = " ".join(["'self'", "data:", *_tile_hosts()])
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src {images}; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _tile_hosts() -> list[str]:
    tiles = build.tiles()
    if tiles is None:
        return []
    parts = urlsplit(tiles["url"])
    return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"]


async def _static(request: Request) -> Response:
    path = _resolved(request.path_params["path"])
    if path is None:
        return missing()
    media = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    body = _file(path, path.stat().st_mtime_ns)
    return respond(request, body, media, "public, max-age=60, must-revalidate", squeezed=path.suffix in _TEXT)


@lru_cache(maxsize=256)
def _file(path: Path, _changed: int) -> Body:
    plain = path.read_bytes()
    if path.suffix in _TEXT:
        return Body.of(plain)
    return Body(plain, plain, plain, _tag(plain))


def _resolved(asked: str) -> Path | None:
    """The file that a static path names; None for another kind of file or one outside the two folders."""
    root, _, rest = asked.partition("/")
    if root not in build.ROOTS or Path(rest).suffix not in _TYPES or "\0" in rest or "\\" in rest:
        return None
    home = build.ROOTS[root].resolve()
    path = (home / rest).resolve()
    return path if path.is_relative_to(home) and path.is_file() else None


ROUTES = [
    Route("/kharita/map", _page),
    Route("/kharita/static/{path:path}", _static),
    Route("/kharita/{kind:str}/{name:str}.{form:str}", _pack),
]

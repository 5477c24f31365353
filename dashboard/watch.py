"""What an operator may ask a running server: is it well, does it serve a dataset, how much has it done.

/kharita/health   200 as long as the process answers
/kharita/ready    200 when a dataset is served, else 503: its version, how old it is, what is wrong with newer files
/kharita/metrics  counters in the text form of Prometheus, for this machine only
"""

from __future__ import annotations

import threading
import time
from collections import Counter

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard import cached
from dashboard.hosts import is_direct

__all__ = ["ROUTES", "count", "counted"]

_HELP = {
    "answers": "Answers by status.",
    "refused": "Requests that were refused, by status.",
    "passed_over": "Messages of sessions that were passed over, by kind.",
    "sessions": "Sessions opened.",
    "errors": "Errors in the page's script, by kind.",
}
_counts: Counter[tuple[str, str]] = Counter()
_lock = threading.Lock()
_began = time.time()


def count(name: str, **labels: object) -> None:
    """Count one of what `name` says; labels are few and say nothing of a person."""
    with _lock:
        _counts[name, ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))] += 1


def counted(name: str) -> int:
    """How many of a kind, whatever their labels."""
    with _lock:
        return sum(number for (kind, _), number in _counts.items() if kind == name)


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "well", "up_seconds": int(time.time() - _began)}, headers=_UNKEPT)


async def _ready(_request: Request) -> Response:
    served = await run_in_threadpool(cached.served)
    good = served.dataset is not None
    told = {
        "ready": good,
        "version": served.dataset.version if served.dataset else None,
        "served_since_seconds": int(time.time() - served.since) if good else None,
        "newer_files_are_good": not served.problems,
        "problems": len(served.problems),
    }
    return JSONResponse(told, 200 if good else 503, headers=_UNKEPT)


async def _metrics(request: Request) -> Response:
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not is_direct(request.scope, headers):
        return PlainTextResponse("not found\n", 404, headers=_UNKEPT)
    return PlainTextResponse(_text(), media_type="text/plain; version=0.0.4", headers=_UNKEPT)


_UNKEPT = {"cache-control": "no-store"}


def _text() -> str:
    with _lock:
        counts = sorted(_counts.items())
    lines = []
    for name, meaning in _HELP.items():
        lines += [f"# HELP kharita_{name}_total {meaning}", f"# TYPE kharita_{name}_total counter"]
        lines += [
            f"kharita_{kind}_total{{{labels}}} {number}" if labels else f"kharita_{kind}_total {number}"
            for (kind, labels), number in counts
            if kind == name
        ]
    lines += ["# HELP kharita_up_seconds Since the start.", "# TYPE kharita_up_seconds gauge"]
    return "\n".join([*lines, f"kharita_up_seconds {time.time() - _began:.0f}", ""])


ROUTES = [
    Route("/kharita/health", _health),
    Route("/kharita/ready", _ready),
    Route("/kharita/metrics", _metrics),
]

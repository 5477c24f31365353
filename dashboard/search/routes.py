"""Answers to the search box, as a response of their own: typing runs no script and moves no page."""

from __future__ import annotations

import json
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import cached, words
from dashboard.search.answers import answers
from dashboard.view import from_params
from geodata.dataset import Dataset

__all__ = ["ROUTES"]

_LONGEST = 200


def _find(request: Request) -> Response:
    """The hits for `q`, in `lang`, as known on `known`; whatever is asked wrongly is passed over."""
    whole = cached.served().dataset
    groups = _answered(whole, dict(request.query_params)) if whole else []
    text = json.dumps({"groups": groups}, ensure_ascii=False, separators=(",", ":"))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(text, media_type="application/json", headers=headers)


def _answered(whole: Dataset, params: dict[str, str]) -> list[dict]:
    view = from_params(params, whole)
    text = params.get("q", "")[:_LONGEST]
    if not text.strip():
        return []
    known: date | None = view.known_on
    return answers(
        cached.known(whole, known),
        cached.searched(whole),
        text,
        words.of(view.lang, view.digits),
        view.theatre,
    )


ROUTES = [Route("/kharita/find", _find)]

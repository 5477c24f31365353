"""What the server says of itself: a JSON object a line, on the standard error, with nothing in it about a person.

Addresses of clients, mail addresses, queries and the texts of errors (which may quote any of these) are left out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime

from streamlit import logger as streamlits

from dashboard import watch

__all__ = ["begin", "failed", "say"]

_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\]?|\?[^\s'\"]*",
    re.IGNORECASE,
)
_log = logging.getLogger("kharita")


class _Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": _PERSONAL.sub("-", record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            told |= _about(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def _about(error: BaseException) -> dict[str, object]:
    """Kind of an error and where it came from; not what it says."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {"error": type(error).__name__, "where": [f"{frame.filename}:{frame.lineno}" for frame in frames]}


def begin() -> None:
    """From now on everything that is logged in this process, ours or a library's, is a line of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _log.setLevel(logging.INFO)

    def ours(logger: logging.Logger) -> None:
        logger.handlers[:] = [handler]
        logger.setLevel(max(logger.level, logging.WARNING))

    # Streamlit gives each of its loggers, and uvicorn's, a handler of its own, and has no setting for another.
    streamlits.setup_formatter = ours
    streamlits.update_formatter()


def say(event: str, **fields: object) -> None:
    """Log that something happened; fields are numbers, versions and kinds, never a person's."""
    _log.info(event, extra={"fields": fields})


def failed(error: Exception) -> None:
    """Log and count an error of the page's script; the viewer reads that something went wrong, and nothing of it."""
    watch.count("errors", kind=type(error).__name__)
    _log.error("the page failed", exc_info=error)

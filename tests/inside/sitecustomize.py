"""Runs inside a server that a test starts: tries to write, as code that got in would, and keeps what came of it."""

import contextlib
import json
import os
import socket
import tempfile
import threading
import time
from pathlib import Path


def _attempts(data: Path) -> dict:
    good = data / "actors.json"
    return {
        "overwrite": lambda: good.open("wb"),
        "append": lambda: good.open("ab"),
        "create": lambda: (data / "new.json").open("x"),
        "remove": good.unlink,
        "rename": lambda: good.rename(data / "other.json"),
        "replace": lambda: os.replace(data / "places.geojson", good),
        "link": lambda: (data / "hard").hardlink_to(good),
        "symlink": lambda: (data / "soft").symlink_to(good),
        "folder": (data / "folder").mkdir,
        "remove folder": (data / "zones").rmdir,
        "cut": lambda: os.truncate(good, 0),
        "steal": lambda: good.rename(Path(tempfile.gettempdir()) / "stolen"),
        "code": lambda: (Path.cwd() / "dashboard" / "new.py").open("x"),
        "system": lambda: Path("/etc/kharita-was-here").open("x"),
        "shared temporary": lambda: Path("/tmp/kharita-was-here").open("x"),
        "through /proc": lambda: Path(f"/proc/self/root{good}").open("ab"),
        "connect": lambda: socket.create_connection(("127.0.0.1", int(os.environ["KHARITA_TEST_LISTENER"])), 2),
        "own temporary": lambda: (Path(tempfile.gettempdir()) / "mine").write_text("x"),
    }  # fmt: skip


def _try() -> None:
    time.sleep(1)
    came = {}
    for name, attempt in _attempts(Path(os.environ["KHARITA_DATA"])).items():
        try:
            attempt()
            came[name] = "done"
        except OSError as error:
            came[name] = type(error).__name__ if error.errno is None else os.strerror(error.errno)
    part = Path(tempfile.gettempdir()) / "outcome.part"
    part.write_text(json.dumps(came))
    part.rename(part.with_name("outcome.json"))


if os.environ.get("KHARITA_CONFINED"):
    with contextlib.suppress(RuntimeError):
        threading.Thread(target=_try, daemon=True).start()

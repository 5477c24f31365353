"""A viewer cannot write: tried from inside a real one, and behind each wall alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard import confine, serve, settings
from geodata import files
from tests import toy
from tests.serving import ROOT, free_port

#: What may well be done: its own folder.
MAY = {"own temporary"}


@pytest.fixture(scope="module")
def inside(serve, tmp_path_factory) -> tuple[dict[str, str], Path, str]:
    """What came of each attempt to write from inside a running viewer, its dataset's folder, and its digest before."""
    place = tmp_path_factory.mktemp("inside")
    data = toy.write(place / "data")
    before = files.digest({file: files.read(data / file) for file in files.dataset_files(data)})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serve(data, PYTHONPATH=str(ROOT / "tests" / "inside"), TMPDIR=str(place),
              KHARITA_TEST_LISTENER=str(listener.getsockname()[1]))  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until and not (found := list(place.glob("*/outcome.json"))):
            time.sleep(0.1)
    return json.loads(found[0].read_text()), data, before


def test_code_that_got_into_a_viewer_can_change_no_file(inside):
    came, data, before = inside
    assert len(came) == 18
    done = {name for name, result in came.items() if result == "done"}
    if confine.landlock_version() < 4:
        done -= {"connect"}
    assert done == MAY, came
    refused = {result for name, result in came.items() if name not in MAY}
    assert refused <= {"Permission denied", "Read-only file system", "Invalid cross-device link"}
    assert files.digest({file: files.read(data / file) for file in files.dataset_files(data)}) == before


WRITES = """
import os, sys, tempfile
from pathlib import Path
from dashboard import confine
private, good = Path(sys.argv[2]), Path(sys.argv[3])
getattr(confine, sys.argv[1])(private, *([False] if "landlock" in sys.argv[1] else []))
def refused(act):
    try: act()
    except OSError: return True
for act in (lambda: good.write_text("bad"), lambda: good.unlink(), lambda: good.rename(private / "x"),
            lambda: (good.parent / "new").mkdir()):
    assert refused(act), act
(private / "mine").write_text("x")
if os.fork() == 0:
    os._exit(0 if refused(lambda: good.write_text("bad")) else 1)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
"""


@pytest.mark.parametrize("wall", ["_by_landlock", "_by_mounts"])
def test_each_wall_holds_alone_and_for_what_is_started_behind_it(tmp_path, wall):
    if wall == "_by_landlock":
        assert confine.landlock_version(), "this kernel has no Landlock: run the tests on Linux 5.13 or later"
    good, private = tmp_path / "good", tmp_path / "private"
    good.write_text("good")
    private.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", WRITES, wall, str(private), str(good)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert good.read_text() == "good" and (private / "mine").exists()


def started(tmp_path: Path, *arguments: str, secrets: str | None = None) -> subprocess.CompletedProcess:
    if secrets is not None:
        (tmp_path / "secrets.toml").write_text(secrets)
    return subprocess.run(
        [sys.executable, "-m", "dashboard.serve", "--port", str(free_port()), *arguments], cwd=ROOT, timeout=60,
        env={**os.environ, "KHARITA_CONFIG": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "", "127.evil.example"])
def test_curating_on_a_network_without_a_login_is_refused_in_one_line(tmp_path, address):
    done = started(tmp_path, "--curate", "--address", address)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "--curate on" in done.stderr and "[auth]" in done.stderr and "secrets.toml" in done.stderr


@pytest.mark.parametrize("secrets", ["[auth]\ncookie_secret = 'short'\n", "[auth\n", "[auth]\n"])
def test_a_login_that_is_not_safe_or_not_readable_starts_nothing(tmp_path, secrets):
    done = started(tmp_path, "--curate", "--address", "0.0.0.0", secrets=secrets)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "secrets.toml" in done.stderr


def test_a_viewer_never_reads_the_secrets(tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth\n")
    assert settings.Settings("view", tmp_path).login is None


def test_what_viewers_that_ended_left_behind_is_swept_away(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    left, running = tmp_path / f"kharita-viewer-{ended.pid}-x", tmp_path / f"kharita-viewer-{os.getpid()}-y"
    left.mkdir()
    running.mkdir()
    serve._sweep(tmp_path)
    assert not left.exists() and running.exists()

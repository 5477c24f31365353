"""A PostgreSQL with PostGIS of the test's own: made in a temporary folder, reached by a socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["running"]

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@contextmanager
def running() -> Iterator[str]:
    """Start a server and give the URL of an empty database on it; it never listens on the network."""
    initdb = _BINARIES[-1] if _BINARIES else shutil.which("initdb")
    assert initdb, "no PostgreSQL: ./test installs postgresql-15-postgis-3, or says how to"
    control = str(Path(initdb).with_name("pg_ctl"))
    home = Path(tempfile.mkdtemp(prefix="kharita-pg-"))
    run = _as_postgres(home)
    settings = (
        f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off -c max_connections=50"
    )
    try:
        run(
            str(initdb),
            "-D",
            f"{home}/data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        run(control, "-D", f"{home}/data", "-l", f"{home}/log", "-o", settings, "-w", "-t", "60", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={home}"
        finally:
            run(control, "-D", f"{home}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _as_postgres(home: Path):
    """A way to run commands as somebody who is not root, whom PostgreSQL refuses."""
    front: list[str] = []
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(home, account.pw_uid, account.pw_gid)
        front = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]

    def run(*command: str) -> None:
        done = subprocess.run([*front, *command], cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # fmt: skip
        log = home / "log"
        assert done.returncode == 0, done.stderr + (log.read_text() if log.exists() else "")

    return run

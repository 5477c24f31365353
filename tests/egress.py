"""Kharita in a network namespace without a way out: everything works, and nobody tries to get out.

    python -m tests.egress              the server: every page, both languages, its routes, the verbs of the command line
    python -m tests.egress --suite      the whole test suite, with the browser (a quarter of an hour)

Only the loopback exists there. A library loaded before the C library tells of each `connect` and `sendto` to an address
that is not this machine's, from every process that is started, the confined viewer among them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tests.serving import ROOT

__all__ = ["attempts", "main"]

_COMMANDS = (
    [sys.executable, "-m", "geodata", "check"],
    [sys.executable, "-m", "geodata", "at", "43.119", "36.335", "2015-01-01"],
    [sys.executable, "-m", "geodata", "find", "Mosul"],
)


def attempts(commands: list[list[str]]) -> list[str]:
    """Run commands without a way out, and say which addresses they tried to reach.

    Raises
    ------
    RuntimeError
        If a command fails there, or no such namespace can be made.
    """
    with (
        tempfile.TemporaryDirectory(prefix="kharita-egress-") as name,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear,
    ):
        watcher, told = Path(name) / "outward.so", []
        source = Path(__file__).with_name("outward.c")
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-o", str(watcher), str(source), "-ldl"], check=True
        )
        ear.bind(f"{name}/ear")
        os.chmod(f"{name}/ear", 0o777)
        threading.Thread(target=_listen, args=(ear, told), daemon=True).start()
        environment = {**os.environ, "LD_PRELOAD": str(watcher), "KHARITA_OUTWARD": f"{name}/ear"}
        for command in commands:
            up = (
                "ip link set lo up 2>/dev/null || "
                + f'{sys.executable} -m tests.egress --loopback; exec "$@"'
            )
            alone = ["unshare", *([] if os.getuid() == 0 else ["-r"]), "-n", "sh", "-c", up, "sh", *command]
            done = subprocess.run(alone, cwd=ROOT, env=environment, capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(
                    f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
                )
        return told


def _listen(ear: socket.socket, told: list[str]) -> None:
    with contextlib.suppress(OSError):
        while True:
            told.append(ear.recv(1024).decode())


def _loopback_up() -> None:
    """Switch the loopback on, where there is no `ip`."""
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))


def _visit() -> None:
    """Start a server and ask for everything that a viewer's browser asks for."""
    import json
    import re

    import httpx

    from dashboard.app_pages import __file__ as pages
    from geodata import files
    from tests.serving import serving
    from tests.visitor import Visitor

    names = sorted(
        path.stem for path in Path(pages).parent.glob("*.py") if path.stem not in ("__init__", "curate")
    )
    with tempfile.TemporaryDirectory() as name, serving(files.DATASET, Path(name) / "log") as url:
        told = httpx.get(f"{url}/kharita/ready", trust_env=False, timeout=120).json()
        assert told["ready"], told
        page = httpx.get(f"{url}/kharita/map", trust_env=False).text
        for path in sorted(set(re.findall(r'(?:src|href)="(/kharita/[^"]+)"', page))):
            assert httpx.get(url + path, trust_env=False).status_code == 200, path
        for lang in ("en", "ar"):
            with Visitor(url) as visitor:
                for path in names:
                    run = visitor.run(f"lang={lang}&place=mosul", timeout=300, page=path)
                    assert run.went_well, (path, run.texts)
    print(json.dumps({"pages": names, "version": told["version"]}))


def main() -> None:
    """Read the arguments, and say how many attempts there were."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--suite", action="store_true")
    parser.add_argument("--visit", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--loopback", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.loopback:
        _loopback_up()
    elif asked.visit:
        _visit()
    else:
        visit = [sys.executable, "-m", "tests.egress", "--visit"]
        workers = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
        suite = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *workers]
        tried = attempts([suite] if asked.suite else [*map(list, _COMMANDS), visit])
        print(f"{len(tried)} attempts to reach another machine")
        print("\n".join(sorted(set(tried))))
        sys.exit(bool(tried))


if __name__ == "__main__":
    main()

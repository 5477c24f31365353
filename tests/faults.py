"""What can go wrong while something is saved, done on purpose: nothing acknowledged is lost, the last good map stays.

    python -m tests.faults                  every fault at full length (some minutes)
    python -m tests.faults --repeats 2      shorter
    python -m tests.faults disk_full kill   only these

A save names the zone `west` anew. After each fault the folder must hold one whole version, the one before or the one
that was being saved; what was acknowledged must be in the history; the history must be unbroken; and the next save work.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from geodata import failpoints, files
from geodata.dataset import load
from geodata.edits import Edit, apply, record
from geodata.store import Saved, StoreError, open_store
from tests import desk_faults, toy
from tests.serving import ROOT

__all__ = ["FAULTS", "main"]

_libc = ctypes.CDLL(None, use_errno=True)
_NEW_USERS, _NEW_MOUNTS, _PRIVATE, _REMOUNT, _READ_ONLY = 0x10000000, 0x00020000, 1 << 18 | 1 << 14, 32, 1


def save(directory: Path, name: str) -> str:
    """Name `west` anew; the version once it is acknowledged, or what the store says against it, after a colon."""
    try:
        store = open_store(str(directory), data=directory)
        base = store.head()
        edit = Edit("set_field", {"id": "west", "field": "name.en", "value": name})
        outcome = store.save(base, apply(store.read(base), [edit]), "Huda", "a test")
    except (StoreError, OSError, MemoryError) as error:
        return f":{type(error).__name__}: {error}"
    return outcome.version if isinstance(outcome, Saved) else f":{type(outcome).__name__}"


def sound(directory: Path, answer: str, allowed: set[str]) -> None:
    """See that nothing is torn or lost, and that one can go on."""
    loaded = load(directory)
    store = open_store(str(directory), data=directory)
    head = store.head()
    name = record(store.read(head), "west")[1]["properties"]["name"]["en"]
    assert name in allowed, f"it reads {name!r}"
    assert load(directory).version == head, "the files are not the version"
    versions = {entry.version for entry in store.history()}
    assert loaded.version in versions and head in versions
    if answer and not answer.startswith(":"):
        assert answer in versions, "acknowledged, and not in the history"
        assert store.read(answer)
    assert store.verify() is None
    again = save(directory, "Again")
    assert not again.startswith(":"), f"the next save fails {again}"
    assert not list(directory.glob("**/.*json.????????")), "something was left lying about"


@contextlib.contextmanager
def fresh(where: Path | None = None) -> Iterator[Path]:
    """A folder with the small dataset, whose history has begun."""
    with tempfile.TemporaryDirectory(prefix="kharita-fault-", dir=where) as name:
        directory = toy.write(Path(name) / "data")
        assert not save(directory, "Before").startswith(":")
        yield directory


def apart(act: Callable[[], str]) -> tuple[str, int]:
    """What `act` answers in a process of its own, and how that ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reader)
            os.write(writer, act().encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as end:
        answer = end.read().decode()
    return answer, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill(repeats: int) -> int:
    """kill -9 at each step of a save."""
    for step in failpoints.STEPS:
        for number in range(repeats):
            with fresh() as directory:
                name = f"After {step} {number}"

                def dies(
                    directory: Path = directory, name: str = name, step: str = step, number: int = number
                ) -> str:
                    failpoints._NAME, failpoints._COUNT = step, str(1 + number % 3)
                    return save(directory, name)

                answer, code = apart(dies)
                assert code in (0, -signal.SIGKILL), (step, code)
                sound(directory, answer, {"Before", name})
    return len(failpoints.STEPS) * repeats


def _own_mounts(folder: Path, options: str) -> None:
    """A small file system at `folder`, seen by this process only."""
    uid, gid = os.getuid(), os.getgid()
    _must(_libc.unshare(_NEW_MOUNTS | (_NEW_USERS if uid else 0)))
    if uid:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    _must(_libc.mount(b"none", b"/", None, _PRIVATE, None))
    _must(_libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, options.encode()))


def _must(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _in_small(options: str, fault: Callable[[Path], None], relief: Callable[[Path], None]) -> str:
    """Save on a small file system after `fault`; then see, after `relief`, that all is sound. "saved" or "refused"."""

    def act() -> str:
        with tempfile.TemporaryDirectory() as name:
            _own_mounts(Path(name), options)
            try:
                with fresh(Path(name)) as directory:
                    fault(Path(name))
                    answer = save(directory, "After")
                    assert load(directory), "the map is down while the fault lasts"
                    relief(Path(name))
                    sound(directory, answer, {"Before", "After"} if answer.startswith(":") else {"After"})
            finally:
                _libc.umount2(name.encode(), 2)
        return "refused" if answer.startswith(":") else "saved"

    answer, code = apart(act)
    assert code == 0 and answer, options
    return answer


def disk_full(repeats: int) -> int:
    """No room: from none at all up to more than a save needs."""
    outcomes = []
    for free in range(0, 5 * repeats):

        def fill(folder: Path, free: int = free) -> None:
            with (folder / "pad").open("wb", buffering=0) as pad, contextlib.suppress(OSError):
                while True:
                    pad.write(b"x" * 4096)
            os.truncate(folder / "pad", max(0, (folder / "pad").stat().st_size - 4096 * free))

        outcomes.append(_in_small("size=3m", fill, lambda folder: (folder / "pad").unlink()))
    assert outcomes[0] == "refused" and (repeats < 5 or "saved" in outcomes), outcomes
    return len(outcomes)


def no_inodes(repeats: int) -> int:
    """No room for another file's name."""
    for free in range(2 * repeats):

        def fill(folder: Path, free: int = free) -> None:
            names = []
            with contextlib.suppress(OSError):
                while True:
                    names.append(folder / f"pad-{len(names)}")
                    names[-1].touch()
            for name in names[:free]:
                name.unlink(missing_ok=True)

        def empty(folder: Path) -> None:
            for name in folder.glob("pad-*"):
                name.unlink()

        _in_small("size=8m,nr_inodes=200", fill, empty)
    return 2 * repeats


def read_only(_repeats: int) -> int:
    """A file system that can no longer be written."""

    def remount(folder: Path, flags: int) -> None:
        _must(_libc.mount(b"none", str(folder).encode(), None, _REMOUNT | flags, None))

    assert (
        _in_small("size=8m", lambda folder: remount(folder, _READ_ONLY), lambda folder: remount(folder, 0))
        == "refused"
    )
    return 1


def file_limit(repeats: int) -> int:
    """Files that may not grow beyond a limit."""
    return _limited(resource.RLIMIT_FSIZE, [number * 300 for number in range(3 * repeats)])


def out_of_memory(repeats: int) -> int:
    """Memory that ends in mid-save."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return _limited(resource.RLIMIT_AS, [used + number * 150_000 for number in range(3 * repeats)])


def _limited(limit: int, values: list[int]) -> int:
    for value in values:
        with fresh() as directory:

            def act(directory: Path = directory, value: int = value) -> str:
                resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))
                return save(directory, "After")

            answer, _ = apart(act)
            sound(directory, answer, {"Before", "After"})
    return len(values)


@lru_cache(maxsize=1)
def _shim() -> Path:
    made = Path(tempfile.mkdtemp(prefix="kharita-shim-")) / "faulty.so"
    source = Path(__file__).with_name("faulty.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def _shimmed(directory: Path, **fault: object) -> str:
    environment = {**os.environ, "LD_PRELOAD": str(_shim()), "FAULT_UNDER": str(directory.parent)}
    environment |= {f"FAULT_{key.upper()}": str(value) for key, value in fault.items()}
    command = [sys.executable, "-m", "tests.faults", "--save", str(directory)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def io_errors(repeats: int) -> int:
    """EIO from each of the first calls of a kind."""
    for call in ("write", "fsync", "rename", "open", "unlink"):
        for at in range(1, repeats + 1):
            with fresh() as directory:
                sound(directory, _shimmed(directory, call=call, at=at, error=5), {"Before", "After"})
    return 5 * repeats


def slow_disk(_repeats: int) -> int:
    """A disk that takes its time: whoever reads meanwhile finds whole files."""
    with fresh() as directory:
        child = os.fork()
        if child == 0:
            os._exit(0 if not _shimmed(directory, call="fsync", delay_ms=200).startswith(":") else 1)
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            load(directory)
            time.sleep(0.02)
        sound(directory, "", {"After"})
    return 1


def wrong_clock(_repeats: int) -> int:
    """A clock ten years ahead, then ten years behind: the order of saves does not hang on it."""
    with fresh() as directory:
        answers = [_shimmed(directory, skew_s=years * 31_557_600) for years in (10, -10)]
        assert answers[0] == answers[1] or not answers[1].startswith(":"), answers
        assert [entry.seq for entry in open_store(str(directory), data=directory).history()] == sorted(
            entry.seq for entry in open_store(str(directory), data=directory).history()
        )
        sound(directory, answers[0], {"After"})
    return 2


def stale_lock(_repeats: int) -> int:
    """A holder of the lock that was killed."""
    with fresh() as directory:

        def holds() -> str:
            failpoints._NAME, failpoints._COUNT = "locked", "1"
            return save(directory, "Never")

        assert apart(holds)[1] == -signal.SIGKILL
        began = time.monotonic()
        sound(directory, save(directory, "After"), {"After"})
        assert time.monotonic() - began < 30
    return 1


def torn_file(repeats: int) -> int:
    """A file of the dataset cut, zeroed, or with the marks of a merge: the last good version stays, and comes back."""
    from dashboard import cached

    with fresh() as directory:
        cached.DATA, kept = directory, cached.DATA
        try:
            version = cached.served(saved=True).dataset.version
            path = directory / "zones/north.geojson"
            good = files.read(path)
            bad = [good[: len(good) * part // (4 * repeats)] for part in range(4 * repeats)]
            bad += [b"\0" * len(good), b"<<<<<<< HEAD\n" + good + b"=======\n" + good + b">>>>>>> other\n"]
            for data in bad:
                path.write_bytes(data)
                served = cached.served(saved=True)
                assert served.dataset.version == version and served.problems[0].file == "zones/north.geojson"
                assert files.read(path) == data, "a broken file is nobody's to change"
            path.write_bytes(good)
            assert cached.served(saved=True).problems == ()
        finally:
            cached.DATA = kept
        sound(directory, "", {"Before"})
    return len(bad)


def dropped_websocket(repeats: int) -> int:
    """The line of a curator is cut in mid-edit."""
    return _at_desk(desk_faults.dropped_websocket, repeats)


def page_closed(repeats: int) -> int:
    """A curator's browser is closed in mid-save."""
    return _at_desk(desk_faults.page_closed, repeats)


def _at_desk(fault: Callable[[desk_faults.Desk, int], None], repeats: int) -> int:
    with fresh() as directory:
        with desk_faults.at_desk(directory) as desk:
            for number in range(repeats):
                fault(desk, number)
        sound(directory, "", {"Before"})
    return repeats


#: Those that need a browser, which some tests cannot start in their own process.
IN_BROWSER = ("dropped_websocket", "page_closed")
FAULTS: dict[str, Callable[[int], int]] = {
    act.__name__: act
    for act in (kill, disk_full, no_inodes, read_only, file_limit, out_of_memory, io_errors, slow_disk, wrong_clock, stale_lock, torn_file, dropped_websocket, page_closed)
}  # fmt: skip


def main() -> None:
    """Do every fault, or those that are named, and say how each went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("faults", nargs="*", default=list(FAULTS))
    parser.add_argument("--repeats", type=int, default=25)
    parser.add_argument("--save", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.save:
        print(save(asked.save, "After"))
        return
    failed = False
    for name in asked.faults:
        began = time.monotonic()
        try:
            number = FAULTS[name](asked.repeats)
            print(f"{name}: {number} survived, {time.monotonic() - began:.0f} s", flush=True)
        except Exception:
            failed = True
            print(f"{name}: FAILED\n{traceback.format_exc()}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()

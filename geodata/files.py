"""The only disk access: bounded reads, the list of the dataset's files, and the atomic replacement of one."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from geodata.failpoints import reached
from geodata.form import model_of
from geodata.gate import MAX_BYTES

__all__ = [
    "DATASET", "append", "committed", "cut_last", "dataset_files", "digest", "last_line", "read", "remove", "replace",
    "stamp",
    "stray_files", "sync_folder",
]  # fmt: skip

#: The dataset that comes with Kharita.
DATASET = Path(__file__).parent / "dataset"


def read(path: Path) -> bytes:
    """The bytes of a file, at most one more than the gate admits.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def dataset_files(directory: Path) -> list[str]:
    """The dataset's files below `directory`, sorted, as paths with forward slashes."""
    return sorted(file for file in _json_files(directory) if model_of(file) is not None)


def stray_files(directory: Path) -> list[str]:
    """JSON and GeoJSON files below `directory` that no schema speaks for, such as a misnamed one."""
    return sorted(file for file in _json_files(directory) if model_of(file) is None)


def _json_files(directory: Path) -> Iterator[str]:
    """Files by name, without those in folders whose name begins with a dot: the store's, git's, an editor's."""
    for folder, inner, names in os.walk(directory):
        inner[:] = [name for name in inner if not name.startswith(".")]
        for name in names:
            if name.endswith("json"):
                yield (Path(folder) / name).relative_to(directory).as_posix()


def committed(directory: Path, revision: str = "HEAD") -> dict[str, bytes]:
    """The dataset's files as a git revision has them; empty where there is no such revision, or no git."""
    try:
        archive = subprocess.run(
            ["git", "-C", str(directory), "archive", "--end-of-options", revision, "."],
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = [member for member in tar if member.isfile() and model_of(member.name.removeprefix("./"))]
        return {m.name.removeprefix("./"): f.read() for m in members if (f := tar.extractfile(m))}


def digest(contents: dict[str, bytes]) -> str:
    """A hash of the dataset's files and names; the same bytes always give the same version."""
    whole = hashlib.sha256()
    for file in sorted(contents):
        whole.update(f"{file}\0{len(contents[file])}\0".encode())
        whole.update(contents[file])
    return whole.hexdigest()[:16]


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path` such that a reader, or a power cut, finds the old or the new file whole.

    Raises
    ------
    OSError
        If the disk is full or not writable; the old file then stands untouched.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    reached("replace-begun")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            reached("replace-written")
            os.fsync(file.fileno())
        reached("replace-synced")
        os.chmod(name, path.stat().st_mode if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    reached("replace-renamed")
    sync_folder(path.parent)
    reached("replaced")


def remove(path: Path) -> None:
    """Delete a file, for good; one that is not there is no error.

    Raises
    ------
    OSError
        If it cannot be deleted.
    """
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add `data` at the end of a file, made where it is missing, and see it on the disk before returning.

    Raises
    ------
    OSError
        If the disk is full or not writable; a part of `data` may then stand there.
    """
    fresh = not path.exists()
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if fresh:
        sync_folder(path.parent)


def last_line(path: Path) -> bytes:
    """The last whole line of a file, without its end; empty where there is none."""
    with path.open("rb") as file:
        size, step = file.seek(0, os.SEEK_END), 4096
        while True:
            file.seek(max(0, size - step))
            tail = file.read(min(step, size))
            lines = tail.split(b"\n")[:-1]
            if len(lines) > 1 or step >= size:
                return lines[-1] if lines else b""
            step *= 4


def cut_last(path: Path) -> None:
    """Take away what stands behind the last line end of a file: a line that a power cut left half written."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        if file.read(1) in (b"", b"\n"):
            return
        file.seek(0)
        whole = file.read().rfind(b"\n") + 1
    with path.open("r+b") as file:
        file.truncate(whole)
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """See a folder's names on the disk."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def stamp(directory: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every dataset file: equal as long as nothing was saved."""
    found = []
    for file in dataset_files(directory):
        try:
            status = (directory / file).stat()
        except OSError:
            continue
        found.append((file, status.st_size, status.st_mtime_ns))
    return tuple(found)

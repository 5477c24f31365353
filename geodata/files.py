"""The only disk access: bounded reads, the list of the dataset's files, and the atomic replacement of one."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from geodata.form import model_of
from geodata.gate import MAX_BYTES

__all__ = [
    "DATASET", "committed", "dataset_files", "digest", "read", "replace", "stamp",
    "stray_files",
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
    found = (path.relative_to(directory).as_posix() for path in directory.rglob("*json") if path.is_file())
    return sorted(file for file in found if model_of(file) is not None)


def stray_files(directory: Path) -> list[str]:
    """JSON and GeoJSON files below `directory` that no schema speaks for, such as a misnamed one."""
    found = (path.relative_to(directory).as_posix() for path in directory.rglob("*json") if path.is_file())
    return sorted(file for file in found if model_of(file) is None)


def committed(directory: Path) -> dict[str, bytes]:
    """The dataset's files as the last git commit has them; empty where there is no commit or no git."""
    try:
        archive = subprocess.run(
            ["git", "-C", str(directory), "archive", "HEAD", "."], capture_output=True, check=True, timeout=60
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
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
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

"""The store that stands beside the dataset's files, in `.kharita/`: nothing to install, nothing to start.

    .kharita/objects/ab/abcd....gz   every file that ever was, by SHA-256, readable with zcat
    .kharita/versions/<version>.json which object each file of a version is
    .kharita/history.jsonl           append-only, hash-chained
    .kharita/head, last-good         names of versions
    .kharita/drafts, proposals       work that is not saved yet

The files of the dataset themselves are the current version: whoever edits them with other tools is noticed,
and taken into the history.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geodata import files
from geodata.check import blocking
from geodata.dataset import understood
from geodata.edits import Files
from geodata.failpoints import reached
from geodata.store.base import Store
from geodata.store.parts import Entry, StoreError

__all__ = ["FolderStore"]

_PATIENCE_S = 30.0


class FolderStore(Store):
    """The versions of the dataset in `directory`.

    Parameters
    ----------
    directory : Path
    review : bool
        Whether every save waits for a second person.
    commits : bool
        Whether every save is a commit too, where the dataset lives in a git repository.
    """

    def __init__(self, directory: Path, *, review: bool = False, commits: bool = False) -> None:
        super().__init__(review)
        self.directory = Path(directory)
        self.commits = commits
        self._home = self.directory / ".kharita"
        self._held = threading.local()
        self._swept = False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The kernel's lock on a file: it ends with its holder, however that dies."""
        if getattr(self._held, "depth", 0):
            yield
            return
        self._prepare()
        with (self._home / "lock").open("ab") as lock:
            _wait(lock.fileno())
            self._held.depth = 1
            try:
                reached("locked")
                self._recover()
                self._look()
                yield
            finally:
                self._held.depth = 0

    def _prepare(self) -> None:
        try:
            for name in ("objects", "versions", "drafts", "proposals"):
                (self._home / name).mkdir(parents=True, exist_ok=True)
            if not (self._home / ".gitignore").exists():
                files.replace(self._home / ".gitignore", b"*\n")
        except OSError as error:
            raise StoreError(f"{self._home} cannot be written: {error.strerror}. See its rights") from None

    def _recover(self) -> None:
        """Finish the save that a crash cut short: its intent says which version was to come."""
        self._mend_log()
        if not self._swept:
            for path in self._home.rglob(".*.????????"):
                files.remove(path)
            self._swept = True
        last = self._last()
        if last and last.kind == "intent":
            self._clear_leftovers()
            old = self.read(last.parent)
            self._switch(last.version, old, self.read(last.version), only_from=old)
            if not blocking(understood(self.read(last.version))):
                self._point("last-good", last.version)
            self._log("commit", last.version, last.who, last.why, str(last.seq), last.parent)

    def _clear_leftovers(self) -> None:
        for folder in {
            self.directory,
            *(self.directory / name for name in ("zones", "regions", "events", "stories")),
        }:
            for path in folder.glob(".*json.????????"):
                files.remove(path)

    def _look(self) -> None:
        """Take in what other programs have written to the files since."""
        contents = self._standing()
        if not contents:
            return
        version, head = files.digest(contents), self._pointer("head")
        if not head:
            self._begin(contents, "begin", "the files as they were found")
        elif version != head:
            self._begin(contents, "outside", "saved by another program")

    def _standing(self) -> dict[str, bytes]:
        found = {}
        for file in files.dataset_files(self.directory):
            try:
                found[file] = files.read(self.directory / file)
            except FileNotFoundError:
                continue
        return found

    def _switch(self, version: str, old: Files, new: Files, only_from: Files | None = None) -> None:
        """Write what differs; with `only_from`, files that are no longer as they were there stay."""
        for file in sorted({*old, *new}):
            data, path = new.get(file), self.directory / file
            standing = files.read(path) if path.exists() else None
            if standing == data or (only_from is not None and standing != only_from.get(file)):
                continue
            if data is None:
                files.remove(path)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                files.replace(path, data)
        reached("files")
        self._point("head", version)

    def _entries(self) -> list[Entry]:
        path = self._home / "history.jsonl"
        if not path.exists():
            return []
        return [_entry(line, path) for line in path.read_bytes().split(b"\n") if line]

    def _last(self) -> Entry | None:
        path = self._home / "history.jsonl"
        line = files.last_line(path) if path.exists() else b""
        return _entry(line, path) if line else None

    def _mend_log(self) -> None:
        """Cut the half line that a power cut left at the end of the history; it was never acknowledged."""
        path = self._home / "history.jsonl"
        if path.exists():
            files.cut_last(path)

    def _append(self, entry: Entry) -> None:
        files.append(self._home / "history.jsonl", entry.line())

    def _put_object(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        path = self._object_path(name)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            files.replace(path, gzip.compress(data, 6, mtime=0))
        return name

    def _object_path(self, name: str) -> Path:
        return self._home / "objects" / name[:2] / f"{name}.gz"

    def _object(self, name: str) -> bytes:
        try:
            data = gzip.decompress(self._object_path(name).read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise StoreError(f"{self._object_path(name)} cannot be read: {error}") from None
        if hashlib.sha256(data).hexdigest() != name:
            raise StoreError(f"{self._object_path(name)} is damaged: put it back from a backup")
        return data

    def _paper_path(self, kind: str, name: str) -> Path:
        if not name.isalnum():
            raise StoreError(f"{name!r} names nothing here")
        return self._home / kind / f"{name}.json"

    def _put_paper(self, kind: str, name: str, content: dict[str, Any]) -> None:
        data = json.dumps(content, ensure_ascii=False, indent=1).encode()
        files.replace(self._paper_path(kind, name), data)

    def _paper(self, kind: str, name: str) -> dict[str, Any] | None:
        path = self._paper_path(kind, name)
        return json.loads(path.read_bytes()) if path.exists() else None

    def _papers(self, kind: str) -> list[str]:
        return sorted(path.stem for path in (self._home / kind).glob("*.json"))

    def _drop_paper(self, kind: str, name: str) -> None:
        files.remove(self._paper_path(kind, name))

    def _pointer(self, name: str) -> str:
        path = self._home / name
        return path.read_text(encoding="ascii").strip() if path.exists() else ""

    def _point(self, name: str, version: str) -> None:
        files.replace(self._home / name, f"{version}\n".encode("ascii"))

    def _commit_elsewhere(self, changed: list[str], who: str, why: str) -> str:
        if not self.commits:
            return ""
        git = [
            "git",
            "-C",
            str(self.directory),
            "-c",
            "user.name=Kharita",
            "-c",
            "user.email=kharita@localhost",
        ]
        plain = " ".join(who.replace("<", " ").replace(">", " ").split()) or "curator"
        mail = plain if "@" in plain else "kharita@localhost"
        try:
            for command in (
                ["add", "-A", "--", *changed],
                ["commit", "-q", f"--author={plain} <{mail}>", "-m", why, "--", *changed],
            ):
                subprocess.run([*git, *command], check=True, capture_output=True, text=True, timeout=60)
        except subprocess.CalledProcessError as error:
            return f"saved, but not committed to git: {(error.stderr or error.stdout).strip()}"
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"saved, but not committed to git: {error}"
        return ""


def _entry(line: bytes, path: Path) -> Entry:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise StoreError(f"{path} is damaged: {error}. Put it back from a backup") from None


def _wait(handle: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreError("somebody else's save takes too long: try again in a minute") from None
            time.sleep(0.01)

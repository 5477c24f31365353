"""How a store of one kind keeps things: a dozen small ways that it brings, and what is made of nothing but those."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any

from geodata import files
from geodata.edits import Files
from geodata.failpoints import reached
from geodata.store.parts import FIRST, Entry, StoreError, Touched, now

__all__ = ["Keeper"]


class Keeper(ABC):
    """Objects by their hash, papers by kind and name, a log that is only added to, and two pointers to versions."""

    @abstractmethod
    def _locked(self) -> AbstractContextManager[None]:
        """Hold off every other writer, recovered and up to date; what is done inside is done or not done."""

    @abstractmethod
    def _entries(self) -> list[Entry]: ...

    @abstractmethod
    def _last(self) -> Entry | None: ...

    @abstractmethod
    def _append(self, entry: Entry) -> None: ...

    @abstractmethod
    def _put_object(self, data: bytes) -> str: ...

    @abstractmethod
    def _object(self, name: str) -> bytes: ...

    @abstractmethod
    def _put_paper(self, kind: str, name: str, content: dict[str, Any]) -> None: ...

    @abstractmethod
    def _paper(self, kind: str, name: str) -> dict[str, Any] | None: ...

    @abstractmethod
    def _papers(self, kind: str) -> list[str]: ...

    @abstractmethod
    def _drop_paper(self, kind: str, name: str) -> None: ...

    @abstractmethod
    def _pointer(self, name: str) -> str:
        """The version that the pointer "head" or "last-good" names; empty: none yet."""

    @abstractmethod
    def _point(self, name: str, version: str) -> None: ...

    @abstractmethod
    def _switch(self, version: str, old: Files, new: Files) -> None:
        """Show the files of another version to whoever reads, and let "head" name it."""

    def _look(self) -> None:  # noqa: B027 - nothing comes past a database
        """Take in what came past the store since it was locked."""

    def _commit_elsewhere(self, changed: list[str], who: str, why: str) -> str:
        """Take a save to another keeper of versions, such as git; returns what did not work."""
        return ""

    # Made of these. ---------------------------------------------------------------------------------

    def _keep_version(self, contents: Files) -> str:
        version = files.digest(dict(contents))
        if self._paper("versions", version) is None:
            names = {file: self._put_object(data) for file, data in sorted(contents.items())}
            reached("object")
            self._put_paper("versions", version, {"files": names})
        reached("version")
        return version

    def _log(
        self, kind: str, version: str, who: str, why: str, ref: str = "", parent: str | None = None
    ) -> Entry:
        last = self._last()
        seq, previous = (last.seq + 1, last.hash) if last else (1, FIRST)
        parent = self._pointer("head") if parent is None else parent
        entry = Entry(seq, kind, version, parent, who, why, now(), ref, previous).sealed()
        self._append(entry)
        return entry

    def _put_files(self, changed: Touched) -> dict[str, str | None]:
        return {file: None if data is None else self._put_object(data) for file, data in changed.items()}

    def _kept(self, kind: str, name: str) -> dict[str, Any]:
        """What was kept under a name, with the bytes of its files."""
        paper = self._paper(kind, name)
        if paper is None:
            raise StoreError(f"there is no {kind.removesuffix('s')} {name}")
        return {**paper, "files": self._files_of(paper)}

    def _files_of(self, paper: dict[str, Any]) -> Touched:
        return {file: None if name is None else self._object(name) for file, name in paper["files"].items()}

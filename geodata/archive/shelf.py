"""Where an archive's parts lie: a folder a year, and one manifest that says which parts are in it.

The manifest is replaced as a whole when a file has been added; a part that it does not name is not there. So a
reader never sees half a file, and what an interrupted run left is taken up again or cleared away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from geodata import files

__all__ = ["Added", "Manifest", "beside", "digest", "manifest", "parts", "record", "staging", "tidy"]

_NAME = "MANIFEST.json"
_STAGING = ".adding"


@dataclass(frozen=True)
class Added:
    """One file that was added.

    Attributes
    ----------
    sha : str
        Hash of its bytes.
    rows, known, refused : int
        Incidents that came in; that stood there before; lines that were none.
    parts, counts : tuple of str
        Paths of its incidents, and of their counts by cell and day, inside the archive.
    """

    sha: str
    name: str
    source: str
    rows: int
    known: int
    refused: int
    parts: tuple[str, ...]
    counts: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What an archive holds; `version` changes with every file."""

    added: tuple[Added, ...] = field(default_factory=tuple)

    @property
    def version(self) -> str:
        """A hash of the names and hashes of all files."""
        return hashlib.sha256(json.dumps([one.sha for one in self.added]).encode()).hexdigest()[:16]

    def named(self, sha: str) -> Added | None:
        """The file with these bytes, if it was added."""
        return next((one for one in self.added if one.sha == sha), None)


def beside(dataset: Path) -> Path:
    """The archive of a dataset: the folder beside it, or the one that KHARITA_ARCHIVE names."""
    named = os.environ.get("KHARITA_ARCHIVE")
    return Path(named) if named else dataset.parent / f"{dataset.name}-archive"


def manifest(home: Path) -> Manifest:
    """The manifest of an archive; an empty one where there is no archive yet."""
    try:
        told = json.loads((home / _NAME).read_bytes())
    except FileNotFoundError:
        return Manifest()
    rows = ({**one, "parts": tuple(one["parts"]), "counts": tuple(one["counts"])} for one in told["added"])
    return Manifest(tuple(Added(**row) for row in rows))


def record(home: Path, added: Added) -> Manifest:
    """Put a file into the manifest, and its parts with it."""
    whole = Manifest((*manifest(home).added, added))
    told = {"format": "kharita-archive/1", "added": [asdict(one) for one in whole.added]}
    files.replace(home / _NAME, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    return whole


def parts(home: Path, what: str = "parts") -> list[str]:
    """The paths of all incidents ("parts"), or of all counts by cell and day ("counts")."""
    return [str(home / path) for one in manifest(home).added for path in getattr(one, what)]


def digest(path: Path) -> str:
    """A hash of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def staging(home: Path, sha: str) -> Path:
    """The folder in which a file is taken up, made if it is not there."""
    folder = home / _STAGING / sha[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tidy(home: Path) -> None:
    """Clear away what was taken up, and parts that the manifest does not name."""
    shutil.rmtree(home / _STAGING, ignore_errors=True)
    named = {*parts(home), *parts(home, "counts")}
    for path in home.rglob("*.parquet"):
        if str(path) not in named:
            path.unlink()

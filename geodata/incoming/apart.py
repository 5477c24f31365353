"""What somebody sent, understood in a throw-away process: whatever the file does to a parser or to GEOS, it does there.

`read_apart` asks a process of its own what `read_incoming` would answer; that process (`geodata.formats.throwaway`) has
little time and memory and no network. Its answer is held to the form of a plan and to nothing else: as any other edits,
those in it are made and checked when they become part of a draft.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from geodata import files
from geodata.edits import Files
from geodata.formats import throwaway
from geodata.formats.throwaway import Limits, Unreadable
from geodata.incoming import Options, Plan, Refused, read_incoming

__all__ = ["LIMITS", "read_apart"]

#: What understanding one upload may cost; to begin, a process reads the dataset, which takes some seconds of it.
LIMITS = Limits(seconds=60)

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class _Asked:
    form: str
    names: list[str]
    options: Options


@dataclass(frozen=True)
class _Answer:
    plan: Plan | None = None
    refused: str = ""


_ASKED, _ANSWER = TypeAdapter(_Asked), TypeAdapter(_Answer)


def read_apart(
    form: str, uploads: Mapping[str, bytes], into: Files, options: Options, limits: Limits | None = None
) -> Plan:
    """What bringing uploads in would do, as `read_incoming` has it.

    Parameters
    ----------
    form : str
        One of `geodata.incoming.FORMS`.
    uploads : mapping of str to bytes
        Files by the name that they were sent with; of a name only its last part counts.
    into : mapping of str to bytes
        The dataset's files.
    limits : Limits, optional
        `LIMITS` unless others are given.

    Raises
    ------
    Refused, Unreadable
        If a file cannot be read as what it is said to be, or not within the limits.
    """
    limits = limits or LIMITS
    named = {_plain(name): data for name, data in uploads.items()}
    for name, data in named.items():
        if len(data) > limits.file_bytes:
            raise Unreadable(f"{name} is over the limit of {limits.file_bytes:,} bytes: split it")
    with tempfile.TemporaryDirectory(prefix="kharita-apart-") as folder:
        home = Path(folder)
        _put(home / "into", into)
        _put(home / "sent", named)
        (home / "asked.json").write_bytes(_ASKED.dump_json(_Asked(form, list(named), options)))
        around = throwaway.environment(home) | {"PYTHONPATH": str(_ROOT)}
        command = [sys.executable, "-P", "-s", "-m", "geodata.incoming.apart"]
        told = throwaway.run(command, home, limits, around, ", ".join(named))
    return _believed(told)


def _believed(told: bytes) -> Plan:
    """The plan in an answer: a process that met a hostile file is believed in nothing but the form of its words."""
    try:
        answer = _ANSWER.validate_json(told)
    except ValidationError:
        raise Unreadable("the reader answered with something that is no plan") from None
    if answer.plan is None:
        raise Refused(answer.refused or "the reader answered nothing")
    return answer.plan


def _put(folder: Path, contents: Files) -> None:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _plain(called: str) -> str:
    """The last part of a name that was sent, which may hold a day, and nothing that leads elsewhere."""
    return PurePosixPath(called.replace("\\", "/")).name.lstrip(".").replace("\0", "")[-60:] or "file"


def _answered(home: Path) -> _Answer:
    """What `read_incoming` makes of the files in a folder that `read_apart` laid out."""
    asked = _ASKED.validate_json((home / "asked.json").read_bytes())
    into = {file: files.read(home / "into" / file) for file in files.dataset_files(home / "into")}
    paths = [home / "sent" / name for name in asked.names]
    if asked.form == "shp":
        paths = [path for path in paths if path.suffix.lower() == ".shp"]
    try:
        return _Answer(read_incoming(asked.form, paths, into, asked.options))
    except (Refused, Unreadable, OSError, UnicodeError) as error:
        return _Answer(refused=str(error) or type(error).__name__)


if __name__ == "__main__":
    Path("out.json").write_bytes(_ANSWER.dump_json(_answered(Path.cwd())))

"""Four writers save, read, are killed and start again, at random; then the history is held against what they were told.

    python -m tests.histories --operations 10000

What must hold: a save that was acknowledged is in the history and can be read; one whose writer was killed may be or
not; whoever reads meanwhile gets a version of the history and never a torn file; the history is one unbroken chain.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from geodata import failpoints, files
from geodata.edits import Edit, apply
from geodata.store import Conflict, Saved, StoreError, open_store
from tests import toy

__all__ = ["checked"]

_WRITERS = 4
_FIELDS = (
    ("west", "name.en"),
    ("east", "name.en"),
    ("town", "name.en"),
    ("hills", "name.en"),
    ("reds", "description.en"),
)


def checked(operations: int, seed: int) -> tuple[dict[str, int], list[str]]:
    """What was done, by kind, and what was violated."""
    with tempfile.TemporaryDirectory(prefix="kharita-histories-") as name:
        directory = toy.write(Path(name) / "data")
        open_store(str(directory), data=directory).head()
        over = multiprocessing.Event()
        reader = multiprocessing.Process(target=_read, args=(directory, over, Path(name) / "reader"))
        reader.start()
        writers = [
            multiprocessing.Process(target=_write, args=(directory, Path(name) / f"writer-{number}", operations // _WRITERS, seed + number))
            for number in range(_WRITERS)
        ]  # fmt: skip
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        over.set()
        reader.join()
        told = [
            json.loads(line)
            for path in sorted(Path(name).glob("writer-*"))
            for line in path.read_text().splitlines()
        ]
        seen = [json.loads(line) for line in (Path(name) / "reader").read_text().splitlines()]
        if any(writer.exitcode for writer in writers) or reader.exitcode:
            return {}, ["a writer or the reader ended with an error of its own"]
        return _judged(directory, told, seen)


def _write(directory: Path, log: Path, operations: int, seed: int) -> None:
    """Do operations in children that may be killed; what each was told stands in the log before the next begins."""
    chance = random.Random(seed)
    with log.open("a") as out:
        for number in range(operations):
            kind = chance.choices(("save", "killed", "read", "restore"), (60, 15, 20, 5))[0]
            at = os.fork()
            if at == 0:
                os._exit(_act(directory, log, kind, random.Random(seed * 10**6 + number)))
            code = os.waitstatus_to_exitcode(os.waitpid(at, 0)[1])
            if code not in (0, -signal.SIGKILL):
                out.write(json.dumps({"kind": kind, "outcome": "error", "code": code}) + "\n")
                out.flush()


def _act(directory: Path, log: Path, kind: str, chance: random.Random) -> int:
    told: dict[str, str] = {"kind": kind}
    try:
        store = open_store(str(directory), data=directory)
        base = store.head()
        if kind == "read":
            told |= {"outcome": "read", "version": files.digest(store.read(base))}
        elif kind == "restore":
            outcome = store.restore(chance.choice(store.history()).version, "Huda", "back")
            told |= {"outcome": type(outcome).__name__, "version": getattr(outcome, "version", "")}
        else:
            if kind == "killed":
                failpoints._NAME, failpoints._COUNT = (
                    chance.choice(failpoints.STEPS),
                    str(chance.choice((1, 1, 2))),
                )
            id, field = chance.choice(_FIELDS)
            edit = Edit("set_field", {"id": id, "field": field, "value": f"Name {chance.randrange(10**9)}"})
            time.sleep(chance.random() * 0.02)
            outcome = store.save(base, apply(store.read(base), [edit]), "Huda", kind)
            told |= {
                "outcome": type(outcome).__name__,
                "version": outcome.version if isinstance(outcome, Saved) else "",
            }
            if isinstance(outcome, Conflict) and not outcome.draft:
                told["outcome"] = "lost"
    except StoreError as error:
        told |= {"outcome": "refused", "said": str(error)}
    with log.open("a") as out:
        out.write(json.dumps(told) + "\n")
    return 0


def _read(directory: Path, over: multiprocessing.synchronize.Event, log: Path) -> None:
    """Read the head's version, and each file as it stands, until it is over."""
    with log.open("w") as out:
        while not over.is_set():
            store = open_store(str(directory), data=directory)
            version = store.head()
            standing = {
                file: files.digest({file: files.read(directory / file)})
                for file in files.dataset_files(directory)
            }
            out.write(
                json.dumps(
                    {"version": version, "whole": files.digest(store.read(version)), "files": standing}
                )
                + "\n"
            )
            time.sleep(0.01)


def _judged(directory: Path, told: list[dict], seen: list[dict]) -> tuple[dict[str, int], list[str]]:
    store = open_store(str(directory), data=directory)
    store.head()
    history = store.history()
    versions = {entry.version for entry in history}
    known = {version: store.read(version) for version in versions}
    each = {
        digest
        for contents in known.values()
        for file, data in contents.items()
        for digest in [files.digest({file: data})]
    }
    counts: dict[str, int] = {}
    wrong = [] if store.verify() is None else ["the history is broken"]
    for line in told:
        name = f"{line['kind']}: {line['outcome']}"
        counts[name] = counts.get(name, 0) + 1
        if line["outcome"] in ("Saved", "read") and line["version"] not in versions:
            wrong.append(f"acknowledged and lost: {line}")
        if line["outcome"] in ("error", "lost", "refused"):
            wrong.append(str(line))
    for line in seen:
        if line["version"] not in versions or line["whole"] != line["version"]:
            wrong.append(f"read a version that never was: {line['version']}")
        wrong += [f"read a torn file: {file}" for file, digest in line["files"].items() if digest not in each]
    for before, after in pairwise(history):
        if after.seq <= before.seq or after.parent != before.version:
            wrong.append(f"the chain breaks at {after.seq}")
    if (
        files.digest({file: files.read(directory / file) for file in files.dataset_files(directory)})
        != history[-1].version
    ):
        wrong.append("the files are not the last version of the history")
    return {**counts, "reads meanwhile": len(seen), "versions": len(history)}, wrong


def main() -> None:
    """Read the arguments, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    counts, wrong = checked(asked.operations, asked.seed)
    for name, number in sorted(counts.items()):
        print(f"{number:7} {name}")
    print(f"{len(wrong)} violations, {time.monotonic() - began:.0f} s")
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

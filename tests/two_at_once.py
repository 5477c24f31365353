"""Two curators at once, each a process of its own, edit one dataset at random; then it is held against what they saw.

    python -m tests.two_at_once --rounds 100
    python -m tests.two_at_once --rounds 100 --browsers     # each with a browser of their own, at the Curate page

In each round both begin from the same version, edit a record or two, and save at the same moment; who meets a conflict
chooses field by field at random, and saves again. What must hold: every acknowledged save is in the history; what it
wrote is there until somebody who was shown it wrote over it; both changed the same record only where a conflict was
shown; a draft that lost is kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from dashboard import desk
from dashboard.roles import LOCAL
from geodata.edits import Edit, EditError, record
from geodata.store import Conflict, Saved, Store, StoreError, open_store
from tests import toy

__all__ = ["at", "judged", "opened", "rounds"]

_FIELDS = (
    ("west", "name.en"),
    ("west", "aliases"),
    ("east", "name.en"),
    ("hills", "name.en"),
    ("town", "name.en"),
)


def rounds(count: int, seed: int, directory: Path) -> tuple[Counter[str], list[str]]:
    """What happened, by kind, and what was violated."""
    data = toy.write(directory / "data")
    opened(data).head()
    together = multiprocessing.Barrier(2)
    both = [
        multiprocessing.Process(target=_curate, args=(data, directory / f"told-{n}", together, count, seed + n)) for n in (1, 2)
    ]  # fmt: skip
    for one in both:
        one.start()
    for one in both:
        one.join()
    if any(one.exitcode for one in both):
        return Counter(), ["a curator's process ended with an error of its own"]
    told = [[json.loads(line) for line in (directory / f"told-{n}").read_text().splitlines()] for n in (1, 2)]
    return judged(opened(data), told)


def opened(data: Path) -> Store:
    """The store of a dataset."""
    return open_store(str(data), data=data, review=False, commits=False)


def _curate(data: Path, log: Path, together: Barrier, count: int, seed: int) -> None:
    """One curator: rounds of editing and saving; what was shown and acknowledged goes into the log at once."""
    os.environ |= {"KHARITA_MODE": "curate", "KHARITA_CONFIG": str(log.parent / "none")}
    chance, store = random.Random(seed), opened(data)
    with log.open("w") as out:
        for number in range(count):
            together.wait(120)
            step = tuple(_edit(chance, f"{seed}-{number}") for _ in range(chance.choice((1, 1, 2))))
            draft = desk.do(LOCAL, store, "", step)
            together.wait(120)
            for told in _saved(store, draft, chance, f"{seed}-{number}"):
                print(json.dumps({"round": number, "base": draft.base, **told}), file=out, flush=True)
            together.wait(120)


def _edit(chance: random.Random, mark: str) -> Edit:
    id, field = chance.choice(_FIELDS)
    return Edit("set_field", {"id": id, "field": field, "value": [mark] if field == "aliases" else mark})


def _saved(store: Store, draft: desk.Draft, chance: random.Random, why: str) -> list[dict[str, Any]]:
    """Save, and where a conflict is shown settle it and save again, until it is done."""
    told, first = [], draft
    while True:
        outcome = desk.save(LOCAL, store, draft.name, why)
        if isinstance(outcome, Saved):
            lost = [d.name for d in desk.drafts(LOCAL, store) if d.aside]
            return [*told, {"what": "saved", "version": outcome.version, "edits": _fields(store, outcome.version, first),
                            "kept": not told or first.name in lost}]  # fmt: skip
        assert isinstance(outcome, Conflict), outcome
        told.append({"what": "conflict", "ids": [clash.id for clash in outcome.clashes]})
        choices = {
            clash.id: {each.field: chance.choice(("ours", "theirs")) for each in clash.fields} for clash in outcome.clashes
        }  # fmt: skip
        try:
            draft = desk.settle(LOCAL, store, draft.name, outcome.current, choices)
            if not draft.edits:
                return [*told, {"what": "gave way"}]
        except (EditError, StoreError) as error:
            told.append({"what": "error", "said": str(error)})
            return told


def _fields(store: Store, version: str, draft: desk.Draft) -> list[list[Any]]:
    """What stands, in a version, in the fields that a draft wrote."""
    found = store.read(version)
    return [
        [e.arguments["id"], e.arguments["field"], at(found, e.arguments["id"], e.arguments["field"])] for e in draft.edits
    ]  # fmt: skip


def at(files: dict[str, bytes], id: str, field: str) -> Any:
    """What stands in a field, as "name.en"; None where it is not there."""
    value = record(files, id)[1]["properties"]
    for step in field.split("."):
        value = value.get(step) if value else None
    return value


def judged(store: Store, told: list[list[dict[str, Any]]]) -> tuple[Counter[str], list[str]]:
    """Follow the history version by version: what each save wrote, and whom it may have overwritten."""
    counts = Counter(line["what"] for lines in told for line in lines)
    wrong = [] if store.verify() is None else ["the history is broken"]
    versions = [entry.version for entry in store.history()]
    wrong += [f"acknowledged and lost: {line}" for lines in told for line in lines
              if line["what"] == "saved" and line["version"] not in versions]  # fmt: skip
    wrong += [
        str(line) for lines in told for line in lines if line["what"] == "error" or not line.get("kept", True)
    ]
    for one, two in ((told[0], told[1]), (told[1], told[0])):
        shown = {(line["round"], id) for line in one if line["what"] == "conflict" for id in line["ids"]}
        other = {(line["round"], id) for line in two if line["what"] == "conflict" for id in line["ids"]}
        for line in (line for line in one if line["what"] == "saved"):
            theirs = [each for each in two if each["what"] == "saved" and each["round"] == line["round"]]
            for id, field, _ in line["edits"]:
                met = any(id == each[0] for their in theirs for each in their["edits"])
                if met and (line["round"], id) not in shown | other:
                    wrong.append(f"both wrote {id} and no conflict was shown: {line['round']} {field}")
    return counts, wrong + _lost(store, told)


def _lost(store: Store, told: list[list[dict[str, Any]]]) -> list[str]:
    """What a save wrote and the end of its round no longer has, though the other was shown no conflict about it."""
    wrong = []
    for number in range(max((line["round"] for lines in told for line in lines), default=-1) + 1):
        sides = [[line for line in lines if line["round"] == number] for lines in told]
        last = _last(store, [line["version"] for side in sides for line in side if line["what"] == "saved"])
        for mine, theirs in (sides, sides[::-1]):
            shown = {id for line in theirs if line["what"] == "conflict" for id in line["ids"]}
            for line in (line for line in mine if line["what"] == "saved"):
                wrong += [f"round {number}: {id} {field} was {value} and is lost" for id, field, value in line["edits"]
                          if id not in shown and at(last, id, field) != value]  # fmt: skip
    return wrong


def _last(store: Store, versions: list[str]) -> dict[str, bytes]:
    order = [entry.version for entry in store.history()]
    return (
        store.read(max(versions, key=lambda version: len(order) - order[::-1].index(version)))
        if versions
        else {}
    )


def main() -> None:
    """Read the arguments, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--browsers", action="store_true", help="two real browsers instead of two processes")
    asked, began = parser.parse_args(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kharita-two-") as name:
        if asked.browsers:
            from tests import two_browsers

            counts, wrong = two_browsers.run(asked.rounds, asked.seed, Path(name))
        else:
            counts, wrong = rounds(asked.rounds, asked.seed, Path(name))
    for what, number in sorted(counts.items()):
        print(f"{number:7} {what}")
    print(f"{len(wrong)} violations, {time.monotonic() - began:.0f} s")
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

"""Versions of the dataset: what a change means, the history, and an older version back."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from geodata import files
from geodata.news import headlines, meaning
from geodata.news.words import say
from geodata.store import Conflict, Proposal, Refused, StoreError, open_store
from geodata.verbs import Refusal, Verbs, asked

__all__ = ["add"]


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    text = "what a change means, as news: between folders, git revisions or versions of the store"
    diff = verbs.add("diff", _diff, text)
    diff.add_argument("old", metavar="OLD", nargs="?", default="HEAD", help="without it the last git commit")
    diff.add_argument("new", metavar="NEW", nargs="?", help="without it the files as they stand")
    diff.add_argument("--all", action="store_true", help="a line for each thing, however many there are")
    text = "how each version became the current one: who, when, why; and an older one back"
    kept = verbs.add("versions", _versions, text)
    kept.add_argument("--restore", metavar="VERSION", help="make it the current one, as a save of its own")
    kept.add_argument("--who", default="", help="who restores; without it the name of the account")
    kept.add_argument("--why", default="", help="why, for the history")


def _diff(options: argparse.Namespace) -> None:
    old, new = _side(options.data, options.old), _side(options.data, options.new)
    changes = meaning(old, new)
    if options.format != "table":
        rows = [{"what": c.what, "record": c.record, "id": c.id, "file": c.file, "day": c.day, "subject": c.subject.of(options.lang),
                 "text": c.head.of(options.lang), "km2": json.dumps(c.km2) if options.format == "csv" else c.km2} for c in changes]  # fmt: skip
        return asked(
            pd.DataFrame(rows, columns=["what", "record", "id", "file", "day", "subject", "text", "km2"]),
            options.format,
        )
    told = headlines(changes, options.lang, names=_names(new, options.lang), each=0 if options.all else 4)
    print(*told or [say("nothing").of(options.lang)], sep="\n")


def _side(data: Path, name: str | None) -> dict[str, bytes]:
    """The files that a word on the command line means: a folder, a git revision or a version of the store."""
    folder = data if name is None else Path(name)
    if folder.is_dir():
        return {file: files.read(folder / file) for file in files.dataset_files(folder)}
    assert name is not None
    if found := files.committed(data, name):
        return found
    try:
        return open_store(data=data).read(name)
    except StoreError:
        raise Refusal(
            f"{name} is no folder, no git revision of {data}, and no version that was kept"
        ) from None


def _names(contents: dict[str, bytes], lang: str) -> dict[str, str]:
    """Names of the actors, as far as they can be read."""
    try:
        return {item["id"]: item["name"][lang] for item in json.loads(contents.get("actors.json", b"[]"))}
    except (ValueError, KeyError, TypeError):
        return {}


def _versions(options: argparse.Namespace) -> int:
    store = open_store(data=options.data)
    store.head()
    if options.restore is None:
        columns = ["when", "version", "kind", "who", "why"]
        asked(
            pd.DataFrame([asdict(entry) for entry in reversed(store.history())], columns=columns),
            options.format,
        )
        return 0
    outcome = store.restore(
        options.restore, options.who or getpass.getuser(), options.why or f"{options.restore} restored"
    )
    match outcome:
        case Refused(problems=problems):
            print(*problems, sep="\n", file=sys.stderr)
            return 1
        case Conflict():
            raise Refusal("somebody saved at this very moment: try again")
        case Proposal(id=id):
            print(f"proposed as {id}: a second person approves it")
        case _:
            print(f"{outcome.version} is current. {outcome.warning}".strip())
    return 0

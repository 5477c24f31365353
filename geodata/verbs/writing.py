"""The curator's own tools: a new record in the right file, the schema for editors, mechanical mistakes put right."""

from __future__ import annotations

import argparse
import json
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any

from geodata import files
from geodata.check import blocking
from geodata.edits import EditError
from geodata.fixes import fixed
from geodata.gate import admit
from geodata.making import KINDS, Unfit, fields, made, suggested
from geodata.problems import Problem
from geodata.schema import editor_settings, schemas
from geodata.verbs import Refusal, Verbs

__all__ = ["add", "put_right"]


def add(verbs: Verbs) -> None:
    """Add the verbs."""
    new = verbs.add("new", _new, "a new record, checked, in the file where it belongs", verbs.common)
    new.add_argument("kind", choices=list(KINDS))
    new.add_argument(
        "given",
        nargs="*",
        metavar="FIELD=VALUE",
        help="name.en=Hajin at=40.83,34.69 ...; the rest is asked for",
    )
    new.add_argument("--anyway", action="store_true", help="also where something like it is there")
    text = "JSON Schema of every file, for editors; --check writes nothing, and exits 1 where it would"
    schema = verbs.add("schema", _schema, text, verbs.common)
    schema.add_argument("--check", action="store_true")
    schema.add_argument(
        "--vscode", type=Path, metavar="ROOT", help="and the settings of VS Code for the folder that it opens"
    )


def _new(options: argparse.Namespace) -> int:
    given = dict(_pair(options.data, word) for word in options.given)
    known = [name for name, _, _ in fields(options.kind)]
    if stray := [name for name in given if name not in known]:
        raise Refusal(f"a {options.kind} has no {', '.join(stray)}; it has {', '.join(known)}")
    contents = {file: files.read(options.data / file) for file in files.dataset_files(options.data)}
    if sys.stdin.isatty():
        _ask(options.kind, given, contents)
    try:
        name, file, new = made(contents, options.kind, given, blocking, options.anyway)
    except (Unfit, EditError) as error:
        print(f"geodata: nothing was written: {error}", file=sys.stderr)
        return 1
    _write(options.data, new)
    document = admit(new[file], file)
    places = (
        document.value.get("features", [document.value])
        if isinstance(document.value, dict)
        else document.value
    )
    index = next(i for i, item in enumerate(places) if item["id"] == name)
    loc = [] if file.startswith("stories/") else ["features", index] if file.endswith(".geojson") else [index]
    print(f"{options.kind} {name}: {options.data / file}:{document.locate(loc)[0]}")
    return 0


def _pair(data: Path, word: str) -> tuple[str, Any]:
    """A field and its value: JSON where it is, else text; a geometry may be a file."""
    name, equals, text = word.partition("=")
    if not equals:
        raise Refusal(f"{word!r} is no FIELD=VALUE")
    if name == "geometry" and not text.startswith("{"):
        document = admit(files.read(Path(text)), Path(text).name)
        if document.problems:
            raise Refusal(str(document.problems[0]))
        return name, document.value
    return name, _value(name, text)


def _value(name: str, text: str) -> Any:
    if name in ("rank", "steps", "geometry", "seed", "band_km2") or text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError:
            raise Refusal(f"{name}={text} cannot be read: write it as in the files") from None
    lists = (
        "actors",
        "places",
        "sources",
        "languages",
        "aliases",
        "stands_in",
        "changes",
        "features",
        "evidence",
    )
    return [part.strip() for part in text.split(",") if part.strip()] if name in lists else text


def _ask(kind: str, given: dict[str, Any], contents: dict[str, bytes]) -> None:
    """Ask for what is needed and was not given; the id is suggested when the name is known."""
    for name, needed, hint in fields(kind):
        if needed and name not in given and name != "geometry":
            answer = input(f"{name} ({hint}): ").strip()
            if answer:
                given[name] = _value(name, answer)
    if "id" not in given:
        offer = suggested(kind, given, {name for data in contents.values() for name in _ids(data)})
        given["id"] = input(f"id [{offer}]: ").strip() or offer


def _ids(data: bytes) -> list[str]:
    value = admit(data, "x.json").value
    items = value.get("features", [value]) if isinstance(value, dict) else value or []
    return [item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]


def _write(directory: Path, new: dict[str, bytes]) -> None:
    for file, data in new.items():
        (directory / file).parent.mkdir(parents=True, exist_ok=True)
        files.replace(directory / file, data)


def _schema(options: argparse.Namespace) -> int:
    wanted = {options.data / ".schema" / file: schema for file, schema in schemas().items()}
    if options.vscode:
        folder = options.data.resolve().relative_to(options.vscode.resolve()).as_posix()
        wanted[options.vscode / ".vscode" / "settings.json"] = editor_settings(folder)
    stale = 0
    for path, content in wanted.items():
        data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
        if path.exists() and files.read(path) == data:
            continue
        stale += 1
        print(f"{'would write' if options.check else 'written'} {path}")
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            files.replace(path, data)
    return int(bool(stale and options.check))


def put_right(directory: Path, problems: list[Problem], sure: bool) -> bool:
    """Show what can be put right by itself, and do it when that is wanted; returns whether it was done."""
    contents = {file: files.read(directory / file) for file in files.dataset_files(directory)}
    new = fixed(contents, problems)
    for file, data in sorted(new.items()):
        old = contents.get(file, b"").decode("utf-8", "replace").splitlines(keepends=True)
        now = data.decode().splitlines(keepends=True)
        sys.stdout.writelines(unified_diff(old, now, file, f"{file} (put right)", n=1))
    if not new:
        print("Nothing here can be put right by itself.", file=sys.stderr)
        return False
    if not sure and not (sys.stdin.isatty() and input("Write this? [y/N] ").strip().lower() in ("y", "yes")):
        print("Nothing was written; --yes writes it.", file=sys.stderr)
        return False
    _write(directory, new)
    return True

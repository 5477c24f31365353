"""Documents made up from the schema, and good files damaged, by the thousand: nothing raises, hangs or is misread.

    python -m tests.fuzz --documents 1000000 --mutations 100000 --seed 1

Each is read as a file of the small dataset, through the gate, the schema, every rule of the check and, where it is
sound, into tables. A document that takes over three seconds ends its process, and is named.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from geodata import files
from geodata.check import check_reading
from geodata.dataset import build, understood
from geodata.form import model_of
from geodata.reading import Reading
from tests import toy
from tests.corpus import BAD_JSON
from tests.hostile import PAYLOADS

__all__ = ["Report", "documents", "mutations"]

#: What one document may take; then its process ends.
LONGEST_SECONDS = 3
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, 1e308, -0.0, "", " ", "x" * 5000, [], {}, [[]], [None], {"en": "a"}, "2014-13", "2014-02-30",
    "0000", "9999-12-31", "-2014", "٢٠١٤-٠٦-١٠", "2014-06-10T00:00:00Z", "isis\u202e", "../../etc/passwd", [[40, 35], [1e308, 0]],
    {"type": "Point", "coordinates": [1e308, 1e308]}, {"type": "Polygon", "coordinates": [[[40, 35]] * 4]}, *PAYLOADS[:20],
)  # fmt: skip
_TEXTS = ("كلمة", "a b", "Town", "town", "It fell")
#: What a pattern of the schema, or a field of its name, is made of.
_POOLS: dict[str, tuple[str, ...]] = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": ("town", "west", "reds", "blues", "news-2014", "north", "new", "e1"), "^[a-z]{2}$": ("en", "ar"),
    "^#[0-9a-f]{6}$": ("#336699",), "^https?://[^\\s\\\"'<>]+$": ("https://example.org/a",),
}  # fmt: skip
_DATES = ("2014", "2014-06", "2014-06-10", "2017-01-24", "2017-02", "2019")
_DATED = ("valid_from", "valid_to", "date", "date_to", "published", "reported", "retrieved")
_GEOMETRIES: tuple[dict[str, Any], ...] = (
    toy.point(40.5, 35.5), toy.square(40, 35), toy.square(179.5, 89.0), toy.square(-180, -90, 0.0001), toy.square(0, 0, 0),
    {"type": "LineString", "coordinates": [[40, 35], [41, 36]]}, {"type": "LineString", "coordinates": [[40, 35], [40, 35]]},
    {"type": "Polygon", "coordinates": [[[40, 35], [41, 36], [41, 35], [40, 36], [40, 35]]]},
    {"type": "MultiPolygon", "coordinates": [toy.square(40, 35)["coordinates"], toy.square(40.5, 35.5)["coordinates"]]},
    {"type": "MultiPoint", "coordinates": [[40, 35]]}, {"type": "GeometryCollection", "geometries": []},
)  # fmt: skip


@dataclass
class Report:
    """How many were read, refused, and went wrong, with what is needed to see it again."""

    read: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)


def documents(number: int, seed: int) -> Report:
    """Read so many documents made up from the schema."""
    return _spread(_document, number, seed)


def mutations(number: int, seed: int) -> Report:
    """Read so many good files, each with some damage."""
    return _spread(_mutation, number, seed)


@lru_cache(maxsize=1)
def _good() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as name:
        toy.write(Path(name))
        return {file: files.read(Path(name) / file) for file in files.dataset_files(Path(name))}


@lru_cache(maxsize=32)
def _schema(file: str) -> dict[str, Any]:
    model = model_of(file)
    assert model is not None
    return model.model_json_schema()


def _document(chance: random.Random) -> tuple[str, bytes]:
    """A file's name, and records by its schema with here and there a value that does not belong."""
    file = chance.choice(list(_good()))
    schema = _schema(file)
    odd = chance.choice((0.0, 0.01, 0.1))
    items = [_value(schema, schema, chance, odd) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    if file.endswith(".geojson"):
        features = [
            {
                "type": "Feature",
                "id": chance.choice(_POOLS["^[a-z0-9]+(-[a-z0-9]+)*$"]),
                "properties": item,
                "geometry": chance.choice(_GEOMETRIES),
            }
            for item in items
        ]
        return file, json.dumps(
            {"type": "FeatureCollection", "features": features}, ensure_ascii=chance.random() < 0.5
        ).encode()
    whole = items[0] if file.startswith("stories/") and items else items
    return file, json.dumps(whole).encode()


def _value(
    part: dict[str, Any], whole: dict[str, Any], chance: random.Random, odd: float, name: str = ""
) -> Any:
    """A value that a part of a JSON Schema allows, or, by the chance `odd`, one it may not."""
    if chance.random() < odd:
        return chance.choice(_ODD)
    if "$ref" in part:
        return _value(whole["$defs"][part["$ref"].rpartition("/")[2]], whole, chance, odd, name)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in part:
            return _value(chance.choice(part[word]), whole, chance, odd, name)
    if "const" in part or "enum" in part:
        return chance.choice(part.get("enum") or [part.get("const")])
    match part.get("type"):
        case "object":
            fields, needed = part.get("properties", {}), part.get("required", ())
            return {
                key: _value(inner, whole, chance, odd, key)
                for key, inner in fields.items()
                if key in needed or chance.random() < 0.5
            }
        case "array":
            inner = part.get("items") or {}
            forms = part.get("prefixItems") or [inner] * max(
                part.get("minItems", 0), chance.choice((0, 1, 1, 2, 4))
            )
            return [_value(form, whole, chance, odd) for form in forms]
        case "integer":
            return chance.choice((0, 1, 2, 3, 2014, 10**12))
        case "number":
            return chance.choice((0, 1.5, 35.5, 40.5, -1, 30, 1e9))
        case "boolean":
            return chance.random() < 0.5
        case "null":
            return None
    if chance.random() < odd:
        return chance.choice(PAYLOADS)
    return chance.choice(_DATES if name in _DATED else _POOLS.get(part.get("pattern", ""), _TEXTS))


def _mutation(chance: random.Random) -> tuple[str, bytes]:
    """A file's name, and its good bytes with one to four damages."""
    file = chance.choice(list(_good()))
    data = bytearray(_good()[file])
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        here, there = sorted(chance.randrange(len(data) + 1) for _ in range(2)) if data else (0, 0)
        short = min(there, here + chance.choice((1, 4, 40)))
        match chance.randrange(7):
            case 0 if data:
                data[min(here, len(data) - 1)] ^= 1 << chance.randrange(8)
            case 1:
                del data[here:]
            case 2:
                del data[here:short]
            case 3:
                data[here:here] = data[here:short]
            case 4:
                other = _good()[chance.choice(list(_good()))]
                start = chance.randrange(len(other))
                data[here:short] = other[start : start + chance.choice((1, 10, 200))]
            case 5:
                data[here:short] = chance.choice(BAD_JSON)[:100]
            case _:
                data[here:short] = bytes(chance.randrange(256) for _ in range(3))
    return file, bytes(data)


def _judged(file: str, data: bytes) -> tuple[bool, str]:
    """Whether the document was read, and what went wrong, empty when nothing did."""
    reading = understood({file: data})
    document = reading.documents[file]
    if document.value is None and not document.problems:
        return False, "neither read nor refused" if data.strip() != b"null" else ""
    if document.value is not None and document.value != json.loads(data):
        return True, "misread"
    if any(not problem.message or not problem.remedy or problem.line < 1 for problem in document.problems):
        return False, "refused without a place, a message or a remedy"
    if reading.problems:
        return False, ""
    rest = _rest(file)
    whole = understood({**rest.contents, file: data}, rest)
    if not check_reading(whole):
        build(whole)
    return True, ""


@lru_cache(maxsize=32)
def _rest(file: str) -> Reading:
    """The files that the rules hold a document against, read once."""
    return understood(
        {name: _good()[name] for name in ("actors.json", "sources.json", "theatres.json") if name != file}
    )


Maker = Callable[[random.Random], tuple[str, bytes]]


def _spread(make: Maker, number: int, seed: int) -> Report:
    """So many, shared among the processors."""
    _good()
    shares, report = os.cpu_count() or 1, Report()
    queue: multiprocessing.Queue[tuple[int, int, list[str]]] = multiprocessing.Queue()
    at = [multiprocessing.Value("q", -1) for _ in range(shares)]
    workers = [
        multiprocessing.Process(
            target=_work, args=(make, range(share, number, shares), seed, at[share], queue)
        )
        for share in range(shares)
    ]
    for worker in workers:
        worker.start()
    for worker, last in zip(workers, at, strict=True):
        while worker.is_alive() and queue.empty():
            worker.join(0.05)
        if worker.exitcode in (None, 0):
            read, refused, failures = queue.get()
            report.read, report.refused = report.read + read, report.refused + refused
            report.failures += failures
        else:
            report.failures.append(
                f"{make.__name__} {last.value} of seed {seed} took too long or ended its process"
            )
        worker.join()
    return report


def _work(make: Maker, numbers: range, seed: int, at: Any, queue: Any) -> None:
    read, failures = 0, []
    faulthandler.register(signal.SIGPROF, chain=True)
    for number in numbers:
        at.value = number
        # Inside GEOS no Python code runs, so nothing but the end of the process stops it there. What is counted is the
        # processor's time, or a busy machine would pass for a slow reader; the wall clock only ends what sleeps.
        signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
        faulthandler.dump_traceback_later(20 * LONGEST_SECONDS, exit=True)
        file, data = make(random.Random(seed * 10**9 + number))
        try:
            well, wrong = _judged(file, data)
        except Exception as error:
            well, wrong = False, f"{type(error).__name__}: {error}"
        read += well
        if wrong:
            failures.append(f"{make.__name__} {number} of seed {seed}, {file}: {wrong}: {data[:300]!r}")
    signal.setitimer(signal.ITIMER_PROF, 0)
    faulthandler.cancel_dump_traceback_later()
    queue.put((read, len(numbers) - read, failures[:50]))


def main() -> None:
    """Read the arguments, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wrong = False
    for name, make, number in (
        ("documents", documents, asked.documents),
        ("mutations", mutations, asked.mutations),
    ):
        began = time.monotonic()
        report = make(number, asked.seed)
        print(
            f"{name}: {report.read} read, {report.refused} refused, {len(report.failures)} failed, {time.monotonic() - began:.0f} s"
        )
        print("\n".join(report.failures))
        wrong |= bool(report.failures)
    sys.exit(wrong)


if __name__ == "__main__":
    main()

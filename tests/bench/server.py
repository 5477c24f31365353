"""What the server's answers cost, without a screen: `python -m tests.bench.server FOLDER` prints them as JSON."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from geodata import derive, ground, kept
from geodata.check import blocking
from geodata.dataset import Dataset, Reading, build, read
from geodata.period import day_number
from geodata.problems import DatasetError

__all__ = ["figures"]

_DAYS = [date(2013, 1, 1) + timedelta(days=number) for number in range(2556)]
_STEPS = 200


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return (time.perf_counter() - start) * 1000, found


def _median(work: Callable[[], Any], steps: int = _STEPS) -> float:
    return statistics.median(_timed(work)[0] for _ in range(steps))


def figures(directory: Path, edited: str | None = None) -> dict[str, float]:
    """Milliseconds for each question, cold or the median of warm ones.

    Parameters
    ----------
    edited : str, optional
        A file to change and check again; None leaves that out.
    """
    found: dict[str, float] = {}
    load_ms, reading = _timed(lambda: read(directory))
    if reading.problems:
        raise DatasetError(reading.problems)
    build_ms, dataset = _timed(lambda: build(reading))
    index_ms, _ = _timed(lambda: dataset.index)
    found["load_ms"] = load_ms + build_ms + index_ms
    found["kept_ms"] = _kept(directory, dataset)
    found["area_every_day_ms"], _ = _timed(
        lambda: [ground.area(dataset, actor, _DAYS) for actor in ground.holders(dataset)]
    )
    found["state_first_ms"], _ = _timed(lambda: derive.state(dataset, _DAYS[1000]))
    spans, day = dataset.index.spans, day_number(_DAYS[1250])
    found["index_ms"] = _median(lambda: spans.on(day), 5 * _STEPS)
    days = cycle(_DAYS[::7])
    found["state_new_day_ms"] = _median(lambda: derive.state(dataset, next(days)))
    found["state_ms"] = _median(lambda: derive.state(dataset, _DAYS[1250]))
    found["known_on_ms"], known = _timed(lambda: derive.known_on(dataset, _DAYS[1250]))
    derive.state(known, _DAYS[1250])
    found["known_state_ms"] = _median(lambda: derive.state(known, _DAYS[1250]))
    found["changes_ms"] = _median(lambda: ground.changes(dataset, _DAYS[1000], next(days)), 20)
    if edited:
        found["recheck_ms"] = _rechecked(directory, edited)
    return found


def _kept(directory: Path, dataset: Dataset) -> float:
    """The median of finding out which version the files are, and loading it as it was kept."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KHARITA_CACHE"] = folder
        kept.keep(dataset)
        again = _median(lambda: kept.load(kept.version_of(directory)), 5)
        del os.environ["KHARITA_CACHE"]
    return again


def _rechecked(directory: Path, edited: str) -> float:
    """The median of reading and checking all files again after one has changed, in turn and back."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(directory, Path(folder) / "dataset"))
        old = (copy / edited).read_bytes()
        new = old.replace(b'"confidence": "high"', b'"confidence": "low"', 1)
        reading: Reading = read(copy)
        blocking(reading)
        taken = []
        for content in [new, old] * 5:
            (copy / edited).write_bytes(content)
            start = time.perf_counter()
            reading = read(copy, reading)
            blocking(reading)
            taken.append((time.perf_counter() - start) * 1000)
        return statistics.median(taken)


if __name__ == "__main__":
    json.dump(figures(Path(sys.argv[1]), *sys.argv[2:]), sys.stdout)

"""How the archive grows: `python -m tests.archive.bench [--rows 1_000_000,10_000_000] [--home DIR] [--json FILE]`.

For each number of incidents: how long adding them takes and how much memory, in a process of its own; and how long
each question takes once the files are in the system's memory, over many boxes and windows drawn at random.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely
from tabulate import tabulate

from dashboard.map import incidents as tiles
from geodata.archive import engines, incidents, ingest, queries
from tests.archive import made

_ASKED = 60
_FIRST = date(2010, 1, 1)


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.archive.bench", description=__doc__)
    parser.add_argument("--rows", default="1_000_000,10_000_000")
    parser.add_argument("--home", type=Path, help="where to work, and to keep what was made")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    home = options.home or Path(tempfile.mkdtemp(prefix="kharita-archive-"))
    try:
        found = [measured(home, int(text)) for text in options.rows.replace("_", "").split(",")]
    finally:
        if options.home is None:
            shutil.rmtree(home)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(table(found))


def measured(home: Path, rows: int) -> dict[str, float]:
    """Everything that is measured of one number of incidents, in seconds, megabytes and milliseconds."""
    path = home / f"{rows}.csv"
    if not path.exists():
        made.write(path, rows)
    archive = home / f"{rows}"
    shutil.rmtree(archive, ignore_errors=True)
    command = [sys.executable, "-m", "tests.archive.bench_add", str(archive), str(path)]
    took, peak = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    engine = engines.opened(archive, "duckdb")
    size = sum(part.stat().st_size for part in archive.rglob("*.parquet")) / 1e6
    answered = {f"{name}, p95 ms": p95(ask, engine) for name, ask in _QUESTIONS.items()}
    return {"incidents": rows, "add, s": took, "memory, MB": peak, "size, MB": round(size, 1), **answered}


def added(archive: Path, path: Path) -> tuple[float, float]:
    """Add a table; returns seconds, and the most memory the process had in MB."""
    start = time.perf_counter()
    ingest.add(archive, path, incidents.MAPPINGS["ucdp"], "made")
    took = time.perf_counter() - start
    return round(took, 2), round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def p95(ask: Callable[[engines.Engine, np.random.Generator], object], engine: engines.Engine) -> float:
    """Milliseconds that 95 of 100 answers stay under, warm."""
    dice = np.random.default_rng(7)
    ask(engine, dice)
    times = []
    for _ in range(_ASKED):
        start = time.perf_counter()
        ask(engine, dice)
        times.append((time.perf_counter() - start) * 1000)
    return round(float(np.percentile(times, 95)), 1)


def _time(dice: np.random.Generator, days: int) -> tuple[date, date]:
    start = _FIRST + timedelta(days=int(dice.integers(0, 3900)))
    return start, start + timedelta(days=days)


def _box(dice: np.random.Generator, side: float) -> queries.Box:
    west, south = dice.uniform((36, 30), (48 - side, 38 - side))
    return float(west), float(south), float(west + side), float(south + side)


def _tile(kind: str) -> Callable[[engines.Engine, np.random.Generator], object]:
    """A tile that lies over the made-up incidents, of any year."""
    _, zoom = tiles.TILES[kind]

    def ask(engine: engines.Engine, dice: np.random.Generator) -> object:
        many = 1 << zoom
        x = int((dice.uniform(36.5, 47.5) + 180) / 360 * many)
        lat = np.radians(dice.uniform(30.5, 37.5))
        y = int((1 - np.log(np.tan(lat) + 1 / np.cos(lat)) / np.pi) / 2 * many)
        return tiles.tile(engine, kind, int(dice.integers(2010, 2021)), x, y)

    return ask


_QUESTIONS: dict[str, Callable[[engines.Engine, np.random.Generator], object]] = {
    "coarse tile": _tile("coarse"),
    "fine tile": _tile("fine"),
    "tile of single incidents": _tile("single"),
    "by cell, 90 days": lambda engine, dice: queries.by_cell(engine, 6, *_time(dice, 90), _box(dice, 4)),
    "by month and actor, a year": lambda engine, dice: queries.by_month(
        engine, *_time(dice, 365), _box(dice, 4)
    ),
    "near a shape, 30 days": lambda engine, dice: queries.near(
        engine, shapely.box(*_box(dice, 0.5)), 15.0, *_time(dice, 30)
    ),
}


def table(found: list[dict[str, float]]) -> str:
    """A line a figure, a column a size, and how many times more the last is than the first."""
    rows = [
        [name, *(f"{one[name]:,}" for one in found), f"{found[-1][name] / found[0][name]:.1f}"]
        for name in found[0]
    ]
    return tabulate(
        rows, headers=["", *(["" for _ in found]), "growth"], tablefmt="github", disable_numparse=True
    )


if __name__ == "__main__":
    main()

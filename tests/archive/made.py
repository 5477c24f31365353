"""Made-up incidents with a realistic spread, as a table in UCDP's form: clustered in space, waxing and waning in time.

`python -m tests.archive.made ROWS FILE` writes one; equal arguments give equal bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["table", "write"]

_BOX = (36.0, 30.0, 48.0, 38.0)
_FIRST = np.datetime64("2010-01-01")
_SPAN = 4018
_CLUSTERS = 400
_SIDES = np.array(["IS", "Government of Syria", "SDF", "Government of Iraq", "Civilians", "Opposition"])
_BLOCK = 500_000


def table(rows: int, seed: int = 2017, start: int = 0) -> pd.DataFrame:
    """Incidents `start` to `start + rows`; towns drawn from a long-tailed law, so that a few have most of them."""
    dice = np.random.default_rng([seed, start])
    towns = np.random.default_rng(seed)
    west, south, east, north = _BOX
    middles = towns.uniform((west, south), (east, north), (_CLUSTERS, 2))
    weights = towns.pareto(1.1, _CLUSTERS) + 0.05
    town = dice.choice(_CLUSTERS, rows, p=weights / weights.sum())
    at = np.clip(middles[town] + dice.normal(0, 0.06, (rows, 2)), (west, south), (east, north)).round(6)
    day = (dice.beta(2.2, 1.8, rows) * _SPAN).astype(int)
    lasts = np.where(dice.random(rows) < 0.05, dice.integers(1, 30, rows), 0)
    side = dice.choice(len(_SIDES), (2, rows), p=[0.35, 0.2, 0.15, 0.15, 0.05, 0.1])
    return pd.DataFrame(
        {
            "id": np.arange(start, start + rows), "type_of_violence": dice.choice([1, 2, 3], rows, p=[0.7, 0.2, 0.1]),
            "side_a": _SIDES[side[0]], "side_b": _SIDES[side[1]], "where_prec": dice.choice([1, 2, 3, 4, 6], rows, p=[0.6, 0.2, 0.1, 0.08, 0.02]),
            "latitude": at[:, 1], "longitude": at[:, 0], "date_start": (_FIRST + day).astype(str),
            "date_end": (_FIRST + day + lasts).astype(str), "best": dice.geometric(0.3, rows) - 1,
        }
    )  # fmt: skip


def write(path: Path, rows: int, seed: int = 2017) -> Path:
    """Write them block by block, and give the path back."""
    for start in range(0, rows, _BLOCK):
        block = table(min(_BLOCK, rows - start), seed, start)
        block.to_csv(path, mode="w" if start == 0 else "a", header=start == 0, index=False)
    return path


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1].replace("_", "")))

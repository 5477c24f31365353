"""Whole numbers by column, as bytes: WIRE.md says how, and columns.js reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

__all__ = ["Columns"]

MAGIC = b"KHCO"


class Columns:
    """Columns of whole numbers, each as byte planes, behind a head of JSON."""

    def __init__(self) -> None:
        self._table: list[list[Any]] = []
        self._planes: list[bytes] = []

    def add(self, name: str, values: Iterable[int] | np.ndarray, *, delta: bool = False) -> None:
        """Add a column.

        Parameters
        ----------
        values : iterable of int
            Each under 2**52 in size.
        delta : bool
            Write the differences from one value to the next, for columns that rise or drift.
        """
        array = np.asarray(values if isinstance(values, np.ndarray) else list(values), dtype="int64")
        moves = np.diff(array, prepend=0) if delta else array
        zigzag = ((moves << 1) ^ (moves >> 63)).astype("<u8")
        count = max((int(zigzag.max()).bit_length() + 7) // 8, 5 if _wide(array) else 1) if len(zigzag) else 0
        planes = np.ascontiguousarray(zigzag).view("u1").reshape(-1, 8)[:, :count].T
        self._table.append([name, len(array), count, int(delta)])
        self._planes.append(planes.tobytes())

    def add_lists(self, name: str, lists: Sequence[Sequence[int]]) -> None:
        """Add lists of whole numbers as two columns: `name.count`, and `name.item` with all of them in a row."""
        self.add(f"{name}.count", [len(items) for items in lists])
        self.add(f"{name}.item", [item for items in lists for item in items])

    def to_bytes(self, head: dict[str, Any]) -> bytes:
        """The document: mark, length of the head, head, planes."""
        text = json.dumps(head | {"columns": self._table}, ensure_ascii=False, separators=(",", ":"),
                          allow_nan=False).encode()  # fmt: skip
        return b"".join([MAGIC, len(text).to_bytes(4, "little"), text, *self._planes])


def _wide(array: np.ndarray) -> bool:
    """Whether a number does not fit 32 bits, so that readers must not add differences up in 32 bits."""
    return bool((array != array.astype("int32")).any())

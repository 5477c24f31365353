"""A reader of packs written from dashboard/map/WIRE.md alone: nothing of the map's own code, plain Python numbers."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

__all__ = ["Pack"]


class Pack:
    """A pack as its head and its columns; shapes, statuses, events and series as records of them."""

    def __init__(self, document: bytes) -> None:
        if document[:4] != b"KHCO":
            raise ValueError("not a document of columns")
        size = int.from_bytes(document[4:8], "little")
        self.head: dict[str, Any] = json.loads(document[8 : 8 + size])
        self.columns: dict[str, list[int]] = {}
        at = 8 + size
        for name, count, planes, delta in self.head["columns"]:
            self.columns[name] = _column(document[at : at + count * planes], count, planes, bool(delta))
            at += count * planes
        if at != len(document):
            raise ValueError(f"{len(document) - at} bytes too many")

    def lists(self, name: str) -> list[list[int]]:
        """A list column as lists."""
        return _cut(self.columns[f"{name}.item"], self.columns[f"{name}.count"])

    def records(self, kind: str, *list_columns: str) -> list[dict[str, Any]]:
        """What the columns `kind.*` say, an object each."""
        plain = {
            name.partition(".")[2]: values
            for name, values in self.columns.items()
            if name.startswith(f"{kind}.")
        }
        plain = {name: values for name, values in plain.items() if "." not in name}
        listed = {name: self.lists(f"{kind}.{name}") for name in list_columns}
        every = plain | listed
        return [dict(zip(every, row, strict=True)) for row in zip(*every.values(), strict=True)]

    def shapes(self) -> list[list[list[tuple[float, float]]]]:
        """Each shape's rings as positions (lon, lat), closed."""
        column, steps = self.columns, self.head["steps"]
        moves = _cut(
            list(zip(column["arc.dx"], column["arc.dy"], strict=True)), [n - 1 for n in column["arc.points"]]
        )
        starts = zip(column["arc.x"], column["arc.y"], strict=True)
        arcs = [
            list(accumulate(way, _moved, initial=start)) for start, way in zip(starts, moves, strict=True)
        ]
        rings = []
        for refs in _cut(column["ring.arc"], column["ring.arcs"]):
            ring: list[tuple[int, int]] = []
            for ref in refs:
                arc = arcs[ref] if ref >= 0 else arcs[-1 - ref][::-1]
                if ring and ring[-1] != arc[0]:
                    raise ValueError("arcs of a ring do not meet")
                ring += arc[1:] if ring else arc
            rings.append([(x / steps, y / steps) for x, y in ring])
        return _cut(rings, column["shape.rings"])

    def series(self) -> list[dict[str, Any]]:
        """Ground by theatre and actor: `day`, and `km2`, `low`, `high` from that day on."""
        counts = [one["steps"] for one in self.head["series"]]
        cut = {name: _cut(self.columns[f"series.{name}"], counts) for name in ("day", "km2", "low", "high")}
        return [
            one
            | {"day": cut["day"][i]}
            | {name: [tenths / 10 for tenths in cut[name][i]] for name in ("km2", "low", "high")}
            for i, one in enumerate(self.head["series"])
        ]


def _column(planes: bytes, count: int, height: int, delta: bool) -> list[int]:
    coded = [sum(planes[plane * count + i] << (8 * plane) for plane in range(height)) for i in range(count)]
    values = [-(value + 1) // 2 if value % 2 else value // 2 for value in coded]
    return list(accumulate(values)) if delta else values


def _cut(items: list, counts: list[int]) -> list[list]:
    ends = list(accumulate(counts))
    return [items[end - count : end] for end, count in zip(ends, counts, strict=True)]


def _moved(at: tuple[int, int], move: tuple[int, int]) -> tuple[int, int]:
    return at[0] + move[0], at[1] + move[1]

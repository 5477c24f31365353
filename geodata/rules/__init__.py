"""The rules of a sound dataset, each by itself: what is wrong with one file, and what between files; none raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from geodata.problems import Problem
from geodata.reading import Part, Reading
from geodata.rules import references, rows, shapes

__all__ = ["BETWEEN_FILES", "FORM", "IN_ONE_FILE"]

IN_ONE_FILE: list[Callable[[Part], Iterator[Problem]]] = [
    rows.both_languages, rows.timelines, rows.event_days, rows.file_names, shapes.valid,
]  # fmt: skip

BETWEEN_FILES: list[Callable[[Reading], Iterator[Problem]]] = [
    references.unique_ids, references.references, shapes.envelopes, shapes.coverage, shapes.grounds, shapes.link_ends,
]  # fmt: skip

#: Of one file too; it can wait until nothing else is wrong there.
FORM = rows.canonical_form

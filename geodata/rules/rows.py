"""What one record says: words in both languages, days in order, rows that do not contradict each other, the file they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args, get_origin

from pydantic import BaseModel

from geodata.form import canonical
from geodata.model import Event, Link, Place, Region, Story, Zone
from geodata.period import parse, period
from geodata.problems import Problem
from geodata.reading import Entry, Part
from geodata.text import Text

__all__ = ["both_languages", "canonical_form", "event_days", "file_names", "timelines"]

_LETTERS = {"en": re.compile(r"[A-Za-z0-9]"), "ar": re.compile(r"[\u0621-\u064a]")}


def both_languages(part: Part) -> Iterator[Problem]:
    """Words that are missing in one of the languages."""
    for entry in part.entries:
        for path, text in _texts(entry.record):
            for lang, letters in _LETTERS.items():
                if not letters.search(text.of(lang)):
                    wanted = "Arabic" if lang == "ar" else "Latin"
                    words = f"Write the {'Arabic' if lang == 'ar' else 'English'} words"
                    yield entry.problem("languages", [*path, lang], f"holds no {wanted} letter", words)


def _texts(record: BaseModel) -> Iterator[tuple[list[str | int], Text]]:
    for name in _speaking(type(record)):
        value = getattr(record, name)
        if isinstance(value, Text):
            yield [name], value
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from (([name, index, *inner], text) for inner, text in _texts(item))


@cache
def _speaking(model: type[BaseModel]) -> list[str]:
    """The fields that may hold words in both languages."""
    return [
        name for name, info in model.model_fields.items()
        if any(part is Text or get_origin(part) is list for part in (info.annotation, *get_args(info.annotation)))
    ]  # fmt: skip


def timelines(part: Part) -> Iterator[Problem]:
    """Rows of a timeline that overlap, or say what cannot be said of that kind of ground."""
    for entry in part.of(Zone, Region, Place):
        yield from _row_kinds(entry)
        spans = [
            (index, row, period(row.valid_from, row.valid_to))
            for index, row in enumerate(entry.record.timeline)
        ]
        for (index, row, span), (other_index, other, other_span) in _pairs(spans):
            same = (row.status != "presence" and other.status != "presence") or row.actor == other.actor
            if same and span.overlaps(other_span):
                message = f"overlaps with row {index} ({row.actor}, from {row.valid_from} to {row.valid_to or 'now'})"
                remedy = "End the earlier row on the day the later one starts"
                yield entry.problem("overlap", ["timeline", other_index], message, remedy)


def _pairs(items: list) -> Iterator[tuple]:
    return ((one, two) for position, one in enumerate(items) for two in items[position + 1 :])


def _row_kinds(entry: Entry) -> Iterator[Problem]:
    kind = entry.record.kind
    for index, row in enumerate(entry.record.timeline):
        if (kind == "zone") == (row.status == "presence") and kind != "place":
            remedy = "Ground that is held is a zone; presence without holding is a region or a place"
            message = f"a {kind} cannot have status {row.status}"
            yield entry.problem("status-kind", ["timeline", index, "status"], message, remedy)


def event_days(part: Part) -> Iterator[Problem]:
    """Events and links that end before they begin."""
    for entry in part.of(Event, Link):
        end = entry.record.date_to
        if end and parse(end).after < parse(entry.record.date).first:
            yield entry.problem(
                "dates",
                ["date_to"],
                f"{end} is before date {entry.record.date}",
                "Correct one of them",
            )


def file_names(part: Part) -> Iterator[Problem]:
    """Records that stand in the file of another theatre, year or story."""
    fields = {Zone: "theatre", Region: "theatre", Event: "date", Story: "id"}
    file = Path(part.document.file)
    stem = file.stem
    for entry in part.of(*fields):
        field = fields[type(entry.record)]
        value = getattr(entry.record, field)
        wanted = value[:4] if field == "date" else value
        if stem != wanted and not (field == "date" and stem.startswith(f"{wanted}-")):
            remedy = f"Move it to {file.with_stem(wanted).as_posix()}"
            yield entry.problem("file-name", [field], f"{value} does not belong in this file", remedy)


def canonical_form(part: Part) -> Iterator[Problem]:
    """The first line that is not in canonical form."""
    document = part.document
    if document.problems:
        return
    # What is alike with plain numbers is alike with numbers as they were written.
    new = canonical(document.plain, document.file)
    if new != document.data:
        new = canonical(document.value, document.file)
    if new != document.data:
        pairs = zip(document.data.split(b"\n"), new.split(b"\n"), strict=False)
        line = next((line for line, (a, b) in enumerate(pairs, 1) if a != b), 1)
        remedy = f"Run: geodata fmt {document.file}"
        yield Problem(document.file, line, 1, "", "", "not in canonical form", remedy, "form")

"""What is wrong, in a curator's words: what the parser and the schema find, said kindly and exactly, with what to write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

__all__ = ["nearest", "syntax", "told", "written"]

_CLOSE = 0.72

#: What stands in a field, and how it is written; the remedy where it is missing or of another kind.
_WRITE: dict[str, str] = {
    "valid_from": 'the first day on which it holds, as precise as the source: "2014", "2014-06" or "2014-06-10"',
    "valid_to": 'the first day on which it no longer holds, as "2017-01-24", or null while it still holds',
    "date": 'the day, as precise as the source: "2014", "2014-06" or "2014-06-10"',
    "date_to": 'the last day, as "2014-06-12"',
    "published": 'the day of publication: "2014", "2014-06" or "2014-06-10"',
    "reported": 'the day of the first public report, as "2014-06-10"',
    "actor": 'the id of an actor of actors.json, as "isis"',
    "actors": 'ids of actors.json in square brackets, who acts first: ["isis"]',
    "against": 'who fights for it, ids in square brackets: ["iraq-gov"]',
    "besieged_by": 'who surrounds it, ids in square brackets: ["syria-gov"]',
    "status": "control, contested or presence",
    "confidence": "high, medium or low",
    "reliability": "high, medium or low",
    "sources": 'ids of sources.json in square brackets: ["afp-2014-06-10"]',
    "source": 'the id of a source of sources.json',
    "id": "lower-case Latin letters, digits and single hyphens, as deir-ez-zor",
    "name": 'the name in both languages: {"en": "...", "ar": "..."}',
    "title": 'the title in both languages: {"en": "...", "ar": "..."}',
    "summary": 'the summary in both languages: {"en": "...", "ar": "..."}',
    "note": 'the note in both languages, {"en": "...", "ar": "..."}, or leave it out',
    "en": "the English words",
    "ar": "the Arabic words",
    "theatre": 'the id of a theatre of theatres.json, as "syria-iraq"',
    "ground": "settled, or desert where nobody lives",
    "rank": "1 for a great city, 2 for a town, 3 for a small place",
    "colour": 'a colour as "#1b9e77": # and six digits, 0 to 9 and a to f',
    "languages": 'codes of two small letters in square brackets: ["ar", "en"]',
    "url": "an address that begins with https:// and has no spaces",
    "places": 'ids of places.geojson in square brackets: ["mosul"]',
    "stands_in": 'ids of zones or regions in square brackets: ["mosul-east"]',
    "timeline": "rows in square brackets: [{...}, {...}]",
    "value": "a number without quotes, as 90800",
    "envelope": "four numbers: west, south, east and north, as [38, 29, 49, 38]",
    "reach_km": "a number of kilometres from 0 to 200, as 30",
    "view": "longitude, latitude and zoom, as [43.1, 36.3, 8]",
    "geometry": '{"type": "...", "coordinates": [...]}',
    "properties": '{"kind": "...", ...}',
    "type": '"Feature"',
    "from": "the id of the place where it begins",
    "to": "the id of the place where it ends",
    "aliases": 'other names in square brackets: ["Nineveh"]',
    "sentences": 'sentences in square brackets: [{"text": {...}, "stands_on": ["..."]}]',
    "stands_on": 'ids of what carries the sentence, in square brackets: ["mosul-east"]',
    "steps": "steps in square brackets: [{...}]",
}  # fmt: skip

_MUST_BE = {
    "string_type": "must be text in double quotes",
    "list_type": "must be a list in square brackets",
    "tuple_type": "must be a list of numbers in square brackets",
    "model_type": "must be an object in curly brackets",
    "dict_type": "must be an object in curly brackets",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
}

_PATTERNS = {
    "colour": "is no colour",
    "languages": "is no code of a language",
    "lang": "is no code of a language",
    "url": "is no address of the web",
}


def written(field: str) -> str:
    """What stands in a field and how it is written; empty where nothing is to be said."""
    return _WRITE.get(field, "")


def nearest(name: str, known: Sequence[str] | Mapping[str, Any] | set[str]) -> str:
    """ "Did you mean 'isis'?", where something known is close; empty where nothing is."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=_CLOSE)
    return f"Did you mean {close[0]!r}?" if close else ""


def told(
    findings: Sequence[Mapping[str, Any]], keys: Callable[[Sequence[str | int]], Sequence[str]]
) -> Iterator[tuple[list[str | int], str, str]]:
    """Place, message and remedy of each finding about one record; a key that is missing since it is misspelt once.

    Parameters
    ----------
    findings : sequence of mapping
        As pydantic gives them: type, loc, input, ctx, msg.
    keys : callable
        The keys that the object at a place has.
    """
    meant = set()
    for finding in findings:
        if finding["type"] == "extra_forbidden":
            *holder, key = finding["loc"]
            close = get_close_matches(str(key), keys(holder), n=1, cutoff=_CLOSE)
            meant |= {(*holder, name) for name in close}
    for finding in findings:
        place = list(finding["loc"])
        if finding["type"] != "missing" or tuple(place) not in meant:
            yield place, *_schema(finding, keys(place[:-1]))


def _schema(finding: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, str]:
    """Message and remedy for one finding of the schema.

    Parameters
    ----------
    finding : mapping
        As pydantic gives it: type, loc, input, ctx, msg.
    keys : sequence of str
        The keys that the object has in which it was found.
    """
    kind, value = finding["type"], finding.get("input")
    names = [part for part in finding["loc"] if isinstance(part, str)]
    field = names[-1] if names else ""
    match kind:
        case "extra_forbidden":
            return "is no key of this record", nearest(
                field, keys
            ) or f"Delete it; the keys are {', '.join(keys)}"
        case "missing":
            return "is missing", f'Add "{field}": {_WRITE[field]}' if field in _WRITE else f'Add "{field}"'
        case "too_short" if isinstance(value, list) and value:
            return f"has {len(value)} numbers, which are too few", _write(field)
        case "too_short":
            return "is empty", _write(field, "Name at least one:") if field in _WRITE else "Name at least one"
        case "too_long":
            return (
                f"has {len(value) if isinstance(value, list) else 'too many'} entries, which are too many",
                _write(field),
            )
        case "literal_error":
            return _literal(finding, value)
        case "string_pattern_mismatch":
            return _pattern(field, str(value))
        case "string_too_long":
            return f"is longer than {finding['ctx']['max_length']} letters", "Shorten it"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            return f"cannot be {_shown(value)}", _write(field)
        case "value_error":
            return _own(str(finding["ctx"]["error"]), value)
    message = f"{_MUST_BE.get(kind, 'is of the wrong kind')}; here is {_shown(value)}"
    if kind in ("model_type", "dict_type") and not isinstance((finding["loc"] or (0,))[-1], str):
        return message, "Write it as the others in this list"
    return message, _quoted(kind, value) or _write(field)


def _write(field: str, verb: str = "Write") -> str:
    return f"{verb} {_WRITE[field]}" if field in _WRITE else {"Write": "Correct it"}.get(verb, f"{verb} it")


def _quoted(kind: str, value: Any) -> str:
    """The very value in quotes or brackets, where that is all that it lacks."""
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return f'Put it in quotes: "{getattr(value, "raw", value)}"'
    if kind == "list_type" and isinstance(value, str):
        return f'Put it in square brackets: ["{value}"]'
    return ""


def _shown(value: Any) -> str:
    """A value as the file has it, cut where it is long."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "an object in curly brackets"
    if isinstance(value, list):
        return "a list in square brackets" if value else "an empty list"
    text = str(getattr(value, "raw", value))
    shown = text if len(text) <= 40 else text[:37] + "..."
    return repr(shown) if isinstance(value, str) else shown


def _literal(finding: Mapping[str, Any], value: Any) -> tuple[str, str]:
    words = re.findall(r"'([^']*)'|(\d+)", str(finding["ctx"]["expected"]))
    allowed = [one or two for one, two in words]
    *first, last = allowed
    among = f"{', '.join(first)} or {last}" if first else last
    if isinstance(value, str) and value in allowed:
        return f"cannot be {_shown(value)}", f"Write it without quotes: {value}"
    guess = nearest(value.strip().lower(), allowed) if isinstance(value, str) else ""
    return f"cannot be {_shown(value)}", guess or f"Write {among}"


def _pattern(field: str, value: str) -> tuple[str, str]:
    if field in _PATTERNS:
        return f"{value!r} {_PATTERNS[field]}", _write(field)
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{value!r} is no id", f"Write {slug!r}: {_WRITE['id'].partition(', as')[0]}" if slug else _write(
        "id"
    )


def _own(text: str, value: Any) -> tuple[str, str]:
    """The model's own sentence: what is wrong, and behind the colon what to do."""
    message, _, remedy = text.partition(": ")
    if value == "":
        remedy = "write a date, or null without quotes where none is known"
    elif "is not a date" in message and isinstance(value, str):
        remedy = _date(value) or remedy
    elif "is not a day of the calendar" in message:
        remedy = "correct the month or the day, or leave out what the source does not say"
    elif "must come after" in message:
        remedy = "correct one of the two; valid_to is the first day on which it no longer holds"
    remedy = remedy or "correct it"
    return message, remedy[:1].upper() + remedy[1:]


def _date(value: str) -> str:
    """What a date in another spelling ought to be, where there is no doubt."""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in value.strip())
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?", digits)
    if match:
        parts = [part.zfill(2) for part in match.groups() if part]
        return f'write "{"-".join(parts)}"'
    if re.fullmatch(r"\d{4}", digits):
        return f'write "{digits}"'
    if re.search(r"\d{4}$", digits):
        return 'write the year first, then month and day: "2014-06-10"'
    return ""


_SYNTAX = {
    "Expecting value": ("a value is missing here", "Write it, or take away a comma that is one too many"),
    "Expecting ',' delimiter": ("a comma is missing before this", "Put a comma between the two, or close a bracket that is still open"),
    "Expecting ':' delimiter": ("a colon is missing before this", 'Write it as "name": value'),
    "Expecting property name": ("a name in double quotes must stand here", 'Write it as "name": value; take away a comma before } that is one too many'),
    "Illegal trailing comma": ("the comma before a closing bracket is one too many", "Delete it"),
    "Unterminated string": ("the text that begins here has no closing quote", 'Put " at its end'),
    "Invalid control character": ("a line break or a tab stands inside quotes", r"Take it out, or write \n for a line break"),
    "Invalid \\escape": ("a backslash stands inside quotes", r"Write it twice: \\"),
    "Invalid \\uXXXX": ("a backslash and u stand inside quotes without four digits", "Type the letter itself"),
    "Extra data": ("the file goes on behind its last bracket", "Delete what follows, or join the two in one list"),
}  # fmt: skip


def syntax(said: str, rest: str) -> tuple[str, str]:
    """Message and remedy for what the parser of JSON said, with the text from there to the end of its line."""
    if rest.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return (
            "two people's changes meet here, and git asks which to keep",
            "Keep one of the two versions, and delete the lines of <<<<<<<, ======= and >>>>>>>",
        )
    if rest[:1] in "“”„«»‘’" and rest:
        return f"a typographic quote {rest[0]} stands where a plain one must", 'Write " instead'
    if rest.startswith("'"):
        return "a single quote stands where a double one must", 'Write " instead'
    if rest.startswith(("//", "/*", "#")):
        return "a comment stands here, and JSON knows none", "Delete it, or write it as a note"
    if rest.startswith("<"):
        return "this is a page of the web, no data", "Put the file itself in its place"
    for word, right in (("True", "true"), ("False", "false"), ("None", "null"), ("undefined", "null")):
        if rest.startswith(word):
            return f"{word} is not a word of JSON", f"Write {right}"
    if said.startswith("Expecting ',' delimiter") and rest[:1].isalpha():
        return (
            "the text before this has no closing quote, or a quote too many",
            r'Put " at its end; inside it write \"',
        )
    if said.startswith("Expecting ',' delimiter") and rest[:1] in ("}", "]"):
        other = {"}": "]", "]": "}"}[rest[0]]
        return "a bracket that was opened before is still open here", f"Put {other} before this {rest[0]}"
    for begins, answer in _SYNTAX.items():
        if said.startswith(begins):
            return answer
    return "this cannot be read", "Look for a missing or extra comma, quote or bracket"

"""The only way in: bytes to a parsed document, or to problems with their line and column.

Nothing behind the gate meets bytes that are too large, not UTF-8, nested too deep, ambiguous
(duplicate keys), not numbers (NaN, Infinity), or coordinates outside the globe: GEOS may hang on those.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import tree_sitter_json
from tree_sitter import Language, Node, Parser, Tree

from geodata import rfc7946
from geodata.problems import Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "Number", "admit"]

MAX_BYTES = 25_000_000
MAX_DEPTH = 64
MAX_SYNTAX_PROBLEMS = 20

_LANGUAGE = Language(tree_sitter_json.language())
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_OPEN, _CLOSE = list(b"[{"), list(b"]}")
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_CONSTANTS = re.compile(rb'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', re.DOTALL)
_EXPONENTS = re.compile(rb'"(?:[^"\\]|\\.)*"|[eE]\+', re.DOTALL)

Loc = Sequence[str | int]


class Number(float):
    """A float that remembers how its file wrote it, so that a formatter can leave it alone."""

    raw: str

    def __new__(cls, raw: str) -> Number:
        number = super().__new__(cls, raw)
        number.raw = raw
        return number


@dataclass
class Document:
    """One admitted file: its value, and the way from a path inside it to a line and column.

    Attributes
    ----------
    file : str
        The name under which problems report it.
    value : Any
        The parsed JSON; None when `problems` say why it could not be parsed.
    problems : list of Problem
    data : bytes
        The file as it came; offsets of `tree` are offsets in it.
    tree : Tree
        Where everything stands; grown when it is first asked for, since a sound file needs none.
    """

    file: str
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    data: bytes = field(default=b"", repr=False)

    @cached_property
    def tree(self) -> Tree:
        return Parser(_LANGUAGE).parse(_EXPONENTS.sub(_plain_exponent, self.data))

    def locate(self, loc: Loc) -> tuple[int, int]:
        """Line and column, from 1, of the value at `loc`, or of the deepest part of it that exists."""
        node = self.tree.root_node.named_child(0)
        if node is None:
            return 1, 1
        for step in loc:
            inner = _member(node, step) if isinstance(step, str) else _item(node, step)
            if inner is None:
                break
            node = inner
        return _line_column(self.data, node.start_byte)

    def problem(
        self, rule: str, loc: Loc, message: str, remedy: str, feature: str = "", field: str = ""
    ) -> Problem:
        """A problem of this file at `loc`."""
        line, column = self.locate(loc)
        return Problem(self.file, line, column, feature, field, message, remedy, rule)


def admit(data: bytes, file: str) -> Document:
    """Parse the bytes of `file`, refusing what cannot be trusted; never raises.

    Parameters
    ----------
    data : bytes
    file : str
        Name for the problems; a name ending in .geojson is also held to RFC 7946.

    Returns
    -------
    Document
        With a value and no problems, or with problems (and a value only where the JSON itself is sound).
    """
    document = Document(file, data=data)
    refusal = _refuse_bytes(data)
    if refusal:
        document.problems.append(_at_offset(document, data, *refusal))
        return document
    document.problems += _syntax(document, data)
    if not document.problems:
        _parse(document, data)
    if not document.problems and file.endswith(".geojson"):
        document.problems += [_feature_problem(document, *fault) for fault in rfc7946.faults(document.value)]
    return document


def _plain_exponent(match: re.Match[bytes]) -> bytes:
    """1e+16 as 1e016: the tree's grammar knows no plus there; every offset stays."""
    text = match.group()
    return text if text.startswith(b'"') else text.replace(b"+", b"0")


def _feature_problem(document: Document, rule: str, loc: Loc, message: str, remedy: str) -> Problem:
    """A fault of a collection, with the id of the feature it is in."""
    feature = document.value["features"][loc[1]] if loc[:1] == ["features"] else None
    name = feature.get("id") if isinstance(feature, dict) else None
    field = ".".join(map(str, loc[2:] or loc[:1]))
    return document.problem(rule, loc, message, remedy, name if isinstance(name, str) else "", field)


def _refuse_bytes(data: bytes) -> tuple[int, str, str] | None:
    """Offset, message and remedy of what forbids parsing at all."""
    if len(data) > MAX_BYTES:
        return 0, f"the file has {len(data):,} bytes, over the limit of {MAX_BYTES:,}", "Split it"
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return 0, "the file begins with a byte order mark", "Save it as UTF-8 without BOM"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start, f"byte 0x{data[error.start]:02x} is not UTF-8", "Save the file as UTF-8"
    return _too_deep(data)


def _too_deep(data: bytes) -> tuple[int, str, str] | None:
    marks = np.frombuffer(_STRINGS.sub(b"", data), dtype="uint8")
    steps = np.isin(marks, _OPEN).astype("int32") - np.isin(marks, _CLOSE)
    if not len(steps) or steps.cumsum().max() <= MAX_DEPTH:
        return None
    depth = 0
    for token in _TOKENS.finditer(data):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token.group(), 0)
        if depth > MAX_DEPTH:
            return token.start(), f"nested deeper than {MAX_DEPTH} levels", "Remove the needless brackets"
    return None


def _at_offset(document: Document, data: bytes, offset: int, message: str, remedy: str) -> Problem:
    return Problem(document.file, *_line_column(data, offset), "", "", message, remedy, "bytes")


def _line_column(data: bytes, offset: int) -> tuple[int, int]:
    before = data[data.rfind(b"\n", 0, offset) + 1 : offset]
    return data.count(b"\n", 0, offset) + 1, len(before.decode("utf-8", "replace")) + 1


def _syntax(document: Document, data: bytes) -> list[Problem]:
    """All syntax errors at once, a line each: the strict parser's own, then what the tree shows behind it."""
    first = _strict_error(data)
    if first is None:
        return []
    nodes = [
        node for node in _errors(document.tree.root_node) if _line_column(data, node.start_byte) > first[:2]
    ]
    remedy = "Look for a missing or extra comma, quote or bracket, or a merge conflict mark"
    found: dict[int, Problem] = {}
    for line, column, message in (
        first,
        *((*_line_column(data, node.start_byte), _near(node)) for node in nodes),
    ):
        problem = Problem(document.file, line, column, "", "", message, remedy, "syntax")
        if len(found) < MAX_SYNTAX_PROBLEMS:
            found.setdefault(line, problem)
    return sorted(found.values())


def _strict_error(data: bytes) -> tuple[int, int, str] | None:
    """Line, column and message of what the strict parser stops at; it knows only the first."""

    def refuse(name: str) -> None:
        raise _ConstantError(name)

    try:
        json.loads(data, parse_constant=refuse)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno, f"not valid JSON: {error.msg}"
    except _ConstantError as error:
        start = next(token.start() for token in _CONSTANTS.finditer(data) if token.group()[:1] != b'"')
        line, column = _line_column(data, start)
        return line, column, f"{error} is not a number of JSON"
    except RecursionError:
        return 1, 1, "nested too deep to read"
    return None


class _ConstantError(Exception):
    """NaN or Infinity, which Python's parser would let through."""


def _near(node: Node) -> str:
    seen = (node.text or b"").decode("utf-8", "replace").split("\n")[0][:30]
    return f"{node.type} is missing here" if node.is_missing else f"not valid JSON near {seen!r}"


def _errors(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing or node.type == "comment":
            yield node
        elif node.has_error or node.type == "document":
            stack.extend(reversed(node.children))


def _parse(document: Document, data: bytes) -> None:
    """Set the document's value, or add the problems of its numbers, keys and characters."""
    odd: list[str] = []

    def number(raw: str) -> Number:
        value = Number(raw)
        if not math.isfinite(value):
            odd.append(raw)
        return value

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            odd.append("duplicate")
        return found

    document.value = json.loads(data, parse_float=number, object_pairs_hook=pairs)
    if odd or re.search(rb"\\u[dD][89a-fA-F]", data):
        document.problems += _odd_values(document)
        if document.problems:
            document.value = None


def _odd_values(document: Document) -> Iterator[Problem]:
    """Duplicate keys, numbers beyond all bounds and half characters, each at its place."""
    stack = [document.tree.root_node]
    while stack:
        node = stack.pop()
        if node.type == "object":
            yield from _duplicates(document, node)
        elif node.type == "number" and not math.isfinite(float(node.text or b"0")):
            yield Problem(
                document.file,
                *_line_column(document.data, node.start_byte),
                "",
                "",
                "a number without end",
                "Correct it",
                "number",
            )
        elif node.type == "string" and _halved(json.loads(node.text or b'""')):
            yield Problem(
                document.file,
                *_line_column(document.data, node.start_byte),
                "",
                "",
                "half a character (lone surrogate)",
                "Retype it",
                "text",
            )
        stack.extend(reversed(node.named_children))


def _halved(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _duplicates(document: Document, node: Node) -> Iterator[Problem]:
    seen: set[str] = set()
    for pair in node.named_children:
        name = pair.child_by_field_name("key")
        key = json.loads(name.text or b'""') if name else ""
        if key in seen:
            message = f"the key {key!r} stands twice in one object"
            yield Problem(
                document.file,
                *_line_column(document.data, pair.start_byte),
                "",
                str(key),
                message,
                "Keep one of the two",
                "duplicate-key",
            )
        seen.add(key)


def _member(node: Node, key: str) -> Node | None:
    if node.type != "object":
        return None
    for pair in node.named_children:
        name = pair.child_by_field_name("key")
        if name and json.loads(name.text or b'""') == key:
            return pair.child_by_field_name("value")
    return None


def _item(node: Node, index: int) -> Node | None:
    if node.type != "array" or index >= node.named_child_count:
        return None
    return node.named_children[index]

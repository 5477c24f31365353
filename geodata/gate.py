"""The only way in: bytes to a parsed document, or to problems with their line and column.

Nothing behind the gate meets bytes that are too large, not UTF-8, nested too deep, ambiguous
(duplicate keys), not numbers (NaN, Infinity), or coordinates outside the globe: GEOS may hang on those.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jiter
import numpy as np
import tree_sitter_json
from tree_sitter import Language, Node, Parser, Tree

from geodata import rfc7946
from geodata.explain import syntax
from geodata.problems import Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "Number", "admit"]

MAX_BYTES = 25_000_000
MAX_DEPTH = 64
MAX_SYNTAX_PROBLEMS = 20

_LANGUAGE = Language(tree_sitter_json.language())
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_CONSTANTS = re.compile(rb'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', re.DOTALL)
_ESCAPES = re.compile(rb"\\.", re.DOTALL)
_SURROGATES = re.compile(rb"\\u[dD][89a-fA-F]")
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}'))
#: More digits together than any number of ours has.
_LONG = 64
_LARGE = re.compile(rb'"(?:[^"\\]|\\.)*"|\d[eE]|\d{%d}' % _LONG, re.DOTALL)
_EXPONENTS = re.compile(rb'"(?:[^"\\]|\\.)*"|[eE]\+', re.DOTALL)

Loc = Sequence[str | int]
#: Line, column, message and remedy.
Fault = tuple[int, int, str, str]


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
    data : bytes
        The file as it came; offsets of `tree` are offsets in it.
    plain : Any
        The parsed JSON, its decimal numbers as floats; None when `problems` say why it could not be parsed.
    problems : list of Problem
    """

    file: str
    data: bytes = field(default=b"", repr=False)
    plain: Any = None
    problems: list[Problem] = field(default_factory=list)
    _items: dict[int, list[Node]] = field(default_factory=dict, repr=False)

    @cached_property
    def value(self) -> Any:
        """As `plain`, with decimal numbers that remember how they were written; parsed when first asked for."""
        return None if self.plain is None else json.loads(self.data.decode(), parse_float=Number)

    @cached_property
    def tree(self) -> Tree:
        """The syntax of the file, with the place of each part; parsed when a place is first asked for."""
        return Parser(_LANGUAGE).parse(_EXPONENTS.sub(_plain_exponent, self.data))

    @cached_property
    def _line_ends(self) -> np.ndarray:
        return np.flatnonzero(np.frombuffer(self.data, dtype="uint8") == ord("\n"))

    def _item(self, node: Node, index: int) -> Node | None:
        """An item of a list; the items of a long one are found once, since the tree counts through them each time."""
        if node.type != "array":
            return None
        if node.id not in self._items:
            self._items[node.id] = node.named_children
        items = self._items[node.id]
        return items[index] if index < len(items) else None

    def locate(self, loc: Loc) -> tuple[int, int]:
        """Line and column, from 1, of the value at `loc`, or of the deepest part of it that exists."""
        node = self.tree.root_node.named_child(0)
        if node is None:
            return 1, 1
        for step in loc:
            inner = _member(node, step) if isinstance(step, str) else self._item(node, step)
            if inner is None:
                break
            node = inner
        return self.line_column(node.start_byte)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a byte of the file."""
        line = int(np.searchsorted(self._line_ends, offset))
        begin = int(self._line_ends[line - 1]) + 1 if line else 0
        return line + 1, len(self.data[begin:offset].decode("utf-8", "replace")) + 1

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
    document = Document(file, data)
    refusal = _refuse_bytes(data)
    if refusal:
        document.problems.append(_at_offset(document, *refusal))
        return document
    document.plain, odd, error = _strict(document)
    if error:
        document.problems += _syntax(document, error)
    elif odd or _has_long_numbers(data) or _SURROGATES.search(data):
        document.problems += _odd_values(document)
        if document.problems:
            document.plain = None
    if not document.problems and file.endswith(".geojson"):
        document.problems += [_feature_problem(document, *fault) for fault in rfc7946.faults(document.plain)]
    return document


def _plain_exponent(match: re.Match[bytes]) -> bytes:
    """1e+16 as 1e016: the tree's grammar knows no plus there; every offset stays."""
    text = match.group()
    return text if text.startswith(b'"') else text.replace(b"+", b"0")


def _feature_problem(document: Document, rule: str, loc: Loc, message: str, remedy: str) -> Problem:
    """A fault of a collection, with the id of the feature it is in."""
    feature = document.plain["features"][loc[1]] if loc[:1] == ["features"] else None
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
        said = f"a letter here is not in UTF-8 (byte 0x{data[error.start]:02x})"
        return error.start, said, "Save the file as UTF-8"
    if _depth(data) <= MAX_DEPTH:
        return None
    depth = 0
    for token in _TOKENS.finditer(data):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token.group(), 0)
        if depth > MAX_DEPTH:
            return token.start(), f"nested deeper than {MAX_DEPTH} levels", "Remove the needless brackets"
    return None


def _depth(data: bytes) -> int:
    """How deep the brackets outside of strings are nested."""
    if b"\\" in data:
        data = _ESCAPES.sub(b"", data)
    structure = np.frombuffer(data.translate(None, _NOT_STRUCTURE), dtype="uint8")
    quote = structure == ord('"')
    outside = structure[~quote & (np.cumsum(quote) % 2 == 0)]
    step = np.where((outside == ord("[")) | (outside == ord("{")), 1, -1)
    return int(np.cumsum(step).max(initial=0))


def _has_long_numbers(data: bytes) -> bool:
    """Whether a number may be too large for a float: it has an exponent, or very many digits."""
    letters = np.frombuffer(data, dtype="uint8")
    digit = letters - np.uint8(ord("0")) < 10
    exponent = np.flatnonzero((letters[1:] | 0x20) == ord("e"))
    blocks = digit[: len(digit) // _LONG * _LONG].reshape(-1, _LONG)
    if not digit[exponent].any() and not blocks.all(axis=1).any():
        return False
    return any(token.group()[:1] != b'"' for token in _LARGE.finditer(data))


def _at_offset(document: Document, offset: int, message: str, remedy: str) -> Problem:
    return Problem(document.file, *document.line_column(offset), "", "", message, remedy, "bytes")


def _syntax(document: Document, first: Fault) -> list[Problem]:
    """All syntax errors at once, a line each: the strict parser's own, then what the tree shows behind it."""
    behind = (
        (*document.line_column(node.start_byte), *_near(node)) for node in _errors(document.tree.root_node)
    )
    found: dict[int, Problem] = {}
    for line, column, message, remedy in (first, *(fault for fault in behind if fault[:2] > first[:2])):
        problem = Problem(document.file, line, column, "", "", message, remedy, "syntax")
        if len(found) < MAX_SYNTAX_PROBLEMS:
            found.setdefault(line, problem)
    return sorted(found.values())


def _strict(document: Document) -> tuple[Any, bool, Fault | None]:
    """The parsed value, whether a key stands twice in an object, and what the strict parser stops at.

    It knows only the first error. The quick parser takes nothing that the strict one would not, and says less of what is wrong.
    """
    data = document.data
    with contextlib.suppress(ValueError):
        return jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True), False, None
    twice: list[bool] = []

    def refuse(name: str) -> None:
        raise _ConstantError(name)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            twice.append(True)
        return found

    try:
        # Given bytes, Python's parser would guess at UTF-16 and UTF-32 where it sees zeros.
        return json.loads(data.decode(), parse_constant=refuse, object_pairs_hook=pairs), bool(twice), None
    except json.JSONDecodeError as error:
        if not data.strip():
            return None, False, (1, 1, "the file is empty", "Put it back, or begin it anew with [ and ]")
        rest = error.doc[error.pos : error.pos + 40].split("\n")[0]
        return None, False, (error.lineno, error.colno, *syntax(error.msg, rest))
    except _ConstantError as error:
        start = next(token.start() for token in _CONSTANTS.finditer(data) if token.group()[:1] != b'"')
        said = f"{error} is not a number of JSON", "Write a number, or null where nothing is known"
        return None, False, (*document.line_column(start), *said)
    except RecursionError:
        return None, False, (1, 1, "nested too deep to read", "Remove the needless brackets")


class _ConstantError(Exception):
    """NaN or Infinity, which Python's parser would let through."""


def _near(node: Node) -> tuple[str, str]:
    seen = (node.text or b"").decode("utf-8", "replace").split("\n")[0][:30]
    if node.is_missing:
        return f"{node.type} is missing here", f"Write {node.type}"
    return f"this cannot be read: {seen!r}", "Look for a missing or extra comma, quote or bracket"


def _errors(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing or node.type == "comment":
            yield node
        elif node.has_error or node.type == "document":
            stack.extend(reversed(node.children))


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
                *document.line_column(node.start_byte),
                "",
                "",
                "a number without end",
                "Correct it",
                "number",
            )
        elif node.type == "string" and _halved(json.loads(node.text or b'""')):
            yield Problem(
                document.file,
                *document.line_column(node.start_byte),
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
                *document.line_column(pair.start_byte),
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

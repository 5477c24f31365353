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
from typing import Any

import tree_sitter_json
from tree_sitter import Language, Node, Parser, Tree

from geodata.problems import Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "Number", "admit"]

MAX_BYTES = 25_000_000
MAX_DEPTH = 64
MAX_SYNTAX_PROBLEMS = 20

_LANGUAGE = Language(tree_sitter_json.language())
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_CONSTANTS = re.compile(rb'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', re.DOTALL)
_EXPONENTS = re.compile(rb'"(?:[^"\\]|\\.)*"|[eE]\+', re.DOTALL)
_CRS_NAMES = {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"}
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

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
    """

    file: str
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    tree: Tree | None = field(default=None, repr=False)

    def locate(self, loc: Loc) -> tuple[int, int]:
        """Line and column, from 1, of the value at `loc`, or of the deepest part of it that exists."""
        node = self.tree.root_node.named_child(0) if self.tree else None
        if node is None:
            return 1, 1
        for step in loc:
            inner = _member(node, step) if isinstance(step, str) else _item(node, step)
            if inner is None:
                break
            node = inner
        return _point(node)

    def problem(self, rule: str, loc: Loc, message: str, remedy: str, feature: str = "", field: str = "") -> Problem:
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
    document = Document(file)
    refusal = _refuse_bytes(data)
    if refusal:
        document.problems.append(_at_offset(document, data, *refusal))
        return document
    document.tree = Parser(_LANGUAGE).parse(_EXPONENTS.sub(_plain_exponent, data))
    document.problems += _syntax(document, data)
    if not document.problems:
        _parse(document, data)
    if not document.problems and file.endswith(".geojson"):
        document.problems += _geojson(document)
    return document


def _plain_exponent(match: re.Match[bytes]) -> bytes:
    """1e+16 as 1e016: the tree's grammar knows no plus there; every offset stays."""
    text = match.group()
    return text if text.startswith(b'"') else text.replace(b"+", b"0")


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
    assert document.tree is not None
    nodes = [node for node in _errors(document.tree.root_node) if _point(node) > first[:2]]
    remedy = "Look for a missing or extra comma, quote or bracket, or a merge conflict mark"
    found: dict[int, Problem] = {}
    for line, column, message in (first, *((*_point(node), _near(node)) for node in nodes)):
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
    assert document.tree is not None
    stack = [document.tree.root_node]
    while stack:
        node = stack.pop()
        if node.type == "object":
            yield from _duplicates(document, node)
        elif node.type == "number" and not math.isfinite(float(node.text or b"0")):
            yield Problem(document.file, *_point(node), "", "", "a number without end", "Correct it", "number")
        elif node.type == "string" and _halved(json.loads(node.text or b'""')):
            yield Problem(document.file, *_point(node), "", "", "half a character (lone surrogate)", "Retype it", "text")
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
            yield Problem(document.file, *_point(pair), "", str(key), message, "Keep one of the two", "duplicate-key")
        seen.add(key)


def _geojson(document: Document) -> Iterator[Problem]:
    """What RFC 7946 asks of a collection, before any geometry library sees it."""
    value = document.value
    if not isinstance(value, dict) or value.get("type") != "FeatureCollection" or not isinstance(value.get("features"), list):
        remedy = 'Begin with {"type": "FeatureCollection", "features": [...]}'
        yield document.problem("geojson", [], "not a GeoJSON FeatureCollection", remedy)
        return
    if "crs" in value and not _is_lonlat(value["crs"]):
        remedy = "Delete the crs member; save the file in WGS 84 longitude and latitude"
        yield document.problem("crs", ["crs"], "a coordinate system other than WGS 84", remedy, field="crs")
    for index, feature in enumerate(value["features"]):
        where = ["features", index]
        if not isinstance(feature, dict):
            yield document.problem("geojson", where, "a feature must be an object", "Remove or rewrite it")
            continue
        for loc, message in _geometry(feature.get("geometry")):
            name = feature.get("id")
            yield document.problem(
                "coordinates", [*where, "geometry", *loc], message, "Write [longitude, latitude] in degrees",
                feature=name if isinstance(name, str) else "", field="geometry",
            )  # fmt: skip


def _is_lonlat(crs: Any) -> bool:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) and crs.get("type") == "name" else None
    return isinstance(name, str) and name in _CRS_NAMES


def _geometry(geometry: Any) -> Iterator[tuple[list[str | int], str]]:
    if not isinstance(geometry, dict):
        yield [], "the geometry is missing"
        return
    kind = geometry.get("type")
    if not isinstance(kind, str) or kind not in _DEPTHS:
        yield [], f"{kind!r} is not a geometry that Kharita keeps ({', '.join(_DEPTHS)})"
        return
    yield from _positions(geometry.get("coordinates"), _DEPTHS[kind], ["coordinates"], kind)


def _positions(value: Any, depth: int, loc: list[str | int], kind: str) -> Iterator[tuple[list[str | int], str]]:
    if not isinstance(value, list) or (depth and not value):
        yield loc, "coordinates must be a list that is not empty"
    elif depth == 0:
        if message := _position(value):
            yield loc, message
    else:
        for index, inner in enumerate(value):
            yield from _positions(inner, depth - 1, [*loc, index], kind)
        if depth == 1 and (message := _ring(value, kind)):
            yield loc, message


def _position(value: list[Any]) -> str:
    if len(value) != 2 or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in value):
        return "a position has two numbers, longitude and latitude"
    if not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):
        return f"{value[0]}, {value[1]} is not on the globe"
    return ""


def _ring(value: list[Any], kind: str) -> str:
    if kind == "LineString" and len(value) < 2:
        return "a line has at least two positions"
    if kind.endswith("Polygon") and (len(value) < 4 or value[0] != value[-1]):
        return "a ring has at least four positions and ends where it began"
    return ""


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


def _point(node: Node) -> tuple[int, int]:
    return node.start_point.row + 1, node.start_point.column + 1

"""New values into old bytes: what is equal keeps its bytes, what differs is written anew.

A canonical file stays canonical. In any other the order, spacing and number form of everything that did not
change stay as the curator left them, so that changing one field changes the bytes of that field only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from tree_sitter import Node

from geodata.form import canonical, keys_at, written
from geodata.gate import Document

__all__ = ["rewrite", "same"]

#: Longer lists of items without ids are not aligned item by item: what differs in them is replaced as a whole.
_ALIGNED = 400

Path = tuple[str, ...]
#: An item of the new list: its place in the old one (None: it is new), and its value.
Slot = tuple[int | None, Any]


def rewrite(document: Document, value: Any) -> bytes:
    """The bytes of `document`, changed as little as it takes to hold `value`.

    Parameters
    ----------
    document : Document
        Admitted without problems; an empty one is a new file.
    value : Any
        What the file shall hold; parts of `document.value` may be shared with it.
    """
    if document.plain is None or canonical(document.value, document.file) == document.data:
        return canonical(value, document.file)
    root = document.tree.root_node.named_children[0]
    new = _Writer(document).text(root, document.value, value, ())
    return document.data[: root.start_byte] + new + document.data[root.end_byte :]


def same(old: Any, new: Any) -> bool:
    """Whether two JSON values say the same: 1 and 1.0 do, 1 and true do not, the order of keys is no matter."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(same, old, new))
    return isinstance(old, bool) == isinstance(new, bool) and old == new


class _Writer:
    """Writes nodes of one document anew, taking over the bytes of what is equal."""

    def __init__(self, document: Document) -> None:
        self.file, self.data = document.file, document.data

    def text(self, node: Node, old: Any, new: Any, path: Path) -> bytes:
        """The bytes for `new` in the place of `node`, which holds `old`."""
        if same(old, new):
            return self.data[node.start_byte : node.end_byte]
        if old and new and isinstance(old, dict) and isinstance(new, dict):
            return self._object(node, old, new, path)
        if old and new and isinstance(old, list) and isinstance(new, list):
            return self._array(node, old, new, path)
        return self._fresh(new, path, self._indent(node), b"\n" in self._around(node))

    def _object(self, node: Node, old: dict, new: dict, path: Path) -> bytes:
        names = list(old)
        order = _merged_keys(names, list(new), keys_at(self.file, path))
        slots = [(names.index(key) if key in old else None, key) for key in order]
        pairs = node.named_children

        def inner(index: int, key: str) -> bytes:
            value = pairs[index].child_by_field_name("value")
            assert value is not None
            head = self.data[pairs[index].start_byte : value.start_byte]
            return head + self.text(value, old[key], new[key], (*path, key))

        def fresh(key: str, indent: str, broken: bool) -> bytes:
            head = json.dumps(key, ensure_ascii=False).encode() + b": "
            return head + self._fresh(new[key], (*path, key), indent, broken)

        return self._container(node, slots, inner, fresh)

    def _array(self, node: Node, old: list, new: list, path: Path) -> bytes:
        items = node.named_children

        def inner(index: int, value: Any) -> bytes:
            return self.text(items[index], old[index], value, (*path, "*"))

        def fresh(value: Any, indent: str, broken: bool) -> bytes:
            return self._fresh(value, (*path, "*"), indent, broken)

        return self._container(node, list(_slots(old, new)), inner, fresh)

    def _container(
        self, node: Node, slots: list[Slot], inner: Callable[..., bytes], fresh: Callable[..., bytes]
    ) -> bytes:
        """An object or array of old members, each with the space before it, and new ones spaced alike."""
        leads, trails, close = self._spaces(node)
        first, last = node.named_children[0], len(node.named_children) - 1
        broken, indent = b"\n" in leads[0], self._indent(first)
        between = leads[1] if len(leads) > 1 else leads[0] or b" "
        parts = []
        for place, (index, value) in enumerate(slots):
            if index is None:
                parts.append((leads[0] if place == 0 else between) + fresh(value, indent, broken))
                continue
            lead = leads[index]
            if (index == 0) != (place == 0):
                lead = leads[0] if place == 0 else between
            trail = trails[index] if index != last and place != len(slots) - 1 else b""
            parts.append(lead + inner(index, value) + trail)
        ends = b"{}" if node.type == "object" else b"[]"
        return ends[:1] + b",".join(parts) + close + ends[1:]

    def _spaces(self, node: Node) -> tuple[list[bytes], list[bytes], bytes]:
        """The space before each member, the space between each and its comma, and that before the closing bracket."""
        children = node.named_children
        leads = [self.data[node.start_byte + 1 : children[0].start_byte]]
        trails = []
        for one, two in pairwise(children):
            trail, _, lead = self.data[one.end_byte : two.start_byte].partition(b",")
            leads.append(lead)
            trails.append(trail)
        return leads, [*trails, b""], self.data[children[-1].end_byte : node.end_byte - 1]

    def _around(self, node: Node) -> bytes:
        """The bytes of the object or array that `node` is a value of."""
        while node.parent is not None:
            node = node.parent
            if node.type in ("object", "array"):
                break
        return self.data[node.start_byte : node.end_byte]

    def _indent(self, node: Node) -> str:
        """The white space that begins the line on which `node` begins."""
        line = self.data[self.data.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
        return line[: len(line) - len(line.lstrip(b" \t"))].decode()

    def _fresh(self, value: Any, path: Path, indent: str, broken: bool) -> bytes:
        """A new value as the canonical form has it, indented as its surroundings; on one line among such."""
        if not broken:
            return written(value, None).encode()
        lines = written(value, path).split("\n")
        own = "  " * len(path)
        return "\n".join([lines[0], *(indent + line.removeprefix(own) for line in lines[1:])]).encode()


def _merged_keys(old: list[str], new: list[str], order: list[str]) -> list[str]:
    """The keys of `new`: old ones where they stood, others behind what the schema puts before them."""
    merged = [key for key in old if key in new]
    ranked = [*order, *(key for key in new if key not in order)]
    for key in ranked:
        if key in new and key not in merged:
            before = [merged.index(name) for name in ranked[: ranked.index(key)] if name in merged]
            merged.insert(max(before, default=-1) + 1, key)
    return merged


def _slots(old: list, new: list) -> Iterator[Slot]:
    """For each new item the old one that it continues: by id, or else by alignment of what is equal."""
    ids = [item.get("id") if isinstance(item, dict) else None for item in old]
    if all(isinstance(name, str) for name in ids) and len(set(ids)) == len(ids):
        places = {name: index for index, name in enumerate(ids)}
        for item in new:
            yield places.pop(item.get("id"), None) if isinstance(item, dict) else None, item
        return
    yield from _aligned(old, new)


def _aligned(old: list, new: list) -> Iterator[Slot]:
    if len(old) == len(new):
        yield from enumerate(new)
        return
    if max(len(old), len(new)) > _ALIGNED:
        yield from ((None, item) for item in new)
        return
    keys = [[json.dumps(item, sort_keys=True) for item in items] for items in (old, new)]
    for _, i, j, k, m in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        for offset in range(m - k):
            yield (i + offset if i + offset < j else None), new[k + offset]

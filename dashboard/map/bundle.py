"""The browser's modules joined to one script, for a page whose policy names its scripts by hash.

Each module becomes a function that gives back what it exports, called once, after those it imports. That keeps
every name where it was. It understands the few forms the house writes, and refuses any other.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["BundleError", "bundle", "classic"]

_IMPORT = re.compile(r"^import\s+(?:\{([^}]*)\}\s+from\s+)?'(\.[^']+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?function|class|const)\s+([\w$]+)", re.MULTILINE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import|export)\b.*$", re.MULTILINE)


class BundleError(ValueError):
    """A module that cannot be joined: it imports in a circle, or in a form that is not understood."""


def classic(path: Path) -> str:
    """A script that stands in a page by itself: it no longer names a source map beside it."""
    return _SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))


def bundle(entry: Path) -> str:
    """One classic script that does what the module `entry` and all its imports do.

    Raises
    ------
    BundleError
        If modules import each other, or use another form of import or export than `import {..} from './x.js'`,
        `import './x.js'` and `export function|class|const`.
    """
    order: dict[Path, str] = {}
    _visit(entry.resolve(), order, [])
    names = {path: f"m{index}" for index, path in enumerate(order)}
    parts = [_wrapped(path, text, names) for path, text in order.items()]
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "\n})();\n"


def _visit(path: Path, order: dict[Path, str], way: list[Path]) -> None:
    if path in way:
        raise BundleError(
            " imports ".join(step.name for step in [*way[way.index(path) :], path]) + ": a circle"
        )
    if path in order:
        return
    text = path.read_text(encoding="utf-8")
    for _, target in _IMPORT.findall(text):
        _visit((path.parent / target).resolve(), order, [*way, path])
    order[path] = text


def _wrapped(path: Path, text: str, names: dict[Path, str]) -> str:
    exported = [name for _, name in _EXPORT.findall(text)]

    def taken(match: re.Match[str]) -> str:
        source = names[(path.parent / match[2]).resolve()]
        wanted = re.sub(r"\s+as\s+", ": ", match[1].strip()) if match[1] else ""
        return f"const {{ {wanted} }} = {source};\n" if wanted else ""

    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(taken, text))
    if left := _LEFT.search(body):
        raise BundleError(
            f"{path.name}: {left[0].strip()[:80]!r} is no form of import or export that can be joined"
        )
    given = ", ".join(exported)
    return f"const {names[path]} = (() => {{ // {path.name}\n{body}\nreturn {{ {given} }};\n}})();"

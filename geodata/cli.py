"""The command line: one verb a question, the answer as a table, JSON or CSV.

Exit status 0: fine; 1: problems were found; 2: could not read, or bad usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from geodata.problems import DatasetError
from geodata.verbs import (
    Refusal,
    Verbs,
    beginning,
    exchange,
    incidents,
    installed,
    keeping,
    questions,
    versions,
    writing,
)

__all__ = ["main", "parser"]

_THEMES = (questions, keeping, incidents, exchange, versions, beginning, writing, installed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except DatasetError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except (Refusal, OSError, ValueError) as error:
        print(f"geodata: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The parser with every verb."""
    made = argparse.ArgumentParser(prog="geodata", description="Ask the dataset, and keep it sound.")
    verbs = Verbs(made)
    for theme in _THEMES:
        theme.add(verbs)
    return made

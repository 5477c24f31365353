"""A small whole dataset for tests: two zones, a region, three places, one event, one link, one claim, one story."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from geodata.form import canonical
from geodata.gate import admit


def words(en: str, ar: str = "كلمة") -> dict[str, str]:
    return {"en": en, "ar": ar}


def row(
    valid_from: str, valid_to: str | None, actor: str, status: str = "control", **more: Any
) -> dict[str, Any]:
    return {"valid_from": valid_from, "valid_to": valid_to, "actor": actor, "status": status,
            "confidence": "high", "sources": ["news-2014"], **more}  # fmt: skip


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(id: str, geometry: dict[str, Any], /, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": id, "properties": properties, "geometry": geometry}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def source(name: str, published: str) -> dict[str, Any]:
    return {"id": name, "title": words(name), "publisher": words("Agency"), "published": published, "kind": "press",
            "languages": ["en"], "url": "https://example.org/a", "reliability": "high"}  # fmt: skip


def actor(name: str, *parents: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "name": words(name), "kind": "group", "colour": "#336699", "pattern": "solid",
            "parents": list(parents), "description": words("A party")}  # fmt: skip


WEST = [
    row("2014-06-10", "2016-11-01", "reds"),
    row("2016-11-01", "2017-01-24", "reds", "contested", against=["blues"]),
    row("2017-01-24", None, "blues", sources=["news-2017"]),
]
EAST = [row("2014-08", "2015", "red-band"), row("2015", None, "blues")]

STORY: dict[str, Any] = {
    "id": "fall", "title": words("The fall"), "summary": words("How it fell"),
    "steps": [
        {"date": "2014-06-10", "view": [40.5, 35.5, 8], "title": words("It falls"),
         "sentences": [{"text": words("The town fell"), "stands_on": ["town-falls", "west"]}]},
        {"date": "2017-02-01", "view": [40.5, 35.5, 8], "title": words("It is free"),
         "sentences": [{"text": words("Blues hold it"), "stands_on": ["town"]},
                       {"text": words("It was measured"), "stands_on": ["e1"]}]},
    ],
}  # fmt: skip

TOY: dict[str, Any] = {
    "actors.json": [
        actor("reds"),
        actor("blues"),
        actor("red-band", {"actor": "reds", "kind": "affiliate", "valid_from": "2014-10-01", "valid_to": None,
                           "sources": ["news-2014"]}),
    ],
    "sources.json": [source("news-2014", "2014-06-11"), source("news-2017", "2017-02")],
    "theatres.json": [{"id": "north", "name": words("North"), "envelope": [38, 33, 48, 38], "reach_km": 30}],
    "places.geojson": [
        feature("town", point(40.5, 35.5), kind="place", theatre="north", name=words("Town", "بلدة"), rank=1,
                stands_in=["west"]),
        feature("hamlet", point(45, 34), kind="place", theatre="north", name=words("Hamlet"), rank=2,
                timeline=[row("2015-01-01", None, "reds", "presence", strength="cells")]),
        feature("desk", point(47, 34), kind="place", theatre="north", name=words("Desk"), rank=3),
    ],
    "zones/north.geojson": [
        feature("west", square(40, 35), kind="zone", theatre="north", ground="settled", name=words("West"),
                timeline=WEST),
        feature("east", square(41, 35), kind="zone", theatre="north", ground="desert", name=words("East"),
                band_km2=[9000, 11000], timeline=EAST),
    ],
    "regions/north.geojson": [
        feature("hills", square(41.5, 35.5), kind="region", theatre="north", name=words("Hills"),
                timeline=[row("2014", "2018", "reds", "presence", strength="active")]),
    ],
    "events/2014.geojson": [
        feature("town-falls", point(40.5, 35.5), kind="capture", date="2014-06-10", places=["town"], actors=["reds"],
                title=words("Town falls"), summary=words("It fell"), sources=["news-2014"], changes=["west"]),
    ],
    "links.geojson": [
        feature("road", {"type": "LineString", "coordinates": [[40.5, 35.5], [45, 34]]}, kind="fighters",
                **{"from": "town", "to": "hamlet"}, date="2015-02", actors=["reds"], title=words("Road"),
                summary=words("They moved"), sources=["news-2014"]),
    ],
    "claims.json": [
        {"id": "c1", "source": "news-2014", "attributed_to": words("Author"), "date": "2014-06", "kind": "control",
         "statement": words("Reds hold the town"), "features": ["town"], "actors": ["reds"], "verdict": "supported",
         "finding": words("So say others"), "evidence": ["news-2017"]},
    ],
    "stories/fall.json": STORY,
    "estimates.json": [
        {"id": "e1", "series": "Desk", "date": "2015-01-01", "scope": words("North"), "actor": "reds",
         "measure": "area", "value": 9000, "unit": "km2", "source": "news-2017"},
    ],
}  # fmt: skip


def write(directory: Path, change: Any = None) -> Path:
    """Write the toy dataset in canonical form, after `change(files)` has had its way with it."""
    files = copy.deepcopy(TOY)
    if change:
        change(files)
    for file, content in files.items():
        value = {"type": "FeatureCollection", "features": content} if file.endswith(".geojson") else content
        path = directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        document = admit(json.dumps(value).encode(), file)
        path.write_bytes(canonical(document.value if document.value is not None else value, file))
    return directory

"""Made-up datasets of several sizes, in the dataset's own form, and the same as the plain GeoJSON of dated polygons.

Zones are Thiessen cells with rough borders that neighbours share to the last digit; a front sweeps over them twice
from 2013 to 2019, so that about as many have a status on any day. Equal arguments give equal bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import shapely

__all__ = ["SIZES", "Size", "plain", "write"]


@dataclass(frozen=True)
class Size:
    """How much there is: dated polygons, zones, events, and how many zones have a status on any day."""

    polygons: int
    zones: int
    active: int
    events: int


#: Four rows a zone, a little more than the real dataset has. `active` has every second zone held at once.
SIZES = {
    "S": Size(200, 50, 20, 2_000), "M": Size(2_000, 500, 100, 20_000), "L": Size(10_000, 2_500, 500, 100_000),
    "XL": Size(1_000, 250, 50, 1_000_000), "active": Size(40_000, 10_000, 5_000, 100_000),
}  # fmt: skip

_BOX = (38.0, 30.0, 48.0, 38.0)
_FIRST, _LAST = date(2013, 1, 1), date(2019, 12, 31)
_SPAN = (_LAST - _FIRST).days
_INNER = 21
_ACTORS = {"isis": "#544c62", "reds": "#b03a2e", "greens": "#3d8b4f", "golds": "#d4a017", "blues": "#2e86ab"}
_PATTERNS = ("solid", "solid", "dots", "diagonal", "horizontal")
_THEATRES = ("north", "south", "east", "west")
_KINDS = ("battle", "capture", "attack", "siege", "strike")
_PLACES = 40


def write(directory: Path, size: Size) -> Path:
    """Write a dataset of a size, and give its folder back."""
    dice = np.random.default_rng(2017)
    cells = _cells(size.zones, dice)
    middles = shapely.get_coordinates(shapely.centroid(cells))
    timelines = _timelines(middles, size.active / size.zones, dice)
    home = (middles[:, 0] > 43).astype(int) + 2 * (middles[:, 1] > 34)
    zones = [_zone(i, cells[i], _THEATRES[home[i]], timelines[i]) for i in range(size.zones)]
    for theatre in _THEATRES:
        _collection(
            directory / "zones" / f"{theatre}.geojson",
            [z for z in zones if z["properties"]["theatre"] == theatre],
        )
    chosen = np.sort(dice.choice(size.zones, min(_PLACES, size.zones), replace=False))
    _collection(
        directory / "places.geojson", [_place(n, i, middles[i], zones[i]) for n, i in enumerate(chosen)]
    )
    _events(directory, size.events, len(chosen), dice)
    _collection(directory / "links.geojson", [])
    _records(directory)
    return directory


def plain(directory: Path) -> dict[str, bytes]:
    """The same as an application without a model of time would load it: `ground`, a polygon for each zone and row in order of date, and `events`."""
    ground, events = [], []
    for path in sorted(directory.glob("zones/*.geojson")):
        for zone in json.loads(path.read_bytes())["features"]:
            name = zone["properties"]["name"]["en"]
            for row in zone["properties"]["timeline"]:
                about = {
                    key: row[key]
                    for key in ("valid_from", "valid_to", "actor", "status", "confidence", "sources")
                }
                colour = _ACTORS.get(row["actor"], "#888888")
                ground.append({"type": "Feature", "id": f"{zone['id']} {row['valid_from']}", "geometry": zone["geometry"],
                               "properties": {"name": name, "colour": colour, **about}})  # fmt: skip
    for path in sorted(directory.glob("events/*.geojson")):
        events += json.loads(path.read_bytes())["features"]
    ground.sort(key=lambda item: item["properties"]["valid_from"])
    return {
        name: _text({"type": "FeatureCollection", "features": items})
        for name, items in (("ground", ground), ("events", events))
    }


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _cells(count: int, dice: np.random.Generator) -> np.ndarray:
    """A coverage of polygons with about 130 positions each."""
    west, south, east, north = _BOX
    columns = int(np.ceil(np.sqrt(count * (east - west) / (north - south))))
    lines = int(np.ceil(count / columns))
    grid = np.array([(x, y) for y in range(lines) for x in range(columns)][:count], float)
    seeds = grid + 0.5 + dice.uniform(-0.32, 0.32, grid.shape)
    seeds = seeds / (columns, lines) * (east - west, north - south) + (west, south)
    polygons = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=shapely.box(*_BOX))
    )
    tree = shapely.STRtree(polygons)
    found = tree.query(shapely.points(seeds), predicate="intersects")
    return _roughened(
        shapely.intersection(polygons[found[1][np.argsort(found[0])]], shapely.box(*_BOX)), dice
    )


def _roughened(cells: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    xy, ring = shapely.get_coordinates(shapely.get_exterior_ring(cells), return_index=True)
    xy = np.rint(xy * 1e5).astype("int64")
    keep = np.r_[True, (xy[1:] != xy[:-1]).any(axis=1) | (ring[1:] != ring[:-1])]
    xy, ring = xy[keep], ring[keep]
    step = ring[1:] == ring[:-1]
    a, b, owner = xy[:-1][step], xy[1:][step], ring[:-1][step]
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    edges, which = np.unique(np.column_stack([low, high]), axis=0, return_inverse=True)
    waves = _waves(edges, dice)
    while True:
        lines = _wavy(edges, waves)[which]
        lines[turned] = lines[turned, ::-1]
        points, of = _closed(
            np.concatenate([a[:, None, :], lines], axis=1).reshape(-1, 2) / 1e5, np.repeat(owner, _INNER + 1)
        )
        shapes = shapely.polygons(shapely.linearrings(points, indices=of))
        crossed = ~shapely.is_valid(shapes)
        if not crossed.any():
            return shapes
        waves[which[crossed[owner]]] = 0


def _closed(points: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first = np.flatnonzero(np.r_[True, index[1:] != index[:-1]])
    ends = np.r_[first[1:], len(index)]
    return np.insert(points, ends, points[first], axis=0), np.insert(index, ends, index[first])


def _waves(edges: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    return dice.normal(0, 0.022, (len(edges), 10)) / np.sqrt(np.arange(1, 11))


def _wavy(edges: np.ndarray, waves: np.ndarray) -> np.ndarray:
    """Positions between the ends of each edge, off its line by a sum of waves that vanish at the ends."""
    start, end = edges[:, :2].astype(float), edges[:, 2:].astype(float)
    t = np.arange(1, _INNER + 1) / (_INNER + 1)
    off = (waves @ np.sin(np.pi * np.arange(1, 11)[:, None] * t))[:, :, None]
    along = (end - start)[:, None, :]
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    return np.rint(start[:, None, :] + along * t[None, :, None] + across * off).astype("int64")


def _timelines(middles: np.ndarray, share: float, dice: np.random.Generator) -> list[list[dict[str, Any]]]:
    """Two spells a zone, of two rows each: a front sweeps from west to east, and again; behind it nothing is known."""
    order = np.argsort(np.argsort(middles[:, 0] + 0.7 * np.sin(2 * middles[:, 1]))) / len(middles)
    half = _SPAN // 2
    lasts = max(round(half * share), 8)
    start = order * (half - lasts) + dice.integers(-15, 16, (2, len(middles)))
    start = np.clip(start, 0, half - lasts - 1).astype(int) + np.array([[0], [half]])
    holder = ((middles[:, 1] + 0.5 * np.sin(middles[:, 0])) / 1.7).astype(int) % len(_ACTORS)
    return [
        [row for spell in (0, 1) for row in _spell(int(start[spell, i]), lasts, int(holder[i]) + spell)]
        for i in range(len(middles))
    ]


def _spell(start: int, lasts: int, holder: int) -> list[dict[str, Any]]:
    names = list(_ACTORS)
    turn, end = start + max(lasts // 4, 1), start + lasts
    other = names[(holder + 1) % len(names)]
    contested = _row(start, turn, other, status="contested", against=[names[holder % len(names)]])
    return [contested, _row(turn, end, names[holder % len(names)])]


def _day(number: int) -> str:
    return (_FIRST + timedelta(days=number)).isoformat()


def _row(start: int, end: int, actor: str, status: str = "control", **more: Any) -> dict[str, Any]:
    return {"valid_from": _day(start), "valid_to": _day(end), "actor": actor, "status": status, **more,
            "confidence": "medium", "sources": [f"source-{start % 20}"]}  # fmt: skip


def _words(en: str, ar: str) -> dict[str, str]:
    return {"en": en, "ar": ar}


def _zone(index: int, cell: Any, theatre: str, timeline: list[dict[str, Any]]) -> dict[str, Any]:
    positions = [[round(x, 5), round(y, 5)] for x, y in shapely.get_coordinates(cell).tolist()]
    properties = {"kind": "zone", "theatre": theatre, "ground": "settled", "name": _words(f"Zone {index}", f"منطقة {index}"),
                  "timeline": timeline}  # fmt: skip
    return {"type": "Feature", "id": f"zone-{index:05d}", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [positions]}}  # fmt: skip


def _place(number: int, index: int, middle: np.ndarray, zone: dict[str, Any]) -> dict[str, Any]:
    properties = {"kind": "place", "theatre": zone["properties"]["theatre"], "name": _words(f"Town {number}", f"بلدة {number}"),
                  "rank": 1 + number % 3, "stands_in": [zone["id"]]}  # fmt: skip
    return {
        "type": "Feature",
        "id": f"town-{number:02d}",
        "properties": properties,
        "geometry": _point(*middle),
    }


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(float(lon), 5), round(float(lat), 5)]}


def _events(directory: Path, count: int, places: int, dice: np.random.Generator) -> None:
    west, south, east, north = _BOX
    centres = dice.uniform((west + 0.5, south + 0.5), (east - 0.5, north - 0.5), (60, 2))
    at = np.clip(
        centres[dice.integers(60, size=count)] + dice.normal(0, 0.25, (count, 2)),
        (west, south),
        (east, north),
    )
    days = np.sort((dice.beta(2, 1.6, count) * _SPAN).astype(int))
    lasts = np.where(dice.random(count) < 0.03, dice.integers(1, 20, count), 0)
    kind, actor, place = (dice.integers(len(of), size=count) for of in (_KINDS, _ACTORS, range(places)))
    months = count > 300_000
    groups: dict[str, list[dict[str, Any]]] = {}
    for i in range(count):
        day = _day(int(days[i]))
        groups.setdefault(day[: 7 if months else 4], []).append(
            _event(i, day, int(lasts[i]), _KINDS[kind[i]], list(_ACTORS)[actor[i]], int(place[i]), at[i])
        )
    for name, items in groups.items():
        _collection(directory / "events" / f"{name}.geojson", items)


def _event(
    number: int, day: str, lasts: int, kind: str, actor: str, place: int, at: np.ndarray
) -> dict[str, Any]:
    until = {"date_to": (date.fromisoformat(day) + timedelta(days=lasts)).isoformat()} if lasts else {}
    title = _words(f"{kind.title()} {number} near Town {place}", f"حدث {number} قرب بلدة {place}")
    properties = {"kind": kind, "date": day, **until, "places": [f"town-{place:02d}"], "actors": [actor], "title": title,
                  "summary": title, "sources": [f"source-{number % 20}"]}  # fmt: skip
    return {"type": "Feature", "id": f"event-{number:07d}", "properties": properties, "geometry": _point(*at)}


def _records(directory: Path) -> None:
    actors = [
        {"id": name, "name": _words(name.title(), f"طرف {i}"), "kind": "group", "colour": colour, "pattern": _PATTERNS[i],
         "description": _words("Made up", "مختلق")}
        for i, (name, colour) in enumerate(_ACTORS.items())
    ]  # fmt: skip
    sources = [
        {"id": f"source-{i}", "title": _words(f"Report {i}", f"تقرير {i}"), "publisher": _words("Desk", "مكتب"),
         "published": "2012-12-01", "kind": "press", "languages": ["en"], "reliability": "medium"}
        for i in range(20)
    ]  # fmt: skip
    west, south, east, north = _BOX
    theatres = [
        {
            "id": name,
            "name": _words(name.title(), f"مسرح {i}"),
            "envelope": [west - 1, south - 1, east + 1, north + 1],
            "reach_km": 30,
        }
        for i, name in enumerate(_THEATRES)
    ]
    for name, records in (
        ("actors", actors),
        ("sources", sources),
        ("theatres", theatres),
        ("claims", []),
        ("estimates", []),
    ):
        (directory / f"{name}.json").write_bytes(_text(records))


def _collection(path: Path, features: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = b",\n".join(_text(feature) for feature in features)
    path.write_bytes(b'{"type":"FeatureCollection","features":[\n' + lines + b"\n]}\n")

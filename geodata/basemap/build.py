"""Make the basemap's layers from pinned packages: `python -m geodata.basemap.build`, run by a maintainer.

The layers are written beside this file. Countries are dissolved from the same polygons as provinces, so that their
borders coincide. The same packages and tables make the same bytes.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata.basemap import names, shapes, sources

__all__ = ["LAYERS", "main"]

HERE = Path(__file__).parent
LAYERS = ("world", "countries", "provinces", "rivers", "lakes", "towns")

#: The countries of the theatres and their neighbours, by ISO 3166-1 alpha-3.
COUNTRIES = [
    "AFG", "BEN", "BFA", "CAF", "CIV", "CMR", "DJI", "DZA", "EGY", "ERI", "GHA", "IRN", "IRQ",
    "ISR", "JOR", "KWT", "LBN", "LBY", "MAR", "MLI", "MRT", "NER", "NGA", "OMN", "PAK", "PHL",
    "PSX", "QAT", "SAU", "SDN", "SYR", "TCD", "TGO", "TJK", "TUN", "TUR", "YEM", "ARE", "BHR",
    "MYS", "SAH",
]  # fmt: skip

#: Towns of 15,000 people or more are named in these countries, and of 150,000 or more in their neighbours.
THEATRE = {
    "AF", "BF", "CM", "DZ", "EG", "IQ", "JO", "LB", "LY", "ML", "NE", "NG", "PH", "PS", "SA", "SD",
    "SY", "TD", "TN", "TR", "YE", "MR",
}  # fmt: skip
NEIGHBOURS = {
    "AE", "BH", "BJ", "CF", "CI", "DJ", "ER", "GH", "IL", "IR", "KW", "MA", "MY", "OM", "PK", "QA",
    "TG", "TJ",
}  # fmt: skip

Record = dict[str, Any]


def main() -> None:
    """Fetch, make and write every layer, and print its size."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sources.fetch(home)
        layers = make(home)
    total = [report(name, layers[name]) for name in LAYERS]
    print(f"all: {sum(raw for raw, _ in total):,} bytes, gzip {sum(packed for _, packed in total):,}")


def make(home: Path) -> dict[str, list[Record]]:
    """Every layer from the packages unpacked below `home`."""
    called, named = country_names(home), names.provinces()
    provinces = read_provinces(home)
    countries = [country(code, provinces, called) for code in COUNTRIES]
    return {
        "world": world(home, called, countries),
        "countries": countries,
        "provinces": [record(province["shape"], named.get(province["code"])) for province in provinces],
        "rivers": rivers(home),
        "lakes": lakes(home),
        "towns": towns(home),
    }


def country_names(home: Path) -> dict[str, dict[str, str]]:
    """Names by alpha-3 code: Natural Earth's, and ours where those are unusual."""
    rows = sources.admin_0(home).itertuples()
    return {row.ADM0_A3: {"en": row.NAME_EN or row.NAME, "ar": row.NAME_AR} for row in rows} | names.names(
        "country"
    )


def world(home: Path, called: dict[str, dict[str, str]], detailed: list[Record]) -> list[Record]:
    """All other countries at low detail, as the ground beyond the theatres; of the small ones, the largest part.

    What simplifying leaves open between them and the detailed countries goes to the neighbour that it touches.
    """
    table = sources.admin_0(home)
    simple = shapely.coverage_simplify(table.geometry.values, 0.12)
    beyond = ~table.ADM0_A3.isin(COUNTRIES).to_numpy()
    near = shapely.union_all([item["geometry"] for item in detailed])
    gaps = shapely.get_parts(shapely.union_all(simple[~beyond]).difference(near))
    found = []
    for row, geometry in zip(table[beyond].itertuples(), simple[beyond], strict=True):
        touching = [gap for gap in gaps if gap.intersection(geometry).length > 0]
        whole = shapely.union_all([geometry, *touching])
        coarse = shapes.snapped(shapes.polygons(whole, 0.05), 0.01)
        if coarse.is_empty:
            coarse = shapes.polygons(shapes.snapped(shapes.largest(row.geometry), 0.001), 0.001)
        if not coarse.is_empty:
            found.append(record(coarse, called[row.ADM0_A3], (row.LABEL_X, row.LABEL_Y)))
    return found


def read_provinces(home: Path) -> list[Record]:
    """Provinces of `COUNTRIES` as one simplified coverage: country, code of the province, and shape."""
    found = [item for code in COUNTRIES for item in _provinces_of(home, code)]
    golan(found, sources.admin_0(home))
    western_sahara(found)
    found = [item for item in found if not item["shape"].is_empty]
    simple = shapely.coverage_simplify([item["shape"] for item in found], 0.012)
    for item, geometry in zip(found, simple, strict=True):
        item["shape"] = shapes.polygons(shapes.snapped(geometry, 0.001))
    return [item for item in found if not item["shape"].is_empty]


def _provinces_of(home: Path, country: str) -> list[Record]:
    found = []
    for feature in sources.admin_1(home, country):
        made = shapes.polygons(shapely.make_valid(shape(feature["geometry"])))
        code = (feature["properties"] or {}).get("adm1_code")
        found.append({"country": country, "code": code, "shape": made})
    return found


def golan(found: list[Record], admin_0: Any) -> None:
    """Give the Golan to Syria, as the Security Council has it (resolution 497); the source counts it with Israel."""
    israel = shapely.union_all(admin_0[admin_0.ADM0_A3 == "ISR"].geometry.values)
    northern = next(item for item in found if item["code"] == "ISR-3056")
    heights = shapes.largest(northern["shape"].difference(israel))
    northern["shape"], taken = shapes.divided(northern["shape"], heights)
    found.append({"country": "SYR", "code": "SYR-GOLAN", "shape": taken})


def western_sahara(found: list[Record]) -> None:
    """Take Western Sahara, a non-self-governing territory, out of the source's provinces of Morocco."""
    home = next(item for item in found if item["country"] == "SAH")
    taken = [home["shape"]]
    for item in found:
        if item["country"] == "MAR":
            item["shape"], inside = shapes.divided(item["shape"], shapes.WESTERN_SAHARA)
            taken.append(inside)
    home["shape"] = shapes.polygons(shapely.union_all(taken))


def country(code: str, provinces: list[Record], called: dict[str, dict[str, str]]) -> Record:
    """A country as the union of its provinces."""
    parts = [item["shape"] for item in provinces if item["country"] == code]
    whole = shapes.filled(shapes.polygons(shapely.union_all(parts, grid_size=0.001)))
    return record(shapes.polygons(shapely.make_valid(shapes.snapped(whole, 0.001))), called[code])


def rivers(home: Path) -> list[Record]:
    """River courses within the windows; the large ones are named, by the nearest of our points on them."""
    lines = [shapes.within(shape(feature["geometry"])) for feature in sources.water(home, "rivers")]
    lines = [line for line in lines if line.length > 0.1]
    called = _nearest(lines, names.names("river"))
    kept = [(shapes.snapped(line.simplify(0.01), 0.001), called.get(at)) for at, line in enumerate(lines)]
    return [record(line, name, middle(line)) for line, name in kept]


def lakes(home: Path) -> list[Record]:
    """Lakes within the windows."""
    made = [shapely.make_valid(shape(feature["geometry"])) for feature in sources.water(home, "lakes")]
    kept = [lake for lake in (shapes.polygons(shapes.within(lake)) for lake in made) if lake.area > 0.005]
    called = _nearest(kept, names.names("lake"))
    return [
        record(shapes.snapped(lake.simplify(0.01), 0.001), called.get(at)) for at, lake in enumerate(kept)
    ]


def _nearest(found: list[BaseGeometry], named: dict[str, dict[str, str]]) -> dict[int, dict[str, str]]:
    """The name of each shape that one of the points "lon lat" lies on, or within 0.05 degrees of."""
    tree, called = shapely.STRtree(found), {}
    for key, name in named.items():
        point = shapely.Point(*map(float, key.split()))
        for at in tree.query_nearest(point, max_distance=0.05):
            called[int(at)] = name
    return called


def middle(line: BaseGeometry) -> tuple[float, float]:
    """The point half way along a line; of a line in pieces, along the longest."""
    longest = max(shapely.get_parts(line), key=shapely.length)
    return longest.interpolate(0.5, normalized=True).coords[0]


def towns(home: Path) -> list[Record]:
    """Towns whose name is known in both languages, the largest first; of namesakes in a country, the largest."""
    reviewed, seen, found = names.overrides(), set(), []
    for town in sources.cities(home):
        name = names.town_name(town, reviewed)
        key = (town["countrycode"], name["ar"])
        if not name["ar"] or key in seen or town["population"] < least(town["countrycode"]):
            continue
        seen.add(key)
        point = shapely.Point(round(town["longitude"], 3), round(town["latitude"], 3))
        found.append(record(point, name) | {"population": town["population"]})
    return found


def least(country: str) -> float:
    """The least population of a town that is named in a country (alpha-2)."""
    return 15_000 if country in THEATRE else 150_000 if country in NEIGHBOURS else float("inf")


def record(
    geometry: BaseGeometry, name: dict[str, str] | None, label: tuple[float, float] | None = None
) -> Record:
    """A feature's parts; `label` in lon, lat, by default a point inside."""
    point = label or geometry.representative_point().coords[0]
    return {"geometry": geometry, "name": name, "label": [round(point[0], 2), round(point[1], 2)]}


def report(name: str, records: list[Record]) -> tuple[int, int]:
    """Write a layer and print its size: bytes, and bytes after gzip -9."""
    data = encoded(records)
    (HERE / f"{name}.geojson").write_bytes(data)
    packed = len(gzip.compress(data, 9, mtime=0))
    print(f"{name}: {len(records)} features, {len(data):,} bytes, gzip {packed:,}")
    return len(data), packed


def encoded(records: list[Record]) -> bytes:
    """A layer as GeoJSON, a feature a line."""
    lines = [json.dumps(feature(item), ensure_ascii=False, separators=(",", ":")) for item in records]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def feature(item: Record) -> Record:
    """A record as a GeoJSON feature, coordinates to a thousandth of a degree."""
    named = {"name": item["name"], "label": item["label"]} if item["name"] else {}
    more = {"population": item["population"]} if "population" in item else {}
    text = json.dumps(mapping(item["geometry"]))
    geometry = json.loads(text, parse_float=lambda number: round(float(number), 3))
    return {"type": "Feature", "properties": named | more, "geometry": geometry}


if __name__ == "__main__":
    main()

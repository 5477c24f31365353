"""Other people's binary files, read by a throw-away process that has one driver, no network and little of everything.

GDAL opens what it finds by content, follows links and may hang or swell; so the file is copied under a name of ours,
every driver but the one the user chose is left out before GDAL starts, and the process is thrown away (`throwaway`).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodata.formats import throwaway
from geodata.formats.throwaway import Limits, Unreadable
from geodata.gate import admit

__all__ = ["DRIVERS", "Layer", "Limits", "Unreadable", "layers"]

#: The one driver of GDAL that may open each kind of file; GeoParquet is read without GDAL.
DRIVERS = {"gpkg": "GPKG", "fgb": "FlatGeobuf", "kml": "LIBKML", "shp": "ESRI Shapefile", "parquet": ""}

_SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg")
_INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True)
class Layer:
    """One layer or table of a file: GeoJSON features in WGS 84, whose geometry is None in a plain table.

    `about` is what the file says of itself.
    """

    name: str
    features: list[dict[str, Any]]
    about: dict[str, str] = field(default_factory=dict)


def layers(path: Path, kind: str, limits: Limits | None = None) -> list[Layer]:
    """The layers of a file of the kind that the user named (a key of `DRIVERS`).

    Raises
    ------
    Unreadable
        If it is no such file, is too large, or costs too much to read.
    OSError
        If it cannot be opened at all.
    """
    limits = limits or Limits()
    if path.stat().st_size > limits.file_bytes:
        raise Unreadable(f"{path.name} is over the limit of {limits.file_bytes:,} bytes: split it")
    with tempfile.TemporaryDirectory(prefix="kharita-in-") as name:
        folder = Path(name)
        shutil.copyfile(path, folder / f"in.{kind}")
        if kind == "shp":
            _beside(path, folder, limits)
        command = [sys.executable, "-I", str(_INSIDE), kind, DRIVERS[kind], str(limits.file_bytes)]
        data = throwaway.run(command, folder, limits, _environment(kind, folder), path.name)
    return _admitted(data, path)


def _beside(path: Path, folder: Path, limits: Limits) -> None:
    """The files that belong to a shapefile, which stand beside it under the same name."""
    for suffix in _SIDE_FILES:
        for other in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
            if other.is_file() and other.stat().st_size <= limits.file_bytes:
                shutil.copyfile(other, folder / f"in{suffix}")


def _environment(kind: str, folder: Path) -> dict[str, str]:
    """An environment that names nothing of ours, with every driver but one left out."""
    import pyogrio

    skipped = ",".join(sorted(set(pyogrio.list_drivers()) - {DRIVERS[kind], "MEM"}))
    return throwaway.environment(folder) | {
        "GDAL_SKIP": skipped, "OGR_SKIP": skipped, "GDAL_HTTP_TIMEOUT": "1", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_DRIVER_PATH": "disable", "GDAL_PAM_ENABLED": "NO", "OGR_SQLITE_LOAD_EXTENSIONS": "", "LIBKML_RESOLVE_STYLE": "NO",
    }  # fmt: skip


def _admitted(data: bytes, path: Path) -> list[Layer]:
    """The reader's answer through the gate: a process that met a hostile file is not believed."""
    document = admit(data, path.name)
    if document.problems:
        raise Unreadable(f"{path.name}: {document.problems[0].message}. {document.problems[0].remedy}")
    return [
        Layer(str(item["name"]), list(item["features"]), dict(item.get("about", {})))
        for item in document.value["layers"]
    ]

"""What runs in the throw-away process of `worker`: one file in, one JSON out, nothing else within reach.

It is started by path with an environment of its own and imports nothing of Kharita. What it writes is not trusted:
the caller sends it through the gate like any other bytes.
"""

from __future__ import annotations

import json
import math
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

_PARTS = {"shp": (".shp", ".shx", ".dbf", ".prj", ".cpg"), "kml": (".kml",)}
_MAX_FEATURES = 200_000


def main(kind: str, driver: str, limit: int) -> None:
    """Read `in.<kind>` of the working directory, unpacked at most `limit` bytes, and write `out.json` beside it."""
    path = unpacked(kind, limit)
    layers = parquet(path) if kind == "parquet" else vector(path, driver)
    Path("out.json").write_text(json.dumps({"layers": layers}, ensure_ascii=False, allow_nan=False), "utf-8")


def unpacked(kind: str, limit: int) -> Path:
    """The file to open; of an archive only the parts of its kind are taken, under names of ours."""
    path = Path(f"in.{kind}")
    if kind not in _PARTS or not zipfile.is_zipfile(path):
        return path
    with zipfile.ZipFile(path) as archive:
        chosen: dict[str, zipfile.ZipInfo] = {}
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            suffix = Path(member.filename).suffix.lower()
            if suffix in _PARTS[kind] and not Path(member.filename).name.startswith("."):
                chosen.setdefault(suffix, member)
        if f".{kind}" not in chosen or sum(member.file_size for member in chosen.values()) > limit:
            raise ValueError(f"the archive holds no .{kind} file, or too large a one")
        path.rename("in.zip")
        for suffix, member in chosen.items():
            Path(f"in{suffix}").write_bytes(archive.read(member))
    return path


def vector(path: Path, driver: str) -> list[dict[str, Any]]:
    """The layers of a file that GDAL reads with one driver."""
    import pyogrio

    drivers = set(pyogrio.list_drivers())
    if drivers - {"MEM", "Memory"} != {driver}:
        raise ValueError(f"other drivers than {driver} would have been open: {', '.join(sorted(drivers))}")
    return opened(path)


def opened(path: Path) -> list[dict[str, Any]]:
    """Every layer and plain table of a file, with what the file says of itself."""
    import pyogrio

    found = []
    for name, _ in pyogrio.list_layers(path):
        told = pyogrio.read_info(path, layer=name)
        about = (told.get("dataset_metadata") or {}) | (told.get("layer_metadata") or {})
        table = pyogrio.read_dataframe(path, layer=name, max_features=_MAX_FEATURES)
        found.append({"name": str(name), "features": features(table), "about": about})
    return found


def parquet(path: Path) -> list[dict[str, Any]]:
    """The one layer of a GeoParquet file, with what it says of itself."""
    import geopandas
    import pyarrow.parquet as pq

    told = pq.read_schema(path).metadata or {}
    table = geopandas.read_parquet(path)
    about = {key.decode(): value.decode() for key, value in told.items() if key == b"kharita"}
    return [{"name": path.stem, "features": features(table), "about": about}]


def features(table: Any) -> list[dict[str, Any]]:
    """Rows as GeoJSON features in WGS 84, without heights; rows of plain tables have no geometry."""
    import shapely

    shapes: list[Any] = [None] * len(table)
    if hasattr(table, "geometry") and hasattr(table, "crs"):
        if table.crs is not None and table.crs.to_epsg() != 4326:
            table = table.to_crs(4326)
        flat = shapely.force_2d(table.geometry.values)
        shapes = [None if s is None or s.is_empty else json.loads(shapely.to_geojson(s)) for s in flat]
        table = table.drop(columns=table.geometry.name)
    rows = table.to_dict("records")
    return [
        {"type": "Feature", "properties": {str(k): plain(v) for k, v in row.items()}, "geometry": shape}
        for row, shape in zip(rows, shapes, strict=True)
    ]


def plain(value: Any) -> Any:
    """A cell as JSON has it; what JSON cannot say is left out."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None or value != value:
        return None
    if isinstance(value, list):
        return [plain(part) for part in value]
    if hasattr(value, "isoformat"):
        return value.isoformat().removesuffix("T00:00:00").removesuffix(" 00:00:00")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) else None


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except Exception as error:
        print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr)
        os._exit(1)

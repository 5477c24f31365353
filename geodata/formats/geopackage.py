"""GeoPackage: a layer a kind with real date columns, styled for QGIS, and what is needed to bring edits back.

Layers `zones`, `regions` and `places` have a row a status. Tables: `kharita` (the stamp), `kharita_sources`, and in
an export of the whole `kharita_base`: every row as it was, so that an import finds what was changed since.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.facts import source_line
from geodata.formats import worker
from geodata.formats.content import NOTICE, Export, Format, Found, as_text, flat
from geodata.formats.qgis_style import qml
from geodata.stamp import KEY, Stamp

__all__ = ["BASE", "FORMAT", "LAYERS", "STAMP_TABLE", "numbered", "shape_key"]

#: The layers by kind of feature.
LAYERS = {"zone": "zones", "region": "regions", "place": "places"}
STAMP_TABLE = KEY
BASE = f"{KEY}_base"


def _write(export: Export) -> bytes:
    rows = numbered(flat(export))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kharita.gpkg"
        for kind, layer in LAYERS.items():
            _layer(path, layer, gpd.GeoDataFrame(rows[rows.kind == kind]), points=kind == "place")
        _table(path, STAMP_TABLE, pd.DataFrame([_about(export)]))
        _table(path, f"{KEY}_sources", _sources(export))
        if export.stamp.as_of is None and export.stamp.known_on is None:
            _table(path, BASE, _base(rows))
        with sqlite3.connect(path) as database:
            _styles(database, export, rows)
        database.close()
        return path.read_bytes()


def numbered(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows with a column `row` in front: the feature and the place of the status in its timeline, from 0."""
    number = rows.groupby("feature").cumcount().astype(str)
    named = rows.feature + "/" + number.where(rows.actor.notna(), "")
    rows.insert(0, "row", named)
    return rows


def _layer(path: Path, name: str, rows: gpd.GeoDataFrame, *, points: bool) -> None:
    if not points:
        shapes = [shapely.MultiPolygon([s]) if s.geom_type == "Polygon" else s for s in rows.geometry]
        rows = rows.set_geometry(gpd.GeoSeries(shapes, index=rows.index, crs=4326))
    kind = "Point" if points else "MultiPolygon"
    pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", geometry_type=kind, use_arrow=True)


def _table(path: Path, name: str, rows: pd.DataFrame) -> None:
    pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", use_arrow=True)


def _about(export: Export) -> dict[str, str | None]:
    stamp = export.stamp
    return {
        "stamp": stamp.to_json(), "title_en": export.title["en"], "title_ar": export.title["ar"], "as_of": stamp.as_of,
        "known_on": stamp.known_on, "filters": json.dumps(stamp.filters), "dataset": stamp.dataset, "link": stamp.link,
        "made": stamp.made, "notice_en": NOTICE["en"], "notice_ar": NOTICE["ar"],
    }  # fmt: skip


def _sources(export: Export) -> pd.DataFrame:
    cited = {name for ids in export.rows.sources for name in ids.split()}
    rows = [
        {"id": name, "published": source.published, "reliability": source.reliability, "url": source.url,
         "source_en": source_line(source, "en"), "source_ar": source_line(source, "ar")}
        for name, source in sorted(export.dataset.sources.items()) if name in cited
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["id", "published", "reliability", "url", "source_en", "source_ar"])


def _base(rows: gpd.GeoDataFrame) -> pd.DataFrame:
    kept = as_text(rows.drop(columns="geometry")).to_dict("records")
    shapes = [shape_key(shape) for shape in rows.geometry]
    texts = [json.dumps(row, ensure_ascii=False) for row in kept]
    return pd.DataFrame({"row": list(rows.row), "was": texts, "shape": shapes})


def shape_key(shape: BaseGeometry) -> str:
    """A hash of a shape to five decimals, however its rings begin; one polygon and a multipolygon of it are the same."""
    whole = shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape
    text = shapely.to_wkt(
        shapely.normalize(shapely.transform(whole, lambda xy: xy.round(5))), rounding_precision=5
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _styles(database: sqlite3.Connection, export: Export, rows: gpd.GeoDataFrame) -> None:
    """The default style of every layer, in the table where QGIS looks for it."""
    database.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT, "
        "f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, "
        "description TEXT, owner TEXT, ui TEXT, update_time DATETIME)"
    )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
    )
    known = export.dataset.actors
    for kind, layer in LAYERS.items():
        present = rows[rows.kind == kind].actor.dropna().unique()
        actors = {name: (known[name].name.en, known[name].colour) for name in present if name in known}
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, "
            "useAsDefault, description, owner, update_time) "
            "VALUES ('', '', ?, 'geom', 'kharita', ?, 1, 'Actors by day', '', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            (layer, qml(actors, points=kind == "place")),
        )


def _read(path: Path) -> Found:
    layers = {layer.name: layer for layer in worker.layers(path, "gpkg")}
    if STAMP_TABLE not in layers or not layers[STAMP_TABLE].features:
        return Found(None, None)
    stamp = Stamp.from_json(str(layers[STAMP_TABLE].features[0]["properties"].get("stamp")))
    rows = [f["properties"] for name in LAYERS.values() if name in layers for f in layers[name].features]
    return Found(stamp, as_text(rows))


FORMAT = Format("gpkg", ".gpkg", "application/geopackage+sqlite3", "GeoPackage (QGIS)", _write, _read)

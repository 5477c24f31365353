"""Zones from a list of towns: Thiessen (Voronoi) cells, cut to the land and to a reach around each town."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPoint, mapping
from shapely.geometry.base import BaseGeometry

from geodata import files
from geodata.dataset import geodesic_area_km2
from geodata.gate import Number, admit
from geodata.problems import DatasetError

__all__ = ["BAND", "Town", "build", "cells", "read_towns", "towns_file"]

#: The reach is an assumption; areas are also given at these shares of it (25 and 35 km for 30).
BAND = (5 / 6, 7 / 6)
_GRID = 1e-5


@dataclass(frozen=True)
class Town:
    """A point that a zone grows around: lon and lat in degrees, reach in km."""

    id: str
    lon: float
    lat: float
    reach_km: float
    ground: str
    name: dict[str, str]


def towns_file(directory: Path, theatre: str) -> Path:
    """Where the towns of a theatre are listed: beside its zones."""
    return directory / "zones" / f"{theatre}.towns.csv"


def read_towns(path: Path, reach_km: float) -> list[Town]:
    """The towns of a CSV with columns id, lon, lat, reach_km (empty: the theatre's), ground, name_en, name_ar.

    Raises
    ------
    ValueError
        If a line lacks a column or holds no number where one is due; the message names the line.
    """
    towns = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                name = {"en": row["name_en"], "ar": row["name_ar"]}
                reach = float(row["reach_km"] or reach_km)
                towns.append(
                    Town(row["id"], float(row["lon"]), float(row["lat"]), reach, row["ground"], name)
                )
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name}:{line}: {error}; columns are id, lon, lat, reach_km, ground, "
                                 "name_en, name_ar") from None  # fmt: skip
    return towns


def cells(towns: list[Town], land: BaseGeometry, *, share: float = 1.0) -> list[BaseGeometry]:
    """One cell a town: the land nearer to it than to any other town whose reach it lies in.

    Parameters
    ----------
    towns : list of Town
        At least one; no two at the same point.
    land : polygon or multipolygon, EPSG:4326
    share : float
        Factor on every reach.

    Returns
    -------
    list of polygon or multipolygon, EPSG:4326
        In the towns' order; together a valid coverage, which is the land within reach of any town.

    Notes
    -----
    Thiessen polygons in an azimuthal equidistant projection about the theatre's middle, where distances are
    true to within 1 % at a theatre's size. Where reaches differ, a quarter of a city takes what is nearest to
    it within its short reach, and the ground beyond falls to the next town that reaches it.
    """
    to_plane, to_globe = _projections(towns)
    seeds = np.column_stack(to_plane.transform([t.lon for t in towns], [t.lat for t in towns]))
    reaches = np.array([town.reach_km for town in towns]) * 1000 * share
    ground = shapely.transform(land, lambda p: np.column_stack(to_plane.transform(p[:, 0], p[:, 1])))
    parts = shapely.intersection(_reached(seeds, reaches), shapely.make_valid(ground))
    return _as_coverage([_back(part, to_globe) for part in parts])


def _reached(seeds: np.ndarray, reaches: np.ndarray) -> np.ndarray:
    """For each seed the points nearest to it among the seeds that reach them (metres), the short reaches first.

    A point within a short reach may be nearer to a seed that reaches further, never the other way round: so
    the cells of each reach are cut from the Thiessen polygons of all seeds that reach at least as far, and
    what shorter reaches have taken is left out.
    """
    found = np.empty(len(seeds), dtype=object)
    taken = shapely.Polygon()
    for reach in np.unique(reaches):
        among = np.flatnonzero(reaches >= reach)
        own = among[reaches[among] == reach]
        thiessen = _thiessen(seeds[among])[reaches[among] == reach]
        discs = shapely.buffer(shapely.points(seeds[own]), reach, quad_segs=8)
        found[own] = shapely.difference(shapely.intersection(thiessen, discs), taken, grid_size=1.0)
        taken = shapely.union_all([taken, *found[own]], grid_size=1.0)
    return found


def _projections(towns: list[Town]) -> tuple[Transformer, Transformer]:
    middle = MultiPoint([(t.lon, t.lat) for t in towns]).envelope.centroid
    plane = f"+proj=aeqd +lat_0={middle.y:.4f} +lon_0={middle.x:.4f} +datum=WGS84 +units=m"
    return (
        Transformer.from_crs("EPSG:4326", plane, always_xy=True),
        Transformer.from_crs(plane, "EPSG:4326", always_xy=True),
    )


def _thiessen(seeds: np.ndarray) -> np.ndarray:
    """Voronoi cells in the order of the seeds (metres)."""
    frame = MultiPoint(seeds).envelope.buffer(400_000)
    if len(seeds) == 1:
        return np.array([frame])
    polygons = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(seeds), extend_to=frame))
    tree = shapely.STRtree(polygons)
    found = tree.query(shapely.points(seeds), predicate="intersects")
    return polygons[found[1][np.argsort(found[0], kind="stable")]]


def _back(part: BaseGeometry, to_globe: Transformer) -> BaseGeometry:
    return shapely.transform(part, lambda p: np.column_stack(to_globe.transform(p[:, 0], p[:, 1])))


def _as_coverage(parts: list[BaseGeometry]) -> list[BaseGeometry]:
    """The cells with common borders noded alike, on the grid on which files are written.

    Neighbours of different reach meet where one ends along the other's side: the lines of all cells are
    noded together on the grid, and each face goes to the cell that holds its middle.
    """
    areal = [_polygons(shapely.set_precision(shapely.make_valid(part), _GRID)) for part in parts]
    lines = shapely.union_all([part.boundary for part in areal], grid_size=_GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    middles = shapely.point_on_surface(faces)
    owner, face = shapely.STRtree(middles).query(areal, predicate="intersects")
    taken: dict[int, int] = {}
    for cell, piece in zip(owner, face, strict=True):
        taken.setdefault(int(piece), int(cell))
    merged = [[faces[piece] for piece, cell in taken.items() if cell == index] for index in range(len(parts))]
    return [
        _largest(shapely.coverage_union_all(pieces)) if pieces else shapely.Polygon() for pieces in merged
    ]


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.union_all(parts)


def _largest(geometry: BaseGeometry) -> BaseGeometry:
    """Without crumbs under 0.05 km2, which the grid leaves along coasts."""
    parts = [part for part in shapely.get_parts(geometry) if geodesic_area_km2(part) >= 0.05]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def build(directory: Path, theatre: str, reach_km: float, land: BaseGeometry) -> dict[str, Any]:
    """The zones file of a theatre, its shapes made anew from the towns beside it.

    Timelines, names and every other property of zones that exist are kept; a new town begins with an empty
    timeline; a zone that stands in the file but not among the towns (one drawn by hand) is kept as it is.

    Raises
    ------
    ValueError
        If the towns cannot be read, or one of them has no land within its reach.
    DatasetError
        If the zones file exists but is broken; it is never written over.
    """
    towns = read_towns(towns_file(directory, theatre), reach_km)
    kept = _existing(directory / "zones" / f"{theatre}.geojson")
    shapes = cells(towns, land)
    low, high = (cells(towns, land, share=share) for share in BAND)
    for town, cell, short, far in zip(towns, shapes, low, high, strict=True):
        if cell.is_empty:
            raise ValueError(
                f"{town.id}: no land within reach of {town.lon} {town.lat}; correct its position"
            )
        kept[town.id] = _zone(
            town, theatre, kept.get(town.id), cell, geodesic_area_km2(short), geodesic_area_km2(far)
        )
    return {"type": "FeatureCollection", "features": list(kept.values())}


def _existing(path: Path) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    document = admit(files.read(path), path.name)
    if document.problems:
        raise DatasetError(document.problems)
    return {feature["id"]: feature for feature in document.value["features"]}


def _zone(
    town: Town, theatre: str, old: dict | None, cell: BaseGeometry, low: float, high: float
) -> dict[str, Any]:
    properties = dict(old["properties"]) if old else {
        "kind": "zone", "theatre": theatre, "ground": town.ground, "name": town.name, "timeline": [],
    }  # fmt: skip
    properties["seed"] = [town.lon, town.lat]
    properties["band_km2"] = [Number(f"{low:.1f}"), Number(f"{high:.1f}")]
    return {"type": "Feature", "id": town.id, "properties": properties, "geometry": _plain(mapping(cell))}


def _plain(geometry: Any) -> dict[str, Any]:
    def listed(value: Any) -> Any:
        return [listed(inner) for inner in value] if isinstance(value, tuple | list) else value

    return {"type": geometry["type"], "coordinates": listed(geometry["coordinates"])}

"""The dry land of the basemap, of which zones are cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata import files
from geodata.basemap import gazetteer
from geodata.gate import admit

__all__ = ["land"]


#: Around a town that a coarse coastline leaves in the sea, in degrees.
_STRIP = 0.03


def land(countries: Sequence[str] = (), towns: Sequence[tuple[float, float]] = ()) -> BaseGeometry:
    """The land of countries (ISO 3166-1 alpha-3), one shape (EPSG:4326); of none named, that of the detailed basemap.

    Countries in no theatre of the dataset that Kharita ships have the outlines of the coarse world, to about 13 km;
    so their `towns` (lon, lat) that lie off it are joined to it by a strip of land a few kilometres wide.

    Raises
    ------
    ValueError
        If the basemap has no outline of one of them.
    """
    if not countries:
        return shapely.union_all(shapely.make_valid([shape(f["geometry"]) for f in _layer("countries")]))
    try:
        ground = gazetteer.ground(countries, [*_layer("world"), *_layer("countries")])
    except KeyError as error:
        remedy = "name ISO 3166-1 codes such as SDN"
        raise ValueError(f"the basemap has no outline of {error.args[0]}: {remedy}") from None
    points = shapely.points(list(towns)) if towns else []
    strips = [shapely.shortest_line(p, ground).buffer(_STRIP) for p in points if not ground.intersects(p)]
    return shapely.union_all([ground, *strips])


def _layer(name: str) -> list[dict[str, Any]]:
    file = f"{name}.geojson"
    document = admit(files.read(files.DATASET.parent / "basemap" / file), file)
    return document.value["features"]

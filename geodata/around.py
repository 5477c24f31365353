"""The ground around a place: the zones next to it in the coverage, and what lies in sight of it."""

from __future__ import annotations

import shapely
from shapely.geometry import box

from geodata.dataset import Dataset

__all__ = ["grounds", "in_sight", "neighbours"]

#: Degrees within which two zones count as adjacent: the coverage's own rounding.
_GAP = 2e-5


def grounds(dataset: Dataset, feature: str) -> list[str]:
    """The zones and regions that answer for a feature; a feature with its own history answers for itself.

    Raises
    ------
    KeyError
        If the dataset knows no such feature.
    """
    return list(dataset.features.at[feature, "stands_in"]) or [feature]


def neighbours(dataset: Dataset, feature: str) -> list[str]:
    """The zones that share a border with the ground of a feature, those with the longest border first.

    Where the feature is a point outside every zone there are none.
    """
    own = grounds(dataset, feature)
    shape = shapely.union_all([dataset.features.geometry[name] for name in own])
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return []
    zones = dataset.features[(dataset.features.kind == "zone") & ~dataset.features.index.isin(own)]
    edge = shapely.boundary(shape).buffer(_GAP)
    near = zones.iloc[sorted(zones.sindex.query(edge, predicate="intersects"))]
    shared = shapely.length(shapely.intersection(shapely.boundary(near.geometry.to_numpy()), edge))
    order = sorted(zip(-shared, near.index, strict=True))
    return [name for length, name in order if -length > 2 * _GAP]


def in_sight(
    dataset: Dataset, feature: str, around: float = 0.6
) -> tuple[tuple[float, float, float, float], list[str]]:
    """A frame around a feature's ground, and the zones and regions in it.

    Parameters
    ----------
    around : float
        How much of its own size the frame adds on each side; at least a quarter of a degree.

    Returns
    -------
    frame : tuple of float
        West, south, east, north, in degrees.
    names : list of str
        In the dataset's order.
    """
    shapes = [dataset.features.geometry[name] for name in grounds(dataset, feature)]
    west, south, east, north = shapely.total_bounds(shapes)
    margin = max(0.25, around * max(east - west, north - south))
    frame = west - margin, south - margin, east + margin, north + margin
    land = dataset.features[dataset.features.kind != "place"]
    return frame, list(land.index[sorted(land.sindex.query(box(*frame), predicate="intersects"))])

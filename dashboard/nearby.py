"""The text form of a place's picture: where it lies, the ground around it on a day, and the places in sight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pyproj import Geod

from dashboard import panels
from dashboard.prose import Section, Table, section, status_cells
from dashboard.words import Words
from geodata import derive
from geodata.around import grounds, in_sight
from geodata.dataset import Dataset

__all__ = ["around_in_words"]

_GEOD = Geod(ellps="WGS84")
_WAYS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_MOST = 12


def around_in_words(dataset: Dataset, place: str, day: date, t: Words) -> list[Section]:
    """What the picture of a place on a day shows, in words.

    Returns
    -------
    list of Section
        here: its coordinates and the ground it stands in; sight: who has the ground in the frame; near: the
        best-known places in the frame, with distance and direction.
    """
    frame, names = in_sight(dataset, place)
    held = derive.as_of(dataset, day)
    rows = {name: part.to_dict("records") for name, part in held[held.feature.isin(names)].groupby("feature")}
    cells = [
        (panels.feature_name(dataset, name, t), *cell)
        for name in names
        for cell in ([status_cells(dataset, row, t) for row in rows.get(name, [])] or [_unknown(t)])
    ]
    heads = (t["ground"], t["status"], t["since"], t["confidence"], t["sources"])
    near = tuple(_near(dataset, place, frame, t))
    return [
        section("here", t["place_where"], [_where(dataset, place, t), _stands(dataset, place, t)]),
        section("sight", t["place_sight"], (), Table(t["place_sight"], heads, tuple(cells)), none=t["no_neighbours"]),
        section("near", t["place_near"], (), Table(t["place_near"], (t["place"], t["distance"]), near), none=t["place_alone"]),
    ]  # fmt: skip


def _unknown(t: Words) -> tuple[str, ...]:
    return t["not_known"], "", "", ""


def _where(dataset: Dataset, place: str, t: Words) -> str:
    point = dataset.features.geometry[place].representative_point()
    north, east = "n" if point.y >= 0 else "s", "e" if point.x >= 0 else "w"
    return t["comma"].join(_degrees(value, way, t) for value, way in ((point.y, north), (point.x, east)))


def _degrees(value: float, way: str, t: Words) -> str:
    return t[f"degrees_{way}"].format(value=t.figures(f"{abs(value):.2f}"))


def _stands(dataset: Dataset, place: str, t: Words) -> str:
    names = [panels.feature_name(dataset, name, t) for name in grounds(dataset, place)]
    return t["place_stands"].format(grounds=t["comma"].join(names))


def _near(dataset: Dataset, place: str, frame: tuple, t: Words) -> Iterator[tuple[str, str]]:
    """The best-known places in the frame, the nearest first."""
    west, south, east, north = frame
    here = dataset.features.geometry[place].representative_point()
    places = dataset.features[dataset.features.kind == "place"].drop(index=place, errors="ignore")
    found = []
    for one in places.cx[west:east, south:north].sort_values("rank", kind="stable").head(_MOST).itertuples():
        azimuth, _, metres = _GEOD.inv(here.x, here.y, one.geometry.x, one.geometry.y)
        way = t[f"way_{_WAYS[round(azimuth / 45) % 8]}"]
        name = one.name_ar if t.lang == "ar" else one.name_en
        told = t["distance_way"].format(km=t["km"].format(n=t.number(max(round(metres / 1000), 1))), way=way)
        found.append((metres, (name, told)))
    yield from (row for _, row in sorted(found))

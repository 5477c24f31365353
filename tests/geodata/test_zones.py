"""Zones grow from towns: Thiessen cells on land, within reach, together a valid coverage."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import box

from geodata import zones
from geodata.dataset import geodesic_area_km2
from geodata.zones import Town

LAND = box(38, 33, 43, 37)
GEOD = Geod(ellps="WGS84")


def towns(*points, reach=30.0):
    return [
        Town(f"t{i}", lon, lat, reach, "settled", {"en": "T", "ar": "ت"})
        for i, (lon, lat) in enumerate(points)
    ]


def test_a_lone_town_has_a_round_cell_of_its_reach():
    (cell,) = zones.cells(towns((40, 35)), LAND)
    assert geodesic_area_km2(cell) == pytest.approx(np.pi * 30**2, rel=0.02)


def test_neighbours_share_a_border_halfway_and_nothing_overlaps():
    one, two = zones.cells(towns((40, 35), (40.4, 35)), LAND)
    assert shapely.coverage_is_valid([one, two]) and one.intersection(two).area == 0
    assert one.contains(shapely.Point(40.19, 35)) and two.contains(shapely.Point(40.21, 35))
    assert shapely.get_dimensions(one.intersection(two)) == 1


def test_a_cell_stays_on_land():
    (cell,) = zones.cells(towns((38.05, 35)), LAND)
    assert LAND.buffer(1e-4).covers(cell)


def test_the_band_is_narrower_and_wider_than_the_cell():
    one = towns((40, 35))
    low, mid, high = (
        geodesic_area_km2(zones.cells(one, LAND, share=share)[0]) for share in (5 / 6, 1, 7 / 6)
    )
    assert low < mid < high and low == pytest.approx(np.pi * 25**2, rel=0.02)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 30), st.sampled_from([6.0, 18.0, 30.0])),
        min_size=2,
        max_size=14,
        unique_by=lambda t: t[:2],
    )
)
def test_any_towns_make_a_valid_coverage(points):
    made = [
        Town(f"t{i}", 38.4 + x * 0.1, 33.4 + y * 0.1, reach, "settled", {})
        for i, (x, y, reach) in enumerate(points)
    ]
    cells = zones.cells(made, LAND)
    assert shapely.coverage_is_valid(cells)
    assert all(
        cell.is_valid and cell.covers(shapely.Point(t.lon, t.lat))
        for cell, t in zip(cells, made, strict=True)
    )


def test_building_again_keeps_timelines_and_changes_no_byte(toy_dir):
    (toy_dir / "zones/north.towns.csv").write_text(
        "id,lon,lat,reach_km,ground,name_en,name_ar\nwest,40.5,35.5,,settled,West,غرب\nfresh,41.2,35.5,10,desert,Fresh,جديد\n",
        encoding="utf-8",
    )
    built = zones.build(toy_dir, "north", 30, LAND)
    by_id = {feature["id"]: feature for feature in built["features"]}
    assert (
        len(by_id["west"]["properties"]["timeline"]) == 3 and by_id["fresh"]["properties"]["timeline"] == []
    )
    assert (
        by_id["east"]["geometry"]
        == json.loads((toy_dir / "zones/north.geojson").read_bytes())["features"][0]["geometry"]
    )
    assert built == zones.build(toy_dir, "north", 30, LAND)


def test_a_bad_line_of_towns_is_named(toy_dir):
    (toy_dir / "zones/north.towns.csv").write_text(
        "id,lon,lat,reach_km,ground,name_en,name_ar\nwest,forty,35,,x,W,غ\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"north\.towns\.csv:2"):
        zones.build(toy_dir, "north", 30, LAND)


def test_a_quarter_takes_only_what_is_near_and_the_ground_beyond_falls_to_the_next_town():
    quarter = Town("q", 40, 35, 2.0, "settled", {})
    village = Town("v", 40.2, 35, 30.0, "settled", {})
    inner, outer = zones.cells([quarter, village], LAND)
    assert geodesic_area_km2(inner) == pytest.approx(np.pi * 2**2, rel=0.02)
    assert outer.covers(shapely.Point(40.03, 35)) and shapely.coverage_is_valid([inner, outer])
    assert outer.contains(shapely.Point(39.95, 35)), "nearer to the quarter, but out of its reach"


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 30), st.sampled_from([6.0, 18.0, 30.0])),
        min_size=1,
        max_size=12,
        unique_by=lambda t: t[:2],
    ),
    st.tuples(st.integers(0, 400), st.integers(0, 300)),
)
def test_every_point_belongs_to_the_nearest_town_that_reaches_it(points, probe):
    made = [
        Town(f"t{i}", 38.4 + x * 0.1, 33.4 + y * 0.1, reach, "settled", {})
        for i, (x, y, reach) in enumerate(points)
    ]
    lon, lat = 38.405 + probe[0] * 0.01, 33.405 + probe[1] * 0.01
    _, _, metres = GEOD.inv(
        [lon] * len(made), [lat] * len(made), [t.lon for t in made], [t.lat for t in made]
    )
    km = np.array(metres) / 1000
    # The projection is true to 1 %: what lies that near to a border may fall either way.
    if any(abs(k - t.reach_km) < 0.02 * t.reach_km for k, t in zip(km, made, strict=True)):
        return
    reaching = [(k, t.id) for k, t in zip(km, made, strict=True) if k < t.reach_km]
    ranked = sorted(reaching)
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < 0.6:
        return
    holders = [t.id for t, cell in zip(made, zones.cells(made, LAND), strict=True)
               if cell.intersects(shapely.Point(lon, lat))]  # fmt: skip
    assert holders == [name for _, name in ranked[:1]]

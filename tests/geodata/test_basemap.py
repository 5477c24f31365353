"""The offline basemap is small, named in both languages, and its borders coincide."""

import gzip
import json
import re

import pytest
import shapely
from shapely.geometry import Point, shape

from dashboard.map import basemap
from geodata.basemap.build import HERE, LAYERS
from geodata.gate import admit


def features(layer):
    return json.loads((HERE / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


EDGE = {"Côte d'Ivoire", "Central African Republic", "Ghana", "Malaysia"}


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_is_what_the_gate_admits(layer):
    assert not admit((HERE / f"{layer}.geojson").read_bytes(), f"{layer}.geojson").problems


def test_it_stays_under_3_megabytes_and_800_kilobytes_gzipped():
    data = [(HERE / f"{layer}.geojson").read_bytes() for layer in LAYERS]
    assert sum(map(len, data)) < 3_000_000 and sum(len(gzip.compress(one, 9)) for one in data) < 800_000


@pytest.mark.parametrize("layer", ["world", "countries", "towns"])
def test_every_country_and_town_is_named_in_both_languages(layer):
    for feature in features(layer):
        name = feature["properties"]["name"]
        assert name["en"] and re.search("[\u0621-\u064a]", name["ar"])


@pytest.mark.parametrize("layer", ["provinces", "rivers", "lakes"])
def test_what_has_a_name_has_it_in_both_languages(layer):
    named = [feature["properties"] for feature in features(layer) if feature["properties"]]
    assert len(named) > 10
    for properties in named:
        assert properties["name"]["en"] and re.search("[\u0621-\u064a]", properties["name"]["ar"])


def test_every_province_of_the_theatres_is_named():
    """Nameless are small islands, cities of the Philippines and provinces of four countries at the edge."""
    nameless = [feature for feature in features("provinces") if not feature["properties"]]
    edge = shapely.union_all([shape(feature["geometry"]) for feature in features("countries")
                              if feature["properties"]["name"]["en"] in EDGE])  # fmt: skip
    for feature in nameless:
        whole = shape(feature["geometry"])
        assert max(part.area for part in whole.geoms) < 0.05 or edge.contains(whole.representative_point())


def test_the_provinces_of_syria_iraq_yemen_and_libya_are_named():
    names = {
        feature["properties"]["name"]["en"] for feature in features("provinces") if feature["properties"]
    }
    assert {"Raqqa", "Nineveh", "Anbar", "Deir ez-Zor", "Sirte", "Hadramawt"} <= names


@pytest.mark.parametrize("layer", ["world", "countries", "provinces", "lakes"])
def test_shapes_are_valid(layer):
    assert all(shape(feature["geometry"]).is_valid for feature in features(layer))


def test_countries_are_the_union_of_their_provinces():
    whole = shapely.union_all([shape(f["geometry"]) for f in features("countries")], grid_size=0.001)
    parts = shapely.union_all([shape(f["geometry"]) for f in features("provinces")], grid_size=0.001)
    assert whole.symmetric_difference(parts).area < 0.001 * whole.area


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(39.01, 35.95), (43.13, 36.34), (16.59, 31.2), (49.12, 14.55), (124.29, 8.0), (121.98, 6.55), (121.05, 6.0), (-3.0, 16.77), (13.16, 11.85)],
)  # fmt: skip
def test_the_towns_that_matter_lie_on_land(lon, lat):
    land = shapely.union_all([shape(feature["geometry"]) for feature in features("countries")])
    assert land.distance(Point(lon, lat)) < 0.02


@pytest.mark.parametrize(
    ("lon", "lat"), [(35.70, 35.55), (16.65, 31.28), (22.65, 32.83), (49.15, 14.45), (121.7, 6.6), (121.0, 6.15)],
)  # fmt: skip
def test_the_sea_off_those_coasts_is_not_land(lon, lat):
    land = shapely.union_all([shape(feature["geometry"]) for feature in features("countries")])
    assert not land.contains(Point(lon, lat))


@pytest.mark.parametrize(
    ("lon", "lat", "name"), [(35.78, 33.1, "Syria"), (-13.0, 25.0, "Western Sahara"), (-11.0, 28.5, "Morocco")]
)  # fmt: skip
def test_disputed_ground_is_drawn_as_the_united_nations_has_it(lon, lat, name):
    holders = [f for f in features("countries") if shape(f["geometry"]).contains(Point(lon, lat))]
    assert [holder["properties"]["name"]["en"] for holder in holders] == [name]


def test_the_towns_of_the_theatres_are_named():
    towns = {
        feature["properties"]["name"]["en"]: feature["properties"]["name"]["ar"]
        for feature in features("towns")
    }
    for english, arabic in [("Mosul", "الموصل"), ("Raqqa", "الرقة"), ("Deir ez-Zor", "دير الزور"), ("Sirte", "سرت"), ("Derna", "درنة"), ("Marawi", "ماراوي"), ("Jolo", "خولو"), ("Gao", "غاو"), ("Karbala", "كربلاء"), ("Amman", "عمّان")]:  # fmt: skip
        assert towns[english] == arabic


def test_towns_come_in_the_order_of_their_population():
    populations = [feature["properties"]["population"] for feature in features("towns")]
    assert populations == sorted(populations, reverse=True)


def test_the_pack_holds_every_layer():
    pack = basemap.pack()
    assert [len(pack[layer]) for layer in LAYERS] == [len(features(layer)) for layer in LAYERS]
    assert pack["scale"] == 10_000
    assert all(isinstance(step, int) for ring in pack["countries"][0]["rings"][0] for step in ring)

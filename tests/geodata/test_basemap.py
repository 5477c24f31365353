"""The offline basemap is small, named in both languages, and its borders coincide."""

import gzip
import json
import re

import pytest
import shapely
from shapely.geometry import Point, shape

from dashboard.map import basemap
from geodata.basemap.build import HERE, LAYERS


def features(layer):
    return json.loads((HERE / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


def test_it_stays_under_3_megabytes_and_800_kilobytes_gzipped():
    data = [(HERE / f"{layer}.geojson").read_bytes() for layer in LAYERS]
    assert sum(map(len, data)) < 3_000_000 and sum(len(gzip.compress(one, 9)) for one in data) < 800_000


@pytest.mark.parametrize("layer", ["world", "countries", "towns"])
def test_every_country_and_town_is_named_in_both_languages(layer):
    for feature in features(layer):
        name = feature["properties"]["name"]
        assert name["en"] and re.search("[\u0621-\u064a]", name["ar"])


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


def test_the_pack_holds_every_layer():
    pack = basemap.pack()
    assert {len(pack[layer]) for layer in LAYERS} == {len(features(layer)) for layer in LAYERS}
    assert all(isinstance(step, int) for ring in pack["countries"][0]["rings"][0] for step in ring)

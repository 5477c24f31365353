"""The pack says what the dataset says: shapes to a ten-thousandth of a degree, every status, the same areas."""

import json
from datetime import date

import numpy as np
import pytest
import shapely

from dashboard.map import wire
from geodata import derive, ground
from geodata.dataset import load
from geodata.period import EPOCH
from tests import toy


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy")))


@pytest.fixture(scope="module")
def packed(dataset):
    return json.loads(json.dumps(wire.pack(dataset)))


def ring(deltas):
    return np.cumsum(np.array(deltas).reshape(-1, 2), axis=0) / wire.STEPS


def test_shapes_come_back_to_a_ten_thousandth_of_a_degree(dataset, packed):
    for index, polygons in packed["rings"].items():
        shape = shapely.MultiPolygon([(ring(p[0]), [ring(hole) for hole in p[1:]]) for p in polygons])
        original = dataset.features.geometry.iloc[int(index)]
        assert shape.symmetric_difference(original).area < 1e-3
        assert packed["features"][int(index)]["kind"] in ("zone", "region")


def test_every_status_is_there_with_its_days(dataset, packed):
    columns = packed["statuses"]
    assert {len(column) for column in columns.values()} == {len(dataset.statuses)}
    names = [feature["id"] for feature in packed["features"]]
    assert [names[i] for i in columns["feature"]] == list(dataset.statuses.feature)
    assert columns["to"].count(None) == 3


@pytest.mark.parametrize("day", ["2014-07-01", "2014-11-01", "2015-06-01", "2016-12-01", "2018-01-01"])
def test_the_series_say_the_same_area_as_geodata(dataset, packed, day):
    for series in packed["series"]["north"]:
        actor = packed["actors"][series["actor"]]["id"]
        expected = ground.area(dataset, actor, [date.fromisoformat(day)], theatre="north").iloc[0]
        number = (date.fromisoformat(day) - EPOCH).days
        before = [i for i, start in enumerate(series["days"]) if start <= number]
        assert (series["km2"][before[-1]] if before else 0) == pytest.approx(expected.area_km2, abs=0.1)
        assert (series["high"][before[-1]] if before else 0) == pytest.approx(expected.high_km2, abs=0.1)


def test_affiliates_name_their_family(packed):
    actors = {actor["id"]: actor for actor in packed["actors"]}
    assert packed["actors"][actors["red-band"]["family"]]["id"] == "reds"


def test_events_and_links_are_columns_of_equal_length(packed):
    assert {len(column) for column in packed["events"].values()} == {1}
    assert {len(column) for column in packed["links"].values()} == {1}


def test_the_past_has_a_pack_of_its_own(dataset):
    early = wire.pack(derive.known_on(dataset, date(2014, 6, 10)))
    assert early["known_on"] == (date(2014, 6, 10) - EPOCH).days and early["statuses"]["feature"] == []

"""Ground gained and lost between two days has a band that is never narrower than what the dates leave open."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import ground
from geodata.balance import balance, days_held
from geodata.dataset import load
from tests import toy

DAY = date.fromisoformat
ROWS = [
    toy.row("2014", "2015-06", "reds"),
    toy.row("2015-06", "2016-11-01", "blues"),
    toy.row("2016-11-01", "2017", "blues", "contested", against=["reds"]),
    toy.row("2017-03", None, "reds"),
]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    def change(files):
        west, _ = files["zones/north.geojson"]
        west["properties"] |= {"timeline": ROWS, "band_km2": [8000, 12000]}

    return load(toy.write(tmp_path_factory.mktemp("balance"), change))


def of(dataset, actor, start, end):
    table = balance(dataset, DAY(start), DAY(end)).set_index("actor")
    return table.loc[actor] if actor in table.index else None


def test_a_sure_handover_is_counted_at_the_short_reach_in_the_low_figure(dataset):
    reds = of(dataset, "reds", "2015-01-01", "2015-08-01")
    area = dataset.features.area_km2["west"]
    assert (reds.lost_km2, reds.lost_low_km2) == (pytest.approx(area, abs=0.1), 8000.0)
    assert of(dataset, "blues", "2015-01-01", "2015-08-01").gained_low_km2 == 8000.0


def test_a_month_or_a_year_that_leaves_the_side_open_is_in_the_high_figure_alone(dataset):
    reds = of(dataset, "reds", "2015-01-01", "2015-06-15")
    assert reds.lost_low_km2 == 0 and reds.lost_km2 > 0
    still = of(dataset, "reds", "2014-02-01", "2014-05-01")
    assert still.gained_high_km2 == 12000.0 and (
        still.gained_km2,
        still.gained_low_km2,
        still.lost_high_km2,
    ) == (0, 0, 0)


def test_ground_that_becomes_contested_is_lost_but_not_surely(dataset):
    blues = of(dataset, "blues", "2016-10-01", "2016-12-01")
    assert blues.lost_km2 > 0 and blues.lost_low_km2 == 0 and blues.lost_high_km2 == 12000.0


def test_what_one_row_says_of_both_days_counts_nowhere(dataset):
    assert of(dataset, "blues", "2016-02-01", "2016-10-01") is None


@settings(max_examples=25, deadline=None)
@given(st.dates(DAY("2013-06-01"), DAY("2018-06-01")), st.integers(1, 900))
def test_low_is_never_above_the_figure_nor_the_figure_above_high(dataset, start, days):
    end = date.fromordinal(start.toordinal() + days)
    for row in balance(dataset, start, end).itertuples():
        assert row.gained_low_km2 <= row.gained_km2 + 0.2 and row.gained_km2 <= row.gained_high_km2 + 0.2
        assert row.lost_low_km2 <= row.lost_km2 + 0.2 and row.lost_km2 <= row.lost_high_km2 + 0.2


def test_the_net_change_is_the_difference_of_the_two_areas_in_the_real_dataset():
    real = load()
    start, end = DAY("2017-01-01"), DAY("2017-06-30")
    row = balance(real, start, end, theatre="syria-iraq").set_index("actor").loc["isis"]
    then, now = ground.area(real, "isis", [start, end], theatre="syria-iraq").area_km2
    assert row.net_km2 == pytest.approx(now - then, abs=0.2)
    assert row.lost_low_km2 < row.lost_km2 < row.lost_high_km2


def test_days_held_count_each_day_once_and_end_with_the_clock(dataset):
    table = days_held(dataset, "west").set_index(["actor", "status"]).days
    assert table["blues", "control"] == (DAY("2016-11-01") - DAY("2015-06-01")).days
    assert (
        table["reds", "control"]
        == (DAY("2015-06-01") - DAY("2014-01-01")).days + (DAY("2019-01-01") - DAY("2017-03-01")).days
    )

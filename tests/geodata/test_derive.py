"""Who held what, how much, what changed, and what was known by then."""

from datetime import date

import pytest

from geodata import derive, ground
from geodata.dataset import load
from tests import toy

DAY = date.fromisoformat


@pytest.fixture(scope="module")
def real_dataset():
    return load()


def status(dataset, feature, day):
    rows = derive.state(dataset, DAY(day))
    return [(row.actor, row.status) for row in rows[rows.feature == feature].itertuples()]


@pytest.mark.parametrize(
    ("feature", "day", "expected"),
    [
        ("west", "2014-06-09", [("", "not known")]),
        ("west", "2014-06-10", [("reds", "control")]),
        ("west", "2016-10-31", [("reds", "control")]),
        ("west", "2016-11-01", [("reds", "contested")]),
        ("west", "2017-01-24", [("blues", "control")]),
        ("east", "2014-08-01", [("red-band", "control")]),
        ("town", "2016-12-01", [("reds", "contested")]),
        ("hamlet", "2015-01-01", [("reds", "presence")]),
        ("desk", "2015-01-01", [("", "not known")]),
    ],
)
def test_state_is_half_open_and_says_not_known(dataset, feature, day, expected):
    assert status(dataset, feature, day) == expected


@pytest.mark.parametrize(
    ("lon", "lat", "day", "expected"),
    [
        (40.5, 35.5, "2016-12-01", [("west", "contested")]),
        (41.75, 35.75, "2015-06-01", [("east", "control"), ("hills", "presence")]),
        (41.2, 35.2, "2014-01-01", [("east", "not known")]),
        (45.0, 34.0, "2015-06-01", [("hamlet", "presence")]),
        (45.01, 34.01, "2015-06-01", [("hamlet", "presence")]),
        (-3.009, 16.773, "2012-06-01", [("", "not known")]),
    ],
)
def test_at_answers_control_before_presence_and_says_not_known(dataset, lon, lat, day, expected):
    rows = derive.at(dataset, lon, lat, DAY(day))
    assert [(row.feature, row.status) for row in rows.itertuples()] == expected


def test_at_refuses_a_point_off_the_globe(dataset):
    with pytest.raises(ValueError, match="not on the globe"):
        derive.at(dataset, 35, 120, DAY("2015-01-01"))


def test_area_counts_settled_ground_under_control_and_a_band_around_it(dataset):
    west = dataset.features.area_km2["west"]
    days = [DAY(day) for day in ("2014-07-01", "2014-10-15", "2015-06-01", "2016-12-01")]
    rows = ground.area(dataset, "reds", days).set_index("date")
    assert list(rows.area_km2) == pytest.approx([west, west, west, 0.0], abs=0.1)
    assert list(rows.low_km2) == pytest.approx([west, west, west, 0.0], abs=0.1)
    # The affiliate's desert is in the high figure, and "2015" may end its row as late as that year's end.
    assert list(rows.high_km2) == pytest.approx([west, west + 11000, west + 11000, west], abs=0.1)


def test_an_imprecise_date_is_in_the_high_figure_at_once_and_in_the_low_one_when_it_is_sure(tmp_path):
    def settled(files):
        files["zones/north.geojson"][1]["properties"]["ground"] = "settled"

    dataset = load(toy.write(tmp_path, settled))
    east = dataset.features.area_km2["east"]
    rows = ground.area(dataset, "red-band", [DAY("2014-08-15"), DAY("2014-09-01"), DAY("2015-06-01")])
    assert list(rows.area_km2) == pytest.approx([east, east, 0.0], abs=0.1)
    assert list(rows.low_km2) == [0.0, 9000.0, 0.0] and list(rows.high_km2) == [11000.0, 11000.0, 11000.0]


def test_exact_leaves_affiliates_out(dataset):
    both = ground.area(dataset, "reds", [DAY("2014-11-01")]).high_km2[0]
    alone = ground.area(dataset, "reds", [DAY("2014-11-01")], exact=True).high_km2[0]
    assert alone == pytest.approx(dataset.features.area_km2["west"], abs=0.1) and both > alone


def test_area_of_an_unknown_actor_is_an_error_and_before_all_time_is_zero(dataset):
    with pytest.raises(KeyError):
        ground.area(dataset, "greens", [DAY("2014-01-01")])
    assert ground.area(dataset, "reds", [DAY("1990-01-01")]).area_km2[0] == 0


def test_changes_name_the_last_change_its_day_and_source(dataset):
    flips = ground.changes(dataset, DAY("2014-07-01"), DAY("2018-01-01"))
    assert [(f.feature, f.date, f.from_actor, f.to_actor, f.sources) for f in flips.itertuples()] == [
        ("east", "2015", "", "blues", ["news-2014"]),
        ("west", "2017-01-24", "reds", "blues", ["news-2017"]),
    ]
    totals = ground.gained_and_lost(flips).set_index("actor")
    area = dataset.features.area_km2
    assert totals.gained_km2["blues"] == pytest.approx(area["west"], abs=0.2)
    assert totals.lost_km2["reds"] == pytest.approx(area["west"], abs=0.2)


@pytest.mark.parametrize("theatre", [None, "libya", "syria-iraq"])
def test_the_quick_answers_to_a_days_panel_are_those_of_the_tables(real_dataset, theatre):
    for first, last in (
        (DAY("2014-06-01"), DAY("2016-12-31")),
        (DAY("2017-07-01"), DAY("2017-07-31")),
        (DAY("1999-01-01"), DAY("1999-02-01")),
    ):
        flips = ground.changes(real_dataset, first, last, theatre=theatre)
        newest, many = ground.latest_changes(real_dataset, first, last, 5, theatre=theatre)
        assert many == len(flips)
        assert [one._asdict() for one in newest] == flips[list(ground.Change._fields)].iloc[:-6:-1].to_dict(
            "records"
        )
        for actor in ground.holders(real_dataset, theatre=theatre):
            table = ground.area(real_dataset, actor, [last], theatre=theatre)
            assert ground.held(real_dataset, actor, last, theatre=theatre) == tuple(table.iloc[0, 1:])
        homes = real_dataset.features.theatre
        events = derive.events_between(real_dataset, first, last)
        there = [
            theatre is None or any(homes.get(place) == theatre for place in places)
            for places in events.places
        ]
        found = real_dataset.events.iloc[derive.happened(real_dataset, first, last, theatre=theatre)]
        assert list(found.id) == list(events.id[there])


def test_a_place_tells_the_history_of_the_zones_it_stands_in(dataset):
    assert list(derive.history(dataset, "town").valid_from) == ["2014-06-10", "2016-11-01", "2017-01-24"]
    assert list(derive.history(dataset, "hamlet").status) == ["presence"]
    with pytest.raises(KeyError):
        derive.history(dataset, "nowhere")


def test_known_on_keeps_what_was_published_and_knows_no_end_before_it_came(tmp_path):
    def later(files):
        west = files["zones/north.geojson"][0]["properties"]["timeline"]
        west[1]["sources"] = ["news-2017"]
        west[1]["reported"] = "2016-11-05"

    dataset = load(toy.write(tmp_path, later))
    early = derive.known_on(dataset, DAY("2016-11-03"))
    assert status(early, "west", "2016-12-01") == [("reds", "control")]
    reported = derive.known_on(dataset, DAY("2016-11-05"))
    assert status(reported, "west", "2016-12-01") == [("reds", "contested")]
    assert status(reported, "west", "2018-01-01") == [("reds", "contested")]
    later_still = derive.known_on(dataset, DAY("2017-02-01"))
    assert status(later_still, "west", "2018-01-01") == [("blues", "control")]
    assert set(early.sources) == {"news-2014"} and derive.known_on(dataset, None) is dataset
    assert derive.known_on(dataset, DAY("2014-06-10")).statuses.empty


def test_a_claim_is_known_when_its_document_is_published_not_on_the_day_it_speaks_of(dataset):
    assert derive.known_on(dataset, DAY("2014-06-10")).claims == []
    assert [claim.id for claim in derive.known_on(dataset, DAY("2014-06-11")).claims] == ["c1"]


def test_events_touch_the_window_at_both_ends(dataset):
    find = derive.events_between
    assert list(find(dataset, DAY("2014-06-10"), DAY("2014-06-10")).id) == ["town-falls"]
    assert find(dataset, DAY("2014-06-11"), DAY("2014-07-10")).empty
    assert find(dataset, DAY("2014-06-01"), DAY("2014-07-10"), theatre="elsewhere").empty


def test_an_event_without_a_last_day_has_none_beside_one_that_has(tmp_path):
    def more(files):
        files["events/2014.geojson"].append(toy.feature(
            "siege", toy.point(40.5, 35.5), kind="siege", date="2014-07-01", date_to="2014-08-01", places=["town"],
            actors=["reds"], title=toy.words("Siege"), summary=toy.words("It lasted"), sources=["news-2014"]))  # fmt: skip

    assert list(load(toy.write(tmp_path, more)).events.date_to) == ["", "2014-08-01"]


def test_what_rests_on_a_source_is_named_with_whether_it_rests_on_it_alone(dataset):
    resting = derive.resting_on(dataset, "news-2017")
    assert [(row.record, row.id, row.alone) for row in resting.itertuples()] == [
        ("status", "west", True), ("claim", "c1", False),
    ]  # fmt: skip

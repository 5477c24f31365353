"""The index says what a plain look at every row says, on every day and for every history."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import derive, ground
from geodata.dataset import OPEN, load
from geodata.index import Spans, expanded
from geodata.period import day_number
from tests import toy

FIRST = date(2014, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))
ACTORS = ("reds", "blues", "red-band")


@st.composite
def timelines(draw, presence=False):
    """Rows one after the other, with gaps, and an end that may be open."""
    edges = sorted(draw(st.sets(DAYS, min_size=1, max_size=7)))
    rows = []
    for start, end in zip(edges, [*edges[1:], None], strict=True):
        if draw(st.booleans()):
            continue
        ends = [end] if end else [None, start + timedelta(days=9)]
        last = (end := draw(st.sampled_from(ends))) and end.isoformat()
        who = draw(st.sampled_from(ACTORS))
        more = {"sources": draw(st.sampled_from([["news-2014"], ["news-2017"]]))}
        if presence:
            rows.append(toy.row(start.isoformat(), last, who, "presence", strength="cells", **more))
        elif draw(st.booleans()):
            rows.append(toy.row(start.isoformat(), last, who, "contested", against=["blues"], **more))
        else:
            rows.append(toy.row(start.isoformat(), last, who, **more))
    return rows


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A dataset of drawn timelines; one folder, written anew for each."""
    folder = tmp_path_factory.mktemp("drawn")

    def make(west, east, hills):
        def change(files):
            for zone, rows in zip(files["zones/north.geojson"], (west, east), strict=True):
                zone["properties"]["timeline"] = rows
            files["regions/north.geojson"][0]["properties"]["timeline"] = hills
            files["places.geojson"][0]["properties"]["stands_in"] = ["west", "hills"]

        return load(toy.write(folder, change))

    return make


HISTORIES = (timelines(), timelines(), timelines(presence=True))


def plainly(dataset, day):
    """Who holds what on a day, row by row."""
    found = {}
    for row in dataset.statuses.to_dict("records"):
        if row["from_day"] <= day_number(day) < row["to_day"]:
            found.setdefault(row["feature"], set()).add((row["actor"], row["status"]))
    return found


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 60))), st.lists(st.integers(-60, 120), min_size=1)
)
def test_the_spans_of_a_day_are_those_that_a_scan_finds(drawn, days):
    starts = np.array([start for start, _ in drawn], dtype="int64")
    ends = starts + np.array([lasts for _, lasts in drawn], dtype="int64")
    spans = Spans(starts, ends)
    for day in [*days, *days]:
        assert spans.on(day).tolist() == [i for i in range(len(drawn)) if starts[i] <= day < ends[i]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4))))
def test_ranges_are_written_out_one_after_the_other(drawn):
    first = np.array([start for start, _ in drawn], dtype="int64")
    numbers, owner = expanded(first, first + np.array([length for _, length in drawn], dtype="int64"))
    assert numbers.tolist() == [n for start, length in drawn for n in range(start, start + length)]
    assert owner.tolist() == [i for i, (_, length) in enumerate(drawn) for _ in range(length)]


def test_nothing_is_known_of_a_status_before_it_begins(made):
    rows = [
        toy.row("2014-06-10", "2014-06-12", "reds", "presence", strength="cells"),
        toy.row("2014-06-12", None, "reds", "presence", strength="active"),
    ]
    known = derive.known_on(made([], [], rows), date(2014, 6, 11))
    assert known.statuses[known.statuses.feature == "hills"].valid_from.tolist() == ["2014-06-10"]


@settings(max_examples=20, deadline=None)
@given(*HISTORIES, st.lists(DAYS, min_size=1, max_size=4), st.none() | DAYS)
def test_state_and_as_of_say_what_the_rows_say(made, west, east, hills, days, known):
    dataset = derive.known_on(made(west, east, hills), known)
    grounds = {name: dataset.features.at[name, "stands_in"] or [name] for name in dataset.features.index}
    for day in days:
        plain = plainly(dataset, day)
        rows = derive.state(dataset, day)
        for feature, some in grounds.items():
            wanted = set().union(*(plain.get(name, set()) for name in some)) or {("", "not known")}
            mine = rows[rows.feature == feature]
            assert set(zip(mine.actor, mine.status, strict=True)) == wanted
            assert len(mine) == len(wanted)
        held = derive.as_of(dataset, day)
        assert sorted(held.feature) == sorted(name for name, rows in plain.items() for _ in rows)


@settings(max_examples=20, deadline=None)
@given(*HISTORIES, st.lists(DAYS, min_size=1, max_size=6))
def test_area_on_any_day_is_the_sum_of_the_zones_held_on_it(made, west, east, hills, days):
    dataset = made(west, east, hills)
    km2 = dataset.features.area_km2
    for actor in dataset.actors:
        rows = ground.area(dataset, actor, days, exact=True)
        for day, row in zip(days, rows.itertuples(), strict=True):
            held = plainly(dataset, day)
            assert row.area_km2 == pytest.approx(
                km2["west"] * ((actor, "control") in held.get("west", ())), abs=0.06
            )
            high = dataset.features.high_km2
            least = sum(
                high[zone] for zone in ("west", "east") if actor in {who for who, _ in held.get(zone, ())}
            )
            assert row.high_km2 >= least - 0.06


@settings(max_examples=20, deadline=None)
@given(*HISTORIES, DAYS, DAYS)
def test_changes_are_the_zones_that_differ_between_two_days(made, west, east, hills, one, other):
    dataset = made(west, east, hills)
    then, now = (plainly(dataset, day) for day in (one, other))
    flips = ground.changes(dataset, one, other)
    assert sorted(flips.feature) == [zone for zone in ("east", "west") if then.get(zone) != now.get(zone)]
    for flip in flips.itertuples():
        assert {(flip.to_actor, flip.to_status)} == now.get(flip.feature, {("", "")})
        assert {(flip.from_actor, flip.from_status)} == then.get(flip.feature, {("", "")})


@settings(max_examples=20, deadline=None)
@given(*HISTORIES, DAYS)
def test_what_was_known_has_no_end_that_was_not_yet_reported(made, west, east, hills, day):
    dataset = derive.known_on(made(west, east, hills), day)
    limit = day_number(day)
    assert (dataset.statuses.known_day <= limit).all()
    for feature, rows in dataset.statuses[dataset.statuses.status != "presence"].groupby("feature"):
        following = [*rows.from_day[1:], OPEN]
        for end, following_start in zip(rows.to_day, following, strict=True):
            assert end <= limit or end == following_start, feature


def test_a_question_asked_again_gives_the_answer_that_was_found(dataset):
    assert ground.area_steps(dataset, "reds") is ground.area_steps(dataset, "reds")
    assert ground.area_steps(dataset, "reds") is not ground.area_steps(dataset, "reds", exact=True)


def test_an_answer_that_a_caller_changes_is_not_changed_for_the_next(dataset):
    day = date(2015, 1, 1)
    mine = derive.state(dataset, day)
    mine.loc[0, "actor"] = "greens"
    assert "greens" not in set(derive.state(dataset, day).actor)
    with pytest.raises(ValueError, match="read-only"):
        ground.area_steps(dataset, "reds")[1][0] = 0

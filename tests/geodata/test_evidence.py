"""What rests on a source, what falls with it, and where sources disagree."""

from datetime import date

import pytest

from geodata import derive, disputes, evidence
from geodata.dataset import load
from tests import toy

DAY = date.fromisoformat


def contradicted(files):
    """Another source has the blues in the west a fortnight earlier, and the red band's row from later on."""
    files["sources.json"].append(toy.source("rival-2017", "2017-03-01"))
    west, east = (zone["properties"]["timeline"] for zone in files["zones/north.geojson"])
    west[1]["disputes"] = [toy.row("2017-01-10", None, "blues", sources=["rival-2017"])]
    west[0]["disputes"] = [toy.row("2014-07-01", "2016-11-01", "reds", sources=["rival-2017"])]
    east[1]["sources"] = ["news-2014", "rival-2017"]


@pytest.fixture(scope="module")
def rival(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("rival"), contradicted))


def test_what_rests_on_one_source_alone_falls_with_it_and_leaves_not_known(rival):
    fall = evidence.withdrawn(rival, "news-2017", DAY("2017-06-01"))
    assert [(row.feature, row.valid_from) for row in fall.statuses.itertuples()] == [("west", "2017-01-24")]
    after = evidence.without(rival, "news-2017")
    state = derive.state(after, DAY("2017-06-01"))
    assert list(state[state.feature == "west"].status) == ["not known"]
    assert fall.weakened.empty and fall.bare == ["c1"] and fall.estimates == ["e1"] and fall.claims == []


def test_what_others_carry_too_stays_and_is_counted_as_weakened(rival):
    fall = evidence.withdrawn(rival, "rival-2017", DAY("2017-06-01"))
    assert fall.statuses.empty and list(fall.weakened.feature) == ["east"]
    assert sorted(fall.disputes.feature) == ["west", "west"] and not fall.nothing


def test_the_ground_that_falls_is_given_by_actor_on_the_day_and_at_its_peak(rival):
    west = rival.features.area_km2["west"]
    fall = evidence.withdrawn(rival, "news-2014", DAY("2015-06-01"))
    reds = fall.km2.set_index("actor").loc["reds"]
    assert (reds.area_km2, reds.without_km2, reds.peak_date) == (round(west, 1), 0.0, "2014-06-10")
    later = evidence.withdrawn(rival, "news-2014", DAY("2018-01-01")).km2.set_index("actor").loc["reds"]
    assert later.area_km2 == 0 and later.peak_km2 == reds.peak_km2 > 0


def test_sentences_of_stories_that_stand_on_it_fall_and_empty_steps_are_named(rival):
    fall = evidence.withdrawn(rival, "news-2017", DAY("2017-06-01")).sentences
    assert [tuple(row) for row in fall.itertuples(index=False)] == [
        ("fall", 2, 1, True),
        ("fall", 2, 2, True),
    ]
    first = evidence.withdrawn(rival, "news-2014", DAY("2017-06-01")).sentences
    assert [tuple(row) for row in first.itertuples(index=False)] == [("fall", 1, 1, True)]


def test_a_source_that_nobody_cites_takes_nothing_with_it(tmp_path):
    def idle(files):
        files["sources.json"].append(toy.source("idle-2015", "2015"))

    dataset = load(toy.write(tmp_path, idle))
    fall = evidence.withdrawn(dataset, "idle-2015", DAY("2017-06-01"))
    assert fall.nothing and fall.km2.empty
    with pytest.raises(KeyError):
        evidence.withdrawn(dataset, "nobody", DAY("2017-06-01"))


def test_a_source_s_standing_counts_what_it_carries_alone_and_beside_others(rival):
    table = evidence.standing(rival)
    news = table.loc["news-2014"]
    assert (news.statuses, news.alone, news.events, news.links, news.claims) == (6, 5, 1, 1, 1)
    assert (news.contradicted, table.contradicts["rival-2017"], table.evidence["news-2017"]) == (2, 2, 1)
    assert table.delay_days["rival-2017"] == (DAY("2017-03-01") - DAY("2015-01-01")).days


@pytest.mark.parametrize(
    ("day", "others"),
    [
        ("2014-06-10", ["reds"]),
        ("2014-07-01", []),
        ("2017-01-09", []),
        ("2017-01-10", ["blues"]),
        ("2017-01-23", ["blues"]),
        ("2017-01-24", []),
        ("2018-01-01", []),
    ],
)
def test_ground_is_in_dispute_on_the_days_on_which_the_two_differ(rival, day, others):
    found = disputes.disagreements(rival, DAY(day))
    assert list(found.other_actor) == others
    area = rival.features.area_km2["west"] if others else 0
    assert disputes.in_dispute_km2(rival, DAY(day)) == pytest.approx(area)


def test_what_was_not_yet_published_disputes_nothing(rival):
    assert disputes.disagreements(derive.known_on(rival, DAY("2017-02-28")), DAY("2017-01-15")).empty
    assert len(disputes.disagreements(derive.known_on(rival, DAY("2017-03-01")), DAY("2017-01-15"))) == 1


def test_the_real_dataset_names_its_disagreements_and_no_withdrawal_fails():
    dataset = load()
    assert len(disputes.disagreements(dataset)) >= 20
    table = evidence.standing(dataset)
    heaviest = table.alone.idxmax()
    fall = evidence.withdrawn(dataset, heaviest, DAY("2017-08-07"))
    assert len(fall.statuses) == table.alone[heaviest] and not fall.km2.empty

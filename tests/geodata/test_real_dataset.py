"""The dataset that Kharita ships: sound, whole, and in agreement with what others published."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from geodata import derive, files, ground, zones
from geodata.check import check
from geodata.dataset import load
from geodata.form import canonical
from geodata.land import land

ZONED = sorted(path.name.removesuffix(".towns.csv") for path in (files.DATASET / "zones").glob("*.towns.csv"))


@pytest.fixture(scope="module")
def dataset():
    return load()


def test_it_has_no_problem():
    assert [str(problem) for problem in check()] == []


@pytest.mark.parametrize(
    ("lon", "lat", "day", "actor", "status"),
    [
        (43.119, 36.335, "2015-01-01", "isis", "control"),
        (43.119, 36.335, "2017-05-01", "isis", "contested"),
        (43.119, 36.335, "2017-08-01", "iraq-gov", "control"),
        (39.01, 35.95, "2015-06-01", "isis", "control"),
        (39.01, 35.95, "2017-08-07", "isis", "contested"),
        (39.01, 35.95, "2017-12-01", "sdf", "control"),
        (44.36, 33.31, "2015-01-01", "iraq-gov", "control"),
        (124.31, 7.995, "2017-07-01", "maute", "contested"),
    ],
)
def test_points_that_everyone_agrees_on(dataset, lon, lat, day, actor, status):
    answer = derive.at(dataset, lon, lat, date.fromisoformat(day)).iloc[0]
    assert (answer.actor, answer.status) == (actor, status) and answer.sources


def test_timbuktu_in_june_2012_was_held_by_al_qaedas_allies(dataset):
    answer = derive.at(dataset, -3.009, 16.773, date(2012, 6, 1))
    assert set(answer.actor) & {"ansar-dine", "aqim"}


def test_the_open_sea_is_not_known(dataset):
    assert list(derive.at(dataset, 33.0, 35.9, date(2015, 1, 1)).status) == ["not known"]


IHS = {"2015-01-01": 90_800, "2015-12-14": 78_000, "2016-12-31": 60_400, "2017-06-26": 36_200}


@pytest.mark.parametrize(("day", "ihs_km2"), IHS.items())
def test_the_area_held_by_isis_lies_within_10_percent_of_ihs(dataset, day, ihs_km2):
    row = ground.area(dataset, "isis", [date.fromisoformat(day)], theatre="syria-iraq").iloc[0]
    assert row.area_km2 == pytest.approx(ihs_km2, rel=0.10)
    assert row.low_km2 < row.area_km2 < row.high_km2


def test_the_share_that_remained_is_near_ihs_and_between_the_publishers_where_they_differ(dataset):
    areas = ground.area(
        dataset, "isis", [date.fromisoformat(day) for day in IHS], theatre="syria-iraq"
    ).area_km2
    shares = {day: 100 * area / areas[0] for day, area in zip(IHS, areas, strict=True)}
    ihs = {day: 100 * area / IHS["2015-01-01"] for day, area in IHS.items()}
    assert shares["2015-12-14"] == pytest.approx(ihs["2015-12-14"], abs=5)
    assert shares["2017-06-26"] == pytest.approx(ihs["2017-06-26"], abs=5)
    # For the turn of 2016 IHS has 66 % of January 2015, RAND 45 % of the height of 2014: ours lies between.
    assert 45 < shares["2016-12-31"] < ihs["2016-12-31"]


def test_the_published_figures_lie_in_our_band_where_they_measure_the_same(dataset):
    table = ground.against_published(dataset).set_index("estimate")
    inside = ["ihs-area-2015-01-01", "ihs-area-2015-12-14", "ihs-area-2016-12-31", "ihs-area-2017-06-26"]
    assert table.in_band[inside].all()
    rand = table.loc["rand-area-syria-iraq-2017-01"]
    assert rand.published_km2 < rand.area_km2 and rand.published_km2 > 0.9 * rand.low_km2


def handovers():
    with (Path(__file__).parents[1] / "cases" / "handovers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", handovers(), ids=lambda case: f"{case['place']} {case['date']}")
def test_a_known_handover_is_answered_rightly_a_week_before_and_after(dataset, case):
    """Or the case says why this dataset answers otherwise, and then it does."""
    day, week, named = date.fromisoformat(case["date"]), timedelta(days=7), set(case["actors"].split())
    before, after = (
        derive.at(dataset, float(case["lon"]), float(case["lat"]), when) for when in (day - week, day + week)
    )
    held = before.status.isin(["control", "contested"]) & before.actor.isin(named)
    holds = after.status.isin(["control", "contested"]) & after.actor.isin(named)
    if case["change"] == "gained":
        right = not (held & (before.status == "control")).any() and holds.any()
    else:
        right = held.any() and not (holds & (after.status == "control")).any()
    assert right == (not case["otherwise"])


def test_it_is_as_large_as_promised(dataset):
    kinds = dataset.features.groupby(["theatre", "kind"]).size()
    assert kinds["syria-iraq", "zone"] >= 400
    assert len(dataset.events) >= 300 and len(dataset.links) >= 40
    named = [s for s in dataset.sources.values() if s.publisher.en and (s.symbol or s.url)]
    assert len(named) >= 150
    assert len(dataset.claims) >= 97
    for theatre in ("west-africa", "southern-philippines", "libya", "arabian-peninsula", "sahel-maghreb"):
        assert kinds[theatre, "region"] >= 1
    assert {"cooperation", "leaders", "money", "fighters"} <= set(dataset.links.kind)


@pytest.mark.parametrize(
    "place",
    ["raqqa", "mosul", "deir-ez-zor", "west-africa", "southern-philippines", "arabian-peninsula", "libya", "mali",
     "southern-algeria", "southern-tunisia", "marawi", "un-headquarters"],
)  # fmt: skip
def test_every_place_of_the_article_is_on_the_map_in_both_languages(dataset, place):
    row = dataset.features.loc[place]
    assert row.kind == "place" and row.name_en and row.name_ar
    assert place == "un-headquarters" or len(derive.history(dataset, place))


def test_all_37_statements_of_the_article_have_a_verdict_and_a_finding(dataset):
    article = {claim.id: claim for claim in dataset.claims if claim.source == "article-ar-2017-08"}
    assert set(article) == {f"c{number:02}" for number in range(1, 38)}
    for claim in article.values():
        assert claim.finding.ar and (claim.evidence or claim.verdict in ("opinion", "unverified"))


def test_the_articles_errors_stand_as_its_claims_not_as_facts(dataset):
    adopted = dataset.events[
        dataset.events.title.map(lambda title: "2368" in title.en) & (dataset.events.kind == "resolution")
    ]
    assert list(adopted.date) == ["2017-07-20"]
    verdicts = {claim.id: claim.verdict for claim in dataset.claims}
    assert verdicts["c06"] in ("disputed", "contradicted") and verdicts["c25"] in ("disputed", "contradicted")
    assert verdicts["c26"] in ("disputed", "contradicted")


@pytest.mark.parametrize("theatre", ZONED)
def test_building_the_zones_again_changes_no_byte(dataset, theatre):
    built = zones.build(files.DATASET, theatre, dataset.theatres[theatre].reach_km, land())
    file = f"zones/{theatre}.geojson"
    assert canonical(built, file) == files.read(files.DATASET / file)


def test_finer_zones_stand_inside_the_three_cities(dataset):
    for city, least in (("raqqa", 2), ("mosul", 2), ("deir-ez-zor", 3)):
        assert len(dataset.features.loc[city].stands_in) >= least


def test_the_stories_have_eight_to_fifteen_steps_in_both_languages(dataset):
    assert set(dataset.stories) == {
        "what-the-un-knew-in-august-2017", "rise-and-fall-of-a-territory", "after-raqqa-beyond-the-middle-east",
    }  # fmt: skip
    for story in dataset.stories.values():
        assert 8 <= len(story.steps) <= 15
        for step in story.steps:
            assert step.theatre is None or step.theatre in dataset.theatres
            assert all(sentence.text.ar != sentence.text.en for sentence in step.sentences)


@pytest.mark.parametrize("number", ["1267", "1989", "2253", "2368"])
def test_the_resolutions_are_events_with_their_source(dataset, number):
    adopted = dataset.events[
        (dataset.events.kind == "resolution") & dataset.events.index.str.contains(number)
    ]
    assert len(adopted) == 1 and adopted.sources.iloc[0]


def test_iswap_and_shekaus_faction_are_told_apart_from_august_2016(dataset):
    rows = dataset.statuses[(dataset.statuses.theatre == "west-africa") & (dataset.statuses.actor == "iswap")]
    assert len(rows) and (rows.valid_from >= "2016-08").all()

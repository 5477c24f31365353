"""The dataset that Kharita ships: sound, whole, and in agreement with what others published."""

from datetime import date

import pytest

from geodata import derive, files, ground, zones
from geodata.check import check
from geodata.cli import land
from geodata.dataset import load
from geodata.form import canonical

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


@pytest.mark.parametrize(
    ("day", "ihs_km2"),
    [("2015-01-01", 90_800), ("2015-12-14", 78_000), ("2016-12-31", 60_400), ("2017-06-26", 36_200)],
)
def test_the_area_held_by_isis_lies_within_15_percent_of_ihs(dataset, day, ihs_km2):
    row = ground.area(dataset, "isis", [date.fromisoformat(day)], theatre="syria-iraq").iloc[0]
    assert row.area_km2 == pytest.approx(ihs_km2, rel=0.15)
    assert row.low_km2 < row.area_km2 < row.high_km2


def test_it_is_as_large_as_promised(dataset):
    kinds = dataset.features.groupby(["theatre", "kind"]).size()
    assert kinds["syria-iraq", "zone"] >= 120
    assert len(dataset.events) >= 80 and len(dataset.links) >= 12 and len(dataset.sources) >= 60
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

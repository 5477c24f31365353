"""A dataset of another conflict, and one in which nothing is written yet, open where there is something to see or to do."""

from datetime import date

import pytest

from dashboard import panels
from dashboard.view import from_params
from dashboard.words import of
from geodata import derive
from geodata.dataset import load
from tests import toy


def emptied(files):
    for file in ("zones/north.geojson", "regions/north.geojson", "places.geojson"):
        for feature in files[file]:
            if "timeline" in feature["properties"]:
                feature["properties"]["timeline"] = []
    for file in ("stories/fall.json", "claims.json", "events/2014.geojson"):
        del files[file]


def elsewhere(files):
    files["zones/north.geojson"][0]["properties"]["timeline"] = [toy.row("2023-04-15", None, "reds")]
    files["zones/north.geojson"][1]["properties"]["timeline"] = []
    files["regions/north.geojson"][0]["properties"]["timeline"] = []
    files["places.geojson"][1]["properties"]["timeline"] = []


def test_without_a_row_the_clock_is_this_year_and_the_page_says_what_to_do(tmp_path):
    dataset = load(toy.write(tmp_path, emptied))
    today = date.today()
    assert derive.clock(dataset) == (date(today.year, 1, 1), date(today.year, 12, 31))
    view = from_params({}, dataset)
    assert (view.theatre, view.as_of.year) == ("north", today.year)
    for lang in ("en", "ar"):
        assert "geodata/TUTORIAL.md" in str(panels.day_figures(dataset, view, of(lang)))


def test_another_conflict_opens_in_its_theatre_on_the_day_of_its_last_row(tmp_path):
    dataset = load(toy.write(tmp_path, elsewhere))
    view = from_params({}, dataset)
    assert (view.theatre, view.as_of) == ("north", date(2023, 4, 15))
    assert from_params({"date": "2023-02-01"}, dataset).as_of == date(2023, 2, 1)
    assert of("en")["nothing_known_yet"] not in str(panels.day_figures(dataset, view, of("en")))


@pytest.mark.parametrize("theatre", ["south", "", "syria-iraq"])
def test_a_theatre_that_is_not_there_is_the_only_one_there_is(tmp_path, theatre):
    assert from_params({"theatre": theatre}, load(toy.write(tmp_path))).theatre == "north"

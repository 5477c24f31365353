"""A place: its story in sentences, a picture of any day, its neighbours, and links that open at a date."""

from __future__ import annotations

import base64
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from dashboard import words
from dashboard.sketch import sketch
from dashboard.tale import tale
from geodata.dataset import load
from tests import toy
from tests.hostile import PAYLOADS
from tests.look import settled


@pytest.fixture(scope="module")
def dataset():
    return load()


def picture(html: str) -> str:
    return base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()


def test_the_story_of_a_place_is_told_row_by_row(dataset):
    assert (
        tale(dataset, "palmyra", words.of("en"))[1]
        == "From 20 May 2015 to 27 March 2016 it was held by ISIS."
    )
    assert "تحت سيطرة داعش" in tale(dataset, "palmyra", words.of("ar"))[1]


def test_the_story_of_a_city_says_when_part_of_it_and_when_all_of_it_was_held(dataset):
    told = " ".join(tale(dataset, "mosul", words.of("en")))
    assert "All of it was in its hands from 10 June 2014 to 1 November 2016." in told
    assert "All of it has been in its hands since 10 July 2017." in told


def test_every_place_has_a_story_and_a_picture_in_both_languages(dataset):
    places = dataset.features[dataset.features.kind == "place"].index[::25]
    for place in places:
        for lang in ("en", "ar"):
            told = tale(dataset, place, words.of(lang))
            assert all("{" not in sentence for sentence in told)
            ElementTree.fromstring(picture(sketch(dataset, place, date(2016, 1, 1), words.of(lang))))


def test_the_picture_shows_the_day_it_is_of(dataset):
    colour = dataset.actors["isis"].colour
    held, retaken = (
        picture(sketch(dataset, "palmyra", day, words.of("en")))
        for day in (date(2017, 1, 1), date(2018, 6, 1))
    )
    assert held.count(colour) > retaken.count(colour)


def test_hostile_names_are_text_in_the_picture(tmp_path):
    def spoil(files):
        for feature, payload in zip(files["places.geojson"], PAYLOADS, strict=False):
            feature["properties"]["name"] = toy.words(payload, "ا " + payload)

    drawn = picture(sketch(load(toy.write(tmp_path, spoil)), "town", date(2015, 1, 1), words.of("en")))
    tags = {element.tag.split("}")[-1] for element in ElementTree.fromstring(drawn).iter()}
    assert tags <= {"svg", "style", "defs", "pattern", "rect", "path", "circle", "text"}


def test_rows_and_events_lead_to_their_day(page, real):
    page.goto(f"{real}/place?date=2017-01-01&place=palmyra")
    settled(page)
    expect(page.locator(".kh-now strong")).to_have_text("ISIS, control")
    assert page.locator(".kh-sketch").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_role("link", name=re.compile("The change after")).click()
    expect(page.locator(".kh-now strong")).to_have_text("Syrian Government, control", timeout=60_000)
    expect(page).to_have_url(re.compile("date=2017-03-02"))
    page.locator(".kh-events a").first.click()
    expect(page).to_have_url(re.compile(r"/\?date=2015-05-20.*place=palmyra"), timeout=60_000)
    settled(page)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_a_place_one_of_the_theatre_in_view_is_told(page, real, dataset, lang):
    page.goto(f"{real}/place?lang={lang}&theatre=libya")
    libyan = dataset.features[(dataset.features.kind == "place") & (dataset.features.theatre == "libya")]
    heading = page.locator("[data-testid=stHtml] h1").first
    expect(heading).to_have_text(re.compile("|".join(map(re.escape, libyan[f"name_{lang}"]))), timeout=60_000)

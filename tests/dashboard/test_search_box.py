"""The search box: type, and Enter goes there at the right day; by keyboard, in both languages, text as text."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from dashboard import words
from dashboard.search.answers import answers
from geodata import derive, search
from geodata.dataset import load
from geodata.period import parse
from tests import toy
from tests.hostile import PAYLOADS


@pytest.fixture(scope="module")
def dataset():
    return load()


@pytest.fixture(scope="module")
def index(dataset):
    return search.index(dataset)


def call(page: Page) -> None:
    """Bring the box to the keyboard."""
    box = page.get_by_role("combobox", name=re.compile("Search|بحث"))
    expect(box).to_be_visible(timeout=60_000)
    page.keyboard.press("/")
    expect(box).to_be_focused(timeout=60_000)


def asked(page: Page, text: str):
    """The options that the box shows for a text."""
    call(page)
    page.keyboard.type(text)
    options = page.locator(".kh-search [role=option]")
    expect(options.first).to_be_visible(timeout=60_000)
    expect(page.locator(".kh-search .busy")).to_have_count(0, timeout=60_000)
    return options


def first(dataset, index, text, lang="en"):
    return answers(dataset, index, text, words.of(lang), "syria-iraq")[0]["hits"][0]


def test_a_place_with_a_day_is_answered_at_once_with_who_says_so(dataset, index):
    for lang, text, held in (
        ("en", "who held Palmyra on 1 January 2017, and who says so", "1 January 2017: ISIS, control"),
        ("ar", "تدمر 1 كانون الثاني 2017", "1 كانون الثاني 2017: داعش، سيطرة"),
    ):
        hit = first(dataset, index, text, lang)
        assert hit["detail"] == held and hit["aside"]
        assert (hit["page"], hit["params"]) == ("place", {"place": "palmyra", "date": "2017-01-01"})


def test_an_actor_with_a_period_is_answered_with_what_it_lost_and_its_band(dataset, index):
    hit = first(dataset, index, "how much ground did ISIS lose in the first half of 2017")
    assert re.search(r"Lost \S*20,\d00\S* km² \(.+ – .+\)", hit["detail"])
    assert hit["params"] == {"theatre": "syria-iraq", "date": "2017-06-30", "compare": "2017-01-01"}


def test_a_place_without_a_day_opens_at_its_most_telling_one(dataset, index):
    assert first(dataset, index, "Marawi")["params"]["date"] == "2017-10-23"


def test_the_past_answers_with_what_was_known_then(dataset, index):
    early = derive.known_on(dataset, parse("2017-06-01").first)
    shown = json.dumps(answers(early, index, "baghdadi killed", words.of("en"), "all"))
    assert "probably killed" not in shown and "probably killed" in json.dumps(
        answers(dataset, index, "baghdadi killed", words.of("en"), "all")
    )


def test_enter_goes_to_the_place_at_the_day(page, real):
    page.goto(real)
    expect(page.locator(".kh-foot")).to_be_visible(timeout=60_000)
    options = asked(page, "Palmyra 1 January 2017")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/place\?date=2017-01-01&place=palmyra"), timeout=60_000)
    expect(page.locator("main, .stMain").get_by_role("heading", name="Palmyra")).to_be_visible(timeout=60_000)


def test_what_nothing_resembles_says_what_to_do(page, real):
    page.goto(f"{real}/figures?lang=ar")
    expect(page.locator(".kh-foot")).to_be_visible(timeout=60_000)
    call(page)
    expect(page.locator(".kh-search .say").first).to_contain_text("اكتب اسمًا", timeout=60_000)
    page.keyboard.type("zzzqqqvvv")
    expect(page.locator(".kh-search .say").first).to_contain_text("جرّب", timeout=60_000)
    held, shown = page.locator("#kharita-search"), page.locator(".kh-search .list")
    for stays in ("zzzqqqvvv", ""):
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
        expect(shown).to_be_hidden()
        expect(held).to_have_value(stays)


def test_hostile_names_are_found_as_text(page, serve, tmp_path):
    def spoil(files):
        for number, event in enumerate(PAYLOADS):
            files["events/2014.geojson"].append(toy.feature(
                f"needle-{number}", toy.point(40.5, 35.5), kind="siege", date="2014-07-01", places=["town"], actors=["reds"],
                title=toy.words(f"needle {event}"), summary=toy.words(event or "x"), sources=["news-2014"]))  # fmt: skip

    page.goto(serve(toy.write(tmp_path, spoil)))
    expect(page.locator(".kh-foot")).to_be_visible(timeout=60_000)
    assert asked(page, "needle").count() >= 4
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.querySelectorAll('img[src=x], svg[onload]').length") == 0

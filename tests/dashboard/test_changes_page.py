"""Changes: two days as a paragraph in both languages, as figures with a band, as rows, as a map with a line."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from dashboard import words
from dashboard.telling import paragraph
from geodata import ground
from geodata.balance import balance
from geodata.dataset import load
from tests.look import settled

DAYS = date(2017, 1, 1), date(2017, 6, 30)


@pytest.fixture(scope="module")
def dataset():
    return load()


def told(dataset, lang, start, end, theatre="syria-iraq"):
    moved, flips = (
        balance(dataset, start, end, theatre=theatre),
        ground.changes(dataset, start, end, theatre=theatre),
    )
    return paragraph(dataset, moved, flips, (start, end), theatre, words.of(lang)), moved, flips


def test_the_paragraph_says_what_the_figures_say_in_both_languages(dataset):
    for lang, text in (("en", "ISIS lost"), ("ar", "بلغت خسارة داعش")):
        said, moved, flips = told(dataset, lang, *DAYS)
        t = words.of(lang)
        row = moved.set_index("actor").loc["isis"]
        assert text in said and t.number(len(flips)) in said
        assert all(t.km2(row[f"lost{bound}_km2"]) in said for bound in ("", "_low", "_high"))
        assert all(not re.search(r"[{}|]", sentence) for sentence in said.split("."))


def test_a_quiet_time_is_said_to_be_quiet(dataset):
    said, moved, flips = told(dataset, "en", date(2016, 2, 1), date(2016, 2, 2), "southern-philippines")
    assert moved.empty and flips.empty and "no zone of" in said


@pytest.mark.parametrize(
    ("many", "form"),
    [
        (1, "منطقة واحدة"),
        (2, "منطقتين"),
        (3, "3 مناطق"),
        (11, "11 منطقة"),
        (100, "100 منطقة"),
        (103, "103 مناطق"),
    ],
)
def test_arabic_counts_zones_in_the_right_plural(many, form):
    assert form in words.of("ar").count("tell_zones", many)


def test_every_counted_text_has_all_forms_of_its_language():
    for lang, forms in (("en", {"one", "other"}), ("ar", {"zero", "one", "two", "few", "many", "other"})):
        counted = [text for text in words.of(lang).values() if " | other: " in text]
        assert counted and all(
            {part.split(": ")[0] for part in text.split(" | ")} == forms for text in counted
        )


def test_the_page_draws_two_days_and_a_preset_moves_them(page, real):
    page.goto(f"{real}/changes?date=2017-06-30&compare=2017-01-01")
    settled(page)
    frame = page.frame_locator('iframe[src*="/kharita/map"]')
    expect(frame.locator(".kh-handle")).to_be_visible()
    expect(page.locator(".kh-told")).to_contain_text("ISIS lost", timeout=60_000)
    expect(page.locator(".kh-scroll tbody tr").first).to_contain_text("ISIS")
    page.get_by_role("radio", name="30 days").or_(page.get_by_role("button", name="30 days")).first.click()
    expect(page).to_have_url(re.compile("compare=2017-05-31"), timeout=60_000)
    expect(page.locator(".kh-told")).to_contain_text("31 May 2017", timeout=60_000)
    settled(page)


def test_a_row_leads_to_the_place_on_its_day_and_back_to_one_day_on_the_briefing(page, real):
    page.goto(f"{real}/changes?date=2017-06-30&compare=2017-05-31")
    settled(page)
    link = page.locator(".kh-scroll tbody a[href*='/place']").first
    day = re.search(r"date=([\d-]+)", link.get_attribute("href"))[1]
    loads: list[str] = []
    page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
    link.click()
    expect(page).to_have_url(re.compile(rf"/place\?.*date={day}"), timeout=60_000)
    assert not [url for url in loads if "/place" in url]

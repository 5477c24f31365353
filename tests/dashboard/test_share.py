"""What is shared is what is seen: links that come back to the pixel, embedding, and the button that copies."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from dashboard.view import DEFAULT
from geodata.dataset import load
from tests.look import settled
from tests.roundtrip import travel, views


@pytest.fixture(scope="module")
def dataset():
    return load()


@pytest.mark.parametrize("number", range(6))
def test_a_shared_link_opened_fresh_gives_the_same_view(browser, real, dataset, number):
    path, view = list(views(dataset, 6, seed=5))[number]
    trip = travel(browser, real, dataset, path, view, move=number % 3 == 0)
    assert trip.good, trip


def test_embedded_it_is_the_map_its_clock_and_the_way_back(page, real):
    page.goto(f"{real}/?embed=true&date=2016-12-31&lang=ar")
    frame = page.frame_locator('iframe[src*="/kharita/map"]')
    expect(frame.locator(".kh-clock strong")).to_have_text("31 كانون الأول 2016", timeout=60_000)
    expect(page.locator(".kh-embed a")).to_have_attribute("href", re.compile("^/[?]date=2016-12-31"))
    assert page.locator(".kh-search, [data-testid=stTopNavLink], .kh-foot").count() == 0
    frame.locator(".kh-scrubber").press("End")
    expect(page.locator(".kh-embed a")).not_to_have_attribute(
        "href", re.compile("date=2016-12-31"), timeout=60_000
    )


def test_the_button_copies_the_link_or_the_lines_that_embed_it(browser, real):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{real}/?date=2015-06-01&place=mosul")
    settled(page)
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator(".kh-share .said")).to_contain_text("Copied", timeout=60_000)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Copy the lines").click()
    page.wait_for_timeout(300)
    lines = page.evaluate("navigator.clipboard.readText()")
    assert lines.startswith("<iframe") and "embed=true" in lines and "date=2015-06-01" in lines
    context.close()


def test_a_map_moved_by_hand_comes_back_from_its_link_to_the_pixel_lines_and_patterns_too(
    browser, real, dataset
):
    view = replace(
        DEFAULT, as_of=date(2015, 12, 21), theatre="sahel-maghreb", camera=(3.3486, 21.7645, 6.25), lang="ar"
    )
    trip = travel(browser, real, dataset, "", view, move=True)
    assert trip.good, f"{trip.share:.3%} of {trip.link}"

"""Timeline: every place a lane on one axis, in the order asked for, and each bar and tick a way to its day."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.look import settled


def test_lanes_are_sorted_and_lead_to_their_day(page, real):
    page.goto(f"{real}/timeline?theatre=libya")
    settled(page)
    lanes = page.locator(".kh-timeline > div > a:first-child")
    expect(lanes.first).to_be_visible(timeout=60_000)
    before = lanes.all_inner_texts()
    page.get_by_role("combobox", name="Order of the places").click()
    page.get_by_role("option", name="Name", exact=True).click()
    expect(lanes.first).not_to_have_text(before[0], timeout=60_000)
    names = lanes.all_inner_texts()
    assert sorted(before) == sorted(names) and names == sorted(names, key=str.casefold)
    assert page.locator(".kh-folded tbody tr").count() == len(names)
    href = page.locator(".kh-timeline a.kh-bar").first.get_attribute("href")
    page.locator(".kh-timeline a.kh-bar").first.click()
    day = re.search(r"date=([\d-]+)", href)[1]
    expect(page).to_have_url(re.compile(rf"/place\?.*date={day}"), timeout=60_000)


def test_a_theatre_without_lanes_says_what_to_do(page, real):
    page.goto(f"{real}/timeline?known=1999-01-01&lang=ar")
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("اختر", timeout=60_000)


def test_pages_of_a_day_of_knowledge_before_the_clocks_own_day_are_drawn(page, real):
    for path in ("changes", "place?place=mosul"):
        page.goto(f"{real}/{path}{'&' if '?' in path else '?'}date=2018-01-01&known=2014-02-01")
        settled(page)
        assert page.locator("[data-testid=stException]").count() == 0

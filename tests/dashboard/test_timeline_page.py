"""Timeline: every place a lane on one axis, in the order asked for, and each bar and tick a way to its day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.look import settled


def test_lanes_are_sorted_and_a_click_leads_to_the_place_on_that_day(page, real):
    page.goto(f"{real}/timeline?theatre=libya")
    settled(page)
    lanes = page.locator(".kh-timeline > div > a[href*='/place']:first-child")
    expect(lanes.first).to_be_visible(timeout=60_000)
    before = lanes.all_inner_texts()
    page.get_by_role("combobox", name="Order of the places").click()
    page.get_by_role("option", name="Name", exact=True).click()
    expect(lanes.first).not_to_have_text(before[0], timeout=60_000)
    expect(page).to_have_url(re.compile("sort=name"))
    names = lanes.all_inner_texts()
    assert sorted(before) == sorted(names) and names == sorted(names, key=str.casefold)
    assert page.locator(".kh-folded tbody tr").count() == len(names)
    lane = page.locator(".kh-timeline a.kh-lane[href*='/place']").first
    first, last = map(int, lane.get_attribute("data-days").split(","))
    box = lane.bounding_box()
    lane.click(position={"x": box["width"] / 2, "y": 5})
    expect(page).to_have_url(re.compile(r"/place\?"), timeout=60_000)
    day = date.fromisoformat(re.search(r"date=([\d-]+)", page.url)[1])
    assert abs((day - date(1970, 1, 1)).days - (first + last) / 2) <= (last - first) / box["width"] + 1


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_part_of_the_clock_is_brushed_from_where_one_begins_to_read_and_stands_in_the_address(
    page, real, lang
):
    page.goto(f"{real}/timeline?theatre=libya&lang={lang}")
    settled(page)
    track = page.locator(".kh-brush .track")
    box = track.bounding_box()
    sides = (0.25, 0.5) if lang == "en" else (0.75, 0.5)
    page.mouse.move(box["x"] + box["width"] * sides[0], box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * sides[1], box["y"] + 20, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"span=[\d-]+\.\.[\d-]+"))
    first, last = map(date.fromisoformat, re.search(r"span=([\d-]+)\.\.([\d-]+)", page.url).groups())
    hands = page.get_by_role("slider", name="Part of the clock" if lang == "en" else "جزء من الساعة")
    clock = [int(hands.nth(n).get_attribute(f"aria-value{end}")) for n, end in ((0, "min"), (1, "max"))]
    shares = [((day - date(1970, 1, 1)).days - clock[0]) / (clock[1] - clock[0]) for day in (first, last)]
    assert shares == pytest.approx([0.25, 0.5], abs=0.01)
    lane = page.locator(".kh-timeline a.kh-lane").first
    expect(lane).to_have_attribute(
        "data-days", ",".join(hands.nth(n).get_attribute("aria-valuenow") for n in (0, 1))
    )
    shown = page.url
    hands.first.press("ArrowRight" if lang == "en" else "ArrowLeft")
    expect(page).not_to_have_url(shown)
    page.goto(shown)
    settled(page)
    expect(lane).to_have_attribute(
        "data-days", f"{(first - date(1970, 1, 1)).days},{(last - date(1970, 1, 1)).days}"
    )
    page.locator(".kh-brush button").click()
    expect(page).not_to_have_url(re.compile("span="))


def test_a_theatre_without_lanes_says_what_to_do(page, real):
    page.goto(f"{real}/timeline?known=1999-01-01&lang=ar")
    expect(page.locator("[data-testid=stAlert]")).to_contain_text("اختر", timeout=60_000)


def test_pages_of_a_day_of_knowledge_before_the_clocks_own_day_are_drawn(page, real):
    for path in ("changes", "place?place=mosul"):
        page.goto(f"{real}/{path}{'&' if '?' in path else '?'}date=2018-01-01&known=2014-02-01")
        settled(page)
        assert page.locator("[data-testid=stException]").count() == 0

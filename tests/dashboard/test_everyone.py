"""Every page for everyone: both languages, light and dark, phone to wall, keyboard and screen reader."""

from __future__ import annotations

import json
import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard import vendor, words
from tests.look import LANGS, THEMES, context, looks, pages, settled

#: What Streamlit itself brings, and no page of ours can change: it marks no main part and sets no title of the page.
STREAMLITS_OWN = {"region", "landmark-one-main", "page-has-heading-one"}

AXE = (vendor.MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = """axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]))"""

#: Elements that stand out over the side of the window, where the page would scroll sideways.
WIDE = "Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)"


#: In which languages and themes axe looks at each width: every page at every width, language and theme.
LOOKED = {
    390: {("en", "light"), ("ar", "dark")},
    1280: set(product(LANGS, THEMES)),
    1920: {("ar", "light"), ("en", "dark")},
}

#: The text spacing of WCAG 2.2, 1.4.12.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_fits_every_width_reads_its_way_asks_no_other_host_and_axe_finds_nothing_serious(
    browser, real, lang, theme
):
    with context(browser, theme) as page:
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
        wrong = []
        for path in pages():
            for width in looks(page, real, f"{path}?lang={lang}&place=mosul"):
                if (wide := page.evaluate(WIDE)) > width:
                    wrong.append((path, width, f"{wide} px wide"))
                if (lang, theme) in LOOKED[width]:
                    wrong += [(path, *found) for found in serious(page)]
            expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
            expect(page.locator("html")).to_have_attribute("lang", lang)
        assert hosts <= {"127.0.0.1", ""}
        assert wrong == [], json.dumps(wrong, indent=1, ensure_ascii=False)


def serious(page: Page) -> list[tuple[str, list[str]]]:
    for frame in page.frames:
        if not frame.evaluate("Boolean(window.axe)"):
            frame.evaluate(AXE)
    return [(name, nodes) for name, nodes in page.evaluate(SERIOUS) if name not in STREAMLITS_OWN]


@pytest.fixture(scope="module")
def wide(browser, real, form):
    """One page that the tests below share: `open(address)` shows an address in it."""
    with context(browser, form[1], form[0]) as page:

        def shown(path: str) -> Page:
            page.goto(f"{real}/{path}")
            settled(page)
            return page

        yield shown


def test_a_source_shows_what_would_fall_with_it(wide):
    page = wide("sources?source=afp-2017-08-31-the-islamic-state-group")
    cards = page.locator(".kh-cards")
    expect(cards).to_contain_text("Statuses that would become not known")
    expect(cards).to_contain_text("Of these, resting on it alone")
    expect(page.get_by_role("region", name=re.compile("Ground that would become not known"))).to_contain_text(
        "km²"
    )


def test_claims_stand_in_both_languages_side_by_side_and_disagreements_as_rows(wide):
    page = wide("sources?part=claims")
    first = page.locator(".kh-scroll tbody tr").first
    assert re.search("[ء-ي]", first.locator("td").nth(1).inner_text())
    expect(first.locator("[lang=ar]")).to_have_attribute("dir", "rtl")
    page = wide("sources?part=disagreements&date=2017-09-10")
    row = page.get_by_role("region", name="In dispute on this day").locator("tr", has_text="Raqqa, old city")
    expect(row).to_contain_text("Syrian Democratic Forces, control")
    expect(row).to_contain_text("ISIS, contested")


def test_the_second_clock_goes_back_by_keyboard_says_so_and_comes_back(wide):
    page = wide("sources?part=learned")
    expect(page.locator(".kh-past")).to_have_count(0)
    clock = page.get_by_role("slider", name="Known on")
    clock.focus()
    clock.press("ArrowLeft")
    expect(page.locator(".kh-past")).to_contain_text("You are in the past", timeout=30_000)
    expect(page).to_have_url(re.compile(r"known=\d{4}-\d{2}-\d{2}"))
    page = wide("sources?part=learned&known=2017-08-07")
    expect(page.locator(".kh-past")).to_contain_text("by 7 August 2017")
    expect(clock).to_have_attribute("aria-valuetext", "7 August 2017")
    expect(page.get_by_role("region", name="Published later about 7 August 2017")).to_contain_text(
        "14 August 2017"
    )
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator(".kh-past")).to_have_count(0, timeout=30_000)
    assert "known=" not in page.url


def test_the_map_can_be_read_as_text_and_back(wide):
    page = wide("?date=2017-09-10")
    page.get_by_text("Text", exact=True).click()
    prose = page.locator(".kh-prose")
    expect(prose.locator("#text-contested")).to_contain_text(
        "contested against Syrian Democratic Forces", timeout=30_000
    )
    expect(prose.locator("#text-disputed")).to_contain_text(
        "Raqqa, old city: the map says Syrian Democratic Forces, control"
    )
    expect(page.locator('iframe[src*="/kharita/map"]')).to_have_count(0, timeout=30_000)
    assert prose.locator("table").count() >= 4
    expect(page).to_have_url(re.compile("form=text"))
    page.get_by_text("Map", exact=True).click()
    settled(page)


def test_two_days_and_a_place_can_be_read_as_text_too(wide):
    page = wide("changes?date=2017-06-30&compare=2017-01-01&form=text&lang=ar")
    prose = page.locator(".kh-prose")
    expect(prose.locator("#text-between")).to_contain_text("بلغت خسارة داعش")
    expect(prose.locator("#text-moved table")).to_contain_text("داعش")
    assert prose.locator("#text-changed tbody tr").count() > 20
    expect(page.locator('iframe[src*="/kharita/map"]')).to_have_count(0)
    page = wide("place?place=kobani&date=2014-12-01")
    page.get_by_text("Text", exact=True).click()
    expect(page.locator("#text-sight")).to_contain_text("YPG, contested against ISIS")
    expect(page.locator("#text-near")).to_contain_text("31 km to the west")
    expect(page.locator(".kh-sketch")).to_have_count(0)
    expect(page).to_have_url(re.compile("form=text"))
    page.get_by_text("Map", exact=True).click()
    expect(page.locator(".kh-sketch")).to_be_visible()


def test_keys_are_listed_with_a_question_mark_on_the_page_and_in_the_map(wide):
    page = wide("")
    page.locator(".kh-panel").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("a day back, a day on")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.frame_locator('iframe[src*="/kharita/map"]').locator(".kh-scrubber").press("?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()


def test_a_skip_link_comes_before_the_bar_and_leads_past_the_menu(wide):
    page = wide("sources")
    skip = page.locator(".kh-skip")
    skip.focus()
    assert skip.bounding_box()["y"] >= 0
    skip.press("Enter")
    assert page.evaluate("document.activeElement.id") == "kh-main"


def test_arabic_stands_with_its_own_digits_where_the_reader_wants_them(wide):
    page = wide("?lang=ar&digits=arab&date=2017-09-10")
    map_ = page.frame_locator('iframe[src*="/kharita/map"]')
    expect(map_.locator(".kh-clock strong")).to_have_text("١٠ أيلول ٢٠١٧")
    expect(page.locator(".kh-day")).to_have_text("في ١٠ أيلول ٢٠١٧")
    assert not re.search("[0-9]", page.locator(".kh-lead").inner_text())
    assert words.of("ar", "arab").number(30) in map_.locator(".kh-group").first.inner_text()


def test_targets_are_large_enough_and_text_may_be_spaced_at_320_px(wide):
    page = wide("")
    page.frame_locator('iframe[src*="/kharita/map"]').locator(".kh-play").wait_for()
    frame = next(one for one in page.frames if "/kharita/map" in one.url)
    small = frame.evaluate(
        """[...document.querySelectorAll('button, summary, .leaflet-control-zoom a')].filter((one) => one.offsetParent)
        .map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []
    for path in ("", "sources"):
        page = wide(path)
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        page.add_style_tag(content=SPACED)
        page.wait_for_timeout(600)
        assert page.evaluate(WIDE) <= 320, path
        page.set_viewport_size(before)


def test_on_a_wall_type_is_larger_and_on_paper_only_what_is_read_remains(wide):
    page = wide("?layout=projector")
    expect(page.locator("html")).to_have_attribute("data-layout", "projector")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 20
    assert page.evaluate(WIDE) <= page.viewport_size["width"]
    page = wide("?form=text")
    page.emulate_media(media="print")
    expect(page.locator(".st-key-bar")).to_be_hidden()
    expect(page.locator(".kh-prose")).to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") > 2000
    page.emulate_media(media="screen")

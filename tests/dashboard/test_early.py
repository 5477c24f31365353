"""The map is there before Streamlit is, and stays the same frame when Streamlit takes it over."""

from __future__ import annotations

import time

import httpx
import pytest
from playwright.sync_api import Page, expect

from dashboard import early
from tests.look import settled

_MAP = 'iframe[src*="/kharita/map"]'
#: Streamlit's own beginning; while it is held back nothing of Streamlit stands.
_STREAMLIT = "**/static/js/index.*.js"


@pytest.fixture(scope="module")
def real(real) -> str:
    """A server that has read its dataset: before, the page has nothing to begin with."""
    end = time.monotonic() + 60
    while httpx.get(f"{real}/kharita/ready").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.2)
    return real


@pytest.fixture
def held(page: Page) -> list:
    """Streamlit's script, held back until each of these is let go on."""
    routes: list = []
    page.route(_STREAMLIT, lambda route: routes.append(route))
    return routes


def clock(page: Page):
    return page.frame_locator(_MAP).locator(".kh-clock strong")


def test_the_map_shows_its_day_while_streamlit_has_not_begun_and_what_is_done_there_reaches_the_page(
    page: Page, real, held
):
    page.goto(f"{real}/?date=2016-12-31", wait_until="commit")
    expect(clock(page)).to_have_text("31 December 2016")
    assert page.locator("[data-testid=stApp]").count() == 0
    frame = next(frame for frame in page.frames if "/kharita/map" in frame.url)
    frame.evaluate("window.kharita.mark = 'the same'")
    page.frame_locator(_MAP).locator(".kh-scrubber").press("ArrowRight")
    expect(clock(page)).to_have_text("1 January 2017")
    for route in held:
        route.continue_()
    expect(page.locator(".kh-panel .kh-day").first).to_contain_text("1 January 2017")
    expect(page.locator(_MAP)).to_have_count(1)
    assert frame.evaluate("window.kharita.mark") == "the same"
    assert page.locator(f".kh-host {_MAP}").count() == 1


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("ar", 390)])
def test_taken_over_it_looks_as_if_it_had_been_made_there(browser, real, lang, width):
    pictures = []
    for script in ("", "delete Element.prototype.moveBefore;"):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.add_init_script(script)
        page.goto(f"{real}/?date=2015-06-01&lang={lang}")
        settled(page)
        page.wait_for_timeout(500)
        pictures.append(page.locator(_MAP).screenshot())
        context.close()
    assert pictures[0] == pictures[1]


def test_only_the_page_that_shows_the_map_begins_with_it(page: Page, real):
    def begins(path: str) -> bool:
        return early.SCRIPT in page.request.get(f"{real}{path}").text()

    assert begins("/") and begins("/briefing?lang=ar&known=2017-08-07")
    assert not any(map(begins, ["/figures", "/?form=text", "/?embed=true", "/nothing"]))


def test_an_address_is_never_code_in_the_page(page: Page, real):
    text = page.request.get(f"{real}/?place=</script><script>alert(1)</script>&theatre=</script>").text()
    assert early.SCRIPT in text and "alert(1)" not in text


def test_a_page_that_shows_no_map_after_all_puts_it_away(page: Page, real, held):
    page.goto(f"{real}/", wait_until="commit")
    expect(page.locator(_MAP)).to_have_count(1)
    page.evaluate("history.replaceState(null, '', '/figures')")
    for route in held:
        route.continue_()
    expect(
        page.locator("[data-testid=stApp] h1, [data-testid=stApp] h2, [data-testid=stApp] h3").first
    ).to_be_visible()
    expect(page.locator(_MAP)).to_have_count(0)

"""Kharita in real Chromium: one map, one clock, nothing sent while dragging, nothing asked of other hosts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard import words
from tests import toy
from tests.hostile import PAYLOADS, spoil
from tests.look import settled

PAGES = ("", "stories", "changes", "timeline", "place", "figures", "sources", "export")


def opened(page: Page, url: str):
    """The map's frame, once it shows a day."""
    page.goto(url)
    frame = page.frame_locator('iframe[src*="/kharita/map"]')
    expect(frame.locator(".kh-clock strong")).not_to_be_empty(timeout=60_000)
    expect(frame.locator(".kh-root")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".kh-panel")).to_be_visible(timeout=60_000)
    return frame


def inner(page: Page):
    return next(frame for frame in page.frames if "/kharita/map" in frame.url)


def drag(page: Page, frame, start: float, end: float, *, drop: bool = True):
    """Drag over the scrubber, from and to shares of its width."""
    box = frame.locator(".kh-scrubber").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], middle)
    page.mouse.down()
    for step in range(1, 21):
        page.mouse.move(box["x"] + (start + (end - start) * step / 20) * box["width"], middle)
    if drop:
        page.mouse.up()


@pytest.fixture
def traffic(page: Page) -> dict[str, list[int]]:
    """Bytes of every websocket frame, by direction."""
    seen: dict[str, list[int]] = {"up": [], "down": []}

    def watch(socket):
        socket.on("framesent", lambda data: seen["up"].append(len(data or b"")))
        socket.on("framereceived", lambda data: seen["down"].append(len(data or b"")))

    page.on("websocket", watch)
    return seen


def test_dragging_sends_nothing_and_release_sends_little(page, real, traffic):
    requests: list[str] = []
    frame = opened(page, real)
    page.wait_for_timeout(1500)
    page.on("request", lambda request: requests.append(request.url))
    before = {way: sum(sizes) for way, sizes in traffic.items()}
    day = frame.locator(".kh-clock strong").inner_text()
    drag(page, frame, 0.8, 0.5, drop=False)
    page.wait_for_timeout(500)
    assert frame.locator(".kh-clock strong").inner_text() != day
    assert {way: sum(sizes) for way, sizes in traffic.items()} == before and requests == []
    page.mouse.up()
    day = frame.locator(".kh-clock strong").inner_text()
    expect(page.locator(".kh-day")).to_contain_text(day)
    page.wait_for_timeout(800)
    assert sum(traffic["up"]) - before["up"] < 4096
    assert sum(traffic["down"]) - before["down"] < 20_000
    assert re.search(r"[?&]date=\d{4}-\d{2}-\d{2}", page.url)


def test_the_map_is_mounted_once_in_a_session(page, real):
    loads: list[str] = []
    page.on(
        "request", lambda request: loads.append(request.url) if request.url.endswith("/kharita/map") else None
    )
    frame = opened(page, real)
    inner(page).evaluate("window.markedByTest = true")
    drag(page, frame, 0.3, 0.6)
    page.get_by_text("العربية", exact=True).click()
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    frame.locator(".kh-names button").first.click()
    page.wait_for_timeout(1000)
    assert inner(page).evaluate("window.markedByTest") is True and len(loads) == 1


def test_the_address_holds_the_whole_view(page, real, context):
    frame = opened(page, f"{real}/?date=2015-06-01&window=90&theatre=syria-iraq&place=mosul&lang=en")
    expect(frame.locator(".kh-clock strong")).to_have_text("1 June 2015")
    expect(frame.locator('.kh-names button[aria-pressed="true"]')).to_have_text("Mosul")
    expect(frame.locator('.kh-group button[aria-pressed="true"]').first).to_have_text("90")
    drag(page, frame, 0.2, 0.4)
    page.wait_for_timeout(800)
    other = context.new_page()
    again = opened(other, page.url)
    expect(again.locator(".kh-clock strong")).to_have_text(frame.locator(".kh-clock strong").inner_text())


def test_keys_move_the_clock_a_day_a_month_and_to_its_ends(page, real):
    frame = opened(page, f"{real}/?date=2015-06-01")
    slider = frame.locator(".kh-scrubber")
    slider.focus()
    date = frame.locator(".kh-clock strong")
    for key, day in (
        ("ArrowRight", "2 June 2015"),
        ("ArrowLeft", "1 June 2015"),
        ("Shift+ArrowRight", "1 July 2015"),
    ):
        slider.press(key)
        expect(date).to_have_text(day)
    expect(slider).to_have_attribute("role", "slider")
    assert "1 July 2015" in slider.get_attribute("aria-valuetext")
    slider.press("Home")
    expect(date).to_contain_text("1 January")
    expect(page.locator(".kh-day")).to_contain_text("1 January")


def test_play_runs_the_clock_and_pause_stops_it(page, real):
    frame = opened(page, f"{real}/?date=2015-06-01")
    frame.locator(".kh-play").click()
    page.wait_for_timeout(1200)
    frame.locator(".kh-play").click()
    stopped = frame.locator(".kh-clock strong").inner_text()
    assert stopped != "1 June 2015"
    page.wait_for_timeout(600)
    assert frame.locator(".kh-clock strong").inner_text() == stopped
    expect(page.locator(".kh-day")).to_contain_text(stopped)


def test_the_map_the_panel_and_geodata_say_the_same_area(page, real):
    from datetime import date

    from geodata import ground
    from geodata.dataset import load

    opened(page, f"{real}/?date=2016-12-31")
    expected = ground.area(load(), "isis", [date(2016, 12, 31)], theatre="syria-iraq").iloc[0]
    areas = inner(page).evaluate(
        "(day) => window.kharita.areas(day)", (date(2016, 12, 31) - date(1970, 1, 1)).days
    )
    pack = inner(page).evaluate("window.kharita.scene.pack.actors.map((actor) => actor.id)")
    found = next(area for area in areas if pack[area["actor"]] == "isis")
    assert found["km2"] == pytest.approx(expected.area_km2, abs=0.1)
    assert words.of("en").km2(expected.area_km2) in page.locator(".kh-lead").inner_text()


def test_a_step_is_drawn_on_the_canvas(page, real):
    frame = opened(page, f"{real}/?date=2015-06-01")
    picture = "document.querySelector('.leaflet-kharita-ground-pane canvas').toDataURL().length"
    first = inner(page).evaluate(picture)
    frame.locator(".kh-scrubber").press("End")
    page.wait_for_timeout(400)
    assert inner(page).evaluate(picture) != first


@pytest.fixture(scope="session")
def attacked(serve, tmp_path_factory):
    return serve(toy.write(tmp_path_factory.mktemp("hostile"), spoil))


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_is_drawn_as_text(page, attacked, hosts, path, lang):
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{attacked}/{path}?lang={lang}&theatre=north&date=2016-12-01&place=town")
    expect(page.locator(".kh-foot")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(2500)
    for frame in page.frames:
        assert frame.evaluate("window.pwned") is None
        assert "1337" not in frame.evaluate("document.documentElement.innerText")
        assert frame.evaluate("document.querySelectorAll('img[src=x], svg[onload]').length") == 0
    assert dialogs == [] and hosts <= {"127.0.0.1", ""}
    shown = page.evaluate("document.body.innerText") + (
        inner(page).evaluate("document.body.innerText") if not path else ""
    )
    assert sum(payload.split("\n")[0] in shown for payload in PAYLOADS) >= 1


def test_hostile_names_in_the_card_and_lanes_are_text(page, attacked):
    frame = opened(page, f"{attacked}/?theatre=north&date=2016-12-01")
    box = frame.locator(".folium-map").bounding_box()
    for x in range(1, 10):
        for y in range(1, 8):
            page.mouse.move(box["x"] + box["width"] * x / 10, box["y"] + box["height"] * y / 8)
    assert inner(page).evaluate("window.pwned") is None and frame.locator(".kh-names button").count() >= 1
    assert "1337" not in inner(page).evaluate("document.documentElement.outerHTML")


def test_an_empty_dataset_says_what_is_missing(page, serve, tmp_path):
    page.goto(serve(tmp_path))
    expect(page.locator(".kh-banner")).to_contain_text("holds no dataset", timeout=60_000)


def test_it_fits_a_phone(browser, real):
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    frame = opened(page, real)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert frame.locator(".kh-scrubber").bounding_box()["width"] > 300
    context.close()


def test_a_story_leads_the_clock_and_the_map_and_its_step_stands_in_the_address(page, real):
    frame = opened(page, f"{real}/stories?story=rise-and-fall-of-a-territory&step=3")
    expect(frame.locator(".kh-clock strong")).to_have_text("11 June 2014")
    expect(page.locator(".kh-story h2")).to_have_text("Mosul in June")
    lit = inner(page).evaluate("window.kharita.scene.lit.size")
    middle = inner(page).evaluate("window.kharita.map.getCenter()")
    page.get_by_role("button", name=re.compile("^Next")).click()
    expect(frame.locator(".kh-clock strong")).to_have_text("14 July 2014")
    assert lit and inner(page).evaluate("window.kharita.map.getCenter()") != middle
    expect(page).to_have_url(re.compile("step=4"))
    page.locator(".kh-story").click()
    page.keyboard.press("ArrowRight")
    expect(frame.locator(".kh-clock strong")).to_have_text("24 August 2014")
    page.get_by_role("button", name="All stories").click()
    expect(page.get_by_role("button", name=re.compile("^Begin"))).to_have_count(3)


def test_a_story_told_on_the_phone_begins_with_its_words(browser, real):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    opened(page, f"{real}/stories?story=rise-and-fall-of-a-territory&step=3&lang=ar")
    words_top, map_top = (
        page.locator(where).bounding_box()["y"] for where in (".kh-story", 'iframe[src*="/kharita/map"]')
    )
    assert words_top < map_top and page.evaluate("document.body.scrollWidth") <= 390
    context.close()


def test_figures_stand_beside_ours_as_a_chart_and_as_rows(page, real):
    page.goto(f"{real}/figures")
    expect(
        page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg').first
    ).to_be_visible(timeout=60_000)
    rows = page.locator(".kh-scroll table").first.locator("tbody tr")
    assert rows.count() >= 5 and "60,400" in page.locator(".kh-scroll table").first.inner_text()


#: A marker that stands for several events, where the pointer finds it: x and y in the frame.
CROWDED = """() => {
  const { scene } = window.kharita, frame = scene.frame();
  const { event } = scene.cells.find(({ count, event }) => {
    const at = frame.spot(scene.pack.events.x[event], scene.pack.events.y[event]);
    const [x, y] = [at.x - frame.window.left, at.y - frame.window.top];
    return count > 1 && x > 300 && y > 60 && x < frame.window.width - 60 && y < frame.window.height - 60;
  });
  const at = frame.spot(scene.pack.events.x[event], scene.pack.events.y[event]);
  return [at.x - frame.window.left, at.y - frame.window.top - 13];
}"""


def test_a_marker_of_many_says_how_many_and_of_which_kinds_and_opens_on_a_click(page, real):
    frame = opened(page, f"{real}/?date=2017-10-20&window=90")
    # Where the page has taken over the map that came before it, it lies elsewhere, and what stood beside the pointer is gone.
    settled(page)
    box, zoom = (
        frame.locator(".folium-map").bounding_box(),
        inner(page).evaluate("window.kharita.map.getZoom()"),
    )
    inner(page).wait_for_function("window.kharita.scene.cells.length > 0")
    x, y = inner(page).evaluate(CROWDED)
    page.mouse.move(box["x"] + x, box["y"] + y)
    card = frame.locator(".kh-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text(re.compile(r"^\d+ events here(battles|captures|attacks|strikes|\w+) \d+"))
    expect(card.locator(".kh-title").nth(1)).not_to_have_text("…")
    page.mouse.click(box["x"] + x, box["y"] + y)
    inner(page).wait_for_function("(zoom) => window.kharita.map.getZoom() > zoom", arg=zoom)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_two_days_are_one_map_with_a_line_that_keys_move(page, real, lang):
    frame = opened(page, f"{real}/?theatre=syria-iraq&date=2017-10-20&compare=2015-06-01&lang={lang}")
    key = frame.locator(".kh-between")
    t = words.of(lang)
    assert [key.locator(".kh-key").nth(i).inner_text() for i in range(3)] == [
        t["gained"],
        t["lost"],
        t["held"],
    ]
    assert "2015" in key.get_attribute("aria-label") and "2017" in key.get_attribute("aria-label")
    early, late = (frame.locator(f".kh-swipe .{name}").inner_text() for name in ("kh-early", "kh-late"))
    assert ("2015" in early, "2017" in late) == ((True, True) if lang == "en" else (False, False))
    handle = frame.locator(".kh-handle")
    before = int(handle.get_attribute("aria-valuenow"))
    picture = "document.querySelector('.leaflet-kharita-ground-pane canvas').toDataURL().length"
    first = inner(page).evaluate(picture)
    handle.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", str(before + (2 if lang == "en" else -2)))
    handle.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", str(before))
    for _ in range(5):
        handle.press("ArrowRight" if lang == "en" else "ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", str(before + 10))
    page.wait_for_timeout(300)
    assert inner(page).evaluate(picture) != first
    frame.locator(".kh-compare").click()
    expect(key).to_be_hidden()

"""Zones drawn on the Curate page in a browser: reshaped with snapping, cut, merged and drawn, undone and saved."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from shapely.geometry import box, shape

from dashboard import desk, words
from dashboard.roles import LOCAL
from geodata import files
from geodata.check import check
from geodata.edits import Edit, record
from geodata.store import open_store
from tests import toy
from tests.curators import choose
from tests.look import settled

T = words.of("en")
_FRAME = 'iframe[src*="/kharita/map"]'


def alike(files):
    """Both zones with one history, so that they can be merged, and room around them."""
    for zone in files["zones/north.geojson"]:
        zone["properties"] |= {"ground": "settled", "timeline": toy.WEST}
        zone["properties"].pop("band_km2", None)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return toy.write(tmp_path_factory.mktemp("drawing") / "data", alike)


@pytest.fixture(scope="module")
def curator(data, serve):
    return serve(data, "--curate", KHARITA_CONFIG=str(data.parent))


@pytest.fixture
def store(curator, data, monkeypatch):
    """The store as it was at first: what an earlier test drew is taken back."""
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(data.parent))
    opened = open_store(str(data), data=data)
    for draft in opened.drafts(desk.signature(LOCAL)):
        opened.drop_draft(draft.name)
    now = opened.head()
    first = opened.history()[0].version
    if now != first:
        opened.restore(first, desk.signature(LOCAL), "as it was")
    return opened


def begun(page: Page, url: str, tool: str, t: words.Words = T) -> FrameLocator:
    """The Curate page with a tool out; the frame of the map."""
    page.goto(f"{url}/curate?theatre=north&lang={t.lang}")
    page.locator(".kh-foot").wait_for(timeout=120_000)
    settled(page)
    page.get_by_text(t["curate_draw"], exact=True).click()
    frame = page.frame_locator(_FRAME)
    expect(frame.locator(".kh-draw")).to_be_visible()
    use(page, frame, tool, t)
    held = page.frame(url="**/kharita/map")
    assert held
    held.evaluate("window.kharita.map.setView([35.5, 41], 7, {animate: false}), 0")
    return frame


def use(page: Page, frame: FrameLocator, tool: str, t: words.Words = T) -> None:
    """Take a tool out, and wait until the page and the map both have it in hand."""
    page.get_by_text(t[f"draw_{tool}"], exact=True).click()
    expect(page.get_by_text(t[f"draw_help_{tool}"])).to_be_visible()
    expect(frame.locator(".kh-draw p")).to_have_text(t["draw_now_new" if tool == "new" else "draw_pick"])


def spot(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a position stands on the screen."""
    frame = page.frame(url="**/kharita/map")
    assert frame
    at = frame.evaluate(
        """([lon, lat]) => {
            const { map } = window.kharita;
            const [held, at] = [map.getContainer().getBoundingClientRect(), map.latLngToContainerPoint([lat, lon])];
            return [held.x + at.x, held.y + at.y];
        }""",
        [lon, lat],
    )
    held = page.locator(_FRAME).bounding_box()
    assert held
    return held["x"] + at[0], held["y"] + at[1]


def click(page: Page, lon: float, lat: float, *, off: float = 0) -> None:
    x, y = spot(page, lon, lat)
    page.mouse.move(x + off - 3, y + off)
    page.mouse.move(x + off, y + off)
    page.mouse.click(x + off, y + off)


def pick(page: Page, frame: FrameLocator, lon: float, lat: float) -> None:
    """Click on a zone, and wait until it is picked on both sides."""
    count = frame.locator(".kh-picked").count()
    click(page, lon, lat)
    expect(frame.locator(".kh-picked")).to_have_count(count + 1)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], off: float = 0) -> None:
    x, y = spot(page, *start)
    to_x, to_y = spot(page, *end)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
    page.mouse.move(to_x + off, to_y + off, steps=6)
    page.mouse.up()


def done(frame: FrameLocator) -> None:
    frame.locator(".kh-draw-done").click()


def named(page: Page, en: str, ar: str) -> None:
    page.get_by_role("textbox", name=f"{T['field_name']} · English").fill(en)
    page.get_by_role("textbox", name=f"{T['field_name']} · العربية").fill(ar)
    apply = page.get_by_role("button", name=T["curate_apply"], exact=True)
    expect(apply).to_be_enabled()
    apply.click()


def save(page: Page) -> None:
    page.get_by_role("textbox", name=T["curate_why"], exact=True).fill("as drawn")
    page.get_by_role("button", name=T["curate_save"], exact=True).click()
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])


def shapes(store):
    """The zones as they are saved."""
    found = json.loads(store.read(store.head())["zones/north.geojson"])["features"]
    return {feature["id"]: shape(feature["geometry"]) for feature in found}


def test_a_zone_is_cut_in_two_undone_done_again_and_saved(page: Page, curator, store, data):
    frame = begun(page, curator, "cut")
    pick(page, frame, 40.2, 35.2)
    expect(frame.locator(".kh-draw p")).to_have_text(T["draw_now_cut"])
    click(page, 40.4, 34.4)
    click(page, 40.4, 36.6)
    done(frame)
    expect(page.get_by_text(T["draw_have"])).to_be_visible()
    named(page, "Far west", "أقصى الغرب")
    news = page.locator(".kh-news")
    expect(news).to_contain_text("far-west")
    page.get_by_role("button", name=T["curate_undo"], exact=True).click()
    expect(news).to_have_count(0)
    page.get_by_role("button", name=T["curate_redo"], exact=True).click()
    expect(news).to_contain_text("far-west")
    save(page)
    found = shapes(store)
    assert set(found) == {"west", "east", "far-west"}
    assert found["far-west"].union(found["west"]).equals(box(40, 35, 41, 36)) and found[
        "far-west"
    ].area == pytest.approx(0.4, abs=0.03)
    _, made = record(store.read(store.head()), "far-west")
    assert (
        made["properties"]["timeline"]
        == record(store.read(store.head()), "west")[1]["properties"]["timeline"]
    )
    assert check(data) == []


def test_a_corner_that_is_dragged_snaps_and_the_neighbour_follows(page: Page, curator, store, data):
    frame = begun(page, curator, "reshape")
    pick(page, frame, 40.2, 35.2)
    expect(frame.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(4)
    drag(page, (41, 36), (42, 36), off=7)
    done(frame)
    news = page.locator(".kh-news")
    expect(news).to_contain_text("west")
    save(page)
    found = shapes(store)
    assert (42.0, 36.0) in found["west"].exterior.coords, "snapped to the corner seven pixels away"
    assert found["west"].area == pytest.approx(1.5) and found["east"].area == pytest.approx(0.5)
    assert check(data) == []


@contextmanager
def another_saves(directory) -> Iterator[None]:
    """Another program saves a record that nobody here has in hand, a few times a second, for as long as this lasts."""
    actors, over = directory / "actors.json", threading.Event()
    was = actors.read_bytes()

    def save() -> None:
        number = 0
        while not over.wait(0.25):
            number += 1
            files.replace(actors, was.replace(b'"en": "red-band"', b'"en": "Band %d"' % number))

    saver = threading.Thread(target=save)
    saver.start()
    try:
        yield
    finally:
        over.set()
        saver.join()


def test_what_is_in_hand_stays_in_hand_while_another_saves(page: Page, curator, store, data):
    frame = begun(page, curator, "merge")
    apply = page.get_by_role("button", name=T["curate_apply"], exact=True)
    with another_saves(data):
        for _ in range(5):
            pick(page, frame, 40.2, 35.2)
            pick(page, frame, 41.6, 35.2)
            expect(apply).to_be_enabled()
            click(page, 40.2, 35.2)
            click(page, 41.6, 35.2)
            expect(apply).to_be_disabled()
            expect(frame.locator(".kh-picked")).to_have_count(0)
            expect(page.get_by_text(T["draw_help_merge"])).to_be_visible()


def test_what_is_being_drawn_stays_while_another_draws_in_the_same_theatre(page: Page, curator, store, data):
    frame = begun(page, curator, "reshape")
    pick(page, frame, 40.2, 35.2)
    expect(frame.locator(".marker-icon:not(.marker-icon-middle)")).to_have_count(4)
    drag(page, (40, 36), (39.5, 36.5))
    finished = frame.locator(".kh-draw-done")
    expect(finished).to_be_visible()
    other = {
        "id": "east",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[41, 35], [42.5, 35], [42, 36], [41, 36], [41, 35]]],
        },
    }
    draft = desk.do(LOCAL, store, "", (Edit("reshape", other),))
    desk.save(LOCAL, store, draft.name, "drawn elsewhere")
    page.wait_for_timeout(2500)
    expect(finished).to_be_visible()
    done(frame)
    expect(page.locator(".kh-news")).to_contain_text("west")
    save(page)
    found = shapes(store)
    assert found["east"].bounds[2] == 42.5 and found["west"].bounds[0] == pytest.approx(39.5, abs=0.05)
    assert check(data) == []


def test_neighbours_are_merged_and_a_new_zone_is_drawn_beside_them(page: Page, curator, store, data):
    frame = begun(page, curator, "merge")
    pick(page, frame, 40.2, 35.2)
    pick(page, frame, 41.6, 35.2)
    apply = page.get_by_role("button", name=T["curate_apply"], exact=True)
    expect(apply).to_be_enabled()
    apply.click()
    expect(page.locator(".kh-news")).to_be_visible()
    expect(frame.locator(".kh-zone")).to_have_count(1)
    use(page, frame, "new")
    for lon, lat in ((41, 36), (42, 36), (41.5, 36.6)):
        click(page, lon, lat, off=5 if lat == 36 else 0)
    done(frame)
    named(page, "North side", "الجانب الشمالي")
    expect(page.locator(".kh-news")).to_contain_text("north-side")
    save(page)
    found = shapes(store)
    assert set(found) == {"west", "north-side"} and found["west"].area == pytest.approx(2)
    assert {(41.0, 36.0), (42.0, 36.0)} <= {*found["north-side"].exterior.coords}
    assert check(data) == []


def test_what_cannot_be_drawn_is_said_and_the_draft_stays(page: Page, curator, store):
    frame = begun(page, curator, "cut")
    pick(page, frame, 40.2, 35.2)
    click(page, 40.4, 34.4)
    click(page, 40.4, 35.5)
    done(frame)
    named(page, "Far west", "أقصى الغرب")
    expect(page.locator(".kh-fault")).to_contain_text("the line ends inside west")
    expect(page.locator(".kh-news")).to_have_count(0)


def test_a_shape_is_written_by_keyboard_in_arabic_and_meets_the_gate(page: Page, curator, store):
    t = words.of("ar")
    frame = begun(page, curator, "reshape", t)
    choose(page, t["draw_zones"], "west")
    expect(frame.locator(".kh-picked")).to_have_count(1)
    page.get_by_text(t["draw_text"]).click()
    expect(page.get_by_role("textbox", name=t["draw_text_help"])).to_be_visible()
    for geometry, told in (
        ({"type": "Polygon", "coordinates": [[[40, 35], [1e308, 35], [41, 36], [40, 35]]]}, "not on the globe"),
        ({"type": "Polygon", "coordinates": [[[40, 35], [40.6, 35], [40.6, 36], [40, 36], [40, 35]]]}, t["curate_added"]),
    ):  # fmt: skip
        page.get_by_role("textbox", name=t["draw_text_help"]).fill(json.dumps(geometry))
        page.get_by_role("button", name=t["draw_text_take"]).click()
        expect(page.locator(".kh-fault, .kh-done").first).to_contain_text(told)
    expect(page.locator(".kh-news")).to_be_visible()


def test_geoman_is_loaded_for_who_draws_and_for_nobody_else(page: Page, curator, store, strains):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{curator}/curate?theatre=north")
    settled(page)
    assert not [url for url in asked if "geoman" in url or "/drawing/" in url or "/shapes/" in url]
    begun(page, curator, "reshape")
    assert [url for url in asked if "geoman" in url] and [url for url in asked if "/kharita/shapes/" in url]
    assert strains == []

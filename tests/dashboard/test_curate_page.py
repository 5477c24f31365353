"""The Curate page in a browser: three actions and a reason, faults beside their fields, a conflict side by side."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dashboard import desk, words
from dashboard.roles import LOCAL
from geodata.edits import Edit, record
from geodata.store import open_store
from tests import toy
from tests.curators import choose, take
from tests.hostile import PAYLOADS
from tests.look import idle, settled

T = words.of("en")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return toy.write(tmp_path_factory.mktemp("curate") / "data")


@pytest.fixture(scope="module")
def curator(serve, data):
    return serve(data, "--curate", KHARITA_CONFIG=str(data.parent))


@pytest.fixture
def store(data, monkeypatch):
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(data.parent))
    return open_store(str(data), data=data)


def pick(page: Page, label: str, *names: str) -> None:
    """Choose options of a list by their ids."""
    choose(page, label, *names, many=label != T["field_actor"])


def save(page: Page, why: str) -> None:
    page.get_by_role("textbox", name=T["curate_why"], exact=True).fill(why)
    page.get_by_role("button", name=T["curate_save"], exact=True).click()


def test_ground_changes_hands_in_three_actions_is_shown_and_saved_and_a_closed_laptop_loses_nothing(
    page: Page, curator, store
):
    page.goto(f"{curator}/curate?date=2018-03-01")
    settled(page)
    pick(page, T["curate_zones"], "west", "east")
    pick(page, T["field_actor"], "reds")
    page.get_by_role("button", name=T["curate_apply"]).click()
    expect(page.locator(".kh-fault", has_text=T["curate_missing"])).to_be_visible()
    # What the map says of itself runs the script, and takes nothing from the form.
    page.frame_locator('iframe[src*="/kharita/map"]').get_by_role("button", name="7", exact=True).click()
    page.wait_for_timeout(500)
    settled(page)
    expect(page.locator(".kh-fault", has_text=T["curate_missing"])).to_be_visible()
    pick(page, T["field_sources"], "news-2017")
    page.get_by_role("button", name=T["curate_apply"]).click()
    news = page.locator(".kh-news")
    expect(news).to_contain_text("blues -> reds on 2018-03-01: east, west")
    page.reload()
    settled(page)
    expect(news).to_contain_text("blues -> reds")
    page.get_by_role("button", name=T["curate_undo"], exact=True).click()
    expect(news).to_have_count(0)
    page.get_by_role("button", name=T["curate_redo"], exact=True).click()
    expect(news).to_contain_text("blues -> reds")
    save(page, "as the agency says")
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])
    newest = store.history()[-1]
    assert (newest.who, newest.why) == ("operator", "as the agency says")
    for id in ("west", "east"):
        assert record(store.read(store.head()), id)[1]["properties"]["timeline"][-1]["actor"] == "reds"


def test_what_is_done_before_the_page_has_heard_does_not_put_the_draft_away(page: Page, curator, store):
    """On a slow line the page does not know yet that there is a draft when the next button is pressed."""
    held: list = []

    def slow(line):
        server = line.connect_to_server()
        lines.append(line)
        server.on_message(lambda message: held.append(message) if holding else line.send(message))

    lines, holding = [], False
    page.route_web_socket("**/_stcore/stream", slow)
    page.goto(f"{curator}/curate?date=2018-03-01")
    settled(page)
    pick(page, T["curate_zones"], "east")
    pick(page, T["field_actor"], "reds")
    pick(page, T["field_sources"], "news-2014")
    settled(page)
    holding = True
    page.get_by_role("button", name=T["curate_apply"]).click()
    page.wait_for_timeout(1500)
    page.get_by_role("radio", name=T["curate_new"], exact=True).click()
    page.wait_for_timeout(1500)
    assert held, "the page has heard nothing yet"
    holding = False
    for message in held:
        lines[-1].send(message)
    expect(page.locator(".kh-news")).to_contain_text("east")
    expect(page.get_by_role("radio", name=T["curate_new"], exact=True)).to_be_checked()
    page.get_by_role("button", name=T["curate_discard"], exact=True).click()
    expect(page.locator(".kh-news")).to_have_count(0)


def test_a_conflict_is_shown_side_by_side_and_nothing_is_chosen_for_anybody(page: Page, curator, store):
    def named(value):
        return (Edit("set_field", {"id": "hills", "field": "name.en", "value": value}),)

    mine = desk.do(LOCAL, store, "", named("Mine"))
    theirs = desk.do(LOCAL, store, "", named("Theirs <b>bold</b>"))
    desk.save(LOCAL, store, theirs.name, "meanwhile")
    page.goto(f"{curator}/curate")
    settled(page)
    save(page, "mine")
    told = page.locator(".kh-banner")
    expect(told).to_contain_text(T["curate_conflict"])
    sides = page.locator(".kh-scroll table").first
    for words_ in ("Hills", "Mine", "Theirs <b>bold</b>"):
        expect(sides).to_contain_text(words_)
    settle = page.get_by_role("button", name=T["curate_settle"])
    expect(settle).to_be_disabled()
    page.get_by_role("button", name=T["curate_mine"], exact=True).or_(
        page.get_by_role("radio", name=T["curate_mine"], exact=True)
    ).first.click()
    expect(settle).to_be_enabled()
    settle.click()
    expect(page.locator(".kh-news")).to_contain_text("Mine")
    assert [each.name for each in desk.drafts(LOCAL, store) if each.aside] == [mine.name]
    save(page, "agreed")
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])
    assert record(store.read(store.head()), "hills")[1]["properties"]["name"]["en"] == "Mine"


def test_a_source_is_added_by_a_form_in_arabic(page: Page, curator, store):
    t = words.of("ar")
    page.goto(f"{curator}/curate?lang=ar")
    settled(page)
    page.get_by_text(t["curate_new"], exact=True).click()
    for field, en, ar in (("title", "Report of May", "تقرير أيار"), ("publisher", "Agency", "وكالة")):
        page.get_by_role("textbox", name=f"{t[f'field_{field}']} · English").fill(en)
        page.get_by_role("textbox", name=f"{t[f'field_{field}']} · العربية").fill(ar)
    page.get_by_role("textbox", name=t["field_published"]).fill("2018-13")
    page.get_by_role("button", name=t["curate_apply"]).click()
    expect(page.locator(".kh-fault").first).to_contain_text("2018-13")
    page.get_by_role("textbox", name=t["field_published"]).fill("2018-05")
    page.get_by_role("button", name=t["curate_apply"]).click()
    expect(page.locator(".kh-done")).to_contain_text(t["curate_added"])
    (draft,) = [each for each in desk.drafts(LOCAL, store) if not each.aside]
    assert draft.edits[-1].arguments["record"]["id"] == "report-of-may"


def test_an_event_is_added_in_both_languages_by_a_form_in_arabic(page: Page, curator, store):
    t = words.of("ar")
    page.goto(f"{curator}/curate?lang=ar")
    settled(page)
    page.get_by_text(t["curate_new"], exact=True).click()
    page.get_by_text(t["curate_new_event"], exact=True).click()
    page.get_by_role("textbox", name=t["field_date"], exact=True).fill("2018-05")
    for label, id in (("field_places", "town"), ("field_actors", "reds"), ("field_sources", "news-2017")):
        choose(page, t[label], id)
    for field, en, ar in (("title", "The bridge falls", "سقوط الجسر"), ("summary", "It fell.", "سقط الجسر.")):
        page.get_by_role("textbox", name=f"{t[f'field_{field}']} · English").fill(en)
        if field == "title":
            page.get_by_role("button", name=t["curate_apply"]).click()
            expect(page.locator(".kh-fault").first).to_be_visible()
        page.get_by_role("textbox", name=f"{t[f'field_{field}']} · العربية").fill(ar)
    page.get_by_role("button", name=t["curate_apply"]).click()
    expect(page.locator(".kh-done")).to_contain_text(t["curate_added"])
    expect(page.locator(".kh-news")).to_contain_text("سقوط الجسر")
    draft = next(each for each in desk.drafts(LOCAL, store) if not each.aside)
    made = draft.edits[-1].arguments["record"]
    assert made["id"] == "the-bridge-falls" and made["properties"]["title"] == {
        "en": "The bridge falls",
        "ar": "سقوط الجسر",
    }
    assert made["properties"]["summary"]["ar"] == "سقط الجسر." and made["geometry"]["coordinates"] == [
        40.5,
        35.5,
    ]


def kind_of_file(page: Page, name: str) -> None:
    box = page.get_by_role("combobox", name=T["bring_form"], exact=True)
    take(page, box, page.get_by_role("option", name=name, exact=True), name)


def test_a_file_is_looked_at_before_it_comes_into_the_draft(page: Page, curator, store):
    page.goto(f"{curator}/curate")
    settled(page)
    page.get_by_text(T["curate_bring"], exact=True).click()
    kind_of_file(page, "CSV")
    rows = b"feature,valid_from,actor\nwest,2019-03-01,red-band\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": rows}
    )
    expect(page.get_by_text("rows.csv")).to_be_visible()
    page.get_by_role("button", name=T["bring_look"]).click()
    expect(page.locator(".kh-faults").first).to_contain_text("source")
    pick(page, T["bring_sources"], "news-2017")
    page.get_by_role("button", name=T["bring_look"]).click()
    taken = page.get_by_role("button", name=T["bring_take"])
    expect(taken).to_be_enabled()
    taken.click()
    expect(page.locator(".kh-news")).to_contain_text("on 2019-03-01")


_TEXTS = "feature,valid_from,actor,note_en,note_ar\n" + "".join(
    f'west,2019-03-{day:02},red-band,"{text.replace(chr(34), chr(34) * 2)}",كلمة\n'
    for day, text in enumerate(PAYLOADS[:28], 1)
)


def test_files_made_to_hurt_are_refused_in_words_or_come_as_text_and_the_page_goes_on(
    page: Page, curator, store, data
):
    before = {path: path.read_bytes() for path in data.rglob("*json") if ".kharita" not in path.parts}
    page.goto(f"{curator}/curate")
    settled(page)
    page.get_by_text(T["curate_bring"], exact=True).click()
    for form, name, content in (
        ("CSV", "<img src=x onerror=window.pwned=1>.csv", b"\xff\xfe\x00"),
        ("GeoJSON", "deep.geojson", b"[" * 200_000),
        ("GeoJSON", "far.geojson", b'{"type": "Point", "coordinates": [1e400, 0]}'),
        ("KML", "entities.kml", b'<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>'),
        ("GeoPackage", "pointer.gpkg", b"<OGRVRTDataset><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataset>"),
        ("GeoParquet", "torn.parquet", b"PAR1" + bytes(range(256)) * 40 + b"PAR1"),
    ):  # fmt: skip
        kind_of_file(page, form)
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        remove = page.get_by_role("button", name=f"Remove {name}", exact=True)
        expect(remove).to_be_visible()
        page.get_by_role("button", name=T["bring_look"]).click()
        fault = page.locator(".kh-fault").first
        expect(fault).to_contain_text(name[:4])
        expect(page.get_by_test_id("stException")).to_have_count(0)
        remove.click()
        expect(remove).to_have_count(0)
        idle(page)
    kind_of_file(page, "CSV")
    page.locator("input[type=file]").set_input_files(
        {"name": "../../texts.csv", "mimeType": "text/csv", "buffer": _TEXTS.encode()}
    )
    pick(page, T["bring_sources"], "news-2017")
    page.get_by_role("button", name=T["bring_look"]).click()
    page.get_by_role("button", name=T["bring_take"]).click()
    expect(page.locator(".kh-news")).to_contain_text("on 2019-03-01")
    page.get_by_role("button", name=T["curate_discard"], exact=True).click()
    expect(page.locator(".kh-news")).to_have_count(0)
    assert not page.evaluate("'pwned' in window")
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_before_and_after_stand_on_one_map_with_a_line_between_them(page: Page, curator, store, lang):
    t = words.of(lang)
    row = {"actor": "reds", "status": "control", "confidence": "low", "sources": ["news-2017"]}
    for left in desk.drafts(LOCAL, store):
        desk.discard(LOCAL, store, left.name)
    draft = desk.do(LOCAL, store, "", (Edit("assign", {"ids": ["east"], "day": "2018-01-15", "row": row}),))
    page.goto(f"{curator}/curate?date=2018-02-01&lang={lang}")
    settled(page)
    page.get_by_role("radio", name=t["curate_both"], exact=True).click()
    line = page.frame_locator('iframe[src*="/kharita/map"]').get_by_role("slider", name=t["swipe"])
    expect(line).to_be_visible()
    frame = next(frame for frame in page.frames if "/kharita/map" in frame.url)
    holder = """(side) => { const { pack, ground } = side === 'before' ? window.kharita.scene.before.view : window.kharita.scene;
        return pack.actors[pack.statuses.actor[ground.row[pack.byId.get('east')]]].id; }"""
    assert [frame.evaluate(holder, side) for side in ("before", "after")] == ["blues", "reds"]
    line.press("Home")
    expect(line).to_have_attribute("aria-valuenow", "0")
    page.get_by_role("radio", name=t["curate_after"], exact=True).click()
    expect(line).to_be_hidden()
    desk.discard(LOCAL, store, draft.name)


def test_ground_is_picked_on_the_map_by_clicks_and_by_a_line_drawn_round_it(page: Page, curator):
    page.goto(f"{curator}/curate?date=2018-03-01&camera=41,35.5,7")
    settled(page)
    frame = next(frame for frame in page.frames if "/kharita/map" in frame.url)
    stage = page.frame_locator('iframe[src*="/kharita/map"]').locator(".kh-stage")

    def at(lon, lat):
        spot = frame.evaluate(
            "([lat, lon]) => window.kharita.map.latLngToContainerPoint([lat, lon])", [lat, lon]
        )
        return {"x": spot["x"], "y": spot["y"]}

    picked = lambda id: page.get_by_test_id("stMultiSelect").get_by_text(f" · {id}")  # noqa: E731
    stage.click(position=at(40.2, 35.2))
    expect(picked("west")).to_be_visible()
    stage.click(position=at(41.8, 35.2))
    expect(picked("east")).to_be_visible()
    stage.click(position=at(40.2, 35.2))
    expect(picked("west")).to_have_count(0)
    expect(picked("east")).to_be_visible()
    page.frame_locator('iframe[src*="/kharita/map"]').get_by_role("button", name=T["pick_round"]).click()
    box = stage.bounding_box()
    for index, (lon, lat) in enumerate(((40.2, 35.2), (41.8, 35.2), (41.8, 35.8), (40.2, 35.8))):
        spot = at(lon, lat)
        page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"], steps=4)
        if index == 0:
            page.mouse.down()
    page.mouse.up()
    expect(picked("west")).to_be_visible()
    expect(picked("east")).to_be_visible()
    page.get_by_text(T["curate_new"], exact=True).click()
    expect(
        page.frame_locator('iframe[src*="/kharita/map"]').get_by_role("button", name=T["pick_round"])
    ).to_be_hidden()


def test_a_viewer_has_no_such_page(page: Page, real):
    page.goto(f"{real}/briefing")
    settled(page)
    expect(page.get_by_role("link", name=T["curate"], exact=True)).to_have_count(0)

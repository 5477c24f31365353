"""The open page follows saved files: good ones appear, bad ones leave the last good version up, and nothing reloads."""

from __future__ import annotations

import logging

from playwright.sync_api import expect

from dashboard import cached, live
from tests import toy
from tests.dashboard.test_browser import opened


def test_a_saved_file_is_seen_and_a_broken_one_is_said_so_without_loading_the_page_again(
    page, serve, tmp_path
):
    directory = toy.write(tmp_path / "data")
    frame = opened(page, f"{serve(directory)}/?theatre=north&date=2016-12-01")
    page.evaluate("window.sameness = true")
    names, zones = directory / "actors.json", directory / "zones/north.geojson"

    names.write_text(names.read_text("utf-8").replace('"en": "reds"', '"en": "The Reds"'), "utf-8")
    expect(frame.locator(".kh-legend")).to_contain_text("The Reds", timeout=60_000)

    good = zones.read_text("utf-8")
    zones.write_text(good.replace('"reds", "status": "contested"', '"rds", "status": "contested"'), "utf-8")
    banner = page.locator(".kh-banner")
    expect(banner).to_contain_text("zones/north.geojson:", timeout=60_000)
    expect(banner).to_contain_text("reds")
    expect(frame.locator(".kh-legend")).to_contain_text("The Reds")
    expect(page.locator(".kh-panel")).to_be_visible()

    zones.write_text(good, "utf-8")
    expect(banner).to_have_count(0, timeout=60_000)
    assert page.evaluate("window.sameness"), "the page was loaded again"


def test_a_page_that_has_only_just_connected_is_not_woken_before_it_has_said_what_it_wants(
    page, serve, tmp_path
):
    directory = toy.write(tmp_path / "data")
    url, names, held, holding = serve(directory), directory / "actors.json", [], True

    def slow(line):
        server = line.connect_to_server()
        line.on_message(lambda message: held.append((server, message)) if holding else server.send(message))

    page.route_web_socket("**/_stcore/stream", slow)
    page.goto(f"{url}/place?theatre=north&place=hamlet&date=2015-12-01")
    page.wait_for_timeout(1000)
    assert held, "the page is connected, and the server has heard nothing of it"
    names.write_text(names.read_text("utf-8").replace('"en": "reds"', '"en": "The Reds"'), "utf-8")
    page.wait_for_timeout(2000)
    holding = False
    for server, message in held:
        server.send(message)
    expect(page.get_by_text("The Reds").first).to_be_visible(timeout=60_000)
    assert "place=hamlet" in page.url and "date=2015-12-01" in page.url and "/place" in page.url


def test_what_no_dataset_is_made_of_wakes_nobody():
    inside = cached.DATA.resolve()
    assert live._is_data(None, str(inside / "zones/libya.geojson"))
    for path in (
        ".kharita/history.jsonl",
        ".kharita/drafts/a.json",
        "zones/.libya.geojson.ab",
        "README.md",
        ".schema/zones.json",
    ):
        assert not live._is_data(None, str(inside / path)), path


def test_files_that_cannot_be_taken_in_do_not_end_the_watch(monkeypatch, caplog):
    def fail():
        raise MemoryError

    monkeypatch.setattr(cached, "served", fail)
    with caplog.at_level(logging.ERROR):
        assert live._renew() is None
    assert "could not be taken in" in caplog.text

"""A viewer is not tied to a server: the View is in the address, the data are the same everywhere, and one may die."""

from __future__ import annotations

import os
import re
import signal
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geodata import files
from tests.balancer import balancing
from tests.serving import serving


@pytest.fixture
def behind(tmp_path):
    """The balancer's address, and the two servers as [address, how to kill it]."""
    with (
        serving(files.DATASET, tmp_path / "one.log") as one,
        serving(files.DATASET, tmp_path / "two.log") as two,
        balancing(tmp_path, [one, two]) as url,
    ):
        yield url, [one, two]


def kill(address: str) -> None:
    """Kill the server on a port as a power cut would."""
    port = address.rsplit(":", 1)[1]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if port in words and int(folder.name) != os.getpid():
            os.kill(int(folder.name), signal.SIGKILL)


def holder(servers: list[str]) -> str:
    """The server with a connection that lasts: nginx keeps none but the viewer's websocket."""
    established = "01"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    open_ports = {int(line[1].rsplit(":", 1)[1], 16) for line in lines if line[3] == established}
    (found,) = [address for address in servers if int(address.rsplit(":", 1)[1]) in open_ports]
    return found


def test_a_server_dies_and_the_viewer_goes_on(page, behind):
    url, servers = behind
    page.goto(f"{url}/?date=2016-05-01&theatre=syria-iraq")
    frame = page.frame_locator('iframe[src*="/kharita/map"]')
    expect(frame.locator(".kh-clock strong")).to_have_text("1 May 2016", timeout=90_000)
    expect(page.locator(".kh-panel")).to_contain_text("1 May 2016", timeout=90_000)
    before = frame.locator(".kh-figure").inner_text()
    dead = holder(servers)
    kill(dead)
    clock = frame.locator(".kh-scrubber")
    clock.focus()
    page.keyboard.press("PageUp")
    expect(frame.locator(".kh-clock strong")).to_have_text("1 May 2017")
    expect(page.locator(".kh-panel")).to_contain_text("1 May 2017", timeout=90_000)
    assert frame.locator(".kh-figure").inner_text() != before
    expect(page).to_have_url(re.compile("date=2017-05-01"), timeout=30_000)


def test_what_one_server_sent_the_other_has_under_the_same_address(page, behind):
    _, servers = behind
    found = []
    for server in servers:
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(server)
        expect(page.frame_locator('iframe[src*="/kharita/map"]').locator(".kh-clock strong")).not_to_be_empty(
            timeout=90_000
        )
        found.append(
            {
                address.removeprefix(server)
                for address in asked
                if re.search(r"/kharita/(pack|text|basemap|words)/", address)
            }
        )
    assert found[0] == found[1] and len(found[0]) >= 3
    with urllib.request.urlopen(servers[0] + next(iter(found[0]))) as answer:
        assert "immutable" in answer.headers["Cache-Control"] and "public" in answer.headers["Cache-Control"]

"""A viewer is not tied to a server: the View is in the address, the data are the same everywhere, and one may die."""

from __future__ import annotations

import os
import re
import signal
import time
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
    established, found = "01", []
    for _ in range(100):
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        open_ports = {int(line[1].rsplit(":", 1)[1], 16) for line in lines if line[3] == established}
        found = [address for address in servers if int(address.rsplit(":", 1)[1]) in open_ports]
        if len(found) == 1:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"the viewer is connected to {found}")


#: Holds back the first word to the server that takes over until the clock is released, so that it hears of a page and of a release on it at once.
_AT_ONCE = """
const { send } = WebSocket.prototype, met = new Set();
let first = null, over = false;
WebSocket.prototype.send = function (data) {
  if (over || met.add(this).size < 2) return send.call(this, data);
  if (first === null) {
    first = data;
    const roots = [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
    const map = roots.map((root) => root.querySelector('iframe[src*="/kharita/map"]')).find(Boolean).contentDocument;
    const press = (kind) => new KeyboardEvent(kind, { key: "PageUp", bubbles: true });
    for (const kind of ["keydown", "keyup"]) map.querySelector(".kh-scrubber").dispatchEvent(press(kind));
    return;
  }
  over = true;
  send.call(this, first);
  send.call(this, data);
};
"""


@pytest.mark.parametrize("released", ["while the line is down", "before the other server knows the page"])
def test_a_server_dies_and_the_viewer_goes_on(page, behind, released):
    url, servers = behind
    if released.startswith("before"):
        page.add_init_script(f"if (window === window.top) {{ {_AT_ONCE} }}")
    page.goto(f"{url}/?date=2016-05-01")
    frame = page.frame_locator('iframe[src*="/kharita/map"]')
    expect(frame.locator(".kh-clock strong")).to_have_text("1 May 2016", timeout=90_000)
    expect(page.locator(".kh-panel")).to_contain_text("1 May 2016", timeout=90_000)
    before = frame.locator(".kh-figure").inner_text()
    kill(holder(servers))
    if released.startswith("while"):
        frame.locator(".kh-scrubber").press("PageUp")
    expect(frame.locator(".kh-clock strong")).to_have_text("1 May 2017")
    expect(page.locator(".kh-panel")).to_contain_text("1 May 2017", timeout=30_000)
    assert frame.locator(".kh-figure").inner_text() != before
    expect(page).to_have_url(re.compile("date=2017-05-01"), timeout=30_000)
    expect(frame.locator(".kh-clock strong")).to_have_text("1 May 2017")


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


def test_a_server_that_has_shown_no_page_yet_has_what_another_ones_page_asks_for(page, behind):
    _, (one, two) = behind
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(one)
    expect(page.get_by_role("combobox").first).to_be_visible()
    expect(page.frame_locator('iframe[src*="/kharita/map"]').locator(".kh-clock strong")).not_to_be_empty()
    ours = {address.removeprefix(one) for address in asked if address.startswith(f"{one}/kharita/")}
    assert {path.split("/")[2] for path in ours} >= {"script", "words", "pack", "basemap", "map"}
    for path in ours:
        assert urllib.request.urlopen(two + path).status == 200

"""A real Chromium at one variant: first map, steps from screen to screen, bytes, frames and memory."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from tests.bench import stand_in
from tests.bench.variants import Running, resident_mb
from tests.relay import relayed
from tests.serving import BROWSER

__all__ = ["Visit", "release_kb", "visiting"]

_PATIENCE_MS = 600_000
#: A day on which as much is active as on most.
_START = date(2015, 3, 1)
_PRESSED = "addEventListener('keydown', () => { window.benchPressed = performance.timeOrigin + performance.now(); }, true);"
# The pages' policy lets no text become code in them, so that waiting is done inside one evaluation.
_UNTIL = """async () => {
  const frame = () => new Promise(requestAnimationFrame), end = performance.now() + %d;
  while (!(%s)) { if (performance.now() > end) throw new Error('waited in vain'); await frame(); }
  %s
}"""
_NOW = "performance.timeOrigin + performance.now()"
# Streamlit's plain maps and ours alike draw in the first frame after they were told to; the next one shows it.
_ARMED = """() => {
  window.benchAt = 0;
  addEventListener('keydown', () => {
    const pressed = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.benchAt = performance.now() - pressed; }));
  }, { capture: true, once: true });
}"""
_FRAMES = """async ([kind, seconds]) => {
  const { scene, move } = window.kharita, times = [];
  const { start, end } = scene.pack; let day = scene.day, last = performance.now(); const until = last + seconds * 1000;
  if (kind === 'play') document.querySelector('.kh-play').click();
  await new Promise((done) => { const step = (now) => {
    times.push(now - last); last = now;
    if (kind === 'drag') move(day = day + 2 > end ? start : day + 2);
    if (kind === 'jump') move(start + Math.floor(Math.random() * (end - start)));
    if (now < until) requestAnimationFrame(step); else done();
  }; requestAnimationFrame(step); });
  if (kind === 'play') document.querySelector('.kh-play').click();
  times.sort((a, b) => a - b);
  const sum = times.reduce((a, b) => a + b, 0);
  return { fps: 1000 * times.length / sum, p95: times[Math.floor(times.length * 0.95)], moved: scene.day !== day || kind !== 'play' };
}"""
_WORK = """([jumping, steps]) => {
  const { scene, work } = window.kharita, { start, end } = scene.pack, taken = [];
  let day = start + 900;
  for (let i = 0; i < steps; i += 1) {
    day = jumping ? start + Math.floor(((i * 7919) % 9973) / 9973 * (end - start)) : day + 1;
    taken.push(work(day));
  }
  taken.sort((a, b) => a - b);
  return { p50: taken[Math.floor(steps / 2)], p95: taken[Math.floor(steps * 0.95)] };
}"""


class Visit:
    """A page that is open on a variant.

    Attributes
    ----------
    received : int
        Bytes that the server has sent, over HTTP as coded on the wire and over the websocket.
    """

    def __init__(self, browser: Browser, page: Page, server: Running, name: str) -> None:
        self.browser, self.page, self.server, self.name = browser, page, server, name
        self.received = 0
        self._day = _START
        self._wire = page.context.new_cdp_session(page)
        self._wire.send("Network.enable")
        self._wire.send("Performance.enable")
        self._wire.on("Network.loadingFinished", self._came)
        page.on("websocket", lambda socket: socket.on("framereceived", self._heard))

    def _came(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])

    def _heard(self, data: str | bytes) -> None:
        self.received += len(data)

    def frame(self) -> Frame:
        """The frame that the map of Kharita is in."""
        self.page.wait_for_selector("iframe[src*='/kharita/map']", state="attached", timeout=_PATIENCE_MS)
        while not (found := [frame for frame in self.page.frames if "/kharita/map" in frame.url]):
            self.page.wait_for_timeout(20)
        return found[0]

    def first_map(self) -> float:
        """Open the page, and wait for the first map; milliseconds since the address was asked for."""
        self.page.goto(f"{self.server.url}/?date={_START}", timeout=_PATIENCE_MS, wait_until="commit")
        if self.name == "kharita":
            at = _until(
                self.frame(), "window.kharita?.scene?.pack && window.kharita.scene.base", _NOW, frames=2
            )
        elif self.name == "pydeck":
            self.page.wait_for_selector("#bench-day", state="attached", timeout=_PATIENCE_MS)
            self.page.wait_for_selector("canvas", timeout=_PATIENCE_MS)
            at = self.page.evaluate("performance.timeOrigin + performance.now()")
        else:
            at = _until(self.page, "window.benchAt", "window.benchAt")
        return at - self.page.evaluate("performance.timeOrigin")

    def steps(self, many: int) -> list[float]:
        """Press the arrow key of the clock or slider `many` times; milliseconds from key to screen, each."""
        return (
            [self._step_kharita() for _ in range(many)] if self.name == "kharita" else self._steps_plain(many)
        )

    def _step_kharita(self) -> float:
        frame = self.frame()
        frame.evaluate(_ARMED)
        frame.locator(".kh-scrubber").press("ArrowRight")
        return _until(frame, "window.benchAt", "window.benchAt")

    def _steps_plain(self, many: int) -> list[float]:
        self.page.evaluate(_PRESSED)
        self.page.locator("[data-testid=stSlider] input").first.focus()
        taken = []
        for _ in range(many):
            self._day += timedelta(days=1)
            self.page.keyboard.press("ArrowRight")
            taken.append(self._drawn(self._day.isoformat()))
        return taken

    def _drawn(self, day: str) -> float:
        if self.name == "pydeck":
            # Until the new data are in the page: what deck.gl then takes to draw them is not counted.
            done = f"document.querySelector('#bench-day')?.dataset.day === '{day}'"
            return _until(self.page, done, f"{_NOW} - window.benchPressed")
        taken = _until(self.page, f"window.benchDay === '{day}'", "window.benchAt - window.benchPressed")
        self.page.wait_for_timeout(200)
        return taken

    def frames(self, kind: str, seconds: float = 3.0) -> dict[str, float]:
        """Frames a second while the clock of Kharita plays, is dragged or jumps."""
        return self.frame().evaluate(_FRAMES, [kind, seconds])

    def work(self, jumping: bool, steps: int) -> dict[str, float]:
        """Milliseconds of work for a day, pixels and all, one after the other or anywhere."""
        return self.frame().evaluate(_WORK, [jumping, steps])

    def zoom(self, level: float) -> None:
        """Bring the map of Kharita to a zoom level."""
        self.frame().evaluate("(level) => window.kharita.map.setZoom(level, { animate: false })", level)
        self.page.wait_for_timeout(500)

    def dragged_bytes(self) -> int:
        """Bytes that came from the server while the clock was dragged across the chart, before it was let go."""
        box = self.frame().locator(".kh-scrubber").bounding_box()
        assert box
        middle = box["y"] + box["height"] / 2
        self._settle()
        self.page.mouse.move(box["x"] + box["width"] * 0.4, middle)
        self.page.mouse.down()
        before = self.received
        self.page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=40)
        self.page.wait_for_timeout(300)
        came = self.received - before
        self.page.mouse.up()
        self.page.wait_for_timeout(800)
        return came

    def _settle(self) -> None:
        """Wait until the server has had nothing to say for a second."""
        heard = -1
        while heard != self.received:
            heard = self.received
            self.page.wait_for_timeout(1000)

    def releases(self, many: int) -> dict[str, float]:
        """Let the clock go on `many` days: milliseconds until the panels show the day, and KB that were said, unsqueezed."""
        self._settle()
        taken, before = [], self.received
        for _ in range(many):
            self.page.evaluate(_RELEASED)
            self._step_kharita()
            taken.append(_until(self.page, "window.benchRedrawn", "window.benchRedrawn - window.benchLetGo"))
            self.page.wait_for_timeout(150)
        taken.sort()
        return {"p50_ms": statistics.median(taken), "p95_ms": taken[int(len(taken) * 0.95)],
                "said_KB": (self.received - before) / many / 1000}  # fmt: skip

    def memory(self) -> dict[str, float]:
        """MB of the JavaScript heap after a collection, and of the page's own process."""
        self._wire.send("HeapProfiler.collectGarbage")
        metrics = {m["name"]: m["value"] for m in self._wire.send("Performance.getMetrics")["metrics"]}
        found = self.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        renderers = [resident_mb(process["id"]) for process in found if process["type"] == "renderer"]
        return {
            "heap_MB": metrics["JSHeapUsedSize"] / 1e6,
            "renderer_MB": max(renderers, default=float("nan")),
        }

    def pack_bytes(self) -> int:
        """Bytes of Kharita's data as they go over the wire, gzip."""
        # Asked for by the page, before the frame of the map had begun.
        url = self.page.evaluate(
            "performance.getEntriesByType('resource').map((e) => e.name).find((n) => n.includes('/kharita/pack/'))"
        )
        answer = self.page.request.get(url, headers={"accept-encoding": "gzip"})
        length = answer.headers.get("content-length")
        assert length and answer.headers.get("content-encoding") == "gzip"
        return int(length)


# A release is told to the page by a message; the panels are redrawn when their text has changed and a frame has gone by.
_RELEASED = """() => {
  window.benchRedrawn = 0; window.benchLetGo = 0;
  addEventListener('message', function heard(event) {
    if (event.data?.kharita !== 'view') return;
    removeEventListener('message', heard);
    window.benchLetGo = performance.now();
  });
  const panel = document.querySelector('.kh-panel')?.closest('[data-testid=stHtml]') ?? document.body;
  const watch = new MutationObserver(() => {
    if (!window.benchLetGo) return;
    watch.disconnect();
    requestAnimationFrame(() => { window.benchRedrawn = performance.now(); });
  });
  watch.observe(panel.parentElement ?? panel, { childList: true, subtree: true, characterData: true });
}"""


def _until(where: Page | Frame, condition: str, value: str, frames: int = 0) -> float:
    """Wait in the page until a condition holds and some frames more have gone by; the value then."""
    return where.evaluate(_UNTIL % (_PATIENCE_MS, condition, "await frame(); " * frames + f"return {value};"))


def release_kb(server: Running, many: int) -> float:
    """KB that come over the wire each time the clock of Kharita is let go."""
    with relayed(server.url) as relay, visiting(replace(server, url=relay.url), "kharita") as visit:
        visit.first_map()
        visit.releases(2)
        visit.page.wait_for_timeout(1000)
        before = relay.came
        visit.releases(many)
        return (relay.came - before) / many / 1000


@contextmanager
def visiting(server: Running, name: str) -> Iterator[Visit]:
    """A fresh browser at a variant."""
    modules = stand_in.fetch()
    with sync_playwright() as play:
        # Without a GPU deck.gl draws in software; the others draw on a canvas either way.
        more = ["--enable-unsafe-swiftshader"] if name == "pydeck" else []
        browser = play.chromium.launch(
            **{**BROWSER, "args": [*BROWSER["args"], *more, "--enable-precise-memory-info"]}
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
        stand_in.answer_for(page, modules)
        yield Visit(browser, page, server, name)
        browser.close()

"""Frames while the clock of the one HTML file is dragged: `python -m tests.bench.one_file [FILE]`.

Opens the file from disk with the network off, drags its clock over 200 frames, and says how long frames took and what
the map itself needed for a day; without FILE it makes the file of the whole real dataset first.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard.export.kinds import write
from dashboard.view import DEFAULT
from geodata.dataset import load
from tests.serving import BROWSER

FRAMES = 200
_WATCH = """() => {
  window.stamps = [];
  const note = (now) => { window.stamps.push(now); requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""
_WORK = """() => {
  const { work, scene } = window.kharita;
  return Array.from({ length: 60 }, (_, index) => work(scene.pack.start + 400 + index * 37)).sort((a, b) => a - b)[30];
}"""


def measured(file: Path) -> dict[str, float]:
    """Milliseconds between frames (median, the slowest of twenty), frames a second, ms of the map's own work for a day."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]", timeout=60_000)
        box = page.locator(".kh-scrubber").bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] * 0.25, middle)
        page.mouse.down()
        page.evaluate(_WATCH)
        step = 0
        while page.evaluate("window.stamps.length") < FRAMES:
            step += 1
            page.mouse.move(box["x"] + box["width"] * (0.25 + 0.5 * (step % 100) / 100), middle)
        stamps = page.evaluate("window.stamps")[:FRAMES]
        page.mouse.up()
        work = page.evaluate(_WORK)
        browser.close()
    gaps = sorted(b - a for a, b in pairwise(stamps))
    return {
        "frame_ms": gaps[len(gaps) // 2], "frame_ms_95": gaps[int(len(gaps) * 0.95)],
        "frames_a_second": 1000 * len(gaps) / (stamps[-1] - stamps[0]), "work_ms": work, "requests": len(requests),
        "moves": step,
    }  # fmt: skip


def main(arguments: list[str]) -> None:
    """Make the file unless one is given, and print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(arguments[0]).resolve() if arguments else Path(folder) / "kharita.html"
        start = time.monotonic()
        if not arguments:
            file.write_bytes(write("html", load(), DEFAULT))
        made = {"bytes": file.stat().st_size, "made_s": time.monotonic() - start}
        print(
            json.dumps({name: round(value, 2) for name, value in (made | measured(file)).items()}, indent=1)
        )


if __name__ == "__main__":
    main(sys.argv[1:])

"""Pictures of every page in every form, to be looked at: `python -m tests.look DIR [PAGE ...]`.

A page is a path with or without a query, as "sources?source=x"; without any, all of the page table. Each is taken in
English and Arabic, light and dark, at 390, 1280 and 1920 px: DIR/<page>-<lang>-<theme>-<width>.png.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.app_pages import BRIEFING, PAGES
from geodata import files
from tests.serving import BROWSER, serving

__all__ = ["LANGS", "THEMES", "WIDTHS", "context", "idle", "looks", "pages", "settled"]

WIDTHS = {390: 844, 1280: 800, 1920: 1080}
_TALLEST = 3000
_IDLE = """document.querySelector('[data-testid=stApp]').dataset.testScriptState !== 'running'
    && !document.querySelector('[data-stale=true], [data-testid=stSpinner]')"""
_SIZE = "[...document.querySelectorAll('[data-testid=stMain], iframe')].flatMap((one) => [one.scrollWidth, one.scrollHeight])"
LANGS = ("en", "ar")
THEMES = ("light", "dark")


def pages() -> list[str]:
    """The paths of the page table, in its order; the briefing is at the root."""
    return ["" if name == BRIEFING else name for name in PAGES]


@contextmanager
def context(browser: Browser, theme: str, width: int = 1280) -> Iterator[Page]:
    """A page in a context of its own: English time, the theme of the system, nothing that moves."""
    made = browser.new_context(
        color_scheme=theme, locale="en-GB", timezone_id="UTC", reduced_motion="reduce", bypass_csp=True,
        viewport={"width": width, "height": WIDTHS.get(width, 800)},
    )  # fmt: skip
    try:
        yield made.new_page()
    finally:
        made.close()


def settled(page: Page) -> None:
    """Wait until the page has drawn everything, its map too."""
    page.locator(".kh-foot").wait_for(timeout=60_000)
    idle(page)
    page.wait_for_timeout(400)
    if page.locator('.kh-host, iframe[src*="/kharita/map"]').count():
        frame = page.frame_locator('iframe[src*="/kharita/map"]')
        frame.locator('.kh-root[aria-busy="false"] .kh-clock strong:not(:empty)').wait_for(timeout=60_000)


def idle(page: Page) -> None:
    """Wait until the script of the page has run, and nothing of the run before is left on it."""
    # Asked again and again from here: what waits in the page itself would be text run as code, which its policy refuses.
    until = time.monotonic() + 60
    while not page.evaluate(_IDLE):
        assert time.monotonic() < until, "the script of the page still runs"
        page.wait_for_timeout(50)


def looks(page: Page, url: str, path: str) -> Iterator[int]:
    """Open a path once and show it at each width in turn."""
    page.goto(f"{url}/{path}")
    settled(page)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        tall = _still(page)
        page.set_viewport_size({"width": width, "height": min(max(tall, height), _TALLEST)})
        _still(page)
        yield width


def _still(page: Page) -> int:
    """Wait until the page has found its size in a window of another one, and give its height in px."""
    seen: list[list[int]] = []
    while len(seen) < 5 or seen[-1] != seen[-4]:
        page.wait_for_timeout(50)
        seen.append(page.evaluate(_SIZE))
    return seen[-1][1]


def take(browser: Browser, url: str, directory: Path, paths: list[str], only: str) -> None:
    """Save the pictures of `paths`, in the languages and themes that `only` is part of."""
    for lang, theme in product(LANGS, THEMES):
        if only in f"{lang}-{theme}":
            with context(browser, theme) as page:
                for path in paths:
                    asked = f"{path}{'&' if '?' in path else '?'}lang={lang}"
                    for width in looks(page, url, asked):
                        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "briefing"
                        file = directory / f"{name[:60]}-{lang}-{theme}-{width}.png"
                        page.screenshot(path=file, full_page=True)
                        print(file)


def main(arguments: list[str]) -> None:
    """Read what is asked, and take the pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.look", description="Pictures of every page in every form."
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument(
        "page", nargs="*", help="a path, with or without a query; none: all of the page table"
    )
    parser.add_argument("--only", default="", help="part of the name of the pictures wanted, as ar-dark")
    parser.add_argument("--url", help="of a server that runs already")
    asked = parser.parse_intermixed_args(arguments)
    asked.directory.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        if asked.url:
            take(browser, asked.url, asked.directory, asked.page or pages(), asked.only)
        else:
            with serving(files.DATASET, asked.directory / "server.log") as url:
                take(browser, url, asked.directory, asked.page or pages(), asked.only)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])

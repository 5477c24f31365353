"""A shared link opened fresh gives the same view to the pixel: `python -m tests.roundtrip [COUNT] [--seed N]`.

Views are made at random; each is opened by its link, the map is moved by hand in every third, the address that the bar
then shows is opened in a browser that has never seen Kharita, and the two pictures are compared.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.view import ALL, LAYERS, SORTS, WINDOWS, View, from_params, to_params
from geodata import derive, files
from geodata.dataset import Dataset, load
from tests.look import context, settled
from tests.serving import BROWSER, serving

__all__ = ["Trip", "travel", "views"]

#: A pixel differs when a channel differs by more than this, and so many of all pixels may: text is smoothed anew.
_LEVELS = 24
_SHARE = 0.002


@dataclass(frozen=True)
class Trip:
    """One view there and back.

    Attributes
    ----------
    link : str
        The address that was shared.
    same : bool
        Whether the address, read again, is the same view.
    share : float
        The share of pixels that differ.
    """

    link: str
    same: bool
    share: float

    @property
    def good(self) -> bool:
        """Whether the view came back."""
        return self.same and self.share <= _SHARE


def views(dataset: Dataset, count: int, seed: int) -> Iterator[tuple[str, View]]:
    """So many pages, each with a view made at random."""
    dice = random.Random(seed)
    first, last = derive.clock(dataset)
    theatres = [ALL, *(name for name in dataset.theatres if name != "world")]
    places = list(dataset.features.index[dataset.features.kind == "place"])
    for number in range(count):
        day = first + timedelta(days=dice.randrange(1, (last - first).days))
        two = dice.random() < 0.3
        theatre = dice.choice(theatres)
        yield dice.choice(["", "", "", "changes", "place", "timeline"]), View(
            as_of=day, compare=first + timedelta(days=dice.randrange((day - first).days)) if two else None,
            window=dice.choice(WINDOWS), known_on=day if dice.random() < 0.2 else None, theatre=theatre,
            place=dice.choice(places) if dice.random() < 0.4 else None,
            camera=_camera(dataset, theatre, dice) if number % 2 else None,
            hidden=tuple(sorted(dice.sample(list(dataset.actors), 2))) if dice.random() < 0.3 else (),
            layers=tuple(layer for layer in LAYERS if dice.random() < 0.8), lang=dice.choice(["en", "ar"]),
            swipe=dice.randrange(101) if two else 30, sort=dice.choice(SORTS),
            span=(first + timedelta(days=400), last - timedelta(days=dice.randrange(300, 900))) if dice.random() < 0.3 else None,
        )  # fmt: skip


def _camera(dataset: Dataset, theatre: str, dice: random.Random) -> tuple[float, float, float]:
    west, south, east, north = (
        dataset.theatres[theatre].envelope if theatre in dataset.theatres else (0, 10, 60, 40)
    )
    return (
        round(dice.uniform(west, east), 4),
        round(dice.uniform(south, north), 4),
        dice.choice([4.5, 6.25, 7, 8.5]),
    )


def travel(
    browser: Browser, url: str, dataset: Dataset, path: str, view: View, *, move: bool, theme: str = "light"
) -> Trip:
    """Open a view by its link, move the map by hand if `move`, and open what the address bar shows anew."""
    with context(browser, theme) as page:
        page.goto(f"{url}/{path}?{urlencode(to_params(view))}")
        _still(page)
        if move and page.locator('iframe[src*="/kharita/map"]').count():
            _drag(page)
        link = page.url
        seen = page.screenshot()
    with context(browser, theme) as page:
        page.goto(link)
        _still(page)
        again = page.screenshot()
        asked = [
            from_params(dict(parse_qsl(urlsplit(address).query)), dataset) for address in (link, page.url)
        ]
    return Trip(link, asked[0] == asked[1], _different(seen, again))


def _still(page: Page) -> None:
    """Wait until two pictures in a row are one."""
    settled(page)
    before = b""
    for _ in range(40):
        page.wait_for_timeout(500)
        now = page.screenshot()
        if now == before:
            return
        before = now


def _drag(page: Page) -> None:
    """Take the map a little to one side, and wait until the address says so."""
    box = page.locator('iframe[src*="/kharita/map"]').bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.6, box["y"] + 120
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 25, steps=6)
    page.wait_for_timeout(300)
    page.mouse.up()
    page.mouse.move(2, 2)
    page.wait_for_url("**/*at=*", timeout=60_000)
    _still(page)


def _different(one: bytes, other: bytes) -> float:
    """The share of pixels in which two pictures of one size differ."""
    a, b = (np.asarray(Image.open(BytesIO(data)).convert("RGB")).astype(int) for data in (one, other))
    return float((np.abs(a - b).max(axis=2) > _LEVELS).mean())


def main(arguments: list[str]) -> int:
    """Make the trips and say how each went."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.roundtrip", description="Shared links, opened fresh."
    )
    parser.add_argument("count", nargs="?", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2017)
    asked = parser.parse_args(arguments)
    dataset, failed = load(), 0
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        with serving(files.DATASET, Path(home) / "log") as url:
            for number, (path, view) in enumerate(views(dataset, asked.count, asked.seed)):
                trip = travel(browser, url, dataset, path, view, move=number % 3 == 0)
                failed += not trip.good
                print(
                    f"{'same' if trip.good else 'DIFFERS'} {trip.share:.5%} {trip.link.removeprefix(url)}",
                    flush=True,
                )
        browser.close()
    print(f"{asked.count - failed} of {asked.count} came back the same")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

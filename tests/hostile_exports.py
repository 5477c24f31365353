"""Each attack as every text of every kind, through the exports for the eye: it is seen as text, and nothing of it runs.

    python -m tests.hostile_exports               every attack (a quarter of an hour)
    python -m tests.hostile_exports --each 8      each eighth

The HTML is opened in Chromium with the network off, in both languages, with every fold open, a story begun and the mouse
over the map; the PDF's text and links are read. Tables and map files are read back in tests/geodata/test_hostile.py.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.export.kinds import write
from dashboard.view import DEFAULT
from geodata.dataset import Dataset, load
from tests import toy
from tests.hostile import PAYLOADS
from tests.serving import BROWSER

__all__ = ["faults", "main"]

_MADE = "2026-01-02T03:04:05+00:00"
_VIEW = replace(DEFAULT, theatre="north", as_of=date(2014, 6, 20), place="town")


def faults(payload: str, browser: Browser) -> Iterator[str]:
    """What any export makes of an attack that it should not."""
    with tempfile.TemporaryDirectory(prefix="kharita-hostile-") as name:
        dataset = load(toy.write(Path(name) / "data", lambda content: _spoil(content, payload)))
        yield from _of_print(dataset, payload)
        yield from _of_page(dataset, payload, Path(name), browser)


def _spoil(content: dict[str, Any], payload: str) -> None:
    """The attack as every text there is; a row's note and a feature's aliases, which the small dataset lacks, too."""

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"en", "ar"}:
            return {"en": f"{payload} a", "ar": f"{payload} ا"}
        if isinstance(value, dict):
            return {key: spoilt(item) for key, item in value.items()}
        return [spoilt(item) for item in value] if isinstance(value, list) else value

    for rows in (content[name] for name in ("zones/north.geojson", "regions/north.geojson")):
        for feature in rows:
            feature["properties"]["aliases"] = [payload]
            for row in feature["properties"]["timeline"]:
                row["note"] = toy.words("note")
    for name in content:
        content[name] = spoilt(content[name])


def _words(text: Any) -> str:
    return " ".join(str(text).split())


def _of_print(dataset: Dataset, payload: str) -> Iterator[str]:
    """The PDF: the attack stands in it as text, and no link or action leads where it says; a picture can be made."""
    data = write("pdf", dataset, _VIEW, made=_MADE)
    pdf = pypdf.PdfReader(io.BytesIO(data))
    text = "".join(page.extract_text() for page in pdf.pages)
    for word in re.findall(r"[!-~]+", payload):
        if word not in "".join(text.split()):
            yield f"pdf: {word!r} is not in its text"
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            act = note.get_object().get("/A", {})
            if act and (
                act.get("/S") != "/URI" or not re.match(r"https?://(example\.org|localhost)\b", act["/URI"])
            ):
                yield f"pdf: an action of the attack's own, {act}"
    if {"/OpenAction", "/AA"} & set(pdf.trailer["/Root"]) or b"/JavaScript" in data:
        yield "pdf: it acts when it is opened"
    for kind, view in (("png", _VIEW), ("pdf", replace(_VIEW, lang="ar"))):
        write(kind, dataset, view, made=_MADE)


def _of_page(dataset: Dataset, payload: str, folder: Path, browser: Browser) -> Iterator[str]:
    path = folder / "kharita.html"
    path.write_bytes(write("html", dataset, _VIEW, made=_MADE))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    told: list[str] = []
    page.on("request", lambda request: told.append(f"asks for {request.url}"))
    page.on("pageerror", lambda error: told.append(f"fails: {error}"))
    page.on("dialog", lambda dialog: (told.append(f"says {dialog.message}"), dialog.dismiss()))
    try:
        for lang in ("en", "ar"):
            page.goto(f"{path.as_uri()}#date=2014-06-20&theatre=north&lang={lang}")
            page.wait_for_selector("html[data-ready=yes]", timeout=120_000, state="attached")
            shown = _walked(page)
            if page.evaluate("window.pwned") is not None or "1337" in shown:
                yield f"html, {lang}: it ran"
            if _words(payload) not in _words(shown):
                yield f"html, {lang}: it is not shown as the text it is"
            page.goto("about:blank")
    finally:
        context.close()
    yield from (
        f"html: it {line[:120]}"
        for line in told
        if not re.match(r"asks for (file:.*kharita\.html|about:|data:)", line)
    )


def _walked(page: Page) -> str:
    """Open every fold, look at every tab, begin a story, and go over the map; the words that were seen."""
    seen = []
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    for x in range(1, 6):
        for y in range(1, 5):
            page.mouse.move(box["x"] + box["width"] * x / 6, box["y"] + box["height"] * y / 5)
            seen.append(page.evaluate("(document.querySelector('.kh-card') || {}).innerText || ''"))
    for tab in page.locator("[role=tab]").all():
        tab.click()
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        seen.append(page.evaluate("document.body.innerText"))
    page.locator(".kh-begin").first.click()
    return "\n".join([*seen, page.evaluate("document.body.innerText")])


def main() -> None:
    """Try them, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--each", type=int, default=1)
    began, found = time.monotonic(), 0
    tried = PAYLOADS[:: parser.parse_args().each]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        for payload in tried:
            for fault in faults(payload, browser):
                found += 1
                print(f"{payload[:60]!r}: {fault}", flush=True)
    print(f"{len(tried)} attacks as HTML, PDF and PNG, {found} faults, {time.monotonic() - began:.0f} s")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()

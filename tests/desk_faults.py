"""A curator's line or browser goes away: what was done is there again, and what was being saved is whole.

A real server for curators, and Chromium, which reaches it through a relay that can be cut. Part of `tests.faults`.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboard import desk, words
from dashboard.roles import LOCAL
from geodata.edits import EditError, record
from geodata.store import Store, open_store
from tests.look import settled
from tests.relay import Relay, relayed
from tests.serving import BROWSER, serving

__all__ = ["Desk", "at_desk", "dropped_websocket", "page_closed"]

T = words.of("en")
_PATIENCE_MS = 60_000
_CONNECTED = '[data-testid=stApp][data-test-connection-state="CONNECTED"]'


@dataclass
class Desk:
    """A curator's browser, the relay before the server, and the store behind it."""

    browser: Browser
    relay: Relay
    store: Store
    sources: list[str] = field(default_factory=list)

    def page(self) -> Page:
        """A fresh page at the form for a new source."""
        page = self.browser.new_context(locale="en-GB").new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.goto(f"{self.relay.url}/curate")
        settled(page)
        page.get_by_text(T["curate_new"], exact=True).click()
        return page

    def begins(self, page: Page) -> str:
        """Type the first half of a new source; its id."""
        name = f"report-{len(self.sources)}"
        self.sources.append(name)
        _type(page, "title", name.replace("-", " ").title(), "تقرير")
        return name

    def ends(self, page: Page, name: str) -> None:
        """Type the rest, and add it to the draft; come back when the draft has it."""
        _type(page, "publisher", "Agency", "وكالة")
        page.get_by_role("textbox", name=T["field_published"]).fill("2018-05")
        page.get_by_role("button", name=T["curate_apply"]).click()
        assert patiently(lambda: name in self.drafted()), f"{name} never came into the draft"

    def saves(self, page: Page) -> None:
        """Give a reason and press Save."""
        page.get_by_role("textbox", name=T["curate_why"], exact=True).fill("as the agency says")
        page.get_by_role("button", name=T["curate_save"], exact=True).click(no_wait_after=True)

    def drafted(self) -> set[str]:
        """The sources in the curator's drafts."""
        steps = [edit for draft in desk.drafts(LOCAL, self.store) for edit in draft.edits]
        return {edit.arguments["record"]["id"] for edit in steps if edit.verb == "add_record"}

    def saved(self, name: str) -> bool:
        """Whether a source is in the current version."""
        try:
            return record(self.store.read(self.store.head()), name) is not None
        except EditError:
            return False


def _type(page: Page, about: str, en: str, ar: str) -> None:
    for lang, text in (("English", en), ("العربية", ar)):
        page.get_by_role("textbox", name=f"{T[f'field_{about}']} · {lang}").fill(text)


def patiently(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def at_desk(directory: Path) -> Iterator[Desk]:
    """A server for the one at the machine, and a browser to reach it with."""
    os.environ |= {"KHARITA_MODE": "curate", "KHARITA_CONFIG": str(directory.parent)}
    expect.set_options(timeout=_PATIENCE_MS)
    with (
        serving(directory, directory.parent / "log", "--curate", KHARITA_CONFIG=str(directory.parent)) as url,
        relayed(url) as relay,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**BROWSER)
        yield Desk(browser, relay, open_store(str(directory), data=directory))


def dropped_websocket(desk: Desk, number: int) -> None:
    """The line is cut while a curator types: the draft and the typed words are there when it is back.

    On a page at rest: what Streamlit was drawing when the line broke it takes away, and the words being typed in it.
    """
    page = desk.page()
    first = desk.begins(page)
    desk.ends(page, first)
    expect(page.locator(".kh-done")).to_contain_text(T["curate_added"])
    settled(page)
    second = desk.begins(page)
    desk.relay.cut()
    time.sleep(random.Random(number).choice((0.05, 0.5, 2.0)))
    desk.relay.mend()
    page.locator(_CONNECTED).wait_for(state="attached")
    assert {first} <= desk.drafted() and second not in desk.drafted()
    title = page.get_by_role("textbox", name=f"{T['field_title']} · English")
    expect(title).to_have_value(second.replace("-", " ").title())
    desk.ends(page, second)
    assert {first, second} <= desk.drafted()
    desk.saves(page)
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])
    assert desk.saved(first) and desk.saved(second) and not {first, second} & desk.drafted()
    page.context.close()


def page_closed(desk: Desk, number: int) -> None:
    """The browser is closed in mid-save: the work is either saved, or in the draft as it was."""
    page = desk.page()
    name = desk.begins(page)
    desk.ends(page, name)
    page.get_by_role("button", name=T["curate_save"], exact=True).wait_for()
    desk.saves(page)
    time.sleep(number % 25 * 0.03)
    page.context.close()
    # The server may still be at it; then nothing of the draft may be left.
    patiently(lambda: desk.saved(name), seconds=5)
    assert patiently(lambda: desk.saved(name) != (name in desk.drafted())), f"{name} is lost, or there twice"

"""Two curators at one Curate page, each logged in with a browser of their own, at random; `tests.two_at_once --browsers`.

In each round both change the name of a record, and then one drops the draft, or both save at the same moment; who is
shown a conflict chooses a side, and saves again or gives way. What the screens acknowledged is then held against the
history, as for two processes.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.curators import T, amend, office, save
from tests.look import idle
from tests.serving import BROWSER
from tests.two_at_once import at, judged, opened

__all__ = ["rounds", "run"]

_IDS = ("west", "east", "hills", "town")
_PATIENCE = 60_000


class _Curator:
    """One of the two: what they do, and what their screen showed."""

    def __init__(self, page: Page, data: Path, chance: random.Random, name: str) -> None:
        self.page, self.data, self.chance, self.name = page, data, chance, name
        self.told: list[dict[str, Any]] = []

    def tell(self, what: str, **more: Any) -> None:
        self.told.append({"round": self.number, "what": what, **more})

    def begin(self, number: int) -> None:
        """Change a record, and now and then think better of it."""
        self.number, self.met = number, False
        self.id, self.mark = self.chance.choice(_IDS), f"{self.name} {number}"
        amend(self.page, self.id, self.mark)
        expect(self.page.locator(".kh-news")).to_contain_text(self.id)
        self.saves = self.chance.random() > 0.12
        if not self.saves:
            self.drop()

    def drop(self) -> None:
        self.page.get_by_role("button", name=T["curate_discard"], exact=True).click()
        expect(self.page.locator(".kh-news")).to_have_count(0)
        self.tell("dropped")

    def answered(self) -> bool:
        """Whether the save is done; otherwise the conflict was settled, and is to be saved again."""
        banner = self.page.locator(".kh-banner", has_text=T["curate_conflict"])
        done = self.page.locator(".kh-done").filter(has_text=T["curate_saved"]).or_(
            self.page.locator(".kh-done").filter(has_text=T["curate_merged"])
        )  # fmt: skip
        expect(banner.or_(done).first).to_be_visible(timeout=_PATIENCE)
        if done.count():
            self.acknowledged()
            return True
        self.tell("conflict", ids=[self.id], **({} if self.side_by_side() else {"kept": False}))
        self.met = True
        return self.settle(self.chance.choice(("curate_mine", "curate_theirs")))

    def side_by_side(self) -> bool:
        return self.mark in self.page.locator(".kh-scroll table").first.inner_text()

    def settle(self, side: str) -> bool:
        page = self.page
        choices = page.get_by_role("radio", name=T[side], exact=True)
        expect(choices.first).to_be_visible()
        idle(page)
        for choice in choices.all():
            choice.click()
        page.get_by_role("button", name=T["curate_settle"], exact=True).click()
        expect(page.locator(".kh-done")).to_contain_text(T["curate_settled"])
        if side == "curate_mine":
            return False
        expect(page.locator(".kh-news")).to_have_count(0)
        page.get_by_role("button", name=T["curate_discard"], exact=True).click()
        expect(page.locator(".kh-done")).to_have_count(0)
        self.tell("gave way")
        return True

    def stuck(self, said: str) -> None:
        """What should have come did not: it counts as a violation, and the next round begins anew."""
        self.tell("error", said=said)
        self.page.screenshot(path=self.data.parent / f"stuck-{self.number}-{self.name}.png", full_page=True)
        self.page.reload()
        drop = self.page.get_by_role("button", name=T["curate_discard"], exact=True)
        expect(drop).to_be_visible()
        for _ in opened(self.data).drafts():
            if drop.is_enabled():
                drop.click()
                expect(self.page.locator(".kh-news")).to_have_count(0)

    def acknowledged(self) -> None:
        store = opened(self.data)
        found = [entry.version for entry in store.history() if entry.why == self.mark]
        if not found:
            self.tell("error", said=f"acknowledged, and not in the history: {self.mark}")
            return
        edits = [[self.id, "name.en", at(store.read(found[-1]), self.id, "name.en")]]
        lost = [each for each in store.drafts() if each.state.get("aside") and self.mark in str(each.state)]
        self.tell("saved", version=found[-1], edits=edits, kept=bool(lost) or not self.met)


def rounds(browser: Browser, count: int, seed: int, directory: Path) -> tuple[Counter[str], list[str]]:
    """What happened, by kind, and what was violated."""
    people, both = {"huda": "curator", "omar": "curator"}, []
    with office(directory, people) as desk:
        for number, name in enumerate(people):
            page = browser.new_context(bypass_csp=True).new_page()
            page.set_default_timeout(_PATIENCE)
            desk.enter(page, name)
            both.append(_Curator(page, desk.data, random.Random(seed + number), name))
        for number in range(count):
            try:
                _round(both, number)
            except (AssertionError, Error) as error:
                for one in both:
                    one.stuck(str(error).partition("Aria")[0])
            if number % 10 == 9:
                counts, wrong = judged(opened(desk.data), [one.told for one in both])
                print(
                    f"{number + 1} rounds: {dict(sorted(counts.items()))}, {len(wrong)} violations",
                    flush=True,
                )
        for one in both:
            one.page.context.close()
        store = opened(desk.data)
        counts, wrong = judged(store, [one.told for one in both])
        left = [each.name for each in store.drafts() if not each.state.get("aside")]
        return counts, wrong + [f"a draft that was dropped or saved is still there: {name}" for name in left]


def run(count: int, seed: int, directory: Path) -> tuple[Counter[str], list[str]]:
    """The rounds with a Chromium of their own."""
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        return rounds(browser, count, seed, directory)


def _round(both: list[_Curator], number: int) -> None:
    for one in both:
        one.begin(number)
    waiting = [one for one in both if one.saves]
    random.Random(number).shuffle(waiting)
    while waiting:
        for one in waiting:
            save(one.page, one.mark)
        waiting = [one for one in waiting if not one.answered()]

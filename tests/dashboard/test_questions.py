"""Ten questions that a briefer asks, each answered in at most two actions from the page that `./run` opens.

An action is a text typed into the search box and sent with Enter, or a click. `python -m tests.dashboard.test_questions`
asks them all and prints a table with the actions and the seconds that each took.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from geodata import files
from tests.look import context, settled
from tests.serving import BROWSER, serving


@dataclass(frozen=True)
class Question:
    """What is asked, the actions that answer it, and the words that must then be on the screen, and where.

    Each action is ("ask", text), ("pick", part of the text of an answer in the list; the text typed before it is part of
    the same action's way) or ("click", name of a button or link).
    """

    text: str
    actions: tuple[tuple[str, str], ...]
    where: str
    answer: str
    lang: str = "en"


QUESTIONS = (
    Question("Who held Palmyra on 1 January 2017, and who says so?",
             (("ask", "who held Palmyra on 1 January 2017, and who says so"),), "[data-testid=stHtml]:has(.kh-now)", "ISIS, control.*Who says so: AP"),
    Question("How much ground did ISIS lose in the first half of 2017?",
             (("ask", "how much ground did ISIS lose in the first half of 2017"),), ".kh-told", "ISIS lost .*20,\\d00.* km²"),
    Question("What did the UN know of Raqqa's leaders in August 2017?",
             (("type", "what did the UN know of Raqqa's leaders in August 2017"), ("pick", "Core leaders of ISIS have already left Raqqa")),
             ".kh-scroll tbody tr:first-child", "Core leaders of ISIS have already left Raqqa.*two unnamed States"),
    Question("من كان يسيطر على الرقة في 1 حزيران 2017؟", (("ask", "من كان يسيطر على الرقة في 1 حزيران 2017"),), ".kh-now", "داعش، سيطرة", "ar"),
    Question("When was Mosul retaken?", (("ask", "when was Mosul retaken"),), ".kh-now", "10 July 2017.*Iraqi Government, control"),
    Question("How much did ISIS hold on 1 January 2015?", (("ask", "ISIS 1 January 2015"),), ".kh-panel .kh-lead", "ISIS.*97,\\d00"),
    Question("What changed hands in Libya in 2016?", (("ask", "Libya 2016"), ), ".kh-told", "Libya"),
    Question("What rests on the Monitoring Team's report S/2017/573?", (("ask", "S/2017/573"),), ".stMain", "S/2017/573.*[Rr]ests on it"),
    Question("Who is next to Deir ez-Zor on 5 September 2017?", (("ask", "Deir ez-Zor 5 September 2017"),), ".kh-near", "ISIS, control"),
    Question("What had been published about al-Baghdadi's death by July 2017?",
             (("type", "baghdadi killed July 2017"), ("pick", "al-Baghdadi is dead")), ".kh-scroll tbody tr:first-child", "al-Baghdadi is dead"),
)  # fmt: skip


def act(page: Page, kind: str, text: str) -> None:
    """Do one thing that a viewer does."""
    if kind == "pick":
        page.locator(".kh-search [role=option]", has_text=text).first.click()
        return
    box = page.get_by_role("combobox", name=re.compile("Search|بحث"))
    expect(box).to_be_visible(timeout=60_000)
    page.keyboard.press("/")
    expect(box).to_be_focused(timeout=60_000)
    page.keyboard.type(text)
    if kind == "ask":
        page.keyboard.press("Enter")


def put(page: Page, url: str, question: Question) -> float:
    """Ask a question on the opening page; returns the seconds from the first key to the answer."""
    page.goto(f"{url}/?lang={question.lang}")
    settled(page)
    start = time.monotonic()
    for kind, text in question.actions:
        act(page, kind, text)
    shown = page.locator(question.where).first
    expect(shown).to_contain_text(re.compile(question.answer, re.DOTALL), timeout=60_000)
    return time.monotonic() - start


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text[:30])
def test_a_question_is_answered_in_at_most_two_actions(page, real, question):
    assert len(question.actions) <= 2
    put(page, real, question)


def main() -> None:
    """Ask all of them and print the table."""
    print("| question | actions | seconds |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        with serving(files.DATASET, Path(home) / "log") as url, context(browser, "light") as page:
            put(page, url, QUESTIONS[0])
            for question in QUESTIONS:
                print(
                    f"| {question.text} | {len(question.actions)} | {put(page, url, question):.1f} |",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    sys.exit(main())

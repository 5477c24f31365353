"""The one file, opened from disk with the network off: it draws, speaks both languages, tells stories, and runs nothing else."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard import words
from dashboard.export.html import one_file
from dashboard.map.bundle import BundleError, bundle
from dashboard.view import DEFAULT, View
from geodata import carriers, derive, stamp  # noqa: F401
from geodata.dataset import Dataset, load
from tests import toy
from tests.dashboard.test_everyone import AXE, serious
from tests.hostile import PAYLOADS, spoil


def written(path: Path, dataset: Dataset, view: View) -> Path:
    path.write_bytes(
        one_file(dataset, view, stamp.make(dataset, view.as_of, {"theatre": view.theatre}, made="2026-01-02"))
    )
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("one") / "kharita.html", load(), DEFAULT)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("attacked")
    dataset = load(toy.write(folder / "data", spoil))
    view = replace(DEFAULT, theatre="north")
    return written(folder / "kharita.html", dataset, view)


@pytest.fixture
def offline(browser, browser_context_args):
    context = browser.new_context(**browser_context_args, offline=True)
    yield context.new_page()
    context.close()


def opened(page: Page, path: Path, state: str = "") -> list[str]:
    """Open the file; what it asked for and what went wrong is told as it happens."""
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url.split("#")[0]))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.goto(f"{path.as_uri()}#{state}")
    expect(page.locator("html[data-ready=yes]")).to_be_attached(timeout=60_000)
    return told


def test_the_whole_dataset_is_one_file_under_two_and_a_half_megabytes(file):
    assert file.stat().st_size < 2_500_000


def test_the_file_names_no_other_and_its_policy_lets_nothing_in(file):
    text = file.read_text(encoding="utf-8")
    head = re.sub(r"<script.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    assert not re.search(r"(?:src|href|srcset|action)\s*=", head)
    assert "url(" not in re.sub(
        r'url\("data:font/woff2;base64,[^"]*"\)', "", re.search("<style>(.*?)</style>", text, re.DOTALL)[1]
    )
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src &#x27;none&#x27;" in policy and "connect-src &#x27;none&#x27;" in policy
    assert "unsafe" not in policy and policy.count("sha256-") == 3


def test_the_clock_the_languages_and_the_stories_work_with_nothing_asked_of_anyone(offline, file):
    told = opened(offline, file)
    expect(offline.locator(".kh-words h2")).to_have_text("On 7 August 2017")
    box = offline.locator(".kh-scrubber").bounding_box()
    offline.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 30)
    expect(offline.locator(".kh-words h2")).not_to_have_text("On 7 August 2017")
    day = offline.locator(".kh-clock strong").inner_text()
    expect(offline.locator(".kh-words h2")).to_have_text(f"On {day}")
    offline.locator("#lang").click()
    expect(offline.locator("html")).to_have_attribute("dir", "rtl")
    expect(offline.locator("#tab-stories")).to_have_text(words.of("ar")["stories"])
    offline.locator("#lang").click()
    offline.locator("#tab-stories").click()
    offline.locator(".kh-begin").first.click()
    first = offline.locator(".kh-clock strong").inner_text()
    offline.locator("#panel").focus()
    offline.keyboard.press("ArrowRight")
    expect(offline.locator(".kh-words .kh-small").first).to_contain_text("2 /")
    expect(offline.locator(".kh-clock strong")).not_to_have_text(first)
    assert told == [file.as_uri()]


def test_two_days_cards_and_the_address_are_there_too(offline, file):
    opened(offline, file, "date=2015-06-01&lang=ar&theme=dark&theatre=syria-iraq")
    expect(offline.locator("html")).to_have_attribute("data-theme", "dark")
    offline.locator(".kh-compare").click()
    expect(offline.locator(".kh-handle")).to_be_visible()
    assert "compare=2014-06-01" in offline.evaluate("location.hash")
    box = offline.locator(".folium-map").bounding_box()
    offline.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.35)
    expect(offline.locator(".kh-card .kh-title").first).to_be_visible()


def test_the_words_say_what_the_dataset_says(offline, file):
    opened(offline, file)
    offline.locator("summary", has_text=words.of("en")["who_holds_places"]).click()
    held = offline.locator("details table").inner_text()
    assert re.search(r"Deir ez-Zor.*\n?.*ISIS", held) and re.search(r"Raqqa\s.*\n?.*contested", held)
    cited = offline.locator(".kh-cited a").first.get_attribute("href")
    assert cited.startswith("http")


def test_hostile_text_is_text_and_injected_handlers_are_blocked(offline, attacked):
    for lang, tab in (("en", "#tab-day"), ("ar", "#tab-stories")):
        told = opened(offline, attacked, f"date=2016-12-01&theatre=north&lang={lang}")
        offline.locator(tab).click()
        for summary in offline.locator("summary").all():
            summary.click()
        if lang == "ar":
            offline.locator(".kh-begin").first.click()
        shown = offline.locator("body").inner_text()
        assert any(payload.split("\n")[0] in shown for payload in PAYLOADS)
        assert offline.evaluate("window.pwned") is None and told == [attacked.as_uri()]
        offline.goto("about:blank")
    opened(offline, attacked)
    offline.evaluate("""() => {
      document.body.insertAdjacentHTML('beforeend', '<button id="x" onclick="window.pwned=1">x</button><img src="data:," onerror="window.pwned=1">');
      const script = document.body.appendChild(document.createElement('script'));
      script.textContent = 'window.pwned=1';
      document.getElementById('x').click();
    }""")
    offline.wait_for_timeout(200)
    assert offline.evaluate("window.pwned") is None
    assert offline.evaluate("fetch('data:text/plain,x').then(() => 1, () => 0)") == 0


@pytest.mark.parametrize(("lang", "theme", "width"), [("en", "light", 1280), ("ar", "dark", 390)])
def test_axe_finds_nothing_serious_in_the_file_and_it_fits_the_screen(offline, file, lang, theme, width):
    offline.set_viewport_size({"width": width, "height": 844})
    opened(offline, file, f"lang={lang}&theme={theme}")
    for tab in ("#tab-day", "#tab-stories"):
        offline.locator(tab).click()
        offline.evaluate(AXE)
        assert serious(offline) == []
        assert offline.evaluate("document.documentElement.scrollWidth") <= width


def test_the_file_says_which_knowledge_it_holds_and_what_is_not_in_it(offline, file, tmp_path):
    opened(offline, file)
    expect(offline.locator("#foot")).to_contain_text("what had been published when it was made")
    expect(offline.locator("#foot")).to_contain_text("Incidents of an archive are not in it")
    day = date(2017, 8, 7)
    then = written(
        tmp_path / "then.html", derive.known_on(load(), day), replace(DEFAULT, known_on=day, lang="ar")
    )
    opened(offline, then)
    expect(offline.locator("#foot")).to_contain_text("حتى 7 آب 2017")
    expect(offline.locator(".kh-past")).to_contain_text("7 آب 2017")


def test_the_stamp_is_read_back_from_the_file(file):
    found = stamp.read_stamp(file)
    assert found == stamp.make(load(), DEFAULT.as_of, {"theatre": DEFAULT.theatre}, made="2026-01-02")


def test_a_page_without_a_stamp_has_none(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<script id='other'>{}</script><p id=kharita>{}</p>")
    assert stamp.read_stamp(path) is None


def test_modules_are_joined_in_the_order_of_their_imports(tmp_path):
    (tmp_path / "a.js").write_text("import { two as twice } from './b.js';\nwindow.out = twice;\n")
    (tmp_path / "b.js").write_text("export const two = 2;\nexport function three() { return 3; }\n")
    joined = bundle(tmp_path / "a.js")
    assert (
        joined.index("const two = 2")
        < joined.index("const { two: twice } = m0;")
        < joined.index("window.out")
    )
    assert "return { two, three };" in joined


@pytest.mark.parametrize(
    "text",
    [
        "import './a.js';\n",
        "export default 1;\n",
        "import x from './b.js';\n",
        "export { y } from './b.js';\n",
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path, text):
    (tmp_path / "a.js").write_text(text)
    (tmp_path / "b.js").write_text("export const y = 1;\n")
    with pytest.raises(BundleError):
        bundle(tmp_path / "a.js")

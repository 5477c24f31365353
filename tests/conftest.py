"""A real server and a real browser: `serve(directory)` starts Kharita, `page` drives Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from geodata import files
from tests.look import WIDTHS
from tests.postgres import running as postgresql
from tests.serving import BROWSER, serving

#: Begun first, so that no worker is left alone with one of them at the end.
LONGEST = (
    "test_everyone", "test_browser", "test_curate_together", "test_share", "test_bench", "test_curate_page", "test_engines",
    "test_faults", "test_balancer", "test_export_printed", "test_drawing", "test_amending", "test_timeline_page",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONGEST)))


# A machine at work on other things must not fail what is right but late.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    assert BROWSER["executable_path"], "no browser: ./test installs Chromium, or says how to"
    return BROWSER


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--form", default="1440-light", help="width and theme of the page that a test is given, as 390-dark"
    )


@pytest.fixture(scope="session")
def form(request: pytest.FixtureRequest) -> tuple[int, str]:
    """The width in px, and the theme, of the page that a test is given."""
    width, theme = request.config.getoption("--form").split("-")
    return int(width), theme


@pytest.fixture(scope="session")
def browser_context_args(form) -> dict:
    width, theme = form
    return {"locale": "en-GB", "timezone_id": "UTC", "color_scheme": theme,
            "viewport": {"width": width, "height": WIDTHS.get(width, 900)}}  # fmt: skip


@pytest.fixture(scope="session")
def visited(browser, browser_context_args) -> Iterator[BrowserContext]:
    """A browser that has been at Kharita before, and has its scripts; who must come for the first time opens one anew."""
    with browser.new_context(**browser_context_args) as context:
        yield context


@pytest.fixture
def page(visited: BrowserContext) -> Iterator[Page]:
    """A page of one's own; what a page keeps in the browser goes with it."""
    with visited.new_page() as page:
        yield page
        if not page.is_closed() and page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
    visited.clear_cookies()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start Kharita on a dataset and give its address; every server is stopped at the end."""
    with ExitStack() as running:
        yield lambda directory, *more, **environment: running.enter_context(
            serving(directory, tmp_path_factory.mktemp("server") / "log", *more, **environment)
        )


@pytest.fixture(scope="session")
def real(serve: Callable[[Path], str]) -> str:
    """The address of Kharita on the dataset it ships."""
    return serve(files.DATASET)


@pytest.fixture
def hosts(page) -> set[str]:
    """Every host that the page asks anything of, as it happens."""
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket_: asked.add(urlsplit(socket_.url).hostname or ""))
    return asked


@pytest.fixture
def strains(page) -> list[str]:
    """What the browser says of a page that asks for more than its policy allows, as it happens."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Policy" in message.text else None)
    return said


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL with PostGIS."""
    with postgresql() as url:
        yield url

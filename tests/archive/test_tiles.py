"""The archive on the map: tiles that never change, and a clock that counts by itself in real Chromium."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.map import incidents as tiles
from geodata import files
from geodata.archive import incidents, ingest, queries
from tests.archive import made
from tests.look import settled
from tests.wire_reader import Pack


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiles")
    path = made.write(folder / "a.csv", 3_000)
    ingest.add(folder / "home", path, incidents.MAPPINGS["ucdp"], "made")
    return folder / "home"


@pytest.fixture(scope="module")
def offered(home):
    return tiles.offered(home)


@pytest.fixture(scope="module")
def ask(offered):
    client = TestClient(Starlette(routes=tiles.ROUTES))
    return lambda rest, **headers: client.get(
        f"/kharita/incidents/{offered['version']}/{rest}", headers=headers
    )


def test_the_map_is_told_what_there_is(offered, home, tmp_path):
    assert offered["incidents"] == 3_000 and offered["sources"] == ["made"]
    assert tiles.offered(tmp_path) is None


def test_tiles_of_cells_say_what_the_queries_say(ask, home, offered):
    pack = Pack(ask("coarse/2015/4/3.bin").content)
    rows = pack.records("row")
    expected = queries.cell_days(
        tiles._engine(offered["version"]), 4, date(2015, 1, 1), date(2015, 12, 31), tiles.box(3, 4, 3)
    )
    assert len(rows) == len(expected) > 100
    assert [row["deaths"] for row in rows] == expected.deaths.tolist()
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert set(pack.columns["cell.corners"]) <= {5, 6, 7}


def test_tiles_of_single_incidents_name_their_sides(ask):
    pack = Pack(ask("single/2015/156/101.bin").content)
    rows = pack.records("row")
    assert rows and {pack.head["actors"][row["a"]] for row in rows} <= set(made._SIDES)
    assert all(name.startswith("made:") for name in pack.head["ids"])


def test_what_was_sent_never_changes_and_comes_squeezed(ask):
    answer = ask("fine/2015/78/50.bin", **{"accept-encoding": "br"})
    assert answer.status_code == 200 and answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "rest", ["coarse/2015/9/3.bin", "other/2015/1/1.bin", "coarse/15/1/1.bin", "coarse/2015/1/-1.bin"]
)
def test_a_tile_that_is_none_is_not_there(ask, rest):
    assert ask(rest).status_code == 404


def test_another_version_is_not_there(ask):
    assert ask("../0000000000000000/coarse/2015/4/3.bin").status_code == 404


def test_the_clock_counts_incidents_and_a_card_says_how_many(page, serve, home, monkeypatch):
    monkeypatch.setenv("KHARITA_ARCHIVE", str(home))
    page.goto(serve(files.DATASET) + "/?date=2015-06-01&window=90")
    settled(page)
    frame = page.frame_locator('iframe[src*="/kharita/map"]')
    switch = frame.get_by_role("button", name="Incidents")
    expect(switch).to_have_attribute("aria-pressed", "true", timeout=60_000)
    inner = next(one for one in page.frames if "/kharita/map" in one.url)
    total = "() => window.kharita.scene.incidents.shown.reduce((sum, {data}) => sum + (data ? data.tally.incidents.reduce((a, b) => a + b, 0) : 0), 0)"
    inner.wait_for_function(f"({total})() > 0", timeout=60_000)
    before = inner.evaluate(total)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    inner.evaluate("() => { const k = window.kharita; k.move(k.scene.day + 30); k.work(k.scene.day + 1); }")
    inner.wait_for_timeout(300)
    assert inner.evaluate(total) != before and requests == []
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("layers="), timeout=30_000)

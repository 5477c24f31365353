"""The export page: what is chosen there is what the file is of, and nothing is made before the click."""

from playwright.sync_api import Page, expect

from dashboard import words
from dashboard.export.kinds import KINDS
from geodata import carriers, stamp  # noqa: F401
from geodata.formats import FORMATS


def test_a_file_is_of_the_state_on_the_screen_and_leads_back_to_it(page: Page, real, tmp_path):
    t = words.of("ar")
    page.goto(f"{real}/export?date=2016-03-01&known=2016-04-01&lang=ar")
    buttons = page.get_by_test_id("stDownloadButton")
    expect(buttons).to_have_count(len(KINDS) + len(FORMATS), timeout=60_000)
    for title, suffix, day in (("PNG", "png", "2016-03-01"), ("GeoJSON", "geojson", "2016-03-01")):
        with page.expect_download(timeout=60_000) as download:
            page.get_by_role("button", name=t["download"].format(what=title), exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        found = stamp.read_stamp(path)
        assert path.suffix == f".{suffix}" and path.name.startswith("kharita-syria-iraq-2016-03-01")
        assert found and (found.as_of, found.known_on) == (day, "2016-04-01")
        assert found.link.startswith(f"{real}/?date=2016-03-01&known=2016-04-01")

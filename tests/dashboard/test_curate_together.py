"""The Curate page with more than one at it: a second person approves, a second window, two browsers, an older version back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import desk
from dashboard.roles import LOCAL
from geodata.edits import Edit
from geodata.store import open_store
from tests import toy, two_browsers
from tests.curators import T, amend, name_field, office, save
from tests.look import idle, settled
from tests.two_at_once import at


def named(id, name):
    return Edit("set_field", {"id": id, "field": "name.en", "value": name})


def standing(store, id="west"):
    return at(store.read(store.head()), id, "name.en")


@pytest.fixture
def local(serve, tmp_path, monkeypatch):
    """A curator's own server and its store."""
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path / "none"))
    data = toy.write(tmp_path / "data")
    return serve(data, "--curate", KHARITA_CONFIG=str(tmp_path / "none")), open_store(str(data), data=data)


def task(page: Page, name: str) -> None:
    page.get_by_role("radio", name=T[name], exact=True).click()


def test_what_one_proposes_a_second_person_approves_or_declines(browser: Browser, tmp_path):
    people = {"huda": "reviewer", "omar": "reviewer"}
    with office(tmp_path, people, KHARITA_REVIEW="1") as team:
        huda, omar = (browser.new_context(bypass_csp=True).new_page() for _ in people)
        store = open_store(str(team.data), data=team.data, review=True)
        team.enter(huda, "huda")
        for id, name, why in (("west", "Western", "its new name"), ("east", "Eastern", "a guess")):
            amend(huda, id, name)
            save(huda, why, "curate_propose")
            expect(huda.locator(".kh-done")).to_contain_text(T["curate_proposed"])
        assert standing(store) == "West" and len(store.proposals()) == 2
        task(huda, "curate_review")
        huda.get_by_role("button", name=T["curate_approve"], exact=True).first.click()
        expect(huda.locator(".kh-fault")).to_contain_text(T["curate_refused"])
        team.enter(omar, "omar")
        task(omar, "curate_review")
        expect(omar.locator(".kh-news").first).to_contain_text("west")
        first = "its new name" in omar.locator(".kh-panel h3").first.inner_text()
        omar.get_by_role("textbox", name=T["curate_answer"]).nth(0 if first else 1).fill("I saw it too")
        omar.get_by_role("button", name=T["curate_approve"], exact=True).nth(0 if first else 1).click()
        expect(omar.locator(".kh-done")).to_contain_text(T["curate_saved"])
        expect(omar.locator(".kh-panel h3")).to_have_count(1)
        assert standing(store) == "Western"
        omar.get_by_role("textbox", name=T["curate_answer"]).fill("no source says so")
        omar.get_by_role("button", name=T["curate_reject"], exact=True).click()
        expect(omar.locator(".kh-done")).to_contain_text(T["curate_rejected"])
        newest = store.history()[-1]
        assert desk.author(newest.who).subject == "huda" and "its new name" in newest.why
        assert standing(store, "east") == "East" and store.proposals() == []


def test_an_older_version_is_restored_as_a_save_of_its_own(page: Page, local):
    url, store = local
    first = store.head()
    page.goto(f"{url}/curate")
    settled(page)
    amend(page, "west", "Western")
    save(page, "its new name")
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])
    assert standing(store) == "Western"
    task(page, "curate_history")
    page.get_by_role("combobox", name=T["curate_version"], exact=True).click()
    page.get_by_role("option", name=re.compile("as they were found")).click()
    idle(page)
    page.get_by_role("textbox", name=T["curate_why"], exact=True).fill("a mistake")
    page.get_by_role("button", name=T["curate_restore"], exact=True).click()
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])
    expect(page.locator(".kh-scroll table")).to_contain_text("a mistake")
    assert store.head() == first and [entry.why for entry in store.history()][-2:] == [
        "its new name",
        "a mistake",
    ]


def test_two_windows_of_one_person_lose_no_step_of_each_other(page: Page, local):
    url, store = local
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"{url}/curate")
        settled(window)
    amend(page, "west", "Western")
    other.reload()
    settled(other)
    amend(other, "east", "Eastern")
    page.get_by_role("button", name=T["curate_undo"], exact=True).click()
    expect(page.locator(".kh-fault")).to_contain_text(T["curate_overtaken"])
    expect(page.locator(".kh-news")).to_contain_text("east")
    (draft,) = desk.drafts(LOCAL, store)
    assert [edit.arguments["id"] for edit in draft.edits] == ["west", "east"]


def test_what_is_being_written_stays_when_another_saves_the_same_record(page: Page, local):
    url, store = local
    page.goto(f"{url}/curate")
    settled(page)
    task(page, "curate_amend")
    search = page.get_by_role("textbox", name=T["amend_search"], exact=True)
    search.fill("west")
    search.press("Enter")
    field = page.get_by_role("textbox", name=f"{T['field_name']} · English", exact=True)
    expect(field).to_have_value("West")
    field.fill("Mine")
    edit = desk.Draft("", store.head(), ((named("west", "Theirs"),),))
    store.save(edit.base, edit.changed(store.read(edit.base)), "Omar", "meanwhile")
    expect(page.locator(".kh-fault")).to_contain_text(T["amend_newer"])
    assert name_field(page) == "Mine"
    page.get_by_role("button", name=T["curate_apply"], exact=True).click()
    expect(page.locator(".kh-done")).to_contain_text(T["curate_added"])
    save(page, "mine")
    expect(page.locator(".kh-banner")).to_contain_text(T["curate_conflict"])
    assert standing(store) == "Theirs"


def test_two_browsers_at_one_page_lose_nothing_and_see_every_conflict(browser: Browser, tmp_path):
    counts, wrong = two_browsers.rounds(browser, 4, 7, tmp_path)
    assert wrong == [] and counts["saved"] + counts["gave way"] + counts["dropped"] == 8

"""A record is changed by a form of its own fields: what was not changed keeps its bytes."""

from __future__ import annotations

import json
import random
import re
import sys

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from dashboard import desk, words
from dashboard.curate import amending, state
from dashboard.roles import LOCAL
from dashboard.view import from_params
from geodata import files
from geodata.dataset import understood
from geodata.edits import Edit, apply, record
from geodata.model import Actor, Parent, Row, Status, Zone
from geodata.store import open_store
from tests import toy
from tests.curators import choose
from tests.dashboard.test_curate_page import T, pick, save
from tests.geodata.test_edits import leaves, ragged, span
from tests.look import settled

FILES = ("zones/khorasan.geojson", "events/2015.geojson", "actors.json", "links.geojson", "claims.json", "estimates.json",
         "places.geojson", "regions/libya.geojson", "sources.json")  # fmt: skip

#: Fields in which not every word may stand.
_FIXED = ("_search", "_position", "_date", "_date_to", "_from", "_valid_to", "_published", "_reported", "_lang", "_url", "_colour",
          "_seed", "_band_km2")  # fmt: skip

_LEVELS = ("high", "medium", "low")
_CHOICES = {
    "_confidence": _LEVELS,
    "_reliability": _LEVELS,
    "_ground": ("settled", "desert"),
    "_verdict": ("disputed", "opinion"),
}


def form_of(reading):
    from dashboard import words
    from dashboard.curate import amending

    amending.amending(reading, words.of("en"))


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """A page run in this process takes the place of its main module, from which other tests start processes."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def opened(store, reading, id):
    """The form of a record, as a person finds it."""
    page = AppTest.from_function(form_of, args=(reading,), default_timeout=120)
    page.session_state["view"] = from_params({}, None)
    page.session_state["desk"] = state.Screen(store, name="")
    page.session_state["amend_search"] = id
    page.run()
    assert not page.exception
    return page


def write(page, chance):
    """Change one field at random, and say what it is to be, and by which button."""
    words = [
        each for each in (*page.text_input, *page.text_area) if each.value and not each.key.endswith(_FIXED)
    ]
    chosen = [(each, _CHOICES[end]) for each in page.selectbox for end in _CHOICES if each.key.endswith(end)]
    if chosen and chance.random() < 0.5:
        field, options = chance.choice(chosen)
        new = chance.choice([option for option in options if option != field.value])
    else:
        field = chance.choice(words)
        number = re.fullmatch(r"-?[\d.]+", field.value)
        new = chance.randrange(90) if number else "".join(chance.choice('abcدرسة"\\é') for _ in range(9))
    field.set_value(str(new))
    label = T["amend_row_apply" if re.search("timeline|parents", field.key) else "curate_apply"]
    return new, next(each for each in page.button if each.label == label)


def the_only_difference(old, new):
    before, after = dict(leaves(json.loads(old))), dict(leaves(json.loads(new)))
    assert before.keys() == after.keys()
    (path,) = [path for path in before if before[path] != after[path]]
    return path, after[path]


def test_fifty_fields_changed_in_the_form_each_change_their_own_bytes_only(tmp_path, monkeypatch):
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path / "none"))
    chance, done, seen = random.Random(3), 0, set()
    stores = {}
    while done < 50:
        file = FILES[done % len(FILES)]
        if file not in stores:
            folder = tmp_path / file.replace("/", "-")
            (folder / file).parent.mkdir(parents=True)
            (folder / file).write_bytes(ragged(files.read(files.DATASET / file)))
            store = open_store(str(folder), data=folder)
            stores[file] = store, understood(store.read(store.head()))
        store, reading = stores[file]
        old = store.read(store.head())[file]
        value = json.loads(old)
        id = chance.choice(value["features"] if isinstance(value, dict) else value)["id"]
        page = opened(store, reading, id)
        new, button = write(page, chance)
        button.click().run()
        assert not page.exception
        (draft,) = desk.drafts(LOCAL, store)
        changed = store.draft(draft.name).files[file]
        path, held = the_only_difference(old, changed)
        start, end = span(old, path)
        assert str(held) == str(new)
        assert changed[:start] == old[:start] and changed[-(len(old) - end) :] == old[end:]
        desk.discard(LOCAL, store, draft.name)
        done += 1
        seen.add(tuple(step for step in path if isinstance(step, str))[-2:])
    assert len(seen) >= 8


@pytest.fixture(scope="module")
def reading(tmp_path_factory):
    data = toy.write(tmp_path_factory.mktemp("amend") / "data")
    return understood({file: files.read(data / file) for file in files.dataset_files(data)})


def test_a_record_is_found_by_words_of_either_language_however_spelt_or_by_its_id(reading):
    assert amending.found(reading, "west")[0].id == "west"
    assert amending.found(reading, "no such thing") == [] == amending.found(reading, " ")
    for entry in reading.entries:
        if isinstance(entry.record, Zone):
            assert entry.id in [each.id for each in amending.found(reading, entry.record.name.ar)]


def test_what_was_emptied_goes_and_what_must_be_there_says_that_it_is_over(reading):
    item = record(reading.contents, "west")[1]["properties"]
    row = item["timeline"][0]
    new = {**row, "valid_to": None}
    assert amending.row_edits("west", ("timeline",), Status, item["timeline"], 0, new) == (
        Edit("set_field", {"id": "west", "field": ["timeline", 0, "valid_to"], "value": None}),)  # fmt: skip
    noted = {**row, "note": toy.words("A note")}
    assert amending.changes("west", Status, noted, row, ("timeline", 0)) == (
        Edit("unset_field", {"id": "west", "field": ["timeline", 0, "note"]}),)  # fmt: skip


def test_a_row_that_is_dated_anew_takes_its_place_among_the_others(reading):
    rows = record(reading.contents, "west")[1]["properties"]["timeline"]
    new = {**rows[0], "valid_from": "2019-05", "valid_to": "2019-06"}
    edits = amending.row_edits("west", ("timeline",), Status, rows, 0, new)
    changed = apply(reading.contents, edits)
    starts = [row["valid_from"] for row in record(changed, "west")[1]["properties"]["timeline"]]
    assert starts == sorted(starts) and starts[-1] == "2019-05"
    parent = {
        "kind": "ally",
        "actor": "reds",
        "valid_from": "2014",
        "valid_to": None,
        "sources": ["news-2017"],
    }
    (edit,) = amending.row_edits("blues", ("parents",), Parent, [], 0, parent)
    made = edit.arguments["value"]
    assert made == [parent] and next(iter(made[0])) == "actor"
    assert "parents" not in amending.fields(Actor) and "kind" in amending.fields(Actor)


def test_an_objection_stands_in_the_row_it_is_against_and_the_last_one_takes_its_list_along(reading):
    way, said = (
        ("timeline", 0, "disputes"),
        {**toy.row("2014-06-10", "2014-07", "blues"), "confidence": "low"},
    )
    edits = amending.row_edits("west", way, Row, [], 0, said)
    changed = {**reading.contents, **apply(reading.contents, edits)}
    rows = record(changed, "west")[1]["properties"]["timeline"]
    assert rows[0]["disputes"] == [said] and "disputes" not in rows[1]
    assert not understood(changed).problems
    (edit,) = amending.row_edits("west", way, Row, [said], 0, {**said, "confidence": "medium"})
    assert edit == Edit("set_field", {"id": "west", "field": [*way, 0, "confidence"], "value": "medium"})


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return toy.write(tmp_path_factory.mktemp("amending") / "data")


@pytest.fixture(scope="module")
def curator(serve, data):
    return serve(data, "--curate", KHARITA_CONFIG=str(data.parent))


def looked_up(page: Page, curator: str, id: str, t) -> None:
    """Open the form of a record on the Curate page."""
    page.goto(f"{curator}/curate?lang={t.lang}")
    settled(page)
    page.get_by_text(t["curate_amend"], exact=True).click()
    search = page.get_by_role("textbox", name=t["amend_search"], exact=True)
    search.fill(id)
    search.press("Enter")


def test_a_row_of_a_timeline_is_changed_and_saved_in_the_browser(page: Page, curator, data):
    looked_up(page, curator, "west", T)
    name = page.get_by_role("textbox", name=f"{T['field_name']} · English")
    expect(name).to_have_value("West")
    pick(page, T["field_sources"], "news-2014")
    page.get_by_role("textbox", name=f"{T['field_note']} ({T['curate_optional']}) · English").fill(
        "Seen from the air."
    )
    page.get_by_role("button", name=T["amend_row_apply"]).click()
    expect(page.locator(".kh-fault").first).to_be_visible()
    page.get_by_role("textbox", name=f"{T['field_note']} ({T['curate_optional']}) · العربية").fill(
        "شوهد من الجو."
    )
    page.get_by_role("button", name=T["amend_row_apply"]).click()
    expect(page.locator(".kh-done")).to_contain_text(T["curate_added"])
    before = files.read(data / "zones/north.geojson")
    save(page, "a second source")
    expect(page.locator(".kh-done")).to_contain_text(T["curate_saved"])
    after = files.read(data / "zones/north.geojson")
    lines = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert len(lines) == 1 and "شوهد من الجو".encode() in lines[0][1] and b'"news-2014"' in lines[0][1]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_what_others_state_instead_is_added_to_a_row_seen_and_taken_out(page: Page, curator, data, lang):
    t = words.of(lang)
    looked_up(page, curator, "east", t)
    others = page.get_by_test_id("stExpander").filter(has_text=t["field_disputes"])
    others.get_by_text(t["field_disputes"]).click()
    others.get_by_role("textbox", name=t["field_valid_from"], exact=True).fill("2017-03-01")
    choose(page, t["field_actor"], "reds", many=False, within=others)
    choose(page, t["field_sources"], "news-2014", within=others)
    others.get_by_role("button", name=t["amend_dispute_apply"]).click()
    news = page.locator(".kh-news")
    expect(news).to_contain_text("news-2014")
    (draft,) = open_store(str(data), data=data).drafts()
    ((edit,),) = draft.state["steps"]
    assert edit["arguments"]["field"] == ["timeline", 1, "disputes"]
    assert [row["actor"] for row in edit["arguments"]["value"]] == ["reds"]
    others.get_by_role("button", name=t["amend_dispute_remove"]).click()
    expect(news).to_contain_text(t["curate_nothing"])
    page.get_by_role("button", name=t["curate_discard"], exact=True).click()
    expect(news).to_have_count(0)


def test_a_row_is_taken_out_in_arabic(page: Page, curator, data):
    t = words.of("ar")
    looked_up(page, curator, "east", t)
    page.get_by_role("button", name=t["amend_row_remove"]).click()
    expect(page.locator(".kh-done")).to_contain_text(t["curate_added"])
    store = open_store(str(data), data=data)
    (draft,) = store.drafts()
    assert draft.state["steps"][-1][0]["verb"] == "unset_field"

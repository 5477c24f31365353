"""The text form says what the map shows: every zone, place, region, event, link and dispute, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import words
from dashboard.compared import two_days_in_words
from dashboard.nearby import around_in_words
from dashboard.prose import Section, day_in_words
from dashboard.view import DEFAULT, View
from geodata import derive, ground
from geodata.balance import balance
from geodata.dataset import load
from tests import toy

DAY = date.fromisoformat


def disputed(files):
    files["sources.json"].append(toy.source("rival-2017", "2017-03-01"))
    row = files["zones/north.geojson"][0]["properties"]["timeline"][1]
    row["disputes"] = [toy.row("2017-01-10", None, "blues", sources=["rival-2017"])]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy"), disputed))


@pytest.fixture(scope="module")
def ours():
    return load()


def look(day: str, **more) -> View:
    return replace(DEFAULT, as_of=DAY(day), theatre="north", **more)


def told(sections: list[Section]) -> dict[str, str]:
    """All words of each section."""
    return {
        section.id: " ".join([section.title, *section.sentences,
                              *(cell for part in section.tables for row in part.rows for cell in row)])
        for section in sections
    }  # fmt: skip


def test_what_is_contested_disputed_present_and_unknown_is_said(dataset):
    said = told(day_in_words(dataset, look("2017-01-15"), words.of("en")))
    assert "West: reds, contested against blues, since 1 November 2016" in said["contested"]
    assert "the map says reds, contested" in said["disputed"] and "says blues, control" in said["disputed"]
    assert "Hills" in said["presence"] and "Town" in said["places"] and "Desk not known" in said["places"]
    assert "East" in said["held"] and said["unknown"].startswith("Not known Of every zone")
    assert "West" in told(day_in_words(dataset, look("2014-01-15"), words.of("en")))["unknown"]


def test_events_and_links_of_the_window_are_told_with_their_sources(dataset):
    said = told(day_in_words(dataset, look("2014-06-20"), words.of("en")))
    assert "10 June 2014: Town falls. It fell Source: Agency." in said["events"]
    assert (
        "from Town to Hamlet. Road"
        in told(day_in_words(dataset, look("2015-02-10"), words.of("en")))["links"]
    )
    assert said["links"].endswith(words.of("en")["text_no_links"])


def test_what_the_view_hides_is_left_out_and_named(dataset):
    said = told(
        day_in_words(dataset, look("2016-12-15", hidden=("reds",), layers=("zones",)), words.of("en"))
    )
    assert set(said) == {"day", "changed", "contested", "held", "disputed", "unknown"}
    assert "Switched off" in said["day"] and "West" not in said["contested"] + said["held"] + said["unknown"]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("day", ["2015-06-01", "2017-01-15", "2017-08-07"])
def test_every_status_that_holds_on_the_day_is_in_the_text(ours, day, lang):
    t, view = words.of(lang), replace(DEFAULT, as_of=DAY(day))
    said = " ".join(told(day_in_words(ours, view, t)).values())
    rows = derive.as_of(ours, view.as_of, theatre=view.theatre)
    for feature in rows.feature[rows.kind != "place"].unique():
        assert ours.features.at[feature, f"name_{lang}"] in said
    for actor in rows.actor.unique():
        assert ours.actors[actor].name.of(lang) in said
    assert "{" not in said


def test_the_two_languages_tell_the_same_rows(ours):
    view = replace(DEFAULT, theatre="all", known_on=DAY("2017-08-07"))
    known = derive.known_on(ours, view.known_on)
    english, arabic = (day_in_words(known, view, words.of(lang)) for lang in ("en", "ar"))
    for one, other in zip(english, arabic, strict=True):
        assert one.id == other.id and len(one.sentences) == len(other.sentences)
        assert [len(part.rows) for part in one.tables] == [len(part.rows) for part in other.tables]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_two_days_are_told_with_the_figures_of_the_map_and_who_says_so(ours, lang):
    t = words.of(lang)
    view = replace(DEFAULT, as_of=date(2017, 6, 30), compare=date(2017, 1, 1), lang=lang)
    told = {part.id: part for part in two_days_in_words(ours, view, t)}
    assert list(told)[:4] == ["between", "moved", "changed", "day"] and "events" in told
    isis = balance(ours, view.compare, view.as_of, theatre="syria-iraq").set_index("actor").loc["isis"]
    row = next(row for row in told["moved"].tables[0].rows if row[0] == ours.actors["isis"].name.of(lang))
    assert row[1].startswith(t.km2(isis.lost_km2)) and row[4] == t.km2(isis.held_km2)
    flips = ground.changes(ours, view.compare, view.as_of, theatre="syria-iraq")
    rows = told["changed"].tables[0].rows
    assert len(rows) == len(flips) and all(row[-1] for row in rows)
    hidden = two_days_in_words(ours, replace(view, hidden=("isis",)), t)
    assert t["text_hidden"].split("{")[0] in hidden[0].sentences[0]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_picture_of_a_place_is_told_where_it_lies_what_is_around_and_how_far(ours, lang):
    t = words.of(lang)
    here, sight, near = around_in_words(ours, "kobani", date(2014, 12, 1), t)
    assert here.sentences[0] == t["comma"].join(
        ["36.89° north", "38.35° east"] if lang == "en" else ["36.89° شمالًا", "38.35° شرقًا"]
    )
    assert any(t["contested"] in row[1] for row in sight.tables[0].rows)
    told = dict(near.tables[0].rows)
    assert told[ours.features.at["jarabulus", f"name_{lang}"]] == (
        "31 km to the west" if lang == "en" else "31 كم إلى الغرب"
    )

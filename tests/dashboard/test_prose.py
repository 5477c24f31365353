"""The text form says what the map shows: every zone, place, region, event, link and dispute, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import words
from dashboard.prose import Section, day_in_words
from dashboard.view import DEFAULT, View
from geodata import derive
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

"""A name, some words or a whole question finds what it asks for, in either language."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import search
from geodata.dataset import load
from geodata.period import day_number
from tests import toy


@pytest.fixture(scope="module")
def index():
    return search.index(load())


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return search.index(load(toy.write(tmp_path_factory.mktemp("search"))))


@pytest.mark.parametrize(
    ("text", "kind", "id"),
    [
        ("Palmyra", "place", "palmyra"),
        ("pal", "place", "palmyra"),
        ("deir", "place", "deir-ez-zor"),
        ("kamish", "place", "qamishli"),
        ("who held Palmyra on 1 January 2017, and who says so", "place", "palmyra"),
        ("تدمر 1 كانون الثاني 2017", "place", "palmyra"),
        ("من كان يسيطر على الموصل في حزيران 2015", "place", "mosul"),
        ("how much ground did ISIS lose in the first half of 2017", "actor", "isis"),
        ("S/2017/573", "source", "un-2017-08-07-20th-report-of-the"),
    ],
)  # fmt: skip
def test_the_first_hit_is_what_is_asked_about(index, text, kind, id):
    hits, _ = search.search(index, text)
    assert (hits[0].kind, hits[0].id) == (kind, id)


@pytest.mark.parametrize(
    ("text", "kind", "id"),
    [
        ("what did the UN know of Raqqa's leaders in August 2017", "claim", "c31"),
        ("قادة داعش في الرقة", "claim", "c31"),
        ("baghdadi kiled", "claim", "sohr-2017-07-baghdadi-killed"),
        ("twentieth report", "story", "what-the-un-knew-in-august-2017"),
        ("base line fallujah 4 January 2014", "status", None),
    ],
)
def test_words_of_claims_stories_and_notes_are_found(index, text, kind, id):
    hits, _ = search.search(index, text)
    assert any(hit.kind == kind and id in (None, hit.id) for hit in hits)


def test_what_was_published_later_is_not_found(index):
    early, late = (day_number(date(2017, month, 1)) for month in (6, 8))
    found = {
        day: {hit.id for hit in search.search(index, "baghdadi killed", known_on=day)[0]}
        for day in (early, late)
    }
    assert "sohr-2017-07-baghdadi-killed" in found[late] - found[early]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_searched(small, text):
    hits, _ = search.search(small, text, 3)
    assert all(0 <= hit.score <= 100 for hit in hits)

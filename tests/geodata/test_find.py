"""A place is found however it is spelt, in either language."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import find
from geodata.dataset import load

SMALL = find.Index(["a", "b"], ["place", "zone"], ["Town", "بلدة"], ["town", "بلده"], ["tn", ""])


@pytest.fixture(scope="module")
def names():
    return find.index(load())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Deir ez-Zor", "deir-ez-zor"),
        ("Dayr az-Zawr", "deir-ez-zor"),
        ("Deir Ezzor", "deir-ez-zor"),
        ("deir al-zour", "deir-ez-zor"),
        ("دير الزور", "deir-ez-zor"),
        ("دَيْر الزَّور", "deir-ez-zor"),
        ("Raqqa", "raqqa"),
        ("Ar-Raqqah", "raqqa"),
        ("raka", "raqqa"),
        ("الرقه", "raqqa"),
        ("Mosul", "mosul"),
        ("Al-Mawsil", "mosul"),
        ("الموصل", "mosul"),
        ("marawi", "marawi"),
        ("west afrika", "west-africa"),
    ],
)
def test_one_place_however_it_is_spelt(names, text, place):
    assert find.find(names, text, 1).id[0] == place


def test_what_nothing_resembles_is_not_found(names):
    assert find.find(names, "zzzqqqvvv").empty and find.find(names, "  ").empty


def test_a_resolution_is_found_by_its_symbol(names):
    assert "S/2017/573" in set(find.find(names, "S/2017/573").name)


@given(st.text(max_size=40))
def test_any_text_can_be_looked_for(text):
    found = find.find(SMALL, text, 3)
    assert len(found) <= 3 and list(found.columns) == ["id", "kind", "name", "score"]


def test_the_telling_day_is_the_last_change_of_hands(dataset):
    assert find.telling_day(dataset, "west") == date(2017, 1, 24)
    assert find.telling_day(dataset, "town") == date(2017, 1, 24)
    assert find.telling_day(dataset, "hamlet") == date(2015, 1, 1)
    assert find.telling_day(dataset, "town-falls") == date(2014, 6, 10)
    assert find.telling_day(dataset, "desk") is None

"""The address bar is the View: whatever is asked comes back, and nonsense is passed over."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.view import DEFAULT, from_params, to_params
from geodata.dataset import load
from tests import toy


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy")))


def test_the_default_view_has_an_empty_address(dataset):
    assert to_params(DEFAULT) == {}
    assert from_params({}, dataset) == replace(DEFAULT, theatre="north")


def test_an_address_gives_back_the_view_it_came_from(dataset):
    view = replace(
        DEFAULT, as_of=date(2016, 12, 1), window=7, known_on=date(2017, 1, 1), theatre="north", place="town",
        source="news-2014", claim="c1", story="fall", step=2, camera=(40.1234, -3.5, 6.25), hidden=("blues",), layers=("zones",), lang="ar", digits="arab", swipe=65, span=(date(2014, 6, 1), date(2015, 1, 1)), sort="west",
    )  # fmt: skip
    assert from_params(to_params(view), dataset) == view


def test_the_new_words_of_an_address_are_short_and_leave_old_links_as_they_were(dataset):
    assert to_params(replace(DEFAULT, span=(date(2014, 6, 1), date(2015, 1, 1)), sort="name", swipe=5)) == {
        "swipe": "5", "span": "2014-06-01..2015-01-01", "sort": "name",
    }  # fmt: skip
    old = {"date": "2016-12-01", "compare": "2015-01-01", "lang": "ar"}
    assert to_params(from_params(old, dataset)) == {**old, "theatre": "north"}


def test_a_place_without_a_day_opens_at_its_most_telling_one_in_its_theatre(dataset):
    view = from_params({"place": "town"}, dataset)
    assert (view.as_of, view.theatre) == (date(2017, 1, 24), "north")
    assert from_params(to_params(view), dataset) == view
    kept = replace(view, as_of=DEFAULT.as_of)
    assert from_params(to_params(kept), dataset) == kept


@pytest.mark.parametrize(
    "params",
    [{"date": "yesterday"}, {"date": "2017-02-30"}, {"window": "-1"}, {"window": "٣٠"}, {"window": "9" * 5000},
     {"theatre": "<script>"}, {"place": "nowhere"}, {"lang": "fr"}, {"digits": "roman"}, {"known": ""}, {"source": "{{7*7}}"},
     {"at": "1,2"}, {"at": "nan,1,5"}, {"at": "200,1,5"}, {"at": "1e3,2,3"}, {"claim": "none"},
     {"swipe": "101"}, {"swipe": "0501"}, {"step": "0991"}, {"swipe": "٣"}, {"span": "2014"}, {"span": "2015..2014"}, {"span": "a..b"}, {"span": "2014..2015..2016"}, {"sort": "size"}],
)  # fmt: skip
def test_nonsense_is_passed_over(dataset, params):
    assert from_params(params, dataset) == from_params({}, dataset)


@given(
    st.dictionaries(
        st.sampled_from(["date", "window", "known", "theatre", "place", "hide", "layers", "lang", "x"]),
        st.text(),
    )
)
def test_no_address_raises(params):
    assert from_params(params, None).window >= 1


def test_the_clock_stays_within_the_dataset(dataset):
    assert from_params({"date": "1999-01-01"}, dataset).as_of == date(2014, 1, 1)
    assert from_params({"date": "2099-01-01"}, dataset).as_of == date(2018, 12, 31)

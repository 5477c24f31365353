"""The link of a stamp opens the view that it was made from."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard.view import from_params
from geodata import derive, stamp
from geodata.dataset import load
from tests import toy


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy")))


def test_the_link_opens_the_same_day_knowledge_theatre_and_actors(dataset):
    known = derive.known_on(dataset, date(2016, 1, 2))
    made = stamp.make(known, date(2015, 3, 4), {"theatre": "north", "hide": "reds"})
    view = from_params(dict(parse_qsl(urlsplit(made.link).query)), dataset)
    assert (view.as_of, view.known_on, view.theatre, view.hidden) == (
        date(2015, 3, 4), date(2016, 1, 2), "north", ("reds",),
    )  # fmt: skip


def test_without_a_theatre_the_link_opens_all(dataset):
    query = urlsplit(stamp.make(dataset).link).query
    assert from_params(dict(parse_qsl(query)), dataset).theatre == "all"

"""Dates are as precise as their source; periods are half-open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.period import day_number, parse, period


@pytest.mark.parametrize(
    ("text", "first", "after", "precision"),
    [
        ("2014-06-10", date(2014, 6, 10), date(2014, 6, 10), "day"),
        ("2014-06", date(2014, 6, 1), date(2014, 7, 1), "month"),
        ("2014-12", date(2014, 12, 1), date(2015, 1, 1), "month"),
        ("2014", date(2014, 1, 1), date(2015, 1, 1), "year"),
    ],
)
def test_a_date_has_a_first_day_and_a_day_surely_after(text, first, after, precision):
    value = parse(text)
    assert (value.first, value.after, value.precision, str(value)) == (first, after, precision, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14",
        "2014-6",
        "2014-13",
        "2014-02-30",
        "2014-06-10T00:00",
        "10/06/2014",
        "٢٠١٤-٠٦-١٠",
        "2014-06-10 ",
    ],
)
def test_anything_else_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match="is not a da"):
        parse(text)


def test_the_end_is_the_first_day_it_no_longer_holds():
    span = period("2014-06-10", "2017-07-10")
    assert span.contains(date(2014, 6, 10)) and span.contains(date(2017, 7, 9))
    assert not span.contains(date(2017, 7, 10)) and not span.contains(date(2014, 6, 9))


def test_a_month_counts_from_its_first_day_and_is_sure_only_after_its_last():
    span = period("2014-08", "2015-02")
    assert span.contains(date(2014, 8, 1)) and not span.surely_contains(date(2014, 8, 31))
    assert span.surely_contains(date(2014, 9, 1))
    assert not span.contains(date(2015, 2, 1)) and span.possibly_contains(date(2015, 2, 28))


def test_an_end_not_after_its_start_is_refused():
    with pytest.raises(ValueError, match="must come after"):
        period("2014-06-10", "2014-06-10")


def test_a_shared_handover_day_is_no_overlap():
    first, second = period("2014", "2016-11-01"), period("2016-11-01", None)
    assert not first.overlaps(second) and not second.overlaps(first)
    assert period("2014", None).overlaps(second)


@given(st.dates(), st.dates())
def test_day_numbers_keep_order_and_distance(one, two):
    assert day_number(two) - day_number(one) == (two - one).days

"""Days and periods are understood as people write them, in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.when import Span, spoken

DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("text", "rest", "start", "end"),
    [
        ("Palmyra 1 January 2017", "palmyra", "2017-01-01", "2017-01-01"),
        ("Palmyra, January 1st, 2017", "palmyra", "2017-01-01", "2017-01-01"),
        ("2017-01-01 Palmyra", "palmyra", "2017-01-01", "2017-01-01"),
        ("Palmyra 01/02/2017", "palmyra", "2017-02-01", "2017-02-01"),
        ("تدمر 1 كانون الثاني 2017", "تدمر", "2017-01-01", "2017-01-01"),
        ("تدمر ١ كانون الثاني ٢٠١٧", "تدمر", "2017-01-01", "2017-01-01"),
        ("تدمر 1 يناير 2017", "تدمر", "2017-01-01", "2017-01-01"),
        ("الرقة 17 تشرين الأول 2017", "رقه", "2017-10-17", "2017-10-17"),
        ("Raqqa in August 2017", "raqqa in", "2017-08-01", "2017-08-31"),
        ("ISIS in the first half of 2017", "isis in", "2017-01-01", "2017-06-30"),
        ("ISIS H2 2016", "isis", "2016-07-01", "2016-12-31"),
        ("داعش في النصف الأول من 2017", "داعش في", "2017-01-01", "2017-06-30"),
        ("third quarter of 2014", "", "2014-07-01", "2014-09-30"),
        ("from 1 March 2016 to 4 May 2017", "from to", "2016-03-01", "2017-05-04"),
        ("Mosul 2014", "mosul", "2014-01-01", "2014-12-31"),
    ],
)  # fmt: skip
def test_a_date_is_taken_out_of_the_text(text, rest, start, end):
    assert spoken(text) == (rest, Span(DAY(start), DAY(end)))


@pytest.mark.parametrize(
    "text", ["Palmyra", "", "resolution 2368", "31 February 2017", "fourth half of 2017"]
)
def test_without_a_day_of_the_calendar_there_is_none(text):
    assert spoken(text)[1] is None


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text):
    rest, span = spoken(text)
    assert isinstance(rest, str) and (span is None or span.start <= span.end)

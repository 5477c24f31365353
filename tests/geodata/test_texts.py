"""A column of words in both languages behaves as any other column of a table, and gives back the words it was given."""

import geopandas as gpd
import pandas as pd
import pytest

from geodata.text import Text
from geodata.texts import Texts

WORDS = [
    Text(en="The fall of Mosul", ar="سقوط الموصل"),
    Text(en="A battle", ar="معركة"),
    Text(en="A siege", ar="حصار"),
]


@pytest.fixture
def table():
    return pd.DataFrame({"day": [3, 1, 2], "title": Texts.of(WORDS)}, index=["a", "b", "c"])


def test_a_row_gives_its_words(table):
    assert table.title.iloc[-1] == table.loc["c", "title"] == WORDS[2]
    assert [row.title for row in table.itertuples()] == list(table.title) == table.title.tolist() == WORDS
    assert table.loc["a"]["title"].of("ar") == "سقوط الموصل"


def test_rows_are_chosen_ordered_and_put_together_as_those_of_any_column(table):
    assert list(table[table.day > 1].title) == [WORDS[0], WORDS[2]]
    assert list(table.sort_values("day").title) == [WORDS[1], WORDS[2], WORDS[0]]
    assert list(table.iloc[::2].title) == [WORDS[0], WORDS[2]]
    assert list(pd.concat([table, table.iloc[:1]]).title) == [*WORDS, WORDS[0]]
    assert list(table.iloc[:0].title) == []
    assert type(pd.concat([table, table]).title.array) is Texts
    assert list(gpd.GeoDataFrame(table, geometry=[None] * 3).title) == WORDS


def test_what_is_asked_of_each_row_is_answered_as_it_is(table):
    assert list(table.title.map(lambda title: "battle" in title.en)) == [False, True, False]
    assert table.title.map(lambda title: len(title.en)).sum() == 32
    assert type(table.title.map(lambda title: title).array) is Texts


def test_a_row_without_words_has_none(table):
    wider = table.reindex(["a", "z"])
    assert list(wider.title.isna()) == [False, True] and list(wider.title) == [WORDS[0], None]
    assert Texts.of([None, WORDS[0]])[0] is None


def test_columns_are_equal_where_their_words_are(table):
    pd.testing.assert_frame_equal(table, table.copy())
    assert list(table.title.array == Texts.of([WORDS[0], WORDS[0], WORDS[2]])) == [True, False, True]


def test_it_cannot_be_written_into(table):
    with pytest.raises(NotImplementedError):
        table.title.array[0] = WORDS[1]

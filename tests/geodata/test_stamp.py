"""A stamp says of what an export is, in words that any format carries, and finds the same facts again."""

import json
from datetime import date

import pytest

from geodata import derive, stamp
from geodata.dataset import load
from geodata.facts import COLUMNS, digest, facts
from tests import toy

DAY = date(2016, 12, 1)


def test_it_survives_its_own_json(dataset):
    made = stamp.make(
        derive.known_on(dataset, DAY), DAY, {"theatre": "north", "hide": ""}, made="2026-01-01T00:00:00"
    )
    assert made.to_json().isascii() and stamp.Stamp.from_json(made.to_json()) == made
    assert made.filters == {"theatre": "north"} and made.known_on == made.as_of == "2016-12-01"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", '{"format": "kharita-stamp/1", "as_of": "soon"}', '{"format": "kharita-stamp/1", "filters": [1]}',
     '{"format": "kharita-stamp/1", "link": 3}', "[" * 90_000, " " * 200_000],
)  # fmt: skip
def test_what_is_no_stamp_is_refused(text):
    with pytest.raises(ValueError):
        stamp.Stamp.from_json(text)


def test_the_facts_of_a_day_are_its_statuses_in_both_languages(dataset):
    rows = facts(dataset, DAY).set_index("feature")
    assert list(rows.loc["west", ["actor", "status", "against"]]) == ["reds", "contested", "blues"]
    assert rows.loc["town", "status"] == "contested"
    assert rows.loc["desk", "status"] == "not known"
    assert rows.loc["west", "sources_en"] == "Agency, news-2014, 2014-06-11, https://example.org/a"
    assert rows.loc["town", "name_ar"] == "بلدة"


def test_the_whole_has_every_status_once_with_its_days(dataset):
    rows = facts(dataset)
    east = rows[rows.feature == "east"]
    assert list(east.valid_from) == ["2014-08", "2015"]
    assert list(east.first_day) == [date(2014, 8, 1), date(2015, 1, 1)]
    assert list(east.end_day) == [date(2015, 1, 1), None]
    town = rows.set_index("feature").loc["town"]
    assert (town.status, town.stands_in, town.actor) == ("", "west", "")


def test_filters_leave_out_theatres_and_actors(dataset):
    assert "reds" not in set(facts(dataset, DAY, {"hide": "reds,blues"}).actor)
    assert facts(dataset, DAY, {"theatre": "south"}).empty
    assert list(facts(dataset, DAY, {"theatre": "south"}).columns[: len(COLUMNS)]) == COLUMNS


def test_one_changed_field_or_position_changes_the_digest(toy_dir, tmp_path):
    before = digest(facts(load(toy_dir), DAY))

    def shift(files):
        files["places.geojson"][2]["geometry"]["coordinates"][0] += 0.0001

    def renamed(files):
        files["sources.json"][0]["title"]["ar"] = "غير"

    def later(files):
        files["estimates.json"][0]["value"] = 1

    changed = [
        digest(facts(load(toy.write(tmp_path / str(i), change)), DAY))
        for i, change in enumerate((shift, renamed))
    ]
    assert before not in changed and len(set(changed)) == 2
    assert digest(facts(load(toy.write(tmp_path / "later", later)), DAY)) == before


def test_files_of_unknown_kind_carry_no_stamp_and_a_registered_reader_is_asked(tmp_path, dataset):
    made = stamp.make(dataset, DAY)
    stamp.reader(".stamped")(lambda path: stamp.Stamp.from_json(path.read_text()))
    (tmp_path / "a.stamped").write_text(made.to_json())
    assert stamp.read_stamp(tmp_path / "a.stamped") == made
    assert stamp.read_stamp(tmp_path / "a.other") is None


def test_the_stamp_leads_back_to_its_day_and_knowledge(dataset):
    made = stamp.make(derive.known_on(dataset, date(2014, 7, 1)), DAY)
    again, day = stamp.restate(dataset, stamp.Stamp.from_json(json.dumps(json.loads(made.to_json()))))
    assert digest(facts(again, day, made.filters)) == made.facts

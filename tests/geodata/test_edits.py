"""An edit changes the bytes of what was edited and no others; many zones change hands at once."""

import json
import random
import re

import pytest

from geodata import files
from geodata.check import check
from geodata.edits import Edit, EditError, apply, record
from geodata.form import canonical
from geodata.gate import admit
from tests import toy

REAL = ("zones/khorasan.geojson", "events/2015.geojson", "actors.json", "links.geojson")


def contents(directory):
    return {file: files.read(directory / file) for file in files.dataset_files(directory)}


def ragged(data):
    """The same values as some other editor leaves them: four spaces, spaces before commas, no final newline."""
    return json.dumps(json.loads(data), ensure_ascii=False, indent=4).replace("],", "] ,").encode()


def leaves(value, path=()):
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path, value


def span(data, path):
    """Where the value at `path` stands in the bytes."""
    node = admit(data, "x.json").tree.root_node.named_children[0]
    for step in path:
        if isinstance(step, int):
            node = node.named_children[step]
        else:
            pairs = [p for p in node.named_children if json.loads(p.child_by_field_name("key").text) == step]
            node = pairs[0].child_by_field_name("value")
    return node.start_byte, node.end_byte


def generated(count, ragged_bytes):
    """Edits of one scalar each, chosen at random in real files: (files, record path, path in the file, new value)."""
    chance = random.Random(7)
    for _ in range(count):
        file = chance.choice(REAL)
        data = files.read(files.DATASET / file)
        data = ragged(data) if ragged_bytes else data
        value = json.loads(data)
        head = ["features"] if isinstance(value, dict) else []
        index = chance.randrange(len(value["features"] if head else value))
        item = (value["features"] if head else value)[index]
        wanted = [
            (p, v)
            for p, v in leaves(item)
            if p[-1] not in ("id", "type", "date", "valid_from", "theatre")
            and "geometry" not in p
            and "parents" not in p
        ]
        path, old = chance.choice(wanted)
        new = (
            "".join(chance.choice('abcدرسة "\\é') for _ in range(len(str(old))))
            if isinstance(old, str)
            else 7
        )
        yield file, data, item["id"], path, [*head, index, *path], new


@pytest.mark.parametrize("ragged_bytes", [True, False], ids=["any form", "canonical form"])
def test_of_fifty_edits_each_changes_the_bytes_of_its_field_only(ragged_bytes):
    strict = 0
    for file, data, name, path, whole, new in generated(50, ragged_bytes):
        changed = apply({file: data}, [Edit("set_field", {"id": name, "field": list(path), "value": new})])[
            file
        ]
        start, end = span(data, whole)
        inner = json.loads(changed)
        for step in whole:
            inner = inner[step]
        assert inner == new
        if changed[:start] == data[:start] and changed[-(len(data) - end) :] == data[end:]:
            strict += 1
        else:  # A line of the canonical form that grew too long is broken, or joined again: spaces, nothing else.
            assert not ragged_bytes
            begin, stop = span(changed, whole)
            for before, after in ((data[:start], changed[:begin]), (data[end:], changed[stop:])):
                assert re.sub(rb"\s", b"", before) == re.sub(rb"\s", b"", after)
        if not ragged_bytes:
            assert canonical(admit(changed, file).value, file) == changed
    assert strict == 50 if ragged_bytes else strict >= 45


@pytest.fixture
def toys(toy_dir):
    return contents(toy_dir)


def changed(toys, *edits):
    return {**toys, **apply(toys, [Edit(verb, arguments) for verb, arguments in edits])}


def rows(toys, name):
    return record(toys, name)[1]["properties"]["timeline"]


ROW = {"actor": "reds", "status": "control", "confidence": "low", "sources": ["news-2017"]}


def test_many_zones_change_hands_in_one_edit(toys, toy_dir):
    new = changed(
        toys, ("assign", {"ids": ["west", "east"], "day": "2018-03-01", "row": ROW, "from_actor": "blues"})
    )
    for name in ("west", "east"):
        assert [row["valid_to"] for row in rows(new, name)][-2:] == ["2018-03-01", None]
        assert rows(new, name)[-1] == {"valid_from": "2018-03-01", "valid_to": None, **ROW}
    (toy_dir / "zones/north.geojson").write_bytes(new["zones/north.geojson"])
    assert check(toy_dir) == []


def test_a_handover_in_the_middle_of_a_row_lasts_until_that_row_ended(toys):
    new = changed(toys, ("assign", {"ids": ["west"], "day": "2015-05", "row": ROW | {"actor": "blues"}}))
    assert [(row["valid_from"], row["valid_to"]) for row in rows(new, "west")[:2]] == [
        ("2014-06-10", "2015-05"), ("2015-05", "2016-11-01")]  # fmt: skip


def test_where_nothing_was_known_the_new_row_lasts_until_the_next_one(toys):
    new = changed(toys, ("assign", {"ids": ["west"], "day": "2013", "row": ROW}))
    assert rows(new, "west")[0] == {"valid_from": "2013", "valid_to": "2014-06-10", **ROW}


@pytest.mark.parametrize(
    ("verb", "arguments", "says"),
    [
        ("assign", {"ids": ["west", "east"], "day": "2017-01-24", "row": ROW}, "west: a row begins on 2017-01-24 already"),
        ("assign", {"ids": ["east"], "day": "2016", "row": ROW, "from_actor": "reds"}, "east: blues holds it on 2016, not reds"),
        ("assign", {"ids": ["east"], "day": "1 May 2016", "row": ROW}, "is not a date"),
        ("assign", {"ids": ["town"], "day": "2016", "row": ROW}, "takes its history from west"),
        ("assign", {"ids": ["road"], "day": "2016", "row": ROW}, "has no timeline"),
        ("set_field", {"id": "nowhere", "field": "rank", "value": 1}, "no record with the id 'nowhere'"),
        ("set_field", {"id": "west", "field": "timeline.9.actor", "value": "reds"}, "there is no 9 here"),
        ("add_record", {"file": "towns.json", "record": {"id": "x"}}, "no file of a dataset"),
        ("add_record", {"file": "places.geojson", "record": toy.feature("west", toy.point(1, 2))}, "is taken"),
        ("remove_row", {"id": "west", "index": 3}, "has 3 rows"),
        ("paint", {}, "there is no edit 'paint'"),
        ("remove", {"name": "west"}, "takes other arguments"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_says_why(toys, verb, arguments, says):
    with pytest.raises(EditError, match=re.escape(says)):
        changed(toys, (verb, arguments))


def test_rows_are_added_replaced_and_removed(toys):
    row = toy.row("2012", "2013", "reds")
    new = changed(toys, ("add_row", {"id": "west", "row": row}), ("replace_row", {"id": "west", "index": 1, "row": toy.WEST[0]}),
                  ("remove_row", {"id": "west", "index": 2}))  # fmt: skip
    assert rows(new, "west") == [row, toy.WEST[0], toy.WEST[2]]


def test_a_record_is_added_in_its_place_and_removed_without_trace(toys):
    place = toy.feature(
        "crossing", toy.point(41.2, 35.2), kind="place", theatre="north", name=toy.words("Crossing"), rank=3
    )
    new = changed(toys, ("add_record", {"file": "places.geojson", "record": place}))
    assert [f["id"] for f in json.loads(new["places.geojson"])["features"]] == [
        "crossing",
        "desk",
        "hamlet",
        "town",
    ]
    assert changed(new, ("remove", {"id": "crossing"})) == toys


def test_an_event_of_a_new_year_makes_its_file_and_one_redated_moves(toys):
    event = json.loads(toys["events/2014.geojson"])["features"][0] | {"id": "again"}
    event["properties"]["date"] = "2016-02"
    new = changed(toys, ("add_record", {"file": "events/2014.geojson", "record": event}))
    assert (
        new["events/2014.geojson"] == toys["events/2014.geojson"] and b'"again"' in new["events/2016.geojson"]
    )
    new = changed(new, ("set_field", {"id": "town-falls", "field": "date", "value": "2016-01-01"}))
    assert record(new, "town-falls")[0] == "events/2016.geojson"
    assert json.loads(new["events/2014.geojson"])["features"] == []


def test_a_shape_is_rounded_and_wound_and_touches_nothing_else(toys):
    ring = [[40, 35], [40, 36], [41.00000001, 36], [41, 35], [40, 35]]
    new = changed(
        toys, ("set_geometry", {"id": "west", "geometry": {"type": "Polygon", "coordinates": [ring]}})
    )
    assert new == toys
    ring[1] = [40.123456, 36]
    new = changed(
        toys, ("set_geometry", {"id": "west", "geometry": {"type": "Polygon", "coordinates": [ring]}})
    )
    old, now = (files["zones/north.geojson"].split(b"\n") for files in (toys, new))
    assert [(a, b) for a, b in zip(old, now, strict=True) if a != b] == [
        (b"            [40.0, 36.0],", b"            [40.12346, 36.0],")]  # fmt: skip


def test_a_field_that_was_not_there_takes_its_place_in_the_order_of_the_schema(toys):
    data = ragged(toys["places.geojson"])
    new = apply(
        {"places.geojson": data}, [Edit("set_field", {"id": "town", "field": "aliases", "value": ["Burg"]})]
    )
    lines = new["places.geojson"].decode().splitlines()
    assert len(lines) == len(data.splitlines()) + 1
    (line,) = [i for i, line in enumerate(lines) if '"aliases"' in line]
    assert lines[line] == '                "aliases": ["Burg"],' and '"rank"' in lines[line + 1]
    gone = apply(new, [Edit("unset_field", {"id": "town", "field": "aliases"})])
    assert gone["places.geojson"] == data


def test_an_edit_is_plain_json(toys):
    edit = Edit("assign", {"ids": ["west"], "day": "2018", "row": ROW})
    again = Edit(**json.loads(json.dumps(edit.as_dict())))
    assert apply(toys, [again]) == apply(toys, [edit])


def test_an_edit_of_a_broken_file_says_what_to_mend_first(toys):
    with pytest.raises(EditError, match=r"mend this first: places.geojson:1"):
        apply(
            {**toys, "places.geojson": b'{"town": '},
            [Edit("set_field", {"id": "town", "field": "rank", "value": 1})],
        )

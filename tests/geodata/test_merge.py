"""Two people's work goes together by id; the same record is asked about, three sides side by side."""

import json

import pytest

from geodata import files
from geodata.edits import Edit, apply, record
from geodata.merge import MISSING, merge
from tests import toy


@pytest.fixture
def base(toy_dir):
    return {file: files.read(toy_dir / file) for file in files.dataset_files(toy_dir)}


def after(base, verb, **arguments):
    return {**base, **apply(base, [Edit(verb, arguments)])}


def name(base, id, value):
    return after(base, "set_field", id=id, field="name.en", value=value)


def names(merged, id):
    return record(merged.files, id)[1]["properties"]["name"]["en"]


def test_different_features_of_one_file_go_together(base):
    merged = merge(base, name(base, "west", "Ours"), name(base, "east", "Theirs"))
    assert not merged.clashes and (names(merged, "west"), names(merged, "east")) == ("Ours", "Theirs")


def test_what_only_one_side_changed_needs_no_question(base):
    ours = name(base, "west", "Ours")
    assert merge(base, ours, base).files == ours and merge(base, base, ours).files == ours
    assert merge(base, ours, ours).clashes == ()


def test_the_same_feature_asks_with_three_sides_by_field_and_theirs_stays(base):
    ours = after(name(base, "west", "Ours"), "set_geometry", id="west", geometry=toy.square(40, 35, 0.5))
    theirs = after(name(base, "west", "Theirs"), "remove_row", id="west", index=0)
    merged = merge(base, ours, theirs)
    (clash,) = merged.clashes
    assert (clash.file, clash.id) == ("zones/north.geojson", "west") and merged.files == theirs
    by_field = {each.field: each for each in clash.fields}
    assert set(by_field) == {"name", "timeline", "geometry"}
    assert [by_field["name"].base["en"], by_field["name"].ours["en"], by_field["name"].theirs["en"]] == [
        "West",
        "Ours",
        "Theirs",
    ]
    assert by_field["name"].clashes and not by_field["timeline"].clashes and not by_field["geometry"].clashes


def test_a_clash_is_settled_by_record_or_field_by_field(base):
    ours = after(name(base, "west", "Ours"), "set_geometry", id="west", geometry=toy.square(40, 35, 0.5))
    theirs = after(name(base, "west", "Theirs"), "remove_row", id="west", index=0)
    assert (
        merge(base, ours, theirs, {"west": "ours"}).files["zones/north.geojson"]
        == ours["zones/north.geojson"]
    )
    merged = merge(base, ours, theirs, {"west": {"name": "ours"}})
    item = record(merged.files, "west")[1]
    assert not merged.clashes and item["properties"]["name"]["en"] == "Ours"
    assert len(item["properties"]["timeline"]) == 2 and item["geometry"] == toy.square(40, 35, 0.5)
    assert merge(base, ours, theirs, {"west": {"geometry": "ours"}}).clashes


def test_one_removes_what_the_other_changed(base):
    merged = merge(base, after(base, "remove", id="desk"), name(base, "desk", "Bureau"))
    (clash,) = merged.clashes
    assert clash.id == "desk" and clash.ours is MISSING
    assert (
        b'"desk"'
        not in merge(base, after(base, "remove", id="desk"), name(base, "desk", "B"), {"desk": "ours"}).files[
            "places.geojson"
        ]
    )


def test_both_add_and_the_order_of_ids_holds(base):
    def added(id):
        place = toy.feature(id, toy.point(41, 35), kind="place", theatre="north", name=toy.words(id), rank=3)
        return after(base, "add_record", file="places.geojson", record=place)

    merged = merge(base, added("alley"), added("zoo"))
    ids = [feature["id"] for feature in json.loads(merged.files["places.geojson"])["features"]]
    assert not merged.clashes and ids == ["alley", "desk", "hamlet", "town", "zoo"]
    assert [
        clash.id for clash in merge(base, added("alley"), name(added("alley"), "alley", "Other")).clashes
    ] == ["alley"]


def test_a_file_that_cannot_be_read_is_asked_about_as_a_whole(base):
    theirs = {**base, "places.geojson": b'{"half": '}
    merged = merge(base, name(base, "town", "Ours"), theirs)
    assert [(clash.file, clash.id) for clash in merged.clashes] == [("places.geojson", "")]
    assert merge(base, name(base, "west", "Ours"), theirs).clashes == ()


def test_files_come_and_go(base):
    ours = {file: data for file, data in base.items() if file != "stories/fall.json"}
    assert "stories/fall.json" not in merge(base, ours, base).files
    story = json.loads(base["stories/fall.json"]) | {"id": "other"}
    ours = after(base, "add_record", file="stories/other.json", record=story)
    assert (
        merge(base, ours, name(base, "west", "T")).files["stories/other.json"] == ours["stories/other.json"]
    )


def test_a_merge_leaves_the_bytes_of_an_untidy_file_alone(base):
    untidy = {**base, "places.geojson": json.dumps(json.loads(base["places.geojson"]), indent=3).encode()}
    ours, theirs = name(untidy, "town", "Ours"), name(untidy, "desk", "Theirs")
    merged = merge(untidy, ours, theirs).files["places.geojson"]
    assert merged == theirs["places.geojson"].replace(b'"Town"', b'"Ours"')

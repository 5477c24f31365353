"""`verify` asks the stamped state again: the same facts are the same, whatever happened to the hash."""

import json
from datetime import date

import pytest

from geodata import cli, stamp
from geodata.dataset import load
from geodata.formats import export
from geodata.formats.verify import Unstamped, verify
from tests import toy

DAY = date(2016, 12, 1)


@pytest.fixture
def file(dataset, tmp_path):
    path = tmp_path / "day.geojson"
    path.write_bytes(export("geojson", dataset, DAY))
    return path


def changed(tmp_path, change):
    return load(toy.write(tmp_path / "changed", change))


def test_a_file_of_the_same_dataset_is_still_so(file, dataset):
    verdict = verify(file, dataset)
    assert verdict.same and not verdict.moved and not verdict.differences


def test_a_dataset_that_moved_on_elsewhere_still_says_the_same(file, tmp_path):
    def later(files):
        files["zones/north.geojson"][0]["properties"]["timeline"][2]["note"] = toy.words("Later")

    verdict = verify(file, changed(tmp_path, later))
    assert verdict.same and verdict.moved


def test_what_differs_is_named_by_feature_row_and_field(file, tmp_path):
    def corrected(files):
        rows = files["zones/north.geojson"][0]["properties"]["timeline"]
        rows[1]["confidence"] = "low"
        files["places.geojson"][1]["properties"]["timeline"] = []

    verdict = verify(file, changed(tmp_path, corrected))
    told = {(d.feature, d.field, d.in_file, d.now) for d in verdict.differences}
    assert not verdict.same and verdict.reason == "the dataset says something else now"
    assert ("west", "confidence", "high", "low") in told
    assert ("hamlet", "status", "presence", "not known") in told


def test_a_redrawn_outline_is_told_even_where_the_area_is_the_same(dataset, tmp_path):
    path = tmp_path / "day.csv"
    path.write_bytes(export("csv", dataset, DAY))

    def redrawn(files):
        files["places.geojson"][2]["geometry"]["coordinates"][0] += 0.1

    verdict = verify(path, changed(tmp_path, redrawn))
    assert not verdict.same and verdict.reason == "outlines have been redrawn since"


def test_a_file_that_someone_changed_is_told_from_a_dataset_that_changed(file, dataset):
    file.write_text(file.read_text("utf-8").replace('"status":"contested"', '"status":"control"'), "utf-8")
    verdict = verify(file, dataset)
    assert not verdict.same and verdict.reason == "the file was changed after it was made"


def test_a_file_without_rows_is_held_to_its_digest(dataset, tmp_path):
    stamp.reader(".drawn")(lambda path: stamp.Stamp.from_json(path.read_text()))
    path = tmp_path / "a.drawn"
    path.write_text(stamp.make(dataset, DAY).to_json())
    assert verify(path, dataset).same

    def corrected(files):
        files["zones/north.geojson"][0]["properties"]["timeline"][1]["confidence"] = "low"

    assert verify(path, changed(tmp_path, corrected)).reason == "the dataset says something else now"


def a_row(index):
    def corrected(files):
        files["zones/north.geojson"][0]["properties"]["timeline"][index]["confidence"] = "low"

    return corrected


def an_event(files):
    files["events/2014.geojson"][0]["properties"]["summary"] = toy.words("Otherwise")


def a_story(files):
    files["stories/fall.json"]["summary"] = toy.words("Otherwise")


@pytest.mark.parametrize(
    ("told", "change", "same"),
    [
        ({}, a_row(0), True),
        ({"since": date(2014, 6, 1)}, a_row(0), False),
        ({"since": date(2014, 6, 1)}, an_event, False),
        ({"since": date(2016, 11, 1)}, a_row(0), True),
        ({"since": date(2016, 11, 1)}, an_event, True),
        ({"since": date(2014, 6, 1)}, a_row(2), True),
        ({"since": date(2014, 6, 1)}, a_story, True),
        ({"whole": True}, a_row(2), False),
        ({"whole": True}, an_event, False),
        ({"whole": True}, a_story, False),
    ],
)
def test_a_page_is_held_to_all_that_it_tells_of_and_no_more(dataset, tmp_path, told, change, same):
    stamp.reader(".drawn")(lambda path: stamp.Stamp.from_json(path.read_text()))
    path = tmp_path / "a.drawn"
    path.write_text(stamp.make(dataset, DAY, **told).to_json())
    assert verify(path, dataset).same
    assert verify(path, changed(tmp_path, change)).same is same


def test_a_page_of_a_theatre_that_is_gone_says_something_else_now(dataset, tmp_path):
    stamp.reader(".drawn")(lambda path: stamp.Stamp.from_json(path.read_text()))
    path = tmp_path / "a.drawn"
    made = stamp.make(dataset, DAY, {"theatre": "north"}, since=date(2014, 6, 1))
    path.write_text(made.to_json().replace('"north"', '"south"'))
    assert not verify(path, dataset).same


def test_a_file_without_a_stamp_is_not_judged(dataset, tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(Unstamped):
        verify(path, dataset)


def test_the_command_line_exports_and_verifies_with_the_exit_status_it_promises(toy_dir, tmp_path, capsys):
    out, data = tmp_path / "a.kml", ["--data", str(toy_dir)]
    asked = [
        "export",
        "kml",
        str(out),
        "--as-of",
        "2016-12-01",
        "--known-on",
        "2016-12-31",
        "--theatre",
        "north",
        "--hide",
        "blues",
    ]
    assert cli.main([*asked, *data]) == 0
    assert cli.main(["verify", str(out), *data]) == 0
    assert "the state on 2016-12-01, as known on 2016-12-31" in capsys.readouterr().out
    other = toy.write(
        tmp_path / "other", lambda files: files["actors.json"][0].update(name=toy.words("Other"))
    )
    assert cli.main(["verify", str(out), "--data", str(other), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["moved"] and {d["field"] for d in told["differences"]} == {"actor_en"}
    assert cli.main(["verify", str(tmp_path / "none.pdf"), *data]) == 2
    assert cli.main(["export", "csv", str(out), "--whole", "--hide", "nobody", *data]) == 2

"""A GeoPackage out, edited as QGIS edits it, and in again: just what was changed comes back, by id."""

import random
import shutil
import sqlite3

import pyogrio
import pytest
import shapely

from geodata import cli, files
from geodata.dataset import build, load, understood
from geodata.edits import apply
from geodata.formats import export
from geodata.formats.inside import features, opened
from geodata.formats.worker import Layer
from geodata.incoming import judge, qgis
from tests import toy

ZONES = {"reds", "blues", "red-band"}


def noted(content):
    content["zones/north.geojson"][0]["properties"]["timeline"][0]["note"] = toy.words("First", "أولا")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return toy.write(tmp_path_factory.mktemp("qgis") / "dataset", noted)


@pytest.fixture(scope="module")
def into(home):
    return {file: files.read(home / file) for file in files.dataset_files(home)}


@pytest.fixture(scope="module")
def package(home):
    path = home.parent / "whole.gpkg"
    path.write_bytes(export("gpkg", load(home)))
    return path


def edited(package, tmp_path, *statements):
    """A copy of the package after SQL, as QGIS writes single cells and rows; spatial triggers want a SpatiaLite function or two."""
    path = tmp_path / "edited.gpkg"
    shutil.copyfile(package, path)
    with sqlite3.connect(path) as database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda blob: 0)
        for statement, *values in statements:
            database.execute(statement, values)
    database.close()
    return path


def plan_of(path, into):
    return qgis.plan_changes(path.name, [Layer(**layer) for layer in opened(path)], into)


def test_an_unedited_package_changes_nothing(package, into):
    plan = plan_of(package, into)
    assert (plan.edits, plan.problems, plan.needs) == ([], [], [])


CELLS = [
    ("zones", "west/0", "confidence", "low", "zones/north.geojson", '"high"', '"low"'),
    (
        "zones",
        "west/1",
        "against",
        "blues red-band",
        "zones/north.geojson",
        '["blues"]',
        '["blues", "red-band"]',
    ),
    ("zones", "west/2", "valid_to", "2018-01", "zones/north.geojson", "null", '"2018-01"'),
    ("zones", "west/2", "end_day", "2018-02-03", "zones/north.geojson", "null", '"2018-02-03"'),
    ("zones", "east/1", "first_day", "2015-01-02", "zones/north.geojson", '"2015"', '"2015-01-02"'),
    ("zones", "west/0", "note_ar", "ثانيا", "zones/north.geojson", '"أولا"', '"ثانيا"'),
    ("regions", "hills/0", "strength", "cells", "regions/north.geojson", '"active"', '"cells"'),
    ("places", "desk/", "name_en", "Bureau", "places.geojson", '"Desk"', '"Bureau"'),
    ("places", "hamlet/0", "sources", "news-2017", "places.geojson", '["news-2014"]', '["news-2017"]'),
]


def generated(count):
    chance = random.Random(7)
    return [chance.choice(CELLS) for _ in range(count - len(CELLS))] + CELLS


def test_fifty_edits_of_one_cell_each_change_the_bytes_of_that_field_alone(package, into, tmp_path):
    unedited = [Layer(**layer) for layer in opened(package)]
    for number, (layer, row, column, value, file, old, new) in enumerate(generated(50)):
        made = f"{value} {number}" if column in ("name_en", "note_ar") else value
        wanted = new.replace(value, made)
        path = edited(package, tmp_path, (f"UPDATE {layer} SET {column} = ? WHERE row = ?", made, row))
        now = Layer(layer, features(pyogrio.read_dataframe(path, layer=layer)))
        plan = qgis.plan_changes(path.name, [now if old.name == layer else old for old in unedited], into)
        changed = apply(into, plan.edits)
        assert list(changed) == [file] and plan.problems == [], (row, column)
        assert changed[file] in {
            into[file][:at] + wanted.encode() + into[file][at + len(old.encode()) :]
            for at in range(len(into[file])) if into[file].startswith(old.encode(), at)
        }, (row, column)  # fmt: skip


def test_a_reshaped_border_comes_back_from_whichever_row_it_was_drawn_in(package, into, tmp_path):
    moved = shapely.Point(47.5, 34.25)
    blob = b"GP\x00\x01" + (4326).to_bytes(4, "little") + shapely.to_wkb(moved)
    plan = plan_of(
        edited(package, tmp_path, ("UPDATE places SET geom = ? WHERE feature = 'desk'", blob)), into
    )
    judged = judge(into, plan)
    assert [edit.verb for edit in plan.edits] == ["set_geometry"] and judged.problems == []
    assert build(understood({**into, **judged.changed})).features.geometry["desk"].equals(moved)


def test_rows_added_by_copying_and_rows_deleted_come_back_too(package, into, tmp_path):
    path = edited(
        package, tmp_path,
        ("UPDATE zones SET valid_to = '2018-01-01' WHERE row = 'west/2'",),
        ("INSERT INTO zones SELECT NULL, geom, row, feature, kind, theatre, ground, stands_in, name_en, name_ar, 'red-band', actor_en, "
         "actor_ar, 'control', NULL, NULL, NULL, 'low', '2018-01-01', NULL, disputed, area_km2, NULL, NULL, 'news-2017', sources_en, "
         "sources_ar, '2018-01-01', NULL FROM zones WHERE row = 'west/2'",),
        ("DELETE FROM zones WHERE row = 'east/0'",),
    )  # fmt: skip
    judged = judge(into, plan_of(path, into))
    assert judged.problems == []
    rows = build(understood({**into, **judged.changed})).statuses
    assert list(rows[rows.feature == "west"].actor) == ["reds", "reds", "blues", "red-band"]
    assert list(rows[rows.feature == "east"].valid_from) == ["2015"]


def test_what_the_dataset_changed_meanwhile_is_never_overwritten(package, into, home, tmp_path):
    def meanwhile(content):
        noted(content)
        content["zones/north.geojson"][0]["properties"]["timeline"][0]["confidence"] = "medium"

    folder = toy.write(tmp_path / "meanwhile", meanwhile)
    now = {file: files.read(folder / file) for file in files.dataset_files(folder)}
    clash = plan_of(
        edited(package, tmp_path, ("UPDATE zones SET confidence = 'low' WHERE row = 'west/0'",)), now
    )
    assert clash.edits == [] and "has changed in the dataset since" in clash.problems[0].message
    other = plan_of(
        edited(package, tmp_path, ("UPDATE zones SET confidence = 'low' WHERE row = 'west/2'",)), now
    )
    assert judge(now, other).problems == [] and len(other.edits) == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE zones SET actor_en = 'Greens' WHERE row = 'west/0'", "computed"),
        (
            "UPDATE zones SET valid_to = '2017-05', end_day = '2018-01-01' WHERE row = 'west/0'",
            "different days",
        ),
        ("UPDATE zones SET name_en = 'W' || row WHERE feature = 'west'", "different values"),
        ("UPDATE zones SET valid_from = 'soon' WHERE row = 'west/0'", "not a date"),
    ],
)
def test_edits_that_contradict_themselves_are_told(package, into, tmp_path, statement, said):
    plan = plan_of(edited(package, tmp_path, (statement,)), into)
    if plan.problems:
        assert said in plan.problems[0].message
    else:
        assert any(said in problem.message for problem in judge(into, plan).problems)


def test_the_command_takes_an_edited_package_through_the_reader_in_its_own_process(
    home, package, tmp_path, capsys
):
    folder = shutil.copytree(home, tmp_path / "dataset")
    path = edited(package, tmp_path, ("UPDATE zones SET confidence = 'low' WHERE row = 'west/0'",))
    assert cli.main(["import", "gpkg", str(path), "--data", str(folder)]) == 0
    assert "west: 2014-06-10 reds: confidence: high -> low" in capsys.readouterr().out
    assert load(folder).statuses.query("feature == 'west'").confidence.iloc[0] == "low"
    nobody = edited(package, tmp_path, ("UPDATE zones SET actor = 'nobody' WHERE row = 'west/0'",))
    assert cli.main(["import", "gpkg", str(nobody), "--data", str(home)]) == 1
    assert "there is no actor 'nobody'" in capsys.readouterr().err

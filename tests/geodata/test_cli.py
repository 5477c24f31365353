"""Every verb answers as documented; exit status 0, 1 or 2."""

import csv
import io
import json

import pytest

from geodata.cli import main


@pytest.fixture
def ask(toy_dir, capsys):
    def run(*words):
        code = main([*words, "--data", str(toy_dir)])
        return code, capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (["state", "2016-12-01"], {"feature", "actor", "status"}),
        (["at", "40.5", "35.5", "2016-12-01"], {"feature", "actor", "status", "confidence", "sources"}),
        (
            ["area", "--actor", "reds", "--dates", "2015-01-01,2016-01-01"],
            {"date", "area_km2", "low_km2", "high_km2"},
        ),
        (["area", "--actor", "reds", "--every", "month"], {"date", "area_km2", "low_km2", "high_km2"}),
        (["history", "town"], {"feature", "valid_from", "valid_to", "actor", "status"}),
        (["claims"], {"claim", "attributed_to", "statement", "verdict", "features"}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_each_verb_answers_in_table_json_and_csv(ask, words, columns, lang):
    code, text = ask(*words, "--format", "json", "--lang", lang)
    rows = json.loads(text)
    assert code == 0 and rows and columns <= set(rows[0])
    code, text = ask(*words, "--format", "csv", "--lang", lang)
    assert code == 0 and len(list(csv.DictReader(io.StringIO(text)))) == len(rows)
    assert ask(*words, "--lang", lang)[0] == 0


def test_a_negative_longitude_needs_no_tricks(ask):
    code, text = ask("at", "-3.009", "16.773", "2012-06-01", "--format", "json")
    assert code == 0 and json.loads(text)[0]["status"] == "not known"


def test_changes_gives_totals_and_flips(ask):
    answer = json.loads(ask("changes", "2014-07-01", "2018-01-01", "--format", "json")[1])
    assert {row["actor"] for row in answer["actors"]} == {"reds", "blues"} and len(answer["changes"]) == 2


def test_at_from_a_table_keeps_its_columns_in_front(ask, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("name,lon,lat,date\nA,40.5,35.5,2016-12-01\nB,41.75,35.75,2015-06-01\n", encoding="utf-8")
    rows = list(csv.reader(io.StringIO(ask("at", "--from", str(path), "--format", "csv")[1])))
    assert rows[0][:5] == ["name", "lon", "lat", "date", "feature"]
    assert [(row[0], row[4]) for row in rows[1:]] == [("A", "west"), ("B", "east"), ("B", "hills")]


@pytest.mark.parametrize(
    "words",
    [
        ["at", "40.5", "35.5"],
        ["at", "north", "35.5", "2015-01-01"],
        ["at", "40.5", "95", "2015-01-01"],
        ["at", "40.5", "35.5", "2015-13"],
        ["area", "--actor", "greens", "--dates", "2015-01-01"],
        ["area", "--actor", "reds"],
        ["state", "2015-01-01", "--theatre", "south"],
        ["history", "nowhere"],
        ["changes", "2016-01-01", "2015-01-01"],
    ],
)
def test_a_question_that_cannot_be_answered_exits_2_with_one_clear_line(toy_dir, capsys, words):
    assert main([*words, "--data", str(toy_dir)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("geodata: ") and error.count("\n") == 1


def test_a_broken_dataset_exits_2_and_names_the_file(toy_dir, capsys):
    (toy_dir / "actors.json").write_text("[")
    assert main(["state", "2015-01-01", "--data", str(toy_dir)]) == 2
    assert "actors.json:1" in capsys.readouterr().err


def test_csv_cells_are_no_formulas(tmp_path, capsys):
    from tests import toy

    def formula(files):
        files["claims.json"][0]["statement"] = toy.words("=HYPERLINK(1)")

    assert main(["claims", "--data", str(toy.write(tmp_path, formula)), "--format", "csv"]) == 0
    assert "'=HYPERLINK(1)" in capsys.readouterr().out

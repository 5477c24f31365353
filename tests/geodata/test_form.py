"""The formatter owns order and spacing; what is canonical already stays byte for byte."""

import json

import pytest

from geodata.cli import main
from geodata.form import canonical
from geodata.gate import admit
from tests import toy


def form(value, file):
    return canonical(admit(json.dumps(value).encode(), file).value, file).decode()


def test_formatting_twice_changes_nothing(toy_dir):
    before = {path: path.read_bytes() for path in toy_dir.rglob("*json")}
    assert main(["fmt", "--data", str(toy_dir)]) == 0
    assert before == {path: path.read_bytes() for path in toy_dir.rglob("*json")}


def test_a_timeline_row_is_one_line_and_a_position_is_one_line(toy_dir):
    lines = (toy_dir / "zones/north.geojson").read_text(encoding="utf-8").split("\n")
    assert sum('"valid_from"' in line for line in lines) == 5
    assert all(line.count('"valid_from"') <= 1 for line in lines)
    assert "            [41.0, 35.0]," in lines


def test_keys_take_schema_order_rows_date_order_and_records_id_order():
    rows = [toy.row("2016", None, "blues"), toy.row("2014", "2016", "reds")]
    feature = toy.feature("b", toy.square(0, 0), timeline=rows, name=toy.words("B"), kind="zone")
    other = toy.feature("a", toy.square(2, 0), kind="zone")
    text = form({"features": [feature, other], "type": "FeatureCollection"}, "zones/north.geojson")
    assert text.index('"id": "a"') < text.index('"id": "b"') < text.index('"name"') < text.index('"timeline"')
    assert text.index('"2014"') < text.index('"2016", "valid_to": null')
    assert text.startswith('{\n  "type": "FeatureCollection",\n  "features": [\n')


def test_coordinates_have_five_decimals_and_rings_wind_as_rfc_7946_says():
    clockwise = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1.123456789], [1, 1], [1, 0], [0, 0]]]}
    text = form(
        {"type": "FeatureCollection", "features": [toy.feature("a", clockwise)]}, "zones/north.geojson"
    )
    assert "[0.0, 1.12346]" in text
    ring = json.loads(text)["features"][0]["geometry"]["coordinates"][0]
    assert ring == [[0, 0], [1, 0], [1, 1], [0, 1.12346], [0, 0]]


def test_numbers_outside_coordinates_stay_as_they_were_written():
    data = b'[{"id": "e1", "value": 90800.00}]'
    assert b"90800.00" in canonical(admit(data, "estimates.json").value, "estimates.json")


def test_what_the_schema_does_not_know_is_kept_behind_what_it_knows():
    text = form([{"surprise": 1, "id": "a", "kind": "press"}], "sources.json")
    assert text.index('"id"') < text.index('"kind"') < text.index('"surprise"')


def test_arabic_stands_unescaped_and_the_file_ends_with_a_line_end():
    text = form([{"id": "a", "title": {"en": "Mosul", "ar": "الموصل"}}], "sources.json")
    assert "الموصل" in text and text.endswith("]\n")


def test_fmt_check_writes_nothing_and_exits_1(toy_dir, capsys):
    path = toy_dir / "sources.json"
    path.write_text(json.dumps(json.loads(path.read_text())), encoding="utf-8")
    before = path.read_bytes()
    assert main(["fmt", "--check", "--data", str(toy_dir)]) == 1
    assert "would change sources.json" in capsys.readouterr().out and path.read_bytes() == before
    assert main(["fmt", str(path), "--data", str(toy_dir)]) == 0
    assert main(["fmt", "--check", "--data", str(toy_dir)]) == 0


@pytest.mark.parametrize("text", ["{", '{"a": 1, "a": 2}'])
def test_fmt_leaves_a_broken_file_as_it_is(toy_dir, text, capsys):
    path = toy_dir / "sources.json"
    path.write_text(text)
    assert main(["fmt", "--data", str(toy_dir)]) == 1
    assert path.read_text() == text and "sources.json:1" in capsys.readouterr().err

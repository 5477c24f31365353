"""Every format says the same as the dataset, carries its stamp, and is read back to the same rows."""

import csv
import io
import json
import re
import sqlite3
from datetime import date
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest

from geodata.dataset import load
from geodata.facts import facts
from geodata.formats import FORMATS, export
from geodata.formats.content import as_text
from geodata.formats.geopackage import LAYERS
from geodata.stamp import read_stamp
from tests import toy

DAY = date(2016, 12, 1)
MADE = "2026-01-01T00:00:00+00:00"
KML = "{http://www.opengis.net/kml/2.2}"
HOSTILE = '=HYPERLINK("http://x")<img src=x onerror=alert(1)> {{7*191}} \'" ]]> & \u0627'


def hostile(files):
    files["zones/north.geojson"][0]["properties"]["name"] = {"en": HOSTILE, "ar": f"ا{HOSTILE}"}


@pytest.fixture(scope="module")
def whole_dataset(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy"), hostile))


@pytest.fixture(scope="module")
def whole(whole_dataset, tmp_path_factory):
    """The whole toy in every format, by name."""
    folder = tmp_path_factory.mktemp("out")
    paths = {}
    for name, form in FORMATS.items():
        paths[name] = folder / f"whole{form.suffix}"
        paths[name].write_bytes(export(name, whole_dataset, made=MADE))
    return paths


def ordered(rows):
    return rows.sort_values(["feature", "valid_from", "actor"]).reset_index(drop=True)


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_written_is_read_back_word_for_word(name, whole, whole_dataset):
    found = FORMATS[name].read(whole[name])
    assert ordered(found.rows).equals(ordered(as_text(facts(whole_dataset))))
    assert found.stamp is not None and found.stamp.dataset == whole_dataset.version
    assert (found.stamp.as_of, found.stamp.made) == (None, MADE)
    assert found.stamp.link == "http://localhost:8501/?theatre=all"


@pytest.mark.parametrize("name", ["geojson", "csv", "kml"])
def test_the_state_of_a_day_is_that_day_alone(name, whole_dataset, tmp_path):
    path = tmp_path / f"day{FORMATS[name].suffix}"
    path.write_bytes(export(name, whole_dataset, DAY, {"theatre": "north", "hide": "blues"}))
    found = FORMATS[name].read(path)
    stamp = read_stamp(path)
    assert stamp is not None and (stamp.as_of, stamp.filters) == (
        "2016-12-01",
        {"theatre": "north", "hide": "blues"},
    )
    assert set(found.rows.actor) == {"", "reds"}
    assert set(found.rows.status[found.rows.feature == "west"]) == {"contested"}


def test_geojson_has_lists_and_a_stamp_that_anyone_can_read(whole):
    value = json.loads(whole["geojson"].read_text("utf-8"))
    assert value["kharita"]["made"] == MADE and value["kharita"]["notice"]["ar"]
    west = [f for f in value["features"] if f["properties"]["feature"] == "west"]
    assert [f["id"] for f in west] == ["west/0", "west/1", "west/2"]
    assert west[1]["properties"]["against"] == ["blues"]
    assert west[0]["properties"]["sources_en"] == ["Agency, news-2014, 2014-06-11, https://example.org/a"]
    assert (west[2]["properties"]["first_day"], west[2]["properties"]["end_day"]) == ("2017-01-24", None)


def test_no_cell_of_the_csv_is_taken_for_a_formula(whole):
    text = whole["csv"].read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row.values())
    assert rows[-1]["kharita_made"] == MADE and float(rows[0]["lon"]) and float(rows[0]["lat"])


def test_the_geopackage_has_real_dates_in_a_layer_for_each_kind(whole):
    with sqlite3.connect(whole["gpkg"]) as database:
        for layer in LAYERS.values():
            columns = {name: kind for _, name, kind, *_ in database.execute(f"PRAGMA table_info({layer})")}
            assert columns["first_day"] == columns["end_day"] == "DATE" and columns["valid_from"] == "TEXT"
        days = database.execute(
            "SELECT first_day, end_day FROM zones WHERE feature = 'east' ORDER BY fid"
        ).fetchall()
        assert days == [("2014-08-01", "2015-01-01"), ("2015-01-01", None)]
        (sources,) = database.execute(
            "SELECT source_en FROM kharita_sources WHERE id = 'news-2017'"
        ).fetchone()
        assert sources.startswith("Agency, news-2017")
        assert database.execute("SELECT as_of, link FROM kharita").fetchone() == (
            None,
            "http://localhost:8501/?theatre=all",
        )


def test_its_style_sets_the_temporal_controller_of_qgis_on_the_date_columns(whole):
    with sqlite3.connect(whole["gpkg"]) as database:
        styles = database.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
        listed = database.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
        assert listed == ("attributes",)
        for layer, column, default, qml in styles:
            assert default == 1
            root = ET.fromstring(qml)
            temporal = root.find("temporal")
            assert temporal is not None
            # Mode 2: start and end from fields; limitMode 0: the end is left out.
            wanted = {
                "enabled": "1",
                "mode": "2",
                "limitMode": "0",
                "startField": "first_day",
                "endField": "end_day",
            }
            assert wanted.items() <= temporal.attrib.items()
            names = {name: kind for _, name, kind, *_ in database.execute(f"PRAGMA table_info({layer})")}
            assert (
                names[temporal.attrib["startField"]] == names[temporal.attrib["endField"]] == "DATE"
                and column in names
            )
            used = {
                name for rule in root.iter("rule") for name in re.findall(r'"(\w+)"', rule.attrib["filter"])
            }
            assert used <= names.keys()
            symbols = {symbol.attrib["name"]: symbol.attrib["type"] for symbol in root.iter("symbol")}
            assert {rule.attrib["symbol"] for rule in root.iter("rule")} == symbols.keys()
            assert set(symbols.values()) == {"marker" if layer == "places" else "fill"}
            present = {
                actor
                for (actor,) in database.execute(
                    f"SELECT DISTINCT actor FROM {layer} WHERE actor IS NOT NULL"
                )
            }
            rules = " ".join(rule.attrib["filter"] for rule in root.iter("rule"))
            assert all(f"'{actor}'" in rules for actor in present)
    assert {layer for layer, *_ in styles} == set(LAYERS.values())


def test_parquet_has_dates_lists_and_the_stamp_in_its_metadata(whole):
    schema = pq.read_schema(whole["parquet"])
    assert str(schema.field("first_day").type) == "date32[day]"
    assert str(schema.field("sources").type).startswith("list<")
    assert b"kharita" in schema.metadata and b"geo" in schema.metadata


def test_kml_spans_end_on_the_last_day_and_show_curated_text_as_text(whole):
    root = ET.fromstring(whole["kml"].read_bytes())
    marks = {mark.findtext(f"{KML}name"): mark for mark in root.iter(f"{KML}Placemark")}
    spans = [
        (span.findtext(f"{KML}begin"), span.findtext(f"{KML}end"))
        for mark in root.iter(f"{KML}Placemark") if (mark.findtext(f"{KML}name") or "").startswith("East")
        for span in mark.iter(f"{KML}TimeSpan")
    ]  # fmt: skip
    assert spans == [("2014-08-01", "2014-12-31"), ("2015-01-01", None)]
    named = next(mark for name, mark in marks.items() if name and "onerror" in name)
    assert "&lt;img" in (named.findtext(f"{KML}description") or "").replace("&amp;", "&")
    assert "<img" not in (named.findtext(f"{KML}description") or "")

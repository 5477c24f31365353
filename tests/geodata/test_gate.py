"""Nothing passes the gate that a later part could stumble over, and every refusal has its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.gate import MAX_BYTES, admit
from tests.toy import point

POSITION = "Write [longitude, latitude] in degrees"


def collection(geometry, **more):
    return json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "a", "properties": {}, "geometry": geometry}], **more}).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"),
    [
        (b"", "syntax", 1, 1),
        (b"[1] [2]", "syntax", 1, 5),
        (b'{"a": 1,\n "b" 2}', "syntax", 2, 6),
        (b'{"a": [1, 2}', "syntax", 1, 12),
        (b"[\n  NaN]", "syntax", 2, 3),
        (b"[1,\n-Infinity]", "syntax", 2, 1),
        (b'{"a": 1,\n "a": 2}', "duplicate-key", 2, 2),
        (b"[1e999]", "number", 1, 2),
        (b'["\\ud800"]', "text", 1, 2),
        (b'{"a": "\xe9"}', "bytes", 1, 8),
        (b"\xef\xbb\xbf[]", "bytes", 1, 1),
        (b"[" * 70 + b"]" * 70, "bytes", 1, 65),
        (b"<<<<<<< HEAD\n[]\n=======\n[1]\n>>>>>>> other", "syntax", 1, 1),
        (b"[1] // note", "syntax", 1, 5),
        (b"\0\0\0\0\0", "syntax", 1, 1),
    ],
)
def test_bad_json_is_refused_at_its_line_and_column(data, rule, line, column):
    document = admit(data, "x.json")
    assert document.value is None
    found = document.problems[0]
    assert (found.rule, found.line) == (rule, line) and abs(found.column - column) <= 1
    assert found.message and found.remedy


def test_several_syntax_errors_are_told_at_once():
    lines = b'[\n{"a" 1},\n{"b": 2},\n{"c" 3}\n]'
    assert {problem.line for problem in admit(lines, "x.json").problems} >= {2, 4}


def test_a_file_over_the_limit_is_not_even_parsed():
    assert "over the limit" in admit(b" " * (MAX_BYTES + 1), "x.json").problems[0].message


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        point(1e308, 0),
        point(200, 0),
        point(0, -91),
        {"type": "Point", "coordinates": ["44", 36]},
        {"type": "Point", "coordinates": [44]},
        {"type": "Point", "coordinates": [44, 36, 100]},
        {"type": "Point", "coordinates": [True, 36]},
        {"type": "Point", "coordinates": []},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
        {"type": ["Point"], "coordinates": [1, 2]},
    ],
)
def test_a_geometry_that_is_none_never_reaches_the_geometry_library(geometry):
    assert admit(collection(geometry), "places.geojson").problems


@pytest.mark.parametrize(
    ("crs", "passes"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, True),
        ({"type": "name", "properties": {"name": "EPSG:4326"}}, True),
        ({"type": "name", "properties": {"name": "EPSG:3857"}}, False),
        ({"type": "link", "properties": {"href": "http://example.org/crs"}}, False),
        ("EPSG:4326", False),
    ],
)
def test_only_longitude_and_latitude_are_a_crs(crs, passes):
    assert bool(admit(collection(point(44, 36), crs=crs), "places.geojson").problems) != passes


def test_a_number_remembers_how_it_was_written():
    assert admit(b"[1.50, 1e3]", "x.json").value[0].raw == "1.50"


@given(st.binary(max_size=400))
def test_no_bytes_make_the_gate_raise(data):
    document = admit(data, "places.geojson")
    assert document.problems or document.value["type"] == "FeatureCollection"


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))  # fmt: skip
def test_sound_json_passes_unchanged(value):
    data = json.dumps(value).encode()
    document = admit(data, "x.json")
    if document.problems:
        assert any(ord(char) in range(0xD800, 0xE000) for char in json.dumps(value, ensure_ascii=False))
    else:
        assert document.value == value


@given(st.lists(st.sampled_from(["{", "}", "[", "]", ":", ",", '"', '"a"', '"\\u00e9"', "\\", "1", "-", ".5", "0", "e9", "E-3", "true", "null",
                                 " ", "\n", "\t", "\x01", "\x7f", "12345678901234567890123", "0.1234567890123456789", "\u2028"]), max_size=12))  # fmt: skip
def test_what_passes_is_what_a_strict_parser_reads(tokens):
    text = "".join(tokens)
    document = admit(text.encode(), "x.json")
    if not document.problems:
        assert repr(document.plain) == repr(json.loads(text))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**25), 10**25)))
def test_numbers_are_read_to_the_last_bit(numbers):
    assert repr(admit(json.dumps(numbers).encode(), "x.json").plain) == repr(numbers)

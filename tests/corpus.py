"""Small texts with the outcome that the gate owes each: JSON of every kind, and GeoJSON good and bad in one point."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

__all__ = ["BAD_JSON", "GOOD_JSON", "geojson"]

#: Sound JSON (RFC 8259) that the gate takes as it is.
GOOD_JSON: tuple[bytes, ...] = (
    b"null", b"true", b"false", b"0", b"-0", b"1", b"-1", b"123456789", b"1.5", b"-0.0", b"1e5", b"1E5", b"1e+5", b"1e-5",
    b"1.5e300", b"0e0", b"0.1e-400", b"9007199254740993", b"123456789012345678901234567890", b"1E+2", b'""', b'"a"',
    b'"\\""', b'"\\\\"', b'"\\/"', b'"\\b\\f\\n\\r\\t"', b'"\\u0041"', b'"\\u00e9"', b'"\\u0000"', b'"\\uD834\\uDD1E"',
    b'"\\uffff"', '"é"'.encode(), '"خريطة"'.encode(), '"😀"'.encode(), '"\u2028\u2029"'.encode(), b'"\x7f"', b'"/"',
    '"\ufeff"'.encode(), '"\u200f\u202e"'.encode(), b"[]", b"[ ]", b"[1]", b"[1,2]", b"[[],[[]]]", b"[null,true,false]",
    b"{}", b"{ }", b'{"a":1}', b'{"a":{"b":{}}}', b'{"":0}', b'{"a":[1,{"b":2}]}', b'{"a":1,"A":2}', b'{"\\u0061":1}',
    b" [1] ", b"\t[1]\r\n", b"\n\n{}\n", b'{"__proto__":1}', b'{"constructor":{"prototype":0}}', b"[" * 60 + b"]" * 60,
    b'["{{", "}}", "{%", "//", "/*", "<!--"]', b'"[[[[[["', b'["\\u003cscript\\u003e"]', b'"\\\\u0041"',
)  # fmt: skip

#: What is not JSON, or JSON on whose reading two programs differ; each is refused with line, column and remedy.
BAD_JSON: tuple[bytes, ...] = (
    b"", b" ", b"\n", b"\x00", b"nul", b"nulll", b"NULL", b"None", b"True", b"tru", b"undefined", b"NaN", b"-NaN", b"nan",
    b"Infinity", b"-Infinity", b"+Infinity", b"inf", b"[NaN]", b'{"a":Infinity}', b"+1", b"01", b"-01", b"00", b"1.", b".5",
    b"-.5", b"-", b"1e", b"1e+", b"1E-", b"1.e1", b"0x10", b"0b1", b"0o7", b"1_000", b"1,000", b"1 2", b"1e5.5", b"--1",
    b"1e999", b"-1e999", b"[1e400]", "١".encode(), "１".encode(), b"'a'", b'"', b'"a', b'a"', b'"\\"', b'"\\x41"', b'"\\u12"',
    b'"\\u12G4"', b'"\\uD800"', b'"\\uDC00"', b'"\\uD800\\uD800"', b'"\\uD800a"', b'{"\\uDFFF":1}', b'"\\a"', b'"\\\n"',
    b'"a\nb"', b'"a\tb"', b'"a\x00b"', b'"\x1f"', b'"a" "b"', b"`a`", "“a”".encode(), b'"\xff"', b'"\xc0\xaf"',
    b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xe9"', b'"\xc3"', b"\xff\xfe[\x00]\x00", b"\xfe\xff\x00[\x00]",
    b"\xef\xbb\xbf[]", b"[", b"]", b"[1", b"1]", b"[1,", b"[1,]", b"[,1]", b"[,]", b"[1,,2]", b"[1 2]", b"[1;2]", b"[1:2]",
    b"[]]", b"[[]", b"(1)", b"{", b"}", b'{"a"', b'{"a":', b'{"a":}', b'{"a":1,}', b'{,"a":1}', b'{"a" 1}', b'{"a"=1}',
    b'{"a":1 "b":2}', b'{"a":1;"b":2}', b"{a:1}", b"{'a':1}", b"{1:1}", b"{null:1}", b"{[]:1}", b'{"a":1}}', b'{"a":1]',
    b'[1}', b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'[{"b":{"x":1,"x":2}}]', b'{"features":[],"features":[1]}',
    b"// a\n1", b"1 // a", b"/* a */1", b"1/**/", b"# a\n1", b"<!-- -->1", b"[1]x", b"[1]\x00", b"[1]\n[2]", b"{}{}",
    b"<html></html>", b"<?xml version='1.0'?><kml/>", b"<OGRVRTDataSource/>", b"PK\x03\x04", b"%PDF-1.7", b"id,lon,lat\n1,2,3\n",
    b"---\na: 1\n", b"a = 1", b"callback([1])", b"while(1);[1]", b")]}'\n[1]", b"\x1e{}\n", b"[" * 65 + b"]" * 65, b"[" * 100_000,
    b'{"a":' * 100_000, b'[{"a":' * 40_000 + b"1" + b"}]" * 40_000, b"<<<<<<< HEAD\n[]\n=======\n[1]\n>>>>>>> b\n", b"[1,\n=======\n2]",
    "[1]\u00a0".encode(), "\u2003[1]".encode(), b"\x0c[1]", b"\x0b1", b"[1]\x1a", b"$RECYCLE", b"[true,fals]", b"[1.2.3]",
    b'["a",\n"b"\n"c"]', b'{"type": "Feature" "id": 3}', b'"\\ud83d"', b'["\\"]', b'{"a":"b}', b"\x80", b"\xf0\x9f\x98",
    b"\0" * 37, b"\0" * 4096, b"[\0", b"\0[\0]", b"[\0\0\0", b"\0\0\0[", b"1\0\0\0]", b'"\0a"',
)  # fmt: skip

_RING = [[40.0, 35.0], [41.0, 35.0], [41.0, 36.0], [40.0, 36.0], [40.0, 35.0]]
_HOLE = [[40.2, 35.2], [40.2, 35.4], [40.4, 35.4], [40.4, 35.2], [40.2, 35.2]]
_GOOD: dict[str, list[Any]] = {
    "Point": [[40.5, 35.5], [180, 90], [-180, -90], [0, 0], [1e-12, -0.0], [40, 35]],
    "MultiPoint": [[[40, 35]], [[40, 35], [41, 36]]],
    "LineString": [[[40, 35], [41, 36]], [[40, 35], [40, 35]], [[-180, 0], [180, 0], [0, 89.9]]],
    "MultiLineString": [[[[40, 35], [41, 36]]], [[[40, 35], [41, 36]], [[42, 35], [43, 36]]]],
    "Polygon": [[_RING], [_RING, _HOLE], [_RING[::-1]]],
    "MultiPolygon": [[[_RING]], [[_RING, _HOLE], [[[x + 5, y] for x, y in _RING]]]],
}  # fmt: skip
#: What may stand in the place of a position and must not pass.
_NO_POSITIONS: tuple[Any, ...] = (
    None, "40,35", 40, True, {}, [], [40], [40, None], ["40", "35"], [40, True], [[40, 35]], [40, 35, 0], [40, 35, 0, 0], [181, 0],
    [0, 90.5], [-180.001, 0], [1e308, 0], [0, -1e308], [4.4e6, 3.9e6], [35.5, 140.5],
)  # fmt: skip
_NO_GEOMETRIES: tuple[Any, ...] = (
    None, [], "POINT (40 35)", 7, {}, {"type": "Point"}, {"coordinates": [40, 35]}, {"type": None, "coordinates": [40, 35]},
    {"type": "point", "coordinates": [40, 35]}, {"type": ["Point"], "coordinates": [40, 35]}, {"type": "Circle", "coordinates": [40, 35]},
    {"type": "GeometryCollection", "geometries": []}, {"type": "Feature", "geometry": None}, {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [_RING[:3]]}, {"type": "Polygon", "coordinates": [_RING[:-1]]},
    {"type": "Polygon", "coordinates": _RING}, {"type": "Polygon", "coordinates": [[_RING]]}, {"type": "LineString", "coordinates": [[40, 35]]},
    {"type": "LineString", "coordinates": [40, 35]}, {"type": "Point", "coordinates": {"lon": 40, "lat": 35}},
    {"type": "MultiPolygon", "coordinates": [[]]}, {"type": "MultiLineString", "coordinates": [[[40, 35]]]},
)  # fmt: skip
_NO_COLLECTIONS: tuple[Any, ...] = (
    None, [], {}, "FeatureCollection", 0, {"type": "FeatureCollection"}, {"features": []}, {"type": "FeatureCollection", "features": None},
    {"type": "FeatureCollection", "features": {}}, {"type": "FeatureCollection", "features": "[]"}, {"type": "featurecollection", "features": []},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [40, 35]}}, {"type": "Point", "coordinates": [40, 35]},
    {"type": "Topology", "objects": {}, "arcs": []}, {"type": "FeatureCollection", "features": [None]},
    {"type": "FeatureCollection", "features": [[]]}, {"type": "FeatureCollection", "features": ["a"]}, {"type": "FeatureCollection", "features": [7]},
)  # fmt: skip
_NO_CRS: tuple[Any, ...] = (
    None, "EPSG:4326", 4326, {}, {"type": "name"}, {"type": "name", "properties": {}}, {"type": "name", "properties": {"name": "EPSG:3857"}},
    {"type": "name", "properties": {"name": 4326}}, {"type": "link", "properties": {"href": "http://198.51.100.7/crs"}},
    {"type": "url", "properties": {"url": "http://198.51.100.7/crs"}}, {"type": "name", "properties": {"name": ["EPSG:4326"]}},
)  # fmt: skip


def geojson() -> Iterator[tuple[str, bytes, bool]]:
    """Name, bytes and whether they pass the gate, of every file."""
    for kind, forms in _GOOD.items():
        for number, coordinates in enumerate(forms):
            yield f"good-{kind}-{number}", _collection({"type": kind, "coordinates": coordinates}), True
        for number, wrong in enumerate(_NO_POSITIONS):
            spoilt = _spoilt(forms[0], wrong)
            # [lat, lon] of a far place and a whole line in place of a position stay readable in no type.
            yield f"bad-{kind}-position-{number}", _collection({"type": kind, "coordinates": spoilt}), False
    for number, geometry in enumerate(_NO_GEOMETRIES):
        yield f"bad-geometry-{number}", _collection(geometry), False
    for number, value in enumerate(_NO_COLLECTIONS):
        yield f"bad-collection-{number}", json.dumps(value).encode(), False
    for number, crs in enumerate(_NO_CRS):
        yield f"bad-crs-{number}", _collection({"type": "Point", "coordinates": [40, 35]}, crs=crs), False
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"):
        crs = {"type": "name", "properties": {"name": name}}
        yield f"good-crs-{name}", _collection({"type": "Point", "coordinates": [40, 35]}, crs=crs), True
    yield "good-empty", _collection(), True
    yield (
        "good-foreign-members",
        _collection({"type": "Point", "coordinates": [40, 35], "note": 1}, bbox=[40, 35, 40, 35], made=None),
        True,
    )


def _spoilt(coordinates: Any, wrong: Any) -> Any:
    """The coordinates with `wrong` in the place of their last position but one, or of the only one."""
    if not isinstance(coordinates[0], list):
        return wrong
    whole = copy.deepcopy(coordinates)
    inner = whole
    while isinstance(inner[0][0], list):
        inner = inner[0]
    inner[max(0, len(inner) - 2)] = wrong
    return whole


def _collection(*geometries: Any, **more: Any) -> bytes:
    features = [
        {"type": "Feature", "id": f"f{number}", "properties": {}, "geometry": geometry}
        for number, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()

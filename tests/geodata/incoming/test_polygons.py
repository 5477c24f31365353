"""Dated polygons become zones that never overlap, each with its timeline; the ground of every drawing stays what it was."""

import json
import random

import pytest
import shapely
from shapely.geometry import Point, box

from geodata import files
from geodata.dataset import build, geodesic_area_km2, understood
from geodata.incoming import Options, Refused, judge, read_incoming
from geodata.incoming.polygons import Drawing, overlaid
from tests import toy


def south(content):
    content["theatres.json"].append(
        {"id": "south", "name": toy.words("South"), "envelope": [30, 10, 37, 20], "reach_km": 30}
    )
    content["places.geojson"].append(
        toy.feature(
            "port", toy.point(33, 15), kind="place", theatre="south", name=toy.words("Port", "ميناء"), rank=1
        )
    )


@pytest.fixture
def into(tmp_path):
    folder = toy.write(tmp_path / "dataset", south)
    return {file: files.read(folder / file) for file in files.dataset_files(folder)}


def saved(path, *pairs, **members):
    features = [
        {"type": "Feature", "properties": p, "geometry": json.loads(shapely.to_geojson(s))} for s, p in pairs
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def test_a_series_of_files_a_day_each_becomes_zones_whose_timelines_say_who_and_between_when(into, tmp_path):
    paths = [
        saved(tmp_path / "front_20150101.geojson", (box(32, 14, 34, 16), {"side": "Red army"})),
        saved(tmp_path / "front_2016-01-01.geojson", (box(32, 14, 33, 16), {"side": "Red army"}), (box(33, 14, 34, 16), {"side": "blues"})),
        saved(tmp_path / "front_20170101.geojson", (box(33, 14, 34, 16), {"side": "blues"})),
    ]  # fmt: skip
    options = Options(("news-2017",), {"Red army": "reds"}, {"actor": "side"}, "south")
    plan = read_incoming("geojson", paths, into, options)
    judged = judge(into, plan)
    assert judged.problems == []
    zones = build(understood({**into, **judged.changed}))
    rows = zones.statuses[zones.statuses.theatre == "south"]
    told = sorted(tuple(row) for row in rows[["actor", "valid_from", "valid_to"]].to_numpy())
    assert told == [
        ("blues", "2016-01-01", ""),
        ("reds", "2015-01-01", "2016-01-01"),
        ("reds", "2015-01-01", "2017-01-01"),
    ]
    later = rows[rows.actor == "blues"].iloc[0]
    assert "2015-01-01" in later.note.en and "2015-01-01" in later.note.ar
    assert {record.ar for record in plan.records} == {"أرض قرب ميناء (1)", "أرض قرب ميناء (2)"}


@pytest.mark.parametrize("seed", range(6))
def test_the_zones_of_any_series_are_a_coverage_and_keep_the_ground_of_every_drawing(seed):
    chance = random.Random(seed)
    drawings = [
        Drawing(f"201{day}", actor, Point(33 + chance.random(), 15 + chance.random()).buffer(0.2 + chance.random() / 2, quad_segs=6))
        for day in range(4, 7) for actor in ("reds", "blues")
    ]  # fmt: skip
    zones = overlaid(drawings, 1.0)
    shapes = [shape for shape, _ in zones]
    assert shapely.coverage_is_valid(shapes) and all(geodesic_area_km2(shape) >= 1.0 for shape in shapes)
    for at, day in enumerate(("2014", "2015", "2016")):
        drawn = shapely.union_all([d.shape for d in drawings if d.date == day])
        kept = shapely.union_all([shape for shape, held in zones if held[at]])
        assert geodesic_area_km2(drawn.symmetric_difference(kept)) < 0.01 * geodesic_area_km2(drawn)


def test_two_drawings_of_one_line_leave_no_sliver_between_them():
    jitter = shapely.Polygon([(32, 14), (33.0002, 14), (32.9998, 15), (33.0001, 16), (32, 16)])
    zones = overlaid([Drawing("2015", "reds", box(32, 14, 33, 16)), Drawing("2016", "reds", jitter)], 5.0)
    assert [held for _, held in zones] == [("reds", "reds")]


def test_where_two_polygons_of_a_day_overlap_the_smaller_speaks():
    zones = overlaid(
        [Drawing("2015", "reds", box(32, 14, 34, 16)), Drawing("2015", "blues", box(32.5, 14.5, 33, 15))], 1.0
    )
    held = {label: shape for shape, label in zones}
    assert held[("blues",)].contains(Point(32.7, 14.7)) and not held[("reds",)].contains(Point(32.7, 14.7))


def test_what_is_not_told_is_asked_for_before_anything_comes_in(into, tmp_path):
    path = saved(tmp_path / "front.geojson", (box(32, 14, 34, 16), {}))
    plan = read_incoming("geojson", [path], into, Options())
    needs = "\n".join(plan.needs)
    assert plan.edits == [] and all(
        word in needs for word in ("--theatre", "--source ID", "--actor '=ID'", "--map date=COLUMN")
    )
    onto = read_incoming("geojson", [path], into, Options(("news-2017",), {"": "reds"}, {}, "north"))
    assert any("zones never overlap" in need for need in onto.needs)


@pytest.mark.parametrize(
    ("members", "geometry", "said"),
    [
        (
            {"crs": {"type": "link", "properties": {"href": "http://localhost/x"}}},
            box(0, 0, 1, 1),
            "coordinate system",
        ),
        ({}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 1e308], [1, 0], [0, 0]]]}, "not on the globe"),
        (
            {},
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1]]]},
            "not end where it began",
        ),
        ({}, {"type": "Circle", "coordinates": [0, 0]}, "not a geometry"),
    ],
)
def test_shapes_that_may_hang_a_library_never_reach_one(into, tmp_path, members, geometry, said):
    path = saved(tmp_path / "a.geojson", (box(0, 0, 1, 1), {}), **members)
    if isinstance(geometry, dict):
        value = json.loads(path.read_text())
        value["features"][0]["geometry"] = geometry
        path.write_text(json.dumps(value))
    with pytest.raises(Refused, match=said):
        read_incoming("geojson", [path], into, Options())


def test_heights_are_left_off_and_features_without_a_place_passed_over(into, tmp_path):
    path = saved(tmp_path / "a_20150101.geojson", (box(32, 14, 34, 16), {"actor": "reds"}))
    value = json.loads(path.read_text())
    value["features"][0]["geometry"]["coordinates"][0] = [
        [*p, 100.0] for p in value["features"][0]["geometry"]["coordinates"][0]
    ]
    value["features"] += [{"type": "Feature", "properties": None, "geometry": None}]
    path.write_text(json.dumps(value))
    plan = read_incoming("geojson", [path], into, Options(("news-2017",), theatre="south"))
    assert len(plan.edits) == 1 and judge(into, plan).problems == []

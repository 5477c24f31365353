"""Drawing as edits: records, shapes and what names them change together, and other bytes stay."""

import json

import pytest
import shapely
from shapely.geometry import box, mapping, shape

from geodata import files
from geodata.check import check
from geodata.edits import Edit, EditError, apply
from tests import toy

NAME = {"en": "Far west", "ar": "أقصى الغرب"}


def line(*positions):
    return {"type": "LineString", "coordinates": [list(p) for p in positions]}


def polygon(*bounds):
    return json.loads(json.dumps(mapping(box(*bounds))))


@pytest.fixture
def home(tmp_path):
    return toy.write(tmp_path / "data")


def made(home, *edits):
    """Apply edits and write them; the new features by id."""
    before = {file: files.read(home / file) for file in files.dataset_files(home)}
    for file, data in apply(before, [Edit(verb, arguments) for verb, arguments in edits]).items():
        (home / file).write_bytes(data)
    return {f["id"]: f for f in json.loads((home / "zones/north.geojson").read_bytes())["features"]}


CUT = ("cut", {"id": "west", "geometry": line((40.4, 34), (40.4, 37)), "new": "far-west", "name": NAME})


def test_both_pieces_keep_the_history_and_everything_that_named_the_zone_names_its_pieces(home):
    zones = made(home, CUT)
    assert zones["far-west"]["properties"]["timeline"] == zones["west"]["properties"]["timeline"]
    assert (
        zones["far-west"]["properties"]["name"] == NAME and zones["far-west"]["properties"]["kind"] == "zone"
    )
    assert shape(zones["west"]["geometry"]).equals(box(40.4, 35, 41, 36)), "where the town stands"
    event = json.loads((home / "events/2014.geojson").read_bytes())["features"][0]
    assert event["properties"]["changes"] == ["west", "far-west"]
    assert check(home) == []


def test_the_town_keeps_its_zone_and_places_beyond_the_line_stand_in_the_new_piece(home):
    def change(made_):
        made_["places.geojson"].append(toy.feature("mill", toy.point(40.2, 35.5), kind="place", theatre="north",
                                                   name=toy.words("Mill"), rank=3, stands_in=["west"]))  # fmt: skip

    toy.write(home, change)
    made(home, CUT)
    places = {
        f["id"]: f["properties"] for f in json.loads((home / "places.geojson").read_bytes())["features"]
    }
    assert places["mill"]["stands_in"] == ["far-west"] and places["town"]["stands_in"] == ["west"]
    assert check(home) == []


def test_merged_zones_answer_to_all_their_names_and_nothing_points_to_what_is_gone(home):
    with pytest.raises(EditError, match="west and east are not of one ground: settled and desert"):
        made(home, ("merge", {"ids": ["west", "east"]}))
    settled = ("set_field", {"id": "east", "field": "ground", "value": "settled"})
    with pytest.raises(
        EditError, match=r"not the same history: west has reds, control, from 2014-06-10 to 2016"
    ):
        made(home, settled, ("merge", {"ids": ["west", "east"]}))
    alike = ("set_field", {"id": "east", "field": "timeline", "value": toy.WEST})
    zones = made(home, settled, alike, ("merge", {"ids": ["east", "west"]}))
    assert set(zones) == {"east"} and shape(zones["east"]["geometry"]).equals(box(40, 35, 42, 36))
    assert zones["east"]["properties"]["aliases"] == ["West", "west"]
    assert (
        b'"west"' not in (home / "places.geojson").read_bytes() + (home / "events/2014.geojson").read_bytes()
    )
    assert b'"west"' not in (home / "stories/fall.json").read_bytes()
    assert check(home) == []


def test_a_cut_and_a_merge_lead_back_to_the_shape_that_was(home):
    zones = made(home, CUT, ("merge", {"ids": ["west", "far-west"]}))
    assert shape(zones["west"]["geometry"]).equals(box(40, 35, 41, 36)) and check(home) == []


def test_reshaping_moves_ground_and_its_band_and_touches_no_other_file(home):
    before = (home / "zones/north.geojson").read_bytes()
    zones = made(home, ("reshape", {"id": "west", "geometry": polygon(40, 35, 41.5, 36)}))
    assert shape(zones["east"]["geometry"]).equals(box(41.5, 35, 42, 36))
    assert zones["east"]["properties"]["band_km2"] == [4500, 5500]
    assert before != (home / "zones/north.geojson").read_bytes() and check(home) == []


def test_a_zone_is_drawn_on_free_ground_in_a_theatre_that_has_zones_or_none(home):
    new = {
        "id": "fresh",
        "theatre": "north",
        "name": NAME,
        "ground": "desert",
        "geometry": polygon(41.5, 35.5, 43, 36.5),
    }
    zones = made(home, ("draw", new))
    assert shape(zones["fresh"]["geometry"]).area == pytest.approx(1.25)
    assert zones["fresh"]["properties"]["timeline"] == [] and check(home) == []
    (home / "zones/north.geojson").unlink()
    first = apply({}, [Edit("draw", new)])
    assert shapely.area(shape(json.loads(first["zones/north.geojson"])["features"][0]["geometry"])) == 1.5


def test_only_what_changed_differs_in_the_real_file():
    file = "zones/syria-iraq.geojson"
    data = files.read(files.DATASET / file)
    old = {f["id"]: f for f in json.loads(data)["features"]}
    zone = shape(old["abu-kamal-zone"]["geometry"])
    x, y = zone.representative_point().coords[0]
    geometry = line((x - 2, y), (x + 2, y))
    new = apply(
        {file: data},
        [
            Edit(
                "cut",
                {"id": "abu-kamal-zone", "geometry": geometry, "new": "abu-kamal-zone-two", "name": NAME},
            )
        ],
    )
    found = {f["id"]: f for f in json.loads(new[file])["features"]}
    changed = {id for id in old if old[id] != found[id]}
    assert "abu-kamal-zone" in changed and len(changed) <= 4
    assert set(found) - set(old) == {"abu-kamal-zone-two"}
    one, two = data.split(b"\n"), new[file].split(b"\n")
    assert set(one) - set(two) <= {line_ for line_ in one if b"[" in line_}, "positions only"


@pytest.mark.parametrize(
    "verb, arguments, said",
    [
        ("reshape", {"id": "town", "geometry": polygon(40, 35, 41, 36)}, "town is no zone"),
        ("reshape", {"id": "west", "geometry": {"type": "Polygon", "coordinates": [[[40, 35], [1e308, 35], [41, 36], [40, 35]]]}}, "not on the globe"),
        ("reshape", {"id": "west", "geometry": {"type": "Polygon", "coordinates": [[[40, 35], [float("nan"), 35], [41, 36], [40, 35]]]}}, "cannot be used"),
        ("reshape", {"id": "west", "geometry": {"type": "Circle"}}, "not a geometry that Kharita keeps"),
        ("reshape", {"id": "west", "geometry": None}, "geometry is missing"),
        ("cut", {**CUT[1], "new": "Far West"}, "small letters"),
        ("cut", {**CUT[1], "new": "town"}, "taken by a record of places.geojson"),
        ("cut", {**CUT[1], "name": {"en": "X", "ar": " "}}, "in English and in Arabic"),
        ("merge", {"ids": ["west"]}, "two zones or more"),
        ("merge", {"ids": ["west", "nowhere"]}, "no record with the id 'nowhere'"),
        ("draw", {"id": "x"}, "takes other arguments"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_kindly_and_changes_nothing(home, verb, arguments, said):
    before = {file: files.read(home / file) for file in files.dataset_files(home)}
    with pytest.raises(EditError, match=said):
        apply(before, [Edit(verb, arguments)])


def test_a_merged_id_is_not_missed_in_a_repository(home):
    from subprocess import run

    git = ["git", "-C", str(home), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for step in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as it was"]):
        run([*git, *step], check=True)
    made(home, CUT)
    for step in (["add", "-A"], ["commit", "-qm", "cut"]):
        run([*git, *step], check=True)
    made(home, ("merge", {"ids": ["west", "far-west"]}))
    assert check(home) == []

"""Zones reshaped, cut, merged and drawn: whatever is drawn, they stay a coverage, and what is far stays as it is."""

import math
import random

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geodata.coverage import NOBODY, CoverageError, cut, draw, merge, reshape

UNIT = 1e-5
WEST, EAST = box(40, 35, 41, 36), box(41, 35, 42, 36)


def two():
    return {"west": WEST, "east": EAST}


def slight(shape):
    """As the module has it: under 20 units wide in the mean, or smaller than a hectare or so."""
    return shape.area < 10_000 * UNIT**2 or 2 * shape.area / shape.length < 20 * UNIT


def same(one, two_):
    return shapely.equals(one, two_)


def sound(zones):
    shapes = list(zones.values())
    assert shapely.coverage_is_valid(shapes)
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)
    for shape in shapes:
        scaled = shapely.get_coordinates(shape) * 1e5
        assert np.array_equal(shapely.get_coordinates(shape), np.round(shapely.get_coordinates(shape), 5))
        assert np.allclose(scaled, np.rint(scaled), atol=1e-3)


# What each does


def test_a_zone_that_grows_takes_from_its_neighbour_and_what_it_gives_up_goes_there():
    grown = reshape(two(), "west", box(40, 35, 41.2, 36))
    assert same(grown["west"], box(40, 35, 41.2, 36)) and same(grown["east"], box(41.2, 35, 42, 36))
    shrunk = reshape(two(), "west", box(40, 35, 40.7, 36))
    assert same(shrunk["west"], box(40, 35, 40.7, 36)) and same(shrunk["east"], box(40.7, 35, 42, 36))


def test_ground_given_up_goes_to_the_longest_border_to_whom_is_named_or_to_nobody():
    zones = {**two(), "north": box(40, 36, 41, 37)}
    corner = Polygon([(40, 35), (40.7, 35), (40.7, 36), (40, 36)])
    assert same(reshape(zones, "west", corner)["east"], box(40.7, 35, 42, 36)), "a whole degree of border"
    named = reshape(zones, "west", corner, "north")
    assert named["north"].area == pytest.approx(1.3) and named["east"] is zones["east"]
    left = reshape(zones, "west", corner, NOBODY)
    assert left["east"] is zones["east"] and sum(z.area for z in left.values()) == pytest.approx(2.7)
    alone = reshape({"west": WEST}, "west", box(40, 35, 40.5, 36))
    assert same(alone["west"], box(40, 35, 40.5, 36)), "unknown, where it bordered no zone"
    with pytest.raises(CoverageError, match="north has no border with the ground that west gives up"):
        reshape(zones, "west", box(40, 35.2, 41, 36), "north")


def test_both_sides_of_a_new_border_and_a_third_zone_where_it_ends_have_the_same_positions():
    zones = {**two(), "north": Polygon([(40, 36), (41, 36), (42, 36), (42, 37), (40, 37)])}
    found = reshape(zones, "west", Polygon([(40, 35), (41.00001, 35), (41.3, 35.49), (40.6, 36), (40, 36)]))
    sound(found)
    assert (40.6, 36.0) in found["north"].exterior.coords, "a border ends there now"
    assert found["north"].area > 2.05, "of the corner that was given up it had the longer border"
    assert found["west"].exterior.coords[0] == WEST.exterior.coords[0]


def test_a_line_that_crosses_a_zone_makes_two_of_it_and_the_point_says_which_keeps_the_id():
    found = cut(two(), "west", LineString([(40.3, 34.9), (40.3, 36.1)]), "far-west")
    assert same(found["west"], box(40.3, 35, 41, 36)) and same(found["far-west"], box(40, 35, 40.3, 36))
    assert found["east"] is not None and same(found["east"], EAST)
    found = cut(two(), "west", LineString([(40.3, 34.9), (40.3, 36.1)]), "inner", Point(40.1, 35.5))
    assert same(found["inner"], box(40.3, 35, 41, 36))
    found = cut(two(), "west", LineString([(40, 35.33333), (41.0003, 35.7)]), "upper")
    sound(found)
    assert len(found["east"].exterior.coords) == 6, "the neighbour has the position at which the cut ends"


def test_a_cut_may_stop_just_short_of_the_border_and_not_inside():
    assert len(cut(two(), "west", LineString([(40.5, 35.0004), (40.5, 35.9996)]), "new")) == 3
    with pytest.raises(CoverageError, match="ends inside west"):
        cut(two(), "west", LineString([(40.5, 34.9), (40.5, 35.9)]), "new")
    with pytest.raises(CoverageError, match="does not cross west"):
        cut(two(), "west", LineString([(43, 35), (43, 36)]), "new")
    with pytest.raises(CoverageError, match="in 3 pieces"):
        cut(two(), "west", LineString([(40.3, 34.9), (40.3, 36.1), (40.6, 36.1), (40.6, 34.9)]), "new")


def test_a_part_that_lies_apart_goes_with_the_nearer_piece():
    zones = {"isles": MultiPolygon([box(40, 35, 41, 36), box(42, 35, 42.2, 36)])}
    found = cut(zones, "isles", LineString([(40.4, 34), (40.4, 37)]), "new")
    assert len(found["isles"].geoms) == 2 and same(found["new"], box(40, 35, 40.4, 36))


def test_neighbours_become_one_and_zones_apart_do_not():
    zones = {**two(), "far": box(44, 35, 45, 36)}
    found = merge(zones, ["east", "west"])
    assert set(found) == {"east", "far"} and same(found["east"], box(40, 35, 42, 36))
    assert found["far"] is zones["far"]
    with pytest.raises(CoverageError, match="far has no border"):
        merge(zones, ["west", "far"])
    with pytest.raises(CoverageError, match="two zones or more"):
        merge(zones, ["west", "west"])


def test_a_new_zone_has_the_ground_that_no_zone_had_unless_it_takes_more():
    found = draw(two(), box(41.5, 35.5, 43, 36.5), "fresh")
    assert found["fresh"].area == pytest.approx(1.25) and found["east"].area == pytest.approx(1)
    sound(found)
    found = draw(two(), box(41.5, 35.5, 43, 36.5), "fresh", take=True)
    assert found["fresh"].area == pytest.approx(1.5) and found["east"].area == pytest.approx(0.75)
    assert same(draw({}, WEST, "first")["first"], WEST)
    with pytest.raises(CoverageError, match="all of this is ground of east"):
        draw(two(), box(41.2, 35.2, 41.4, 35.4), "fresh")
    with pytest.raises(CoverageError, match="there is a zone east already"):
        draw(two(), WEST, "east")


# What a hand does


def test_a_line_drawn_along_a_border_by_a_trembling_hand_is_the_border():
    wobbly = [(41 + 9 * UNIT * math.sin(i), 35 + i / 50) for i in range(1, 50)]
    found = reshape(two(), "west", Polygon([(40, 35), (41, 35), *wobbly, (41, 36), (40.5, 36.3), (40, 36)]))
    assert found["east"] is not None and same(found["east"], EAST)
    assert found["west"].area == pytest.approx(1.15)


def test_what_is_drawn_as_it_was_is_said_to_change_nothing():
    with pytest.raises(CoverageError, match="nothing would change"):
        reshape(two(), "west", WEST)


def test_no_crumb_is_left_of_a_neighbour():
    drawn = Polygon([(40, 35), (42, 35), (42, 35.999), (41.5, 35.5), (41.001, 36), (40, 36)])
    found = reshape(two(), "west", drawn.union(box(41.0005, 35.5, 41.3, 36.1)))
    sound(found)
    assert found["east"].geom_type == "Polygon"
    with pytest.raises(CoverageError, match="east would have no ground left"):
        reshape(two(), "west", box(40, 35, 41.9999, 35.9999))


@pytest.mark.parametrize(
    "drawn, said",
    [
        (Polygon([(40, 35), (41, 36), (41, 35), (40, 36)]), "crosses itself near 40.5000 35.5000"),
        (Polygon([(40, 35), (1e308, 36), (41, 35)]), "leaves the globe"),
        (Polygon([(40, 35), (float("nan"), 36), (41, 35)]), "leaves the globe"),
        (Polygon(), "is empty"),
        (Point(40, 35), "a zone is a polygon"),
        (Point(40, 35).buffer(1, quad_segs=4000), "16,001 positions"),
        (box(40, 35, 42, 36), "east would have no ground left"),
    ],
)
def test_what_cannot_be_drawn_is_said_kindly(drawn, said):
    with pytest.raises(CoverageError, match=said):
        reshape(two(), "west", drawn)


def test_zones_that_do_not_fit_before_anything_is_drawn_are_named_first():
    with pytest.raises(CoverageError, match="mend what the check finds"):
        reshape({"west": WEST, "east": box(40.9, 35, 42, 36)}, "west", box(40, 35, 40.5, 36))
    with pytest.raises(CoverageError, match="five decimals"):
        reshape({"west": box(40, 35, 41.0000049, 36)}, "west", box(40, 35, 40.5, 36))


# Whatever is drawn


def lattice(chance, size=5):
    """Zones of four sides whose corners lie where chance puts them; some are missing."""
    step, x0, y0 = 10_000, 4_000_000, 3_500_000
    at = {(i, j): ((x0 + i * step + chance.randint(-3000, 3000)) / 1e5, (y0 + j * step + chance.randint(-3000, 3000)) / 1e5)
          for i in range(size + 1) for j in range(size + 1)}  # fmt: skip
    return {
        f"z{i}{j}": Polygon([at[i, j], at[i + 1, j], at[i + 1, j + 1], at[i, j + 1]])
        for i in range(size) for j in range(size) if chance.random() > 0.15
    }  # fmt: skip


def star(chance, x, y, reach):
    turns = sorted(chance.uniform(0, 2 * math.pi) for _ in range(chance.randint(4, 9)))
    ring = [
        (x + chance.uniform(0.2, 1) * reach * math.cos(a), y + chance.uniform(0.2, 1) * reach * math.sin(a))
        for a in turns
    ]
    return Polygon(ring)


def drawn_at_random(chance, zones, number):
    """One operation: the name, what came of it, and around which shapes anything may have changed."""
    id = chance.choice(sorted(zones))
    shape = zones[id]
    x, y = shape.representative_point().coords[0]
    match chance.choice(["grow", "shrink", "corner", "cut", "merge", "draw"]):
        case "grow":
            polygon = shape.union(star(chance, x, y, 0.12).buffer(0))
            polygon = polygon if polygon.geom_type == "Polygon" else shape.buffer(0.01)
            return "reshape", id, polygon, reshape(zones, id, polygon)
        case "shrink":
            polygon = shape.difference(star(chance, x + 0.05, y, 0.1).buffer(0))
            return "reshape", id, polygon, reshape(zones, id, polygon)
        case "corner":
            part = max(shapely.get_parts(shape), key=lambda one: one.area)
            ring = list(part.exterior.coords)[:-1]
            at = chance.randrange(len(ring))
            ring[at] = (ring[at][0] + chance.uniform(-0.03, 0.03), ring[at][1] + chance.uniform(-0.03, 0.03))
            polygon = Polygon(ring, part.interiors)
            return "reshape", id, polygon, reshape(zones, id, polygon)
        case "cut":
            turn = chance.uniform(0, math.pi)
            ends = [(x + s * 0.3 * math.cos(turn), y + s * 0.3 * math.sin(turn)) for s in (-1, 1)]
            line = LineString([ends[0], (x + chance.uniform(-0.01, 0.01), y), ends[1]])
            return "cut", id, line, cut(zones, id, line, f"n{number}")
        case "merge":
            other = chance.choice(sorted(zones))
            return "merge", id, zones[other], merge(zones, [id, other])
        case _:
            polygon = star(chance, x + 0.1, y, 0.1)
            return (
                "draw",
                f"n{number}",
                polygon,
                draw(zones, polygon, f"n{number}", take=chance.random() < 0.3),
            )


def parts_of(zones):
    return {shapely.normalize(part).wkb for shape in zones.values() for part in shapely.get_parts(shape)}


def held_to(kind, id, drawn, before, after):
    """What must be true after an operation."""
    sound(after)
    whole, now = shapely.union_all(list(before.values())), shapely.union_all(list(after.values()))
    rounding = 3 * UNIT * (whole.length + drawn.length)
    if kind in ("cut", "merge"):
        assert whole.symmetric_difference(now).area < rounding
    if kind == "reshape":
        kept = shapely.union_all([shape for name, shape in before.items() if name != id])
        assert kept.difference(now).area < rounding, "others never lose ground to nobody"
        odd = after[id].symmetric_difference(drawn).buffer(-25 * UNIT)
        assert all(part.area < 1e-5 for part in shapely.get_parts(odd)), "the shape is what was drawn"
    if kind == "draw":
        assert whole.difference(now).area < rounding
    assert sum(shape.area for shape in after.values()) == pytest.approx(now.area, abs=1e-9)
    old = parts_of(before)
    for shape in after.values():
        for part in shapely.get_parts(shape):
            assert not slight(part) or shapely.normalize(part).wkb in old, "no crumbs"
    holes = {
        shapely.normalize(Polygon(ring)).wkb for part in shapely.get_parts(whole) for ring in part.interiors
    }
    for part in shapely.get_parts(now):
        for ring in part.interiors:
            hole = Polygon(ring)
            assert not slight(hole) or shapely.normalize(hole).wkb in holes, "no slivers between zones"
    touched = shapely.union_all([drawn, before.get(id, drawn)]).buffer(70 * UNIT)
    for name, shape in before.items():
        if name in after and not shape.intersects(touched):
            assert after[name] is shape or after[name].intersects(touched), "what is far keeps its bytes"
            assert after[name] is shape or kind == "reshape", name
    gone = set(before) - set(after)
    assert not gone or kind == "merge"
    assert set(after) - set(before) <= {f"n{n}" for n in range(50)}


@settings(max_examples=40, deadline=None)
@example(13)
@given(st.integers(0, 2**32))
def test_whatever_is_drawn_the_zones_stay_a_coverage(seed):
    chance = random.Random(seed)
    zones = lattice(chance)
    for number in range(5):
        try:
            kind, id, drawn, found = drawn_at_random(chance, zones, number)
        except CoverageError as error:
            assert str(error) and "GEOS" not in str(error)
            continue
        held_to(kind, id, drawn, zones, found)
        zones = found


def test_most_of_what_is_drawn_at_random_can_be_drawn():
    done = 0
    for seed in range(60):
        chance = random.Random(seed)
        try:
            drawn_at_random(chance, lattice(chance), 0)
            done += 1
        except CoverageError as error:
            assert "too close beside" not in str(error)
    assert done > 30

"""What lies around a place: the zones that share a border with it, and those in sight."""

import pytest

from geodata.around import grounds, in_sight, neighbours


def test_neighbours_share_a_border(dataset):
    assert neighbours(dataset, "town") == ["east"] and neighbours(dataset, "east") == ["west"]


def test_a_point_outside_every_zone_has_no_neighbours(dataset):
    assert neighbours(dataset, "hamlet") == [] and grounds(dataset, "hamlet") == ["hamlet"]


def test_the_frame_lies_around_the_ground_and_names_what_is_in_it(dataset):
    (west, south, east, north), names = in_sight(dataset, "town")
    assert west < 40 and east > 41 and south < 35 and north > 36
    assert names == ["east", "hills", "west"]


def test_an_unknown_feature_is_an_error(dataset):
    with pytest.raises(KeyError):
        neighbours(dataset, "nowhere")

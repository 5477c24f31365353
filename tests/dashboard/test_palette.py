"""Colours that meet on the map can be told apart by every eye: by hue as it is seen, or else by pattern."""

from collections import defaultdict

import numpy as np
import pytest
import shapely

from geodata.dataset import load

#: The least distance in OKLab (Ottosson 2020), times 100, at which two fills beside each other are told apart.
LEAST = 8.0

#: Severity 1.0 of Machado, Oliveira and Fernandes (2009), on linear sRGB.
EYES = {
    "all cones": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip

CONES = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
OKLAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip


def seen(colour: str, eye: str) -> np.ndarray:
    """A colour in OKLab as an eye sees it."""
    part = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.array(OKLAB) @ np.cbrt(np.array(CONES) @ np.clip(np.array(EYES[eye]) @ linear, 0, 1))


def apart(one: str, other: str) -> float:
    """The distance of two colours to the eye that tells them apart worst."""
    return 100 * min(float(np.linalg.norm(seen(one, eye) - seen(other, eye))) for eye in EYES)


def meeting(dataset) -> set[tuple[str, str]]:
    """The actors who on some day hold zones that touch, or fight for the same one."""
    zones = dataset.features[dataset.features.kind == "zone"]
    rows = defaultdict(list)
    for row in dataset.statuses[dataset.statuses.kind == "zone"].itertuples():
        rows[row.feature].append((row.actor, row.from_day, row.to_day))
    names = list(zones.index)
    left, right = shapely.STRtree(zones.geometry.values).query(zones.geometry.values, predicate="intersects")
    touching = [(names[a], names[b]) for a, b in zip(left, right, strict=True) if a < b]
    found = {
        tuple(sorted((one, other)))
        for a, b in touching
        for one, begun, ended in rows[a]
        for other, since, until in rows[b]
        if one != other and begun < until and since < ended
    }
    fights = ((row.actor, other) for row in dataset.statuses.itertuples() for other in row.against)
    return found | {tuple(sorted(pair)) for pair in fights}


def test_whoever_meets_on_the_map_differs_in_colour_to_every_eye_or_in_pattern():
    dataset = load()
    pairs = meeting(dataset)
    alike = []
    for one, other in sorted(pairs):
        a, b = dataset.actors[one], dataset.actors[other]
        if a.pattern == b.pattern and apart(a.colour, b.colour) < LEAST:
            alike.append((one, other, round(apart(a.colour, b.colour), 1)))
    assert len(pairs) > 30 and alike == []


@pytest.mark.parametrize(("one", "other"), [("#ff0000", "#808000"), ("#68b262", "#d9a900")])
def test_the_simulation_sees_red_and_green_alike(one, other):
    """A test of the test: these fail only to eyes without all cones."""
    assert 100 * np.linalg.norm(seen(one, "all cones") - seen(other, "all cones")) > LEAST > apart(one, other)

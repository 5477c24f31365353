"""The pack says what the dataset says, as a reader finds that was written from WIRE.md alone."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from dashboard.map import wire
from dashboard.map.columns import Columns
from geodata import derive, ground
from geodata.dataset import OPEN, load
from geodata.period import EPOCH
from tests import toy
from tests.wire_reader import Pack

CASES = json.loads((Path(__file__).parents[1] / "cases/columns.json").read_text(encoding="utf-8"))
TEXTS = {"en": "/en", "ar": "/ar"}
STATUSES, STRENGTHS = ("control", "contested", "presence"), ("", "cells", "active", "stronghold")


@pytest.fixture(scope="module", params=["toy", "ours"])
def dataset(request, tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy"))) if request.param == "toy" else load()


@pytest.fixture(scope="module")
def document(dataset):
    return wire.pack(dataset, TEXTS)


@pytest.fixture(scope="module")
def packed(document):
    return Pack(document)


def names(packed, kind="actors"):
    return [one["id"] for one in packed.head[kind]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_columns_are_the_bytes_of_the_shared_table_and_come_back(case):
    columns = Columns()
    for name, values, delta in case["columns"]:
        columns.add(name, values, delta=delta)
    document = columns.to_bytes({})
    assert document.hex() == case["bytes"]
    assert Pack(document).columns == {name: values for name, values, _ in case["columns"]}


def test_bytes_of_another_kind_or_with_a_tail_are_refused(document):
    with pytest.raises(ValueError, match="document of columns"):
        Pack(b"PK\x03\x04" + bytes(12))
    with pytest.raises(ValueError, match="too many"):
        Pack(document + b"\0")


def test_features_stand_in_their_order_with_place_theatre_and_area(dataset, packed):
    table = dataset.features
    records = packed.records("feature", "stands_in")
    assert packed.head["ids"] == list(table.index) and len(records) == len(table)
    theatres = [*names(packed, "theatres"), None]
    for record, row in zip(records, table.itertuples(), strict=True):
        assert ("zone", "region", "place")[record["kind"]] == row.kind
        assert theatres[record["theatre"]] == row.theatre and record["rank"] == row.rank
        assert record["settled"] == (row.ground != "desert")
        assert record["area_m2"] == pytest.approx(row.area_km2 * 1e6, abs=0.5)
        assert [packed.head["ids"][i] for i in record["stands_in"]] == row.stands_in
        point = shapely.Point(record["lon"] / packed.head["steps"], record["lat"] / packed.head["steps"])
        assert point.distance(row.geometry) < 1e-4
    assert packed.head["places"]["ar"] == table[table.kind == "place"].name_ar.tolist()


def test_shapes_come_back_to_a_ten_thousandth_of_a_degree(dataset, packed):
    grounds = dataset.features[dataset.features.kind != "place"]
    shapes = packed.shapes()
    assert len(shapes) == len(grounds)
    for rings, original in zip(shapes, grounds.geometry, strict=True):
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
        lines = shapely.multilinestrings([shapely.linestrings(ring) for ring in rings])
        assert shapely.hausdorff_distance(lines, original.boundary) < 1e-4


def test_a_border_of_two_zones_is_one_arc(packed):
    arcs, rings = packed.columns["arc.points"], packed.columns["ring.arc"]
    used = np.bincount([ref if ref >= 0 else -1 - ref for ref in rings], minlength=len(arcs))
    assert set(used) == {1, 2} and (used == 2).sum() > 0


def test_every_status_is_there_with_its_days_its_doubts_and_its_parties(dataset, packed):
    rows = dataset.statuses.assign(
        order=dataset.statuses.feature.map({n: i for i, n in enumerate(packed.head["ids"])})
    )
    rows = rows.sort_values(["order", "from_day"], kind="stable")
    records = packed.records("status", "against", "besieged_by")
    assert len(records) == len(rows)
    actors = names(packed)
    for record, row in zip(records, rows.itertuples(), strict=True):
        assert (packed.head["ids"][record["feature"]], actors[record["actor"]]) == (row.feature, row.actor)
        assert STATUSES[record["status"]] == row.status and STRENGTHS[record["strength"]] == row.strength
        assert ("low", "medium", "high")[record["confidence"]] == row.confidence
        assert record["from"] == row.from_day and record["from"] + record["from_wide"] == row.from_sure
        assert (record["from"] + record["lasts"] if record["lasts"] else OPEN) == row.to_day
        assert row.to_day + record["to_wide"] == row.to_sure
        assert record["sources"] == len(row.sources)
        assert [actors[i] for i in record["against"]] == row.against
        assert [actors[i] for i in record["besieged_by"]] == row.besieged_by


def test_the_days_of_disagreement_are_named_by_feature(tmp_path):
    def disputed(files):
        row = files["zones/north.geojson"][0]["properties"]["timeline"][1]
        row["disputes"] = [toy.row("2017-01-10", None, "blues", sources=["news-2017"])]

    packed = Pack(wire.pack(load(toy.write(tmp_path, disputed)), TEXTS))
    said = packed.head["disputes"]
    assert [packed.head["ids"][i] for i in said["feature"]] == ["west"]
    assert (said["from"], said["to"]) == (
        [(date(2017, 1, 10) - EPOCH).days],
        [(date(2017, 1, 24) - EPOCH).days],
    )


def test_events_and_links_keep_their_days_places_and_first_actor(dataset, packed):
    actors, head = [*names(packed), None], packed.head
    records = packed.records("event", "others")
    assert len(records) == len(dataset.events) and len(head["links"]["kind"]) == len(dataset.links)
    theatres = dict(dataset.features.theatre)
    for record, row in zip(records, dataset.events.itertuples(), strict=True):
        assert (record["day"], record["day"] + record["lasts"]) == (row.day, row.day_to)
        assert head["event_kinds"][record["kind"]] == row.kind
        assert [actors[i] for i in (record["actor"], *record["others"]) if i >= 0] == row.actors
        assert (record["lon"] / 1e4, record["lat"] / 1e4) == pytest.approx(
            (row.geometry.x, row.geometry.y), abs=1e-4
        )
        homes = {theatres[place] for place in row.places} - {""}
        assert {
            name for i, name in enumerate(names(packed, "theatres")) if record["theatres"] >> i & 1
        } == homes
    for i, row in enumerate(dataset.links.itertuples()):
        assert (head["links"]["day"][i], head["links"]["day_to"][i]) == (row.day, row.day_to)
        assert [actors[a] for a in head["links"]["actors"][i]] == row.actors


def test_the_series_say_the_same_area_as_geodata_on_every_day_that_changes_it(dataset, packed):
    series = packed.series()
    held = {theatre: ground.holders(dataset, theatre=None if theatre == "all" else theatre)
            for theatre in ("all", *dataset.theatres)}  # fmt: skip
    for one in series:
        actor, theatre = names(packed)[one["actor"]], one["theatre"]
        assert actor in held[theatre]
        days, km2 = ground.area_steps(dataset, actor, theatre=None if theatre == "all" else theatre)
        assert one["day"] == days.tolist()
        assert np.column_stack([one["km2"], one["low"], one["high"]]) == pytest.approx(km2, abs=0.0501)
    assert {one["theatre"] for one in series} >= {"all"}


def test_affiliates_count_for_their_family_on_the_days_of_the_tie(dataset, packed):
    actors = {actor["id"]: actor for actor in packed.head["actors"]}
    for name, actor in actors.items():
        found = [(names(packed)[other], first, after) for other, first, after in actor["counts_for"]]
        expected = [
            (other, max(first, -OPEN), after) for other, first, after in ground.ancestors(dataset, name)
        ]
        assert found == [one for one in expected if one[0] in actors]
    families = {name: names(packed)[actor["family"]] for name, actor in actors.items()}
    assert families.get("red-band", "reds") == "reds" and families.get("isis-libya", "isis") == "isis"


def test_texts_name_every_ground_event_and_link_in_the_order_of_the_pack(dataset, packed):
    grounds = [
        name
        for name, kind in zip(packed.head["ids"], packed.columns["feature.kind"], strict=True)
        if kind < 2
    ]
    for lang in TEXTS:
        text = wire.text(dataset, lang)
        assert text["grounds"] == [dataset.features.at[name, f"name_{lang}"] for name in grounds]
        assert text["events"] == [title.of(lang) for title in dataset.events.title]
        assert text["links"] == [title.of(lang) for title in dataset.links.title]
    assert packed.head["texts"] == TEXTS and packed.head["format"] == wire.FORMAT


def test_the_past_has_a_pack_of_its_own(tmp_path):
    known = derive.known_on(load(toy.write(tmp_path)), date(2014, 6, 10))
    early = Pack(wire.pack(known, TEXTS))
    assert early.head["known_on"] == (date(2014, 6, 10) - EPOCH).days and early.records("status") == []


def test_a_pack_of_one_version_is_always_the_same_bytes(dataset, document):
    assert wire.pack(dataset, TEXTS) == document

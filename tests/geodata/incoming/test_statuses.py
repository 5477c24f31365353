"""A table of statuses becomes rows of timelines, one taking over from another on its day."""

import pytest

from geodata import files
from geodata.dataset import build, load, understood
from geodata.formats import export
from geodata.incoming import Options, judge, read_incoming

HEAD = "feature,valid_from,valid_to,actor,status,confidence,sources"


@pytest.fixture
def into(toy_dir):
    return {file: files.read(toy_dir / file) for file in files.dataset_files(toy_dir)}


def planned(into, tmp_path, *lines, options=None):
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([HEAD, *lines]), "utf-8")
    return read_incoming("csv", [path], into, options or Options())


def test_a_row_without_an_end_takes_over_in_the_zone_where_the_place_stands(into, tmp_path):
    judged = judge(into, planned(into, tmp_path, "town,2018-01,,red-band,control,low,news-2017"))
    assert judged.problems == []
    rows = build(understood({**into, **judged.changed})).statuses.query("feature == 'west'")
    assert list(rows.valid_to)[-2:] == ["2018-01", ""] and list(rows.actor)[-1] == "red-band"


def test_an_exported_table_brings_nothing_new(into, toy_dir, tmp_path):
    path = tmp_path / "whole.csv"
    path.write_bytes(export("csv", load(toy_dir)))
    plan = read_incoming("csv", [path], into, Options())
    assert plan.edits == [] and not plan.problems and len(plan.duplicates) == len(load(toy_dir).statuses)


def test_rows_without_a_source_or_of_unknown_ground_stay_outside(into, tmp_path):
    plan = planned(into, tmp_path, "west,2019,,reds,control,low,", "nowhere,2019,,reds,control,low,news-2017")
    assert plan.edits == [] and "--source ID" in plan.needs[0] and plan.problems[0].line == 3


def test_rows_that_overlap_are_refused_by_the_check(into, tmp_path):
    plan = planned(into, tmp_path, "west,2015,2016,blues,control,low,news-2017")
    assert {problem.rule for problem in judge(into, plan).problems} == {"overlap"}

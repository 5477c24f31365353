"""The benchmark runs, on a tiny size: every figure is there, and the table can be made. No time is held to anything."""

import json
import math
import subprocess
import sys

import pytest

from geodata.problems import DatasetError
from tests.bench import report, server
from tests.serving import ROOT


def test_the_short_benchmark_measures_kharita_and_a_plain_way(tmp_path):
    out = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--short", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text())["figures"]["short"]
    for way in ("kharita", "st_folium", "server"):
        assert "failed" not in found[way], found[way]
    for way in ("kharita", "st_folium"):
        assert found[way]["step_p50_ms"] > 0 and found[way]["first_map_ms"] > 0
        assert found[way]["crowd"]["errors"] == 0 and math.isfinite(found[way]["crowd"]["p95_ms"])
    assert found["kharita"]["dragged_bytes"] == 0
    assert found["kharita"]["frames_play"]["moved"] and found["kharita"]["work_day"]["p95"] > 0
    assert "| short | kharita |" in done.stdout


def test_a_goal_that_was_not_measured_is_said_to_be_so():
    assert {good for _, _, _, good in report.goals({})} == {None}
    step = {"step_p50_ms": 20.0}
    found = {"L": {"kharita": step, "st_folium": {"step_p50_ms": 1000.0}}}
    first = next(report.goals(found))
    assert first[2:] == ("50.0", False)
    found["L"]["st_folium"]["step_p50_ms"] = 2000.0
    assert next(report.goals(found))[3] is True


def test_the_server_is_not_measured_on_a_dataset_that_is_not_there(tmp_path):
    with pytest.raises(DatasetError):
        server.figures(tmp_path / "nowhere")

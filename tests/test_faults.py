"""Each fault once, in short; `python -m tests.faults` and `python -m tests.histories` do the same at length."""

import subprocess
import sys

import pytest

from tests import faults, histories
from tests.serving import ROOT


@pytest.mark.parametrize(
    "name", [name for name in faults.FAULTS if name not in ("slow_disk", *faults.IN_BROWSER)]
)
def test_a_fault_in_mid_save_loses_nothing_and_the_last_good_map_stays(name):
    assert faults.FAULTS[name](1) >= 1


@pytest.mark.parametrize("name", faults.IN_BROWSER)
def test_a_curator_whose_line_or_browser_goes_away_loses_nothing(name):
    command = [sys.executable, "-m", "tests.faults", name, "--repeats", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout


def test_four_writers_that_are_killed_and_start_again_lose_nothing_acknowledged():
    counts, wrong = histories.checked(200, seed=3)
    assert wrong == [] and counts["versions"] > 50

"""Each fault once, in short; `python -m tests.faults` and `python -m tests.histories` do the same at length."""

import pytest

from tests import faults, histories


@pytest.mark.parametrize("name", [name for name in faults.FAULTS if name not in ("slow_disk",)])
def test_a_fault_in_mid_save_loses_nothing_and_the_last_good_map_stays(name):
    assert faults.FAULTS[name](1) >= 1


def test_four_writers_that_are_killed_and_start_again_lose_nothing_acknowledged():
    counts, wrong = histories.checked(200, seed=3)
    assert wrong == [] and counts["versions"] > 50

"""What holds on a day: the table that the browser's tests read too."""

import json
from datetime import date
from pathlib import Path

import pytest

from geodata.period import parse_day, period

CASES = json.loads((Path(__file__).parents[1] / "cases" / "as_of.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_as_of(case):
    day: date = parse_day(case["day"])
    holding = [
        i for i, row in enumerate(case["rows"]) if period(row["valid_from"], row["valid_to"]).contains(day)
    ]
    assert holding == ([] if case["expected"] is None else [case["expected"]])

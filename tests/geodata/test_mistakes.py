"""Each kind of mistake, a file each in tests/mistakes, and the very words with which it is answered."""

import json
import re
from pathlib import Path

import pytest

from geodata.check import check
from tests import toy

CASES = sorted((Path(__file__).parents[1] / "mistakes").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_mistake_is_answered_kindly_and_exactly(tmp_path, path):
    case = json.loads(path.read_text("utf-8"))
    file = toy.write(tmp_path) / case["file"]
    file.parent.mkdir(exist_ok=True)
    text = case["put"]
    if "find" in case:
        old = file.read_text("utf-8")
        assert case["find"] in old
        text = old.replace(case["find"], case["put"], 1)
    file.write_bytes(text.encode(case.get("encoding", "utf-8")))
    assert [str(problem) for problem in check(tmp_path)] == case["says"]


def test_there_are_sixty_kinds_and_no_programmer_s_words_among_the_answers():
    said = [line for path in CASES for line in json.loads(path.read_text("utf-8"))["says"]]
    assert len(CASES) >= 60 and all(json.loads(path.read_text("utf-8"))["says"] for path in CASES)
    for line in said:
        _, _, words = line.partition(": ")
        assert words and re.search(r"[.?] [A-Z'\"`]|\?$", words), line
        for word in (
            "Input should",
            "validation",
            "pydantic",
            "Traceback",
            "Error",
            "Expecting",
            "delimiter",
            "NoneType",
            "Extra inputs",
        ):
            assert word not in line, line

"""A story stands on records, and tells only what was known."""

from datetime import date

import pytest

from geodata import derive
from geodata.check import check
from geodata.dataset import load
from tests.toy import STORY, words, write


@pytest.fixture
def told(tmp_path):
    return write(tmp_path)


def test_a_story_is_read_and_sound(told):
    assert check(told) == []
    assert [step.date for step in load(told).stories["fall"].steps] == ["2014-06-10", "2017-02-01"]


def test_a_sentence_must_stand_on_something_that_exists(tmp_path):
    bad = {
        **STORY,
        "steps": [{**STORY["steps"][0], "sentences": [{"text": words("So"), "stands_on": ["town-fals"]}]}],
    }
    (problem,) = check(write(tmp_path, lambda files: files.update({"stories/fall.json": bad})))
    assert problem.file == "stories/fall.json" and problem.line > 1
    assert problem.field == "steps.0.sentences.0.stands_on.0" and "town-falls" in problem.remedy


def test_a_storys_file_bears_its_id(tmp_path):
    (problem,) = check(
        write(tmp_path, lambda files: files.update({"stories/rise.json": files.pop("stories/fall.json")}))
    )
    assert problem.rule == "file-name" and "stories/fall.json" in problem.remedy


def test_known_on_keeps_the_sentences_that_could_have_been_written(told):
    dataset = load(told)
    assert len(derive.known_on(dataset, date(2014, 6, 11)).stories["fall"].steps) == 1
    assert derive.known_on(dataset, date(2014, 6, 1)).stories == {}
    assert len(derive.known_on(dataset, date(2017, 2, 1)).stories["fall"].steps[1].sentences) == 2

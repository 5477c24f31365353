"""Every small file has the outcome declared for it, and a bad one leaves the last good map up and the bytes as they are."""

from __future__ import annotations

import json

import pytest

from dashboard import cached
from geodata.gate import admit
from tests import corpus, fuzz, toy

GEOJSON = list(corpus.geojson())


def test_the_corpus_is_as_large_as_promised():
    assert len({*corpus.GOOD_JSON, *corpus.BAD_JSON}) == len(corpus.GOOD_JSON) + len(corpus.BAD_JSON) >= 150
    assert len(GEOJSON) >= 120 and {passes for _, _, passes in GEOJSON} == {True, False}


@pytest.mark.parametrize("data", corpus.GOOD_JSON, ids=lambda data: ascii(data)[2:42])
def test_sound_json_is_read_rightly(data):
    document = admit(data, "x.json")
    assert document.problems == [] and document.value == json.loads(data)


@pytest.mark.parametrize("data", corpus.BAD_JSON, ids=lambda data: ascii(data)[2:42])
def test_what_is_not_json_is_refused_at_its_place(data):
    document = admit(data, "x.json")
    assert document.value is None and document.problems
    problem, lines = document.problems[0], data.split(b"\n")
    assert 1 <= problem.line <= len(lines) and 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    assert (
        problem.message
        and problem.remedy
        and problem.rule in ("bytes", "syntax", "duplicate-key", "number", "text")
    )


@pytest.mark.parametrize(("name", "data", "passes"), GEOJSON, ids=[name for name, _, _ in GEOJSON])
def test_geojson_is_read_rightly_or_refused_at_its_place(name, data, passes):
    document = admit(data, "places.geojson")
    assert bool(document.problems) is not passes, document.problems
    assert all(problem.line == 1 and problem.column >= 1 and problem.remedy for problem in document.problems)


def test_a_bad_file_leaves_the_last_good_map_up_and_its_own_bytes_alone(tmp_path, monkeypatch):
    directory = toy.write(tmp_path)
    monkeypatch.setattr(cached, "DATA", directory)
    path = directory / "places.geojson"
    good = path.read_bytes()
    version = cached.served(saved=True).dataset.version
    bad = [data for _, data, passes in GEOJSON if not passes] + list(corpus.BAD_JSON)
    for data in bad[::4]:
        path.write_bytes(data)
        served = cached.served(saved=True)
        assert served.dataset.version == version and path.read_bytes() == data
        assert served.problems and served.problems[0].file == "places.geojson", data
    path.write_bytes(good)
    assert cached.served(saved=True).problems == () and cached.served().dataset.version == version


def test_documents_made_up_from_the_schema_are_read_or_refused_and_none_hangs():
    assert fuzz.documents(20_000, seed=7).failures == []


def test_good_files_cut_spliced_and_flipped_are_read_rightly_or_refused_at_a_place():
    assert fuzz.mutations(10_000, seed=7).failures == []

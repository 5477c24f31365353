"""What a change means reads like news, in both languages."""

import json
import re
import subprocess

import pytest

from geodata import files
from geodata.cli import main
from geodata.edits import Edit, apply
from geodata.news import headlines, meaning, shapes
from geodata.news.words import FIELDS, GONE, NEW, SAYS
from tests import toy


@pytest.fixture
def old(toy_dir):
    return {file: files.read(toy_dir / file) for file in files.dataset_files(toy_dir)}


def told(old, *edits, lang="en", **options):
    new = {**old, **apply(old, [Edit(verb, arguments) for verb, arguments in edits])}
    return headlines(meaning(old, new), lang, names={"blues": "The Blues"}, **options)


ROW = {"actor": "reds", "status": "control", "confidence": "low", "sources": ["news-2017"]}
SETTLE = ("set_field", {"id": "east", "field": "ground", "value": "settled"})


def test_a_handover_says_who_lost_how_much_from_which_day(old):
    (line,) = told(old, ("assign", {"ids": ["west"], "day": "2018-03-01", "row": ROW}))
    assert re.fullmatch(
        r"west: blues -> reds on 2018-03-01; The Blues -10,\d{3} km2, reds \+10,\d{3} km2 from that day", line
    )


def test_zones_that_change_hands_alike_stand_in_one_line(old):
    settled = {**old, **apply(old, [Edit(*SETTLE)])}
    (line,) = told(settled, ("assign", {"ids": ["east", "west"], "day": "2018-03", "row": ROW}))
    assert line.startswith("blues -> reds on 2018-03: east, west; The Blues -20,")


def test_a_day_that_is_corrected_names_the_day_before(old):
    edits = [("set_field", {"id": "west", "field": "timeline.1.valid_to", "value": "2017-01-20"}),
             ("set_field", {"id": "west", "field": "timeline.2.valid_from", "value": "2017-01-20"})]  # fmt: skip
    assert told(old, *edits) == [
        "west: reds, contested by blues -> blues on 2017-01-20 (before: on 2017-01-24)"
    ]


def test_a_row_taken_out_is_no_longer_said(old):
    lines = told(old, ("remove_row", {"id": "east", "index": 1}))
    assert lines == ["east: red-band -> not known on 2015 (before: red-band -> blues)"]


def test_what_other_sources_state_instead_is_told_row_by_row(old):
    says = {**ROW, "valid_from": "2014-07", "valid_to": "2014-08", "sources": ["news-2017", "news-2014"]}
    there = {**says, "actor": "blues", "status": "presence", "strength": "cells", "valid_to": None}
    first = ("set_field", {"id": "east", "field": "timeline.0.disputes", "value": [says, there]})
    assert told(old, first) == [
        "east: from 2014-08: news-2017, news-2014 says instead: reds from 2014-07 to 2014-08; "
        "from 2014-08: news-2017, news-2014 says instead: presence of blues from 2014-07 to now"
    ]
    objected = {**old, **apply(old, [Edit(*first)])}
    surer = ("set_field", {"id": "east", "field": "timeline.0.disputes.0.confidence", "value": "high"})
    assert told(objected, surer) == [
        "east: from 2014-08: news-2017, news-2014 says instead: reds from 2014-07 to 2014-08"
    ]
    gone = ("unset_field", {"id": "east", "field": "timeline.0.disputes"})
    (line,) = told(objected, gone, lang="ar")
    assert "لم يعد news-2017, news-2014 يقول خلافاً لذلك: كلمة من 2014-07 إلى 2014-08" in line


def test_presence_comes_ends_and_goes(old):
    row = toy.row("2016", None, "blues", "presence", strength="cells")
    assert told(old, ("add_row", {"id": "hills", "row": row})) == [
        "hills: blues present (cells) from 2016 to now"
    ]
    until = ("set_field", {"id": "hills", "field": "timeline.0.valid_to", "value": "2017-05"})
    assert told(old, until) == ["hills: reds present from 2014 until 2017-05 (before: 2018)"]
    assert told(old, ("remove_row", {"id": "hills", "index": 0})) == [
        "hills: no longer said: reds present from 2014 to 2018"
    ]


def test_records_come_go_and_take_other_names(old):
    place = toy.feature(
        "bridge", toy.point(41, 35), kind="place", theatre="north", name=toy.words("Bridge"), rank=3
    )
    assert told(old, ("add_record", {"file": "places.geojson", "record": place})) == ["new place: bridge"]
    assert told(old, ("remove", {"id": "town-falls"})) == ["event gone, 2014-06-10: Town falls"]
    assert told(old, ("set_field", {"id": "news-2014", "field": "title.en", "value": "Dispatch"})) == [
        "news-2014: renamed Dispatch"
    ]
    assert told(old, ("set_field", {"id": "news-2014", "field": "published", "value": "2014-06-12"})) == [
        "news-2014: published 2014-06-12 (before: 2014-06-11)"]  # fmt: skip


def test_a_shape_says_how_much_it_grew_and_a_place_how_far_it_moved(old):
    (line,) = told(old, ("set_geometry", {"id": "west", "geometry": toy.square(40, 35, 0.5)}))
    assert re.fullmatch(r"west: reshaped, 10,\d{3} -> 2,\d{3} km2", line)
    (line,) = told(old, ("set_geometry", {"id": "hamlet", "geometry": toy.point(45.01, 34)}))
    assert line == "hamlet: moved by 0.9 km"


def test_ground_that_is_drawn_anew_says_whose_it_was_and_whose_figures_it_moves(old):
    settled = ("set_field", {"id": "east", "field": "ground", "value": "settled"})
    old = {**old, **apply(old, [Edit(*settled)])}
    name = {"en": "Far west", "ar": "أقصى الغرب"}
    line = {"type": "LineString", "coordinates": [[40.4, 34], [40.4, 37]]}
    cut = ("cut", {"id": "west", "geometry": line, "new": "far-west", "name": name})
    lines = told(old, cut)
    assert re.fullmatch(r"west: cut in two, far-west has 4,\d{3} km2 of it", lines[0])
    assert not [line for line in lines if line.startswith("new zone")]
    old_cut = {**old, **apply(old, [Edit(*cut)])}
    lines = told(old_cut, ("merge", {"ids": ["west", "far-west"]}))
    assert re.fullmatch(r"west: now also the ground of far-west, 4,\d{3} km2", lines[0])
    assert not [line for line in lines if line.startswith("zone gone")]
    ring = [[40, 35], [40.9, 35], [40.9, 36], [40, 36], [40, 35]]
    shrunk = ("reshape", {"id": "west", "geometry": {"type": "Polygon", "coordinates": [ring]}})
    assert told(old, shrunk)[0] == (
        "west: 1,007 km2 go to east; reds -1,007 km2 from 2014-06-10 to 2016-11-01; "
        "blues +1,007 km2 from 2015-01-01 to 2017-01-24; red-band +1,007 km2 from 2014-08-01 to 2015-01-01"
    )
    assert "تؤول إلى" in told(old, shrunk, lang="ar")[0]


def test_what_is_different_in_one_record_stands_in_one_line(old):
    edits = [("set_field", {"id": "west", "field": "timeline.2.confidence", "value": "low"}),
             ("set_field", {"id": "west", "field": "timeline.2.sources", "value": ["news-2014", "news-2017"]})]  # fmt: skip
    assert told(old, *edits) == [
        "west: from 2017-01-24: confidence low (before: high); from 2017-01-24: sources: also news-2014"
    ]


def test_many_of_a_kind_stand_in_one_line_unless_all_are_asked_for(old):
    adding = [
        ("add_record", {"file": "sources.json", "record": toy.source(f"paper-{n}", f"2015-0{n}")})
        for n in range(1, 8)
    ]
    assert told(old, *adding) == [
        "7 new sources, 2015-01 – 2015-07: paper-1; paper-2; paper-3; paper-4 and 3 more"
    ]
    assert len(told(old, *adding, each=0)) == 7


def test_a_file_that_cannot_be_read_is_named(old):
    assert headlines(meaning(old, {**old, "links.geojson": b"{"}))[0] == "links.geojson cannot be read"


def test_arabic_calls_everybody_by_name(old):
    actors = json.loads(old["actors.json"])
    for actor in actors:
        actor["name"]["ar"] = {"reds": "الحمر", "blues": "الزرق"}.get(actor["id"], "غيرهم")
    old = {**old, "actors.json": json.dumps(actors, ensure_ascii=False).encode()}
    (line,) = told(old, ("assign", {"ids": ["west"], "day": "2018-03-01", "row": ROW}), lang="ar")
    assert line.startswith("كلمة: من الزرق إلى الحمر في 2018-03-01؛ ") and line.endswith("كم² من ذلك اليوم")


@pytest.mark.parametrize("words", [*SAYS.values(), *FIELDS.values(), *(t for table in (NEW, GONE) for pair in table.values() for t in pair)],
                         ids=lambda words: words.en)  # fmt: skip
def test_both_languages_fill_in_the_same(words):
    assert words.en.strip() and (
        words.ar == "{0}" or re.search("[\u0621-\u064a]", words.ar) or "{" in words.ar
    )
    if words is not SAYS["renamed-ar"] and words is not SAYS["swapped"]:
        assert set(re.findall(r"{\d}", words.ar)) >= set(re.findall(r"{\d}", words.en))


def test_diff_takes_folders_git_revisions_and_versions(toy_dir, tmp_path, capsys):
    git = ["git", "-C", str(toy_dir), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    path = toy_dir / "places.geojson"
    path.write_bytes(path.read_bytes().replace(b'"rank": 2', b'"rank": 3'))
    data = ["--data", str(toy_dir)]
    for words in (["diff"], ["diff", "HEAD"], ["diff", str(toy.write(tmp_path / "other"))]):
        assert main([*words, *data]) == 0
        assert capsys.readouterr().out == "hamlet: rank 3 (before: 2)\n"
    assert main(["diff", "HEAD", "HEAD", *data]) == 0 and capsys.readouterr().out == "Nothing changed.\n"
    assert main(["diff", "HEAD", "--format", "json", *data]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "hamlet"
    assert main(["diff", "yesterday", *data]) == 2 and "no git revision" in capsys.readouterr().err


def test_versions_are_listed_and_restored(toy_dir, capsys):
    data = ["--data", str(toy_dir)]
    assert main(["versions", "--format", "json", *data]) == 0
    (first,) = json.loads(capsys.readouterr().out)
    path = toy_dir / "places.geojson"
    before = path.read_bytes()
    path.write_bytes(before.replace(b'"rank": 2', b'"rank": 3'))
    assert (
        main(["versions", "--restore", first["version"], "--who", "Huda", *data]) == 0
        and path.read_bytes() == before
    )
    capsys.readouterr()
    assert main(["versions", "--format", "json", *data]) == 0
    assert [row["kind"] for row in json.loads(capsys.readouterr().out)] == ["commit", "outside", "begin"]


def test_a_little_ground_is_never_none_and_moves_no_figure():
    assert [shapes.area(km2) for km2 in (0.06, 0.96, 1.2, 1234.6)] == ["0.1", "1.0", "1", "1,235"]

"""The check gathers every problem with file, line, id, field and remedy, and never raises."""

import json
import subprocess

import pytest

from geodata.check import check
from geodata.cli import main
from tests import toy


def zone(files, index=0):
    return files["zones/north.geojson"][index]["properties"]


def timeline(files):
    return zone(files)["timeline"]


def swap(files):
    files["places.geojson"][0]["geometry"]["coordinates"] = [35.5, 40.5]


def overlap_zone(files):
    files["zones/north.geojson"][1]["geometry"] = toy.square(40.9, 35)


def bow_tie(files):
    files["regions/north.geojson"][0]["geometry"]["coordinates"] = [
        [[41, 35], [42, 36], [42, 35], [41, 36], [41, 35]]
    ]


def own_history_against_the_zone(files):
    place = files["places.geojson"][0]["properties"]
    del place["stands_in"]
    place["timeline"] = [toy.row("2014-06-10", "2016-11-01", "blues")]


CASES = {
    "missing source": (lambda f: timeline(f)[0].update(sources=[]), "schema", "west", "timeline.0.sources"),
    "unknown source": (lambda f: timeline(f)[0].update(sources=["nws-2014"]), "reference", "west", "timeline.0.sources.0"),
    "unknown actor": (lambda f: timeline(f)[0].update(actor="red"), "reference", "west", "timeline.0.actor"),
    "unknown place": (lambda f: f["events/2014.geojson"][0]["properties"].update(places=["x"]), "reference", "town-falls", "places.0"),
    "unknown feature of a claim": (lambda f: f["claims.json"][0].update(features=["x"]), "reference", "c1", "features.0"),
    "misspelt key": (lambda f: zone(f).update(nmae="x"), "schema", "west", "nmae"),
    "missing Arabic": (lambda f: zone(f)["name"].pop("ar"), "schema", "west", "name.ar"),
    "English in place of Arabic": (lambda f: zone(f)["name"].update(ar="West"), "languages", "west", "name.ar"),
    "day that does not exist": (lambda f: timeline(f)[0].update(valid_from="2014-02-30"), "schema", "west", "timeline.0.valid_from"),
    "end before start": (lambda f: timeline(f)[0].update(valid_to="2013"), "schema", "west", "timeline.0"),
    "overlap": (lambda f: timeline(f)[0].update(valid_to="2016-12-01"), "overlap", "west", "timeline.1"),
    "contested by nobody": (lambda f: timeline(f)[1].pop("against"), "schema", "west", "timeline.1"),
    "presence in a zone": (lambda f: timeline(f)[2].update(status="presence", strength="cells"), "status-kind", "west", "timeline.2.status"),
    "same id twice": (lambda f: f["places.geojson"][0].update(id="west"), "unique-id", "west", ""),
    "swapped lon and lat": (swap, "envelope", "town", "geometry"),
    "zones that overlap": (overlap_zone, "coverage", "east", "geometry"),
    "ring that crosses itself": (bow_tie, "geometry", "hills", "geometry"),
    "place against its zone": (own_history_against_the_zone, "place-agrees", "town", "timeline.0"),
    "zone in the wrong file": (lambda f: zone(f).update(theatre="south"), "file-name", "west", "theatre"),
    "event in the wrong year": (lambda f: f["events/2014.geojson"][0]["properties"].update(date="2015-01-01"), "file-name", "town-falls", "date"),
    "link that ends elsewhere": (lambda f: f["links.geojson"][0]["geometry"]["coordinates"][1].__setitem__(0, 44), "link-ends", "road", "geometry"),
    "invisible character": (lambda f: zone(f)["name"].update(en="We\u202est"), "schema", "west", "name.en"),
    "id with a space": (lambda f: f["places.geojson"][2].update(id="my desk"), "schema", "my desk", "id"),
    "line as a place": (lambda f: f["places.geojson"][2].update(geometry={"type": "LineString", "coordinates": [[1, 2], [3, 4]]}), "geometry", "desk", "geometry.type"),
}  # fmt: skip


def test_the_toy_dataset_is_sound(toy_dir):
    assert check(toy_dir) == []


@pytest.mark.parametrize("name", CASES)
def test_each_rule_finds_its_fault_and_says_where_and_what_to_do(tmp_path, name):
    change, rule, feature, field = CASES[name]
    problems = check(toy.write(tmp_path, change))
    found = [p for p in problems if (p.rule, p.feature, p.field) == (rule, feature, field)]
    assert found, [str(problem) for problem in problems]
    assert found[0].line > 1 and found[0].column >= 1 and found[0].message and found[0].remedy


def test_the_line_is_the_line_of_the_row(tmp_path):
    directory = toy.write(tmp_path, CASES["unknown actor"][0])
    (problem,) = check(directory)
    line = (directory / problem.file).read_text(encoding="utf-8").split("\n")[problem.line - 1]
    assert '"actor": "red"' in line and line[problem.column - 1 :].startswith('"red"')


def test_a_near_miss_is_answered_with_the_right_word(tmp_path):
    (problem,) = check(toy.write(tmp_path, CASES["unknown source"][0]))
    assert problem.remedy == "Did you mean 'news-2014'?"


def test_many_faults_are_all_told_at_once(tmp_path):
    def many(files):
        for change, *_ in (
            CASES["unknown actor"],
            CASES["overlap"],
            CASES["swapped lon and lat"],
            CASES["missing source"],
        ):
            change(files)

    assert {"reference", "overlap", "envelope"} & {p.rule for p in check(toy.write(tmp_path, many))}
    assert "schema" in {p.rule for p in check(tmp_path)}


@pytest.mark.parametrize("file", toy.TOY)
@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"[null]",
        b'{"type":"FeatureCollection","features":[null]}',
        b"\xff",
        b"[1",
        b'[{"id": 3}]',
    ],
)
def test_no_file_content_makes_the_check_raise(toy_dir, file, junk):
    (toy_dir / file).write_bytes(junk)
    for problem in check(toy_dir):
        assert problem.file and problem.message and problem.remedy


def test_a_file_under_a_wrong_name_is_not_passed_over(toy_dir):
    (toy_dir / "zone.geojson").write_text("{}")
    assert [p.rule for p in check(toy_dir)] == ["file"]


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    assert "holds no dataset" in check(tmp_path)[0].message


def test_an_id_of_the_last_commit_must_not_vanish(toy_dir):
    git = ["git", "-C", str(toy_dir), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    assert check(toy_dir) == []
    path = toy_dir / "places.geojson"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["features"] = [feature for feature in value["features"] if feature["id"] != "desk"]
    path.write_text(json.dumps(value), encoding="utf-8")
    assert "permanent-id" in {problem.rule for problem in check(toy_dir) if problem.feature == "desk"}


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("table", "zones/north.geojson:"),
        ("github", "::error file=zones/north.geojson,line="),
        ("json", "["),
        ("csv", "file,line,column"),
    ],
)
def test_the_command_prints_each_problem_and_exits_1(tmp_path, capsys, form, begins):
    directory = toy.write(tmp_path, CASES["unknown actor"][0])
    assert main(["check", str(directory), "--format", form]) == 1
    assert capsys.readouterr().out.startswith(begins)


def test_a_year_may_have_its_events_in_several_files(tmp_path):
    def parts(files):
        files["events/2014-2.geojson"] = files.pop("events/2014.geojson")

    assert check(toy.write(tmp_path, parts)) == []


def test_every_one_of_very_many_faults_has_its_own_line(tmp_path):
    def strewn(files):
        (event,) = files["events/2014.geojson"]
        files["events/2013.geojson"] = [{**event, "id": f"e-{number:05}"} for number in range(20_000)]

    directory = toy.write(tmp_path, strewn)
    found = [problem for problem in check(directory) if problem.rule == "file-name"]
    lines = (directory / "events/2013.geojson").read_text("utf-8").split("\n")
    assert len(found) == 20_000
    assert all('"date"' in lines[problem.line - 1] for problem in found[::500])
    assert [problem.feature for problem in found[:2]] == ["e-00000", "e-00001"]

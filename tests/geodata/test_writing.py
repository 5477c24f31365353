"""The curator's own tools: a new record in the right file, the schema for editors, mechanical mistakes put right."""

import fnmatch
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from geodata import files
from geodata.check import check
from geodata.cli import main
from geodata.dataset import load
from geodata.schema import schemas
from tests import toy

ROOT = Path(__file__).parents[2]
WORDS = ["name.en=Bridge", "name.ar=جسر"]
TITLE = ["title.en=It fell again", "title.ar=سقطت ثانية", "summary.en=It did", "summary.ar=سقطت"]


@pytest.fixture
def new(toy_dir, capsys):
    def run(*words):
        code = main(["new", *words, "--data", str(toy_dir)])
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


RING = json.dumps(toy.square(42, 35))
MADE = {
    "place": ["place", *WORDS, "theatre=north", "rank=3", "at=44.5,34.5"],
    "zone": ["zone", *WORDS, "theatre=north", "ground=desert", f"geometry={RING}"],
    "region": ["region", *WORDS, "theatre=north", f"geometry={RING}"],
    "event": ["event", *TITLE, "kind=loss", "date=2017-01-24", "places=town", "actors=reds", "sources=news-2017", "at=40.5,35.5"],
    "link": ["link", *TITLE, "kind=money", "from=hamlet", "to=town", "date=2016", "actors=reds,blues", "sources=news-2017"],
    "source": ["source", "title.en=Report", "title.ar=تقرير", "publisher.en=Agency", "publisher.ar=وكالة", "published=2018-05",
               "kind=press", "languages=en", "reliability=high"],
    "claim": ["claim", "source=news-2017", "date=2017", "kind=control", "verdict=supported", "attributed_to.en=Author", "attributed_to.ar=كاتب",
              "statement.en=They left", "statement.ar=رحلوا", "finding.en=So say others", "finding.ar=كذا قال غيره"],
    "story": ["story", "title.en=Tale", "title.ar=حكاية", "summary.en=A tale", "summary.ar=حكاية",
              "steps=" + json.dumps(toy.STORY["steps"][:1])],
}  # fmt: skip
HOMES = {"place": "places.geojson", "zone": "zones/north.geojson", "region": "regions/north.geojson", "event": "events/2017.geojson",
         "link": "links.geojson", "source": "sources.json", "claim": "claims.json", "story": "stories/tale.json"}  # fmt: skip


@pytest.mark.parametrize("kind", MADE)
def test_new_makes_a_sound_record_in_the_right_file(new, toy_dir, kind):
    code, said = new(*MADE[kind])
    assert code == 0, said
    assert str(toy_dir / HOMES[kind]) in said and check(toy_dir) == []
    name = said.split()[1].rstrip(":")
    line = int(said.rsplit(":", 1)[1])
    text = (toy_dir / HOMES[kind]).read_text("utf-8").split("\n")
    assert f'"{name}"' in "".join(text[line - 1 : line + 3])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["place", *WORDS], "rank=...  1 for a great city"),
        ([*MADE["place"], "id=town"], "the id 'town' is taken"),
        (["place", *WORDS, "theatre=north", "rank=3", "at=40.501,35.5"], "the place town lies there"),
        (
            ["place", "name.en=town", "name.ar=بلدة", "theatre=north", "rank=3", "at=44,34"],
            "town is called so already",
        ),
        (["place", *WORDS, "theatre=north", "rank=3", "at=north"], "is no position"),
        (["place", *WORDS, "theatre=nort", "rank=3", "at=44,34"], "Did you mean 'north'?"),
        (["link", *MADE["link"][1:], "from=nowhere"], "there is no place nowhere"),
        ([*MADE["source"], "url=https://example.org/a"], "has this address"),
        (["event", *MADE["event"][1:], "date=24.1.2017"], "is not a date"),
    ],
)
def test_new_says_what_is_missing_wrong_or_there_already_and_writes_nothing(new, toy_dir, words, says):
    before = load(toy_dir).version
    code, said = new(*words)
    assert code == 1 and says in said and load(toy_dir).version == before


def test_what_looks_the_same_is_made_when_it_is_another_all_the_same(new, toy_dir):
    words = ["place", "name.en=Town", "name.ar=بلدة", "theatre=north", "rank=3", "at=44,34"]
    assert new(*words)[0] == 1 and new(*words, "--anyway") == (
        0,
        f"place town-2: {toy_dir}/places.geojson:50\n",
    )


def test_new_refuses_a_field_that_is_none(new):
    assert (
        new("place", "height=3") == (2, new("place", "height=3")[1])
        and "has no height" in new("place", "height=3")[1]
    )


def test_new_asks_on_a_terminal_and_suggests_an_id(toy_dir):
    leader, follower = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "geodata",
        "new",
        "place",
        *WORDS,
        "theatre=north",
        "--data",
        str(toy_dir),
    ]
    process = subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    os.write(leader, b"3\n44.5,34.5\n\n")
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0 and "rank (1 for a great city" in out and "id [bridge]:" in out
    assert check(toy_dir) == []


def test_the_schema_that_stands_beside_the_dataset_is_the_model_s():
    assert main(["schema", "--check", "--vscode", str(ROOT)]) == 0


def test_every_file_of_the_dataset_keeps_the_schema_and_vs_code_knows_which():
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))["json.schemas"]
    for file in files.dataset_files(files.DATASET):
        (url,) = [
            s["url"] for s in settings if fnmatch.fnmatchcase(f"/geodata/dataset/{file}", s["fileMatch"][0])
        ]
        schema = json.loads((ROOT / url).read_text("utf-8"))
        if file.split("/")[0] not in ("zones", "events"):
            errors = list(Draft7Validator(schema).iter_errors(json.loads(files.read(files.DATASET / file))))
            assert errors == [], (file, errors[:1])


def test_the_schema_refuses_what_the_model_refuses(tmp_path):
    made = schemas()
    for case, file in (
        ("status-misspelt", "zones.json"),
        ("key-unknown", "places.json"),
        ("colour-by-name", "actors.json"),
        ("zone-as-point", "regions.json"),
    ):
        mistake = json.loads((ROOT / f"tests/mistakes/{case}.json").read_text("utf-8"))
        path = toy.write(tmp_path / case) / mistake["file"]
        assert not list(Draft7Validator(made[file]).iter_errors(json.loads(path.read_text("utf-8"))))
        text = (
            path.read_text("utf-8").replace(mistake["find"], mistake["put"], 1)
            if "find" in mistake
            else mistake["put"]
        )
        assert list(Draft7Validator(made[file]).iter_errors(json.loads(text)))


FIXABLE = ("actor-misspelt", "key-misspelt", "status-in-capitals", "date-without-zeros", "date-in-arabic-digits", "date-without-quotes",
           "source-not-in-brackets", "rank-in-quotes", "event-in-the-wrong-year", "not-canonical", "zone-of-an-unknown-theatre")  # fmt: skip


@pytest.mark.parametrize("case", FIXABLE)
def test_what_leaves_no_choice_is_shown_and_then_put_right(tmp_path, capsys, monkeypatch, case):
    mistake = json.loads((ROOT / f"tests/mistakes/{case}.json").read_text("utf-8"))
    path = toy.write(tmp_path) / mistake["file"]
    text = path.read_text("utf-8").replace(mistake["find"], mistake["put"], 1)
    path.write_text(text, "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["check", "--fix", "--data", str(tmp_path)]) == 1 and path.read_text("utf-8") == text
    shown = capsys.readouterr()
    assert shown.out.startswith("--- ") and "\n+" in shown.out and "--yes writes it" in shown.err
    assert main(["check", "--fix", "--yes", "--data", str(tmp_path)]) == 0 and check(tmp_path) == []


def test_what_leaves_a_choice_is_left_alone(tmp_path, capsys):
    toy.write(
        tmp_path, lambda f: f["zones/north.geojson"][0]["properties"]["timeline"][0].update(actor="greens")
    )
    before = load(tmp_path).version
    assert (
        main(["check", "--fix", "--yes", "--data", str(tmp_path)]) == 1 and load(tmp_path).version == before
    )
    assert "Nothing here can be put right" in capsys.readouterr().err


def test_the_hook_and_the_action_check_the_dataset_of_the_repository_they_run_in(tmp_path):
    directory = toy.write(
        tmp_path / "data",
        lambda f: f["zones/north.geojson"][0]["properties"]["timeline"][0].update(actor="red"),
    )
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    entry = re.search(r"entry: (.+)", (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[1]
    step = re.search(r"run: '(.+)'", (ROOT / ".github/actions/check/action.yml").read_text("utf-8"))[1]
    env = {
        **os.environ,
        "KHARITA_PYTHON": sys.executable,
        "KHARITA_ACTION": str(ROOT / ".github/actions/check"),
    }
    env.pop("KHARITA_DATA", None)
    hooked = subprocess.run([ROOT / entry], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert hooked.returncode == 1 and "Did you mean 'reds'?" in hooked.stdout
    acted = subprocess.run(["bash", "-c", step], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert acted.returncode == 1 and acted.stdout.startswith("::error file=data/zones/north.geojson,line=")
    toy.write(directory)
    assert subprocess.run([ROOT / entry], cwd=tmp_path, env=env, capture_output=True).returncode == 0

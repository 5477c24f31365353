"""A new conflict begins from nothing, sound and ready to be written into; the tutorial's commands do what it says."""

import json
import re
import shlex
from pathlib import Path

import pytest
import shapely

from geodata import cli, files
from geodata.basemap import gazetteer
from geodata.beginning import Unknown, begin
from geodata.check import check
from geodata.dataset import load
from geodata.land import land

TUTORIAL = Path(cli.__file__).parent / "TUTORIAL.md"


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory):
    """What each command of the tutorial printed, run in order in an empty folder, and that folder."""
    home = tmp_path_factory.mktemp("tutorial")
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for block in re.findall(r"^```\n(.*?)^```", TUTORIAL.read_text("utf-8"), re.DOTALL | re.MULTILINE):
            _run(block, said)
    return said, home


def _run(block, said):
    """A block of shell as the tutorial writes it: here-documents into files, and `python -m geodata` with its words."""
    import contextlib
    import io

    for name, text in re.findall(r"^cat > (\S+) <<'END'\n(.*?)^END\n", block, re.DOTALL | re.MULTILINE):
        Path(name).write_text(text, "utf-8")
    for line in re.sub(r"^cat > .*?^END\n", "", block, flags=re.DOTALL | re.MULTILINE).splitlines():
        words = shlex.split(line)
        assert words[:3] == ["python", "-m", "geodata"], line
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert cli.main(words[3:]) == 0, line
        said[line] = out.getvalue()


def test_the_tutorial_leads_from_nothing_to_an_answer_with_its_source(tutorial):
    said, home = tutorial
    answer = said["python -m geodata at 32.53 15.55 2023-05-01 --data sudan"]
    assert all(word in answer for word in ("khartoum-zone", "sudan-gov", "control", "press-2023-04-15"))
    assert "2023-04-15" in said["python -m geodata history khartoum --data sudan"]
    assert "still so" in said["python -m geodata verify sudan.gpkg --data sudan"]
    assert "khartoum" in said["python -m geodata find Khartoum --data sudan"]
    assert check(home / "sudan") == []


def test_every_file_that_the_tutorial_names_is_there(tutorial):
    _, home = tutorial
    for name in re.findall(r"`(sudan/[\w./-]+)`", TUTORIAL.read_text("utf-8")):
        assert (home / name).exists(), name
    readme = (home / "sudan" / "README.md").read_text("utf-8")
    for name in re.findall(r"`([\w/-]+\.\w[\w.-]+)`", readme):
        assert (home / "sudan" / name).exists(), name


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    folder = tmp_path_factory.mktemp("begun") / "two"
    made = begin(folder, "nile", ["SDN", "SSD"], people=100_000)
    return folder, made


def test_a_dataset_of_two_countries_is_sound_and_its_zones_keep_to_their_land(begun):
    folder, made = begun
    assert check(folder) == [] and made["towns"] > 10
    dataset = load(folder)
    ground = land(["SDN", "SSD"])
    whole = shapely.union_all(dataset.features.geometry[dataset.features.kind == "zone"].values)
    assert whole.difference(ground.buffer(0.01)).area < 1e-6
    assert dataset.theatres["nile"].name.ar == "السودان، جنوب السودان"
    assert set(dataset.actors) == {"sudan-gov", "south-sudan-gov"}


def test_a_country_with_a_coarse_outline_begins_with_its_ports_and_its_zones_can_be_built_again(tmp_path):
    made = begin(tmp_path / "u", "ukraine", ["UKR"], people=200_000)
    assert made["towns"] > 10 and check(tmp_path / "u") == []
    before = files.read(tmp_path / "u" / "zones" / "ukraine.geojson")
    assert cli.main(["zones", "build", "ukraine", "--data", str(tmp_path / "u")]) == 0
    assert files.read(tmp_path / "u" / "zones" / "ukraine.geojson") == before


def test_what_cannot_begin_says_what_to_do(tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("x")
    with pytest.raises(FileExistsError, match="--out"):
        begin(tmp_path / "full", "sudan", ["SDN"])
    with pytest.raises(Unknown, match=r"SDN \(Sudan\)"):
        begin(tmp_path / "new", "sudan", ["SUDAN"])
    with pytest.raises(Unknown, match="--people"):
        begin(tmp_path / "new", "sudan", ["SDN"], people=90_000_000)
    assert cli.main(["init", "No Id", "--countries", "SDN", "--out", str(tmp_path / "new")]) == 2
    assert not (tmp_path / "new").exists()
    assert "no id" in capsys.readouterr().err


def test_every_country_of_the_gazetteer_has_a_name_in_both_languages_and_nearly_every_one_an_outline():
    known = gazetteer.countries()
    assert len(known) > 230 and all(re.search("[\u0621-\u064a]", item.name["ar"]) for item in known.values())
    folder = Path(gazetteer.__file__).parent
    layers = [
        json.loads((folder / f"{name}.geojson").read_text("utf-8"))["features"]
        for name in ("world", "countries")
    ]
    drawn = {feature["properties"].get("name", {}).get("en") for layer in layers for feature in layer}
    missing = {code for code, item in known.items() if item.name["en"] not in drawn}
    assert missing == {"GIB", "TUV", "UMI", "VAT"}

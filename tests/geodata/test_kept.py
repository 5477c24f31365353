"""What was read once comes back the same, and nothing that is not whole or not ours does."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from geodata import files, kept
from geodata.dataset import load


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KHARITA_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def same(one, two):
    for name in ("actors", "sources", "theatres", "stories", "claims", "estimates", "version"):
        assert getattr(one, name) == getattr(two, name)
    for name in ("features", "statuses", "disputes", "events", "links"):
        mine, other = getattr(one, name), getattr(two, name)
        assert type(mine) is type(other) and list(mine.dtypes) == list(other.dtypes)
        pd.testing.assert_frame_equal(pd.DataFrame(mine), pd.DataFrame(other))


@pytest.mark.parametrize("which", ["toy", "real"])
def test_what_was_kept_comes_back_the_same(which, toy_dir):
    directory = toy_dir if which == "toy" else files.DATASET
    whole = load(directory)
    assert kept.load(whole.version) is None
    kept.keep(whole)
    kept.keep(whole)
    found = kept.load(kept.version_of(directory))
    assert found is not None
    same(whole, found)


def test_a_changed_file_is_another_version(toy_dir):
    kept.keep(load(toy_dir))
    assert kept.load(kept.version_of(toy_dir)) is not None
    path = toy_dir / "places.geojson"
    path.write_bytes(path.read_bytes().replace(b"40.5", b"40.6"))
    assert kept.load(kept.version_of(toy_dir)) is None


@pytest.mark.parametrize("harm", ["flip", "cut", "gone", "no sums"])
def test_what_is_not_whole_is_as_good_as_none(toy_dir, home, harm):
    whole = load(toy_dir)
    kept.keep(whole)
    (place,) = home.iterdir()
    path = place / "statuses.arrow"
    data = bytearray(path.read_bytes())
    match harm:
        case "flip":
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
        case "cut":
            path.write_bytes(data[:-20])
        case "gone":
            path.unlink()
        case "no sums":
            (place / "SUMS.json").write_text("{}")
    assert kept.load(whole.version) is None


def test_other_code_reads_anew(toy_dir, monkeypatch):
    whole = load(toy_dir)
    kept.keep(whole)
    monkeypatch.setattr(kept, "form", lambda: "another")
    assert kept.load(whole.version) is None


def test_only_the_last_few_versions_stay(toy_dir, home):
    path = toy_dir / "places.geojson"
    for number in range(11):
        path.write_bytes(path.read_bytes() + b"\n")
        kept.keep(load(toy_dir))
        assert len(list(home.iterdir())) == min(number + 1, 9)
    assert kept.load(kept.version_of(toy_dir)) is not None


def test_a_folder_that_cannot_be_written_is_said(toy_dir, home):
    home.write_text("a file where the folder should be")
    with pytest.raises(OSError):
        kept.keep(load(toy_dir))


def test_no_code_decides_what_is_sound_without_being_in_the_name():
    """What was kept by other rules is not taken for sound."""
    asked = (
        "import sys, geodata.check, geodata.dataset\n"
        "print(*(module.__file__ for name, module in sys.modules.items() if name.startswith('geodata.')), sep='\\n')"
    )
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert {Path(line) for line in loaded.split()} <= set(kept._code())

"""What a start makes is made once: the next one finds the tables, the pack, the words and the basemap as they were."""

import pytest

from dashboard import prepared
from geodata import kept
from geodata.dataset import load
from tests import toy


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KHARITA_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def toy_dir(tmp_path):
    return toy.write(tmp_path / "dataset")


def test_what_was_prepared_is_what_would_be_made(toy_dir):
    dataset = load(toy_dir)
    made, basemap = prepared.bodies(dataset), prepared.basemap_body()
    prepared.main(toy_dir)
    assert prepared.bodies(kept.load(dataset.version)) == made
    assert prepared.basemap_body() == basemap


def test_other_code_packs_anew(toy_dir, monkeypatch):
    prepared.main(toy_dir)
    dataset = load(toy_dir)
    monkeypatch.setattr(prepared, "_form", lambda: "another")
    packed = []
    monkeypatch.setattr(prepared.wire, "pack", lambda *_: packed.append(True) or b"")
    prepared.bodies(dataset)
    assert packed


def test_a_dataset_with_problems_is_not_kept(toy_dir, home):
    path = toy_dir / "actors.json"
    path.write_bytes(path.read_bytes().replace(b'"group"', b'"gruop"', 1))
    prepared.main(toy_dir)
    assert not home.exists()

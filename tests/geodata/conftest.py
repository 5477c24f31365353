"""The toy dataset, on disk and loaded."""

from pathlib import Path

import pytest

from geodata.dataset import Dataset, load
from tests import toy


@pytest.fixture
def toy_dir(tmp_path: Path) -> Path:
    return toy.write(tmp_path / "dataset")


@pytest.fixture
def dataset(toy_dir: Path) -> Dataset:
    return load(toy_dir)

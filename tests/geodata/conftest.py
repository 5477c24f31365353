"""The toy dataset, on disk and loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.dataset import Dataset, load
from tests import toy
from tests.postgres import running


@pytest.fixture
def toy_dir(tmp_path: Path) -> Path:
    return toy.write(tmp_path / "dataset")


@pytest.fixture
def dataset(toy_dir: Path) -> Dataset:
    return load(toy_dir)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL with PostGIS."""
    with running() as url:
        yield url

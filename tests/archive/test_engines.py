"""One question, three engines, one answer: DuckDB in the process, PostgreSQL with PostGIS, and Spark on two workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
import shapely

from geodata.archive import engines, evidence, incidents, ingest, queries
from geodata.dataset import load
from tests import toy
from tests.archive import made

START, END = date(2013, 5, 1), date(2018, 2, 28)
BOX = (38.0, 31.0, 44.0, 36.0)
SHAPE = shapely.box(40.0, 33.0, 41.0, 34.0)

QUESTIONS = {
    "span": lambda engine: pd.DataFrame([queries.span(engine)]),
    "by coarse cell": lambda engine: queries.by_cell(engine, 4, START, END),
    "by fine cell in a box": lambda engine: queries.by_cell(engine, 6, START, END, BOX),
    "by cell and day": lambda engine: queries.cell_days(engine, 4, START, END, BOX),
    "by cell and month": lambda engine: queries.cell_months(engine, 6, START, END, BOX),
    "by month and actor": lambda engine: queries.by_month(engine, START, END, BOX),
    "by cell, month and actor": lambda engine: queries.by_cell_month_actor(engine, START, END, BOX),
    "inside a box": lambda engine: queries.inside(engine, START, END, BOX, most=500),
    "near a shape": lambda engine: queries.near(engine, SHAPE, 15.0, START, END),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("engines")
    folder.chmod(0o755)
    for name, rows, seed in (("a", 1_500, 1), ("b", 700, 2)):
        path = made.write(folder / f"{name}.csv", rows, seed)
        ingest.add(folder / "home", path, incidents.MAPPINGS["ucdp"], name)
    return folder / "home"


@pytest.fixture(scope="module")
def duckdb(home):
    return engines.opened(home, "duckdb")


@pytest.fixture(scope="module", params=["postgresql", "spark"])
def other(request, home) -> Iterator[engines.Engine]:
    if request.param == "postgresql":
        yield engines.opened(home, request.getfixturevalue("postgres"))
        return
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = engines.opened(home, "local-cluster[2,1,1024]")
    assert isinstance(spark, engines.Spark)
    yield spark
    spark.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_the_same(question, duckdb, other):
    expected, found = QUESTIONS[question](duckdb), QUESTIONS[question](other)
    assert list(found.columns) == list(expected.columns) and len(found) == len(expected) > 0
    for column in expected.columns:
        assert _plain(found[column]) == _plain(expected[column]), column


def _plain(values: pd.Series) -> list:
    """Values without the types that differ from engine to engine: days as text, numbers to nine decimals."""
    if values.dtype.kind in "iuf":
        return [round(float(value), 9) for value in values]
    return [str(value)[:10] if hasattr(value, "year") else str(value) for value in values]


def test_the_evidence_is_the_same(duckdb, other, tmp_path):
    dataset = load(toy.write(tmp_path / "dataset"))
    for ask in (evidence.explained, evidence.unexplained):
        assert ask(dataset, other, "north").to_dict() == ask(dataset, duckdb, "north").to_dict()


def test_a_server_that_has_the_parts_does_not_copy_them_again(home, postgres):
    before = queries.span(engines.opened(home, postgres))
    assert queries.span(engines.opened(home, postgres)) == before


def test_the_engine_is_one_setting(home, monkeypatch):
    assert isinstance(engines.opened(home), engines.DuckDB)
    monkeypatch.setenv("KHARITA_ARCHIVE_ENGINE", "postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(Exception, match="port 9"):
        engines.opened(home)

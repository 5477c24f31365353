"""Who answers: DuckDB in this process, PostgreSQL with PostGIS, or Spark, by one setting; each shows the same two tables.

`incidents` (id, date, date_to, lon, lat, precision, kind, actor_a, actor_b, deaths, source, cell4, cell6) has a row an
incident; `counts` (resolution, cell, lon, lat, date, incidents, deaths) has a row for each cell and day with any.
Queries are SQL that all three understand, with parameters as `:name`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd
import psycopg
import pyarrow.parquet

from geodata.archive import shelf
from geodata.archive.incidents import SCHEMA

__all__ = ["DuckDB", "Engine", "PostgreSQL", "Spark", "opened"]

_COLUMNS = (
    "id",
    "date",
    "date_to",
    "precision",
    "kind",
    "actor_a",
    "actor_b",
    "deaths",
    "source",
    "cell4",
    "cell6",
)
_COUNTS = ("resolution", "cell", "lon", "lat", "date", "incidents", "deaths")
_NAMED = re.compile(r":([a-z_]+)\b")


class Engine(Protocol):
    """Something that answers SQL over one version of an archive."""

    version: str

    def run(self, query: str, **given: Any) -> pd.DataFrame:
        """The rows of a query; `given` are the values of its parameters."""
        ...


def opened(home: Path, setting: str | None = None) -> Engine:
    """The engine that `setting`, or else KHARITA_ARCHIVE_ENGINE, names, on the archive in `home`.

    Parameters
    ----------
    setting : str, optional
        "duckdb" (the default), a postgresql:// address, or the address of a Spark master (spark://..., local[2]).

    Raises
    ------
    FileNotFoundError
        If there is no archive.
    """
    if not shelf.parts(home):
        raise FileNotFoundError(f"{home} holds no archive yet: run  geodata archive add FILE --source NAME")
    setting = setting or os.environ.get("KHARITA_ARCHIVE_ENGINE") or "duckdb"
    if setting == "duckdb":
        return DuckDB(home)
    return PostgreSQL(home, setting) if setting.startswith("postgres") else Spark(home, setting)


class DuckDB:
    """In this process, straight from the Parquet files."""

    def __init__(self, home: Path) -> None:
        self.version = shelf.manifest(home).version
        self._base = duckdb.connect(config={"memory_limit": "1GB", "enable_object_cache": "true"})
        self._base.execute("SET enable_progress_bar = false")
        plain = ", ".join(_COLUMNS)
        for name, what, columns in (
            ("incidents", "parts", f"{plain}, geometry.x AS lon, geometry.y AS lat"),
            ("counts", "counts", ", ".join(_COUNTS)),
        ):
            found = shelf.parts(home, what)
            self._base.execute(
                f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet({found}, hive_partitioning = false)"
            )

    def run(self, query: str, **given: Any) -> pd.DataFrame:
        """The rows of a query; safe to call from several threads."""
        return self._base.cursor().execute(_NAMED.sub(r"$\1", query), given).df()


class PostgreSQL:
    """A server with PostGIS; parts that it does not have yet are copied to it first."""

    def __init__(self, home: Path, address: str) -> None:
        self.version = shelf.manifest(home).version
        self._address = address
        with self._connected() as base:
            base.execute(_TABLES)
            there = {name for (name,) in base.execute("SELECT name FROM kharita_parts")}
            for one in shelf.manifest(home).added:
                for table, paths in (("kharita_incidents", one.parts), ("counts", one.counts)):
                    for path in paths:
                        if path not in there:
                            _copy(base, table, home / path)
                            base.execute("INSERT INTO kharita_parts VALUES (%s)", [path])

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self._address)

    def run(self, query: str, **given: Any) -> pd.DataFrame:
        """The rows of a query."""
        with self._connected() as base:
            cursor = base.execute(_NAMED.sub(r"%(\1)s", query.replace("%", "%%")).encode(), given)
            return pd.DataFrame(
                cursor.fetchall(), columns=[column.name for column in cursor.description or ()]
            )


_TABLES = """
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE TABLE IF NOT EXISTS kharita_parts (name text PRIMARY KEY);
CREATE TABLE IF NOT EXISTS kharita_incidents (
  id text, date date, date_to date, geometry geometry(Point, 4326), precision smallint, kind text, actor_a text,
  actor_b text, deaths integer, source text, cell4 bigint, cell6 bigint);
CREATE INDEX IF NOT EXISTS kharita_by_cell ON kharita_incidents (cell4, date);
CREATE INDEX IF NOT EXISTS kharita_by_place ON kharita_incidents USING gist (geometry);
CREATE TABLE IF NOT EXISTS counts (
  resolution smallint, cell bigint, lon double precision, lat double precision, date date, incidents bigint, deaths bigint);
CREATE INDEX IF NOT EXISTS counts_by_cell ON counts (resolution, cell, date);
CREATE INDEX IF NOT EXISTS counts_by_day ON counts (resolution, date);
CREATE OR REPLACE VIEW incidents AS
  SELECT id, date, date_to, precision, kind, actor_a, actor_b, deaths, source, cell4, cell6,
         ST_X(geometry) AS lon, ST_Y(geometry) AS lat FROM kharita_incidents;
"""


def _copy(base: psycopg.Connection, table: str, path: Path) -> None:
    """Copy a part into a table, row group by row group."""
    names = SCHEMA.names if table == "kharita_incidents" else list(_COUNTS)
    with base.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN".encode()) as copy:
        for row in _rows(path, names):
            copy.write_row(row)


def _rows(path: Path, names: list[str]) -> Iterator[list[Any]]:
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(columns=names):
        columns = [
            [f"SRID=4326;POINT({at['x']} {at['y']})" for at in column] if name == "geometry" else column
            for name, column in zip(names, (batch[name].to_pylist() for name in names), strict=True)
        ]
        yield from map(list, zip(*columns, strict=True))


class Spark:
    """A Spark cluster, from the same Parquet files; every worker must see their folder."""

    def __init__(self, home: Path, master: str) -> None:
        try:
            from pyspark.sql import SparkSession  # ty: ignore
        except ImportError as error:
            raise ModuleNotFoundError(
                "Spark answers only where pyspark is installed: pip install pyspark"
            ) from error
        self.version = shelf.manifest(home).version
        self._session = (
            SparkSession.builder.master(master).appName("kharita").config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC").config("spark.driver.host", os.environ.get("SPARK_LOCAL_IP", "127.0.0.1"))
            .config("spark.sql.shuffle.partitions", "4").getOrCreate()
        )  # fmt: skip
        rows = self._session.read.parquet(*shelf.parts(home))
        rows.select(
            *_COLUMNS, rows.geometry.x.alias("lon"), rows.geometry.y.alias("lat")
        ).createOrReplaceTempView("incidents")
        self._session.read.parquet(*shelf.parts(home, "counts")).createOrReplaceTempView("counts")

    def run(self, query: str, **given: Any) -> pd.DataFrame:
        """The rows of a query."""
        return self._session.sql(query, args=given).toArrow().to_pandas()

    def close(self) -> None:
        """Stop the session and its workers."""
        self._session.stop()

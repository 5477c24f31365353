"""The store of a team: the same promises, kept by PostgreSQL with PostGIS.

Everything a save does is one transaction, held off from others by an advisory lock; "head" moves by
compare-and-set. The features of the current version stand in a table of their own with a PostGIS geometry and the
number of the save that last changed them, for SQL and QGIS to read.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from geodata import files
from geodata.edits import Files
from geodata.gate import admit
from geodata.rewrite import same
from geodata.store.base import Store
from geodata.store.parts import Entry, StoreError

__all__ = ["PostgresStore"]

#: The number by which the store's writers know each other among all advisory locks of a database: "kharita".
_LOCK = int.from_bytes(b"kharita", "big")

_SCHEMA = """
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE TABLE IF NOT EXISTS kharita_object (name text PRIMARY KEY, data bytea NOT NULL);
CREATE TABLE IF NOT EXISTS kharita_paper (
    kind text, name text, content jsonb NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE IF NOT EXISTS kharita_history (seq bigint PRIMARY KEY, entry jsonb NOT NULL);
CREATE TABLE IF NOT EXISTS kharita_pointer (name text PRIMARY KEY, version text NOT NULL);
CREATE TABLE IF NOT EXISTS kharita_record (
    file text, id text, version bigint NOT NULL, properties jsonb NOT NULL, geometry geometry(Geometry, 4326),
    PRIMARY KEY (file, id));
CREATE INDEX IF NOT EXISTS kharita_record_geometry ON kharita_record USING gist (geometry);
COMMENT ON TABLE kharita_record IS
    'The current version, to read. What is written here is overwritten by the next save.';
"""


class PostgresStore(Store):
    """The versions of one dataset in a database.

    Parameters
    ----------
    url : str
        "postgresql://user@host/database"; PostGIS must be installed on the server.
    data : Path
        The folder that an empty database begins with.
    review : bool
        Whether every save waits for a second person.
    """

    def __init__(self, url: str, data: Path, *, review: bool = False) -> None:
        super().__init__(review)
        self._url = url
        self._here = threading.local()
        with self._transaction() as run:
            run("SELECT pg_advisory_xact_lock(%s)", _LOCK)
            if run("SELECT to_regclass('kharita_record') IS NULL").fetchone() == (True,):
                self._create()
            if not self._pointer("head"):
                found = {file: files.read(data / file) for file in files.dataset_files(data)}
                if found:
                    self._begin(found, "begin", f"the files of {data.name}")

    def _create(self) -> None:
        try:
            self._run(_SCHEMA)
        except psycopg.Error as error:
            raise StoreError(
                f"the tables could not be made: {str(error).strip()}. Install PostGIS on the server "
                "(postgresql-15-postgis-3), and let the role create extensions and tables"
            ) from None

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """One connection and transaction a thread; inside it, everything runs in it."""
        if getattr(self._here, "connection", None) is not None:
            yield self._run
            return
        try:
            connection = psycopg.connect(self._url, connect_timeout=10)
        except psycopg.Error as error:
            raise StoreError(f"the database cannot be reached: {str(error).strip()}") from None
        try:
            with connection:
                self._here.connection = connection
                yield self._run
        finally:
            self._here.connection = None
            connection.close()

    def _run(self, query: str, *values: Any) -> psycopg.Cursor[Any]:
        return self._here.connection.execute(query, values or None)  # type: ignore[arg-type]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._transaction() as run:
            run("SELECT pg_advisory_xact_lock(%s)", _LOCK)
            yield

    def head(self) -> str:
        """The current version."""
        return self._pointer("head")

    def _entries(self) -> list[Entry]:
        with self._transaction() as run:
            rows = run("SELECT entry FROM kharita_history ORDER BY seq").fetchall()
        return [Entry(**entry) for (entry,) in rows]

    def _last(self) -> Entry | None:
        with self._transaction() as run:
            row = run("SELECT entry FROM kharita_history ORDER BY seq DESC LIMIT 1").fetchone()
        return Entry(**row[0]) if row else None

    def _append(self, entry: Entry) -> None:
        self._run("INSERT INTO kharita_history VALUES (%s, %s)", entry.seq, Jsonb(asdict(entry)))

    def _put_object(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        with self._transaction() as run:
            run("INSERT INTO kharita_object VALUES (%s, %s) ON CONFLICT DO NOTHING", name, data)
        return name

    def _object(self, name: str) -> bytes:
        with self._transaction() as run:
            row = run("SELECT data FROM kharita_object WHERE name = %s", name).fetchone()
        if row is None or hashlib.sha256(row[0]).hexdigest() != name:
            raise StoreError(f"the object {name} is missing or damaged: put it back from a backup")
        return bytes(row[0])

    def _put_paper(self, kind: str, name: str, content: dict[str, Any]) -> None:
        query = """INSERT INTO kharita_paper VALUES (%s, %s, %s)
                   ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content"""
        with self._transaction() as run:
            run(query, kind, name, Jsonb(content))

    def _paper(self, kind: str, name: str) -> dict[str, Any] | None:
        with self._transaction() as run:
            row = run(
                "SELECT content FROM kharita_paper WHERE kind = %s AND name = %s", kind, name
            ).fetchone()
        return row[0] if row else None

    def _papers(self, kind: str) -> list[str]:
        with self._transaction() as run:
            rows = run("SELECT name FROM kharita_paper WHERE kind = %s ORDER BY name", kind).fetchall()
        return [name for (name,) in rows]

    def _drop_paper(self, kind: str, name: str) -> None:
        with self._transaction() as run:
            run("DELETE FROM kharita_paper WHERE kind = %s AND name = %s", kind, name)

    def _pointer(self, name: str) -> str:
        with self._transaction() as run:
            row = run("SELECT version FROM kharita_pointer WHERE name = %s", name).fetchone()
        return row[0] if row else ""

    def _point(self, name: str, version: str) -> None:
        query = """INSERT INTO kharita_pointer VALUES (%s, %s)
                   ON CONFLICT (name) DO UPDATE SET version = excluded.version"""
        self._run(query, name, version)

    def _begin(self, contents: dict[str, bytes], kind: str = "begin", why: str = "") -> None:
        super()._begin(contents, kind, why)
        self._show({}, contents)

    def _switch(self, version: str, old: Files, new: Files) -> None:
        query = "UPDATE kharita_pointer SET version = %s WHERE name = 'head' AND version = %s"
        if self._run(query, version, files.digest(dict(old))).rowcount != 1:
            raise StoreError("somebody else has saved meanwhile: save again")
        self._show(old, new)

    def _show(self, old: Files, new: Files) -> None:
        """Bring the table of records in line with the new version: rows of records that did not change stay."""
        last = self._last()
        number = last.seq if last else 0
        for file in sorted({*old, *new}):
            if old.get(file) == new.get(file):
                continue
            before, after = _records(old.get(file), file), _records(new.get(file), file)
            for name in before.keys() - after.keys():
                self._run("DELETE FROM kharita_record WHERE file = %s AND id = %s", file, name)
            for name, item in after.items():
                if name not in before or not same(before[name], item):
                    self._put_record(file, name, item, number)

    def _put_record(self, file: str, name: str, item: Any, number: int) -> None:
        geometry = item.get("geometry") if file.endswith(".geojson") else None
        body = item.get("properties", item) if file.endswith(".geojson") else item
        query = """INSERT INTO kharita_record VALUES (%s, %s, %s, %s, ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326))
                   ON CONFLICT (file, id) DO UPDATE SET version = excluded.version,
                       properties = excluded.properties, geometry = excluded.geometry"""
        shape = None if geometry is None else json.dumps(geometry)
        self._run(query, file, name, number, Jsonb(body), shape)


def _records(data: bytes | None, file: str) -> dict[str, Any]:
    value = admit(data, file).value if data is not None else None
    items = value.get("features", [value]) if isinstance(value, dict) else value or []
    return {item["id"]: item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}

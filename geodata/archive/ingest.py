"""Adding a table to the archive: in bounded memory, taken up again where it was cut off, and the same file only once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from geodata.archive import cells, shelf
from geodata.archive.incidents import GEO, PLACED, Mapping, mapped

__all__ = ["add"]

#: Bytes of a table that are in memory at once, and what DuckDB may hold before it spills to disk.
_BLOCK = 1 << 24
_MEMORY = "900MB"
_HEADER = 1 << 16

Progress = Callable[[str, float], None]


def add(
    home: Path, path: Path, mapping: Mapping, source: str, progress: Progress = lambda stage, share: None
) -> shelf.Added:
    """Add the incidents of a CSV file, and return what became of it.

    The same bytes are added once; an incident whose id is there already stays as it is. Lines that are no incident
    are kept in `refused/`, each with what it lacks.

    Parameters
    ----------
    home : Path
        The archive's folder.
    path : Path
        CSV with a header, UTF-8; a name that ends in .gz or .zst is unpacked while it is read.
    source : str
        Who published it; stands before each id.
    progress : callable, optional
        Told the stage ("read", "sort") and the share of it that is done, 0 to 1.

    Raises
    ------
    OSError
        If the file cannot be read or the disk is full; what was taken up so far is kept for the next try.
    ValueError
        If it has no header, or lacks a column that the mapping needs.
    """
    sha = shelf.digest(path)
    if (before := shelf.manifest(home).named(sha)) is not None:
        return before
    folder = shelf.staging(home, sha)
    _stage(path, mapping, source, folder, progress)
    refused = _refused(home, folder, sha)
    added = _settle(home, folder, path.name, source, sha, refused, progress)
    shelf.record(home, added)
    shelf.tidy(home)
    return added


def _stage(path: Path, mapping: Mapping, source: str, folder: Path, progress: Progress) -> None:
    """Write each block of the file as a part of its own; a block that is there already is passed over."""
    size = max(path.stat().st_size, 1)
    for number, (block, done) in enumerate(_blocks(path, mapping)):
        part = folder / f"{number:05d}.parquet"
        if not part.exists():
            rows, refused = mapped(block, mapping, source)
            if len(refused):
                told = block.loc[refused.index].assign(refused=refused)
                told.to_csv(folder / f"{number:05d}.refused.csv", index=False)
            half = part.with_suffix(".half")
            pyarrow.parquet.write_table(rows, half, compression="zstd", compression_level=1)
            half.replace(part)
        progress("read", min(done / size, 1.0))


def _blocks(path: Path, mapping: Mapping) -> Iterator[tuple[pd.DataFrame, int]]:
    """The file block by block as text, each with the bytes read so far; the same blocks at every try."""
    with pa.input_stream(path) as stream:
        head = stream.read(_HEADER).decode("utf-8-sig", "replace").splitlines()
    names = next(csv.reader(head[:1]), [])
    if missing := sorted(
        {of.column for of in mapping.fields.values() if of.column and not of.constant} - set(names)
    ):
        raise ValueError(
            f"{path.name} has no column {missing[0]!r}; it has {', '.join(names) or 'no header'}"
        )
    text = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    packed = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix)
    with path.open("rb") as raw, pa.input_stream(raw, compression=packed) as stream:
        reader = pyarrow.csv.open_csv(
            stream,
            pyarrow.csv.ReadOptions(block_size=_BLOCK),
            pyarrow.csv.ParseOptions(newlines_in_values=True),
            text,
        )
        for batch in reader:
            yield batch.to_pandas(), raw.tell()


def _refused(home: Path, folder: Path, sha: str) -> int:
    """Keep the lines that are no incident, and count them."""
    found = sorted(folder.glob("*.refused.csv"))
    if not found:
        return 0
    lines = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in found])
    (home / "refused").mkdir(exist_ok=True)
    lines.to_csv(home / "refused" / f"{sha[:16]}.csv", index=False)
    return len(lines)


def _settle(
    home: Path, folder: Path, name: str, source: str, sha: str, refused: int, progress: Progress
) -> shelf.Added:
    """Sort what was taken up by year, cell and day, without what is there already; and count it."""
    engine = duckdb.connect(
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": "false",
        }
    )
    engine.execute(
        f"CREATE VIEW staged AS SELECT * FROM read_parquet({[str(p) for p in sorted(folder.glob('*.parquet'))]})"
    )
    engine.execute("SET enable_progress_bar = false")
    years = engine.execute("SELECT year(date), count(*) FROM staged GROUP BY 1 ORDER BY 1").fetchall()
    there = shelf.parts(home)
    parts, counts, rows = [], [], 0
    for done, (year, _) in enumerate(years, start=1):
        part = f"incidents/year={year}/{sha[:16]}.parquet"
        rows += _write_part(engine, home, part, year, [path for path in there if f"year={year}/" in path])
        count = f"counts/year={year}/{sha[:16]}.parquet"
        _write_counts(engine, home, part, count)
        parts.append(part)
        counts.append(count)
        progress("sort", done / len(years))
    staged = sum(count for _, count in years)
    return shelf.Added(sha, name, source, rows, staged - rows, refused, tuple(parts), tuple(counts))


def _write_part(engine: duckdb.DuckDBPyConnection, home: Path, part: str, year: int, there: list[str]) -> int:
    known = f"WHERE id NOT IN (SELECT id FROM read_parquet({there}))" if there else ""
    query = f"""
        SELECT * FROM (SELECT DISTINCT ON (id) * FROM staged WHERE year(date) = {year}) {known} ORDER BY cell4, date, id
    """
    return _copy(engine, query, home / part, f", KV_METADATA {{geo: '{GEO}'}}")


def _write_counts(engine: duckdb.DuckDBPyConnection, home: Path, part: str, counts: str) -> None:
    """Incidents and deaths by cell and day, of both resolutions, with the middle of each cell."""
    each = " UNION ALL ".join(
        f"SELECT {resolution} AS resolution, cell{resolution} AS cell, date, count(*) AS incidents, sum(deaths)::BIGINT AS deaths "
        f"FROM read_parquet('{home / part}') WHERE precision <= {PLACED[resolution]} GROUP BY ALL"
        for resolution in cells.RESOLUTIONS
    )
    engine.execute(f"CREATE OR REPLACE TEMP TABLE counted AS {each}")
    known = engine.execute("SELECT DISTINCT cell FROM counted").fetchnumpy()["cell"]
    lon, lat = cells.centres(known).T
    engine.register("middles", pa.table({"cell": known, "lon": lon, "lat": lat}))
    query = "SELECT resolution, cell, lon, lat, date, incidents, deaths FROM counted JOIN middles USING (cell) ORDER BY resolution, cell, date"
    _copy(engine, query, home / counts)


def _copy(engine: duckdb.DuckDBPyConnection, query: str, path: Path, more: str = "") -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    form = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768{more}"
    (rows,) = engine.execute(f"COPY ({query}) TO '{half}' ({form})").fetchone() or (0,)
    half.replace(path)
    return rows

"""Data formats, one small module each: out of the dataset, and back for `verify` and for imports.

`FORMATS` is the registry; `export` gives the bytes of a file. A format is added by its module and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from geodata.dataset import Dataset
from geodata.facts import facts
from geodata.formats import flatgeobuf, geojson, geopackage, kml, parquet, table
from geodata.formats.content import Export, Format, Found
from geodata.stamp import ADDRESS, Stamp, make, reader

__all__ = ["FORMATS", "Export", "Format", "Found", "export"]

#: Every format by the name the command line calls it.
FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (geojson, table, geopackage, parquet, flatgeobuf, kml)
}


def export(
    name: str,
    dataset: Dataset,
    as_of: date | None = None,
    filters: Mapping[str, str] | None = None,
    *,
    address: str = ADDRESS,
    made: str | None = None,
) -> bytes:
    """The bytes of a file that says a state of the dataset, or the whole of it.

    Parameters
    ----------
    name : str
        A key of `FORMATS`.
    dataset : Dataset
        Already cut down to its day of knowledge (`derive.known_on`), where one is asked for.
    as_of : date or None
        The day; None: every status with the days between which it holds.
    filters : mapping or None
        `theatre` and `hide` (ids of actors, a comma between them).
    address : str
        Where the dashboard is served, for the link.
    made : str or None
        When, in UTC; None: now.

    Raises
    ------
    KeyError
        If there is no such format.
    """
    stamp = make(dataset, as_of, filters, address=address, made=made)
    return FORMATS[name].write(Export(dataset, stamp, facts(dataset, as_of, stamp.filters)))


def _register(form: Format) -> None:
    @reader(form.suffix)
    def read(path: Path) -> Stamp | None:
        return form.read(path).stamp


for _form in FORMATS.values():
    _register(_form)

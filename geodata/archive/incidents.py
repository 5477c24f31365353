"""One incident, as the archive keeps it; and how the columns of a published table become that.

UCDP GED: Sundberg and Melander (2013), codebook of the Georeferenced Event Dataset; its `where_prec` 1 to 7 and
`date_prec` are kept as one scale. ACLED: Raleigh et al. (2010); `geo_precision` 1 to 3.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.archive import cells

__all__ = ["GEO", "MAPPINGS", "PLACED", "SCHEMA", "Field", "Mapping", "mapped", "read_mapping"]

#: A row an incident. `precision`: 1 the spot, 2 near it, 3 the district, 4 the province, 5 wider, 6 the country.
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("date", pa.date32()),
        ("date_to", pa.date32()),
        ("geometry", pa.struct([("x", pa.float64()), ("y", pa.float64())])),
        ("precision", pa.int8()),
        ("kind", pa.string()),
        ("actor_a", pa.string()),
        ("actor_b", pa.string()),
        ("deaths", pa.int32()),
        ("source", pa.string()),
        ("cell4", pa.int64()),
        ("cell6", pa.int64()),
    ]
)

#: GeoParquet 1.1, a point as a struct of x and y.
GEO = json.dumps(
    {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "point", "geometry_types": ["Point"]}},
    }
)

#: The coarsest precision that still says in which cell an incident belongs, by resolution.
PLACED = {cells.COARSE: 3, cells.FINE: 2}


@dataclass(frozen=True)
class Field:
    """Where a value comes from: a column, a code of it looked up in `values`, or `constant` where it is empty."""

    column: str = ""
    values: dict[str, str] = field(default_factory=dict)
    constant: str = ""


@dataclass(frozen=True)
class Mapping:
    """The columns of a published table, by the field they fill, and how its dates are written (`%Y-%m-%d`...)."""

    fields: dict[str, Field]
    dates: tuple[str, ...] = ("%Y-%m-%d",)


_UCDP_PLACE = {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "6"}
_UCDP_KIND = {"1": "state-based", "2": "non-state", "3": "one-sided"}
_ACLED_PLACE = {"1": "1", "2": "3", "3": "4"}

MAPPINGS = {
    "ucdp": Mapping(
        {
            "id": Field("id"), "date": Field("date_start"), "date_to": Field("date_end"), "lon": Field("longitude"),
            "lat": Field("latitude"), "precision": Field("where_prec", _UCDP_PLACE, "6"),
            "kind": Field("type_of_violence", _UCDP_KIND), "actor_a": Field("side_a"), "actor_b": Field("side_b"),
            "deaths": Field("best", constant="0"),
        }
    ),
    "acled": Mapping(
        {
            "id": Field("event_id_cnty"), "date": Field("event_date"), "date_to": Field("event_date"),
            "lon": Field("longitude"), "lat": Field("latitude"), "precision": Field("geo_precision", _ACLED_PLACE, "6"),
            "kind": Field("event_type"), "actor_a": Field("actor1"), "actor_b": Field("actor2"),
            "deaths": Field("fatalities", constant="0"),
        },
        ("%Y-%m-%d", "%d %B %Y"),
    ),
}  # fmt: skip

_NEEDED = ("id", "date", "lon", "lat")
_FIELDS = (*_NEEDED, "date_to", "precision", "kind", "actor_a", "actor_b", "deaths")


def read_mapping(path: Path) -> Mapping:
    """A mapping of one's own, as JSON: {"id": "column", "precision": {"column": ..., "values": {...}}, "dates": [...]}.

    Raises
    ------
    ValueError
        If it names a field that an incident does not have, or leaves out one that it needs.
    """
    told = json.loads(path.read_text(encoding="utf-8"))
    dates = tuple(told.pop("dates", ["%Y-%m-%d"]))
    fields = {name: Field(**({"column": of} if isinstance(of, str) else of)) for name, of in told.items()}
    if unknown := sorted(set(fields) - set(_FIELDS)):
        raise ValueError(f"{path}: an incident has no {unknown[0]!r}; it has {', '.join(_FIELDS)}")
    if missing := [name for name in _NEEDED if name not in fields]:
        raise ValueError(f"{path}: says nothing of {', '.join(missing)}")
    return Mapping(fields, dates)


def mapped(table: pd.DataFrame, mapping: Mapping, source: str) -> tuple[pa.Table, pd.Series]:
    """Rows of text as incidents.

    Parameters
    ----------
    table : DataFrame of str
    source : str
        Goes before each id, so that those of two publishers never meet.

    Returns
    -------
    incidents : Table of `SCHEMA`
    refused : Series of str
        For each row that is no incident, by the index of `table`, what it lacks.
    """
    text = {name: _text(table, mapping.fields.get(name, Field())) for name in _FIELDS}
    start, end = _days(text["date"], mapping.dates), _days(text["date_to"], mapping.dates)
    lon, lat = (pd.to_numeric(text[name], errors="coerce") for name in ("lon", "lat"))
    refused = _refused(text["id"], start, lon, lat)
    good = refused.index[refused == ""]
    lon, lat, start, end = lon[good].to_numpy(), lat[good].to_numpy(), start[good], end[good]
    fine = cells.locate(lon, lat)
    end = end.where(end >= start, start)
    columns = {
        "id": source + ":" + text["id"][good],
        "date": start.dt.date, "date_to": end.dt.date,
        "geometry": pa.StructArray.from_arrays([pa.array(lon), pa.array(lat)], names=["x", "y"]),
        "precision": _whole(text["precision"][good], 6), "kind": text["kind"][good],
        "actor_a": text["actor_a"][good], "actor_b": text["actor_b"][good], "deaths": _whole(text["deaths"][good], 0),
        "source": np.full(len(good), source, object), "cell4": cells.parents(fine, cells.COARSE), "cell6": fine,
    }  # fmt: skip
    arrays = [
        columns[name] if name == "geometry" else pa.array(columns[name], SCHEMA.field(name).type)
        for name in SCHEMA.names
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA), refused[refused != ""]


def _text(table: pd.DataFrame, of: Field) -> pd.Series:
    """A field as text, trimmed; a code that is not among the values is kept as it stands."""
    if of.column not in table.columns:
        return pd.Series(of.constant, index=table.index, dtype=object)
    text = table[of.column].fillna("").str.strip()
    if of.values:
        text = text.map(of.values).fillna(text)
    return text.where(text != "", of.constant)


def _days(text: pd.Series, forms: tuple[str, ...]) -> pd.Series:
    """Days as timestamps; a time of day is cut off; what fits no form is NaT."""
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]")
    for form in forms:
        cut = text.str.slice(0, 10) if form == "%Y-%m-%d" else text
        found = found.fillna(pd.to_datetime(cut, format=form, errors="coerce"))
    return found


def _whole(text: pd.Series, otherwise: int) -> np.ndarray:
    return pd.to_numeric(text, errors="coerce").fillna(otherwise).clip(0, 2**31 - 1).to_numpy("int64")


def _refused(names: pd.Series, start: pd.Series, lon: pd.Series, lat: pd.Series) -> pd.Series:
    """What each row lacks to be an incident; empty where nothing."""
    said = pd.Series("", index=names.index, dtype=object)
    said = said.mask(
        ~(lon.between(-180, 180) & lat.between(-90, 90)), "no longitude and latitude on the globe"
    )
    said = said.mask(start.isna(), "no date that can be read")
    return said.mask(names == "", "no id")

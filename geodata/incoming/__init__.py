"""Data from elsewhere: read, understood, and shown as a plan before anything is written.

`read_incoming` gives the `Plan`; `judge` makes its edits in memory and holds the outcome to the check. Nothing here
writes a file or asks anybody anything: the command line and the page do that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from geodata import files, rfc7946
from geodata.dataset import build, understood
from geodata.edits import Files
from geodata.formats import worker
from geodata.formats.worker import DRIVERS, Layer
from geodata.gate import admit
from geodata.incoming import drawn, events, qgis, statuses, tables
from geodata.incoming.plan import Duplicate, Incoming, Judged, Options, Plan, Refused, judge

__all__ = ["FORMS", "Duplicate", "Incoming", "Judged", "Options", "Plan", "Refused", "judge", "read_incoming"]

#: What can be brought in, by the name the command line calls it.
FORMS = ("ucdp", "acled", "csv", "geojson", *DRIVERS)


def read_incoming(form: str, paths: Sequence[Path], into: Files, options: Options) -> Plan:
    """What bringing files in would do.

    Parameters
    ----------
    form : str
        One of `FORMS`.
    paths : sequence of Path
        Files of that form; a series of dated polygons may stand in several, one a day.
    into : mapping of str to bytes
        The dataset's files.
    options : Options

    Returns
    -------
    Plan
        Without edits while it needs something.

    Raises
    ------
    Refused, worker.Unreadable
        If a file cannot be read as what it is said to be.
    OSError
        If it cannot be opened.
    """
    dataset = build(understood(into))
    if form in ("ucdp", "acled", "csv"):
        plan = Plan()
        for path in paths:
            rows = tables.table(files.read(path), path.name)
            if form == "csv" and all(column in rows[0] for column in statuses.NEEDED):
                found = statuses.plan_statuses(path.name, rows, dataset, options)
            else:
                read_rows = tables.occurrences(form, rows, options.columns)
                found = events.plan_events(path.name, read_rows, dataset, options)
            plan = _together(plan, found)
    else:
        read = [(path, _layers(form, path)) for path in paths]
        if form == "gpkg" and len(read) == 1 and qgis.is_ours(read[0][1]):
            plan = qgis.plan_changes(paths[0].name, read[0][1], into)
        else:
            plan = drawn.plan_drawn(
                [(path.name, list(_sound(path, layers))) for path, layers in read], dataset, options
            )
    if plan.needs:
        plan.edits = []
    return plan


def _together(one: Plan, two: Plan) -> Plan:
    needs = list(dict.fromkeys([*one.needs, *two.needs]))
    return Plan(one.edits + two.edits, one.records + two.records, one.problems + two.problems,
                one.duplicates + two.duplicates, needs, one.left_out + two.left_out)  # fmt: skip


def _layers(form: str, path: Path) -> list[Layer]:
    if form != "geojson":
        return worker.layers(path, form)
    document = admit(files.read(path), path.name.removesuffix(".geojson") + ".json")
    if document.problems:
        raise Refused("\n".join(map(str, document.problems[:20])))
    value = document.value
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = {"type": "FeatureCollection", "features": [value]}
    if not isinstance(value, dict) or not isinstance(value.get("features"), list):
        raise Refused(f"{path.name} is no GeoJSON FeatureCollection")
    if "crs" in value and (fault := next(rfc7946.faults({**value, "features": []}), None)):
        raise Refused(f"{path.name}: {fault[2]}. {fault[3]}")
    return [Layer(path.stem, value["features"])]


def _sound(path: Path, layers: Sequence[Layer]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each feature with a place, as layer, properties and shape; heights are left off before the rules of RFC 7946."""
    for layer in layers:
        for index, item in enumerate(layer.features):
            if not isinstance(item, dict) or not isinstance(item.get("geometry"), dict):
                continue
            geometry = _flat(item["geometry"])
            for part in geometry.get("geometries", [geometry]) if isinstance(geometry, dict) else []:
                fault = next(
                    rfc7946.faults({"type": "FeatureCollection", "features": [{"geometry": part}]}), None
                )
                if fault:
                    raise Refused(f"{path.name}: feature {index} of {layer.name}: {fault[2]}. {fault[3]}")
                properties = item.get("properties")
                yield (
                    layer.name,
                    properties if isinstance(properties, dict) else {},
                    shapely.make_valid(shape(part)),
                )


def _flat(value: Any) -> Any:
    """Positions without their height."""
    if isinstance(value, dict):
        return {
            key: _flat(inner) if key in ("coordinates", "geometries") else inner
            for key, inner in value.items()
        }
    if isinstance(value, list):
        if len(value) > 2 and all(isinstance(part, int | float) for part in value):
            return value[:2]
        return [_flat(part) for part in value]
    return value

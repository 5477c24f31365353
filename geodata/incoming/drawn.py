"""Features of a map file: dated polygons become zones, dated points events, by the columns that say when and who."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from geodata.dataset import Dataset
from geodata.incoming.events import plan_events
from geodata.incoming.plan import Options, Plan
from geodata.incoming.polygons import Drawing, plan_zones
from geodata.incoming.tables import OWN_FIELDS, Occurrence, occurrences
from geodata.period import parse
from geodata.problems import Problem

__all__ = ["plan_drawn"]

_Feature = tuple[str, dict[str, Any], BaseGeometry]
_DAY_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")


def plan_drawn(read: Sequence[tuple[str, list[_Feature]]], dataset: Dataset, options: Options) -> Plan:
    """The zones or events that the features of files would become; a file of both gives zones only."""
    areal = [item for _, items in read for item in items if item[2].geom_type.endswith("Polygon")]
    if areal:
        return _plan_areas(read, dataset, options)
    plan = Plan()
    for name, items in read:
        rows = [
            _row(properties, shape, options) for _, properties, shape in items if shape.geom_type == "Point"
        ]
        if not rows:
            plan.problems.append(
                Problem(name, 0, 0, "", "", "holds no polygon and no point", "Name another file", "import")
            )
            continue
        named = {field: field for field in OWN_FIELDS}
        found: Iterator[Occurrence | tuple[int, str, str]] = occurrences("csv", rows, named)
        plan = plan_events(name, found, dataset, options)
    return plan


def _row(properties: dict[str, Any], shape: BaseGeometry, options: Options) -> dict[str, str]:
    row = {name: _text(properties.get(options.columns.get(name, name))) for name in OWN_FIELDS}
    return row | {"lon": str(shape.x), "lat": str(shape.y)}


def _plan_areas(read: Sequence[tuple[str, list[_Feature]]], dataset: Dataset, options: Options) -> Plan:
    drawings: list[Drawing] = []
    unknown: Counter[str] = Counter()
    undated: list[str] = []
    for file, items in read:
        for number, (_, properties, shape) in enumerate(items, start=1):
            if not shape.geom_type.endswith(("Polygon", "Collection")):
                continue
            day = _text(properties.get(options.columns.get("date", "date"))) or _day_in(file)
            if not _is_day(day):
                undated.append(f"{file}: feature {number}")
            called = _text(properties.get(options.columns.get("actor", "actor")))
            actor = options.actors.get(called, called if called in dataset.actors else None)
            if actor is None:
                unknown[called] += 1
            elif actor and _is_day(day):
                drawings.append(Drawing(day, actor, shape))
    plan = plan_zones([] if unknown or undated else drawings, dataset, options)
    for called, count in unknown.most_common():
        plan.needs.append(f"who {called!r} is ({count} polygons): --actor '{called}=ID', or '{called}=' to leave it out; "
                          "the column that says who: --map actor=COLUMN")  # fmt: skip
    if undated:
        plan.needs.append(
            f"the day of {len(undated)} polygons, such as {undated[0]}: --map date=COLUMN, or a date in the file's name"
        )
    return plan


def _is_day(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _day_in(file: str) -> str:
    """The day in a file's name, as in front_20240708.geojson."""
    found = _DAY_IN_NAME.search(file)
    return "-".join(found.groups()) if found else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()

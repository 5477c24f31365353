"""Which ground of one zone is another's now, and what that does to the figures of whoever held either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.dataset import geodesic_area_km2
from geodata.news.words import say
from geodata.period import parse
from geodata.rewrite import same
from geodata.text import Text

__all__ = ["Moved", "area", "effects", "moved"]

#: Less than this is the rounding of a border.
_LEAST_KM2 = 0.05
_SHOWN_KM2 = 1
_MOST_SPANS = 6

Zone = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """Ground that goes from one zone to another: "cut" (to one that is new), "merged" (from one that is gone), "ceded"."""

    what: str
    source: str
    target: str
    km2: float


def moved(old: Mapping[str, Zone], new: Mapping[str, Zone]) -> Iterator[Moved]:
    """The ground that goes from zone to zone between two versions, by ids.

    Parameters
    ----------
    old, new : mapping of id to feature
        Zones as JSON; those that cannot be drawn are passed over.
    """
    before, after = (
        {id: area for id in side if _differs(id, old, new) and (area := _area(side[id])) is not None}
        for side in (old, new)
    )
    for source, was in before.items():
        for target, now in after.items():
            if source != target and was.intersects(now):
                km2 = sum(map(geodesic_area_km2, shapely.get_parts(was.intersection(now))))
                if km2 >= _LEAST_KM2:
                    what = "cut" if target not in old else "merged" if source not in new else "ceded"
                    yield Moved(what, source, target, km2)


def area(km2: float) -> str:
    """So much ground in figures, never as none at all."""
    return f"{km2:,.0f}" if km2 >= _SHOWN_KM2 else f"{km2:.1f}"


def effects(one: Zone, two: Zone, km2: float, names: Mapping[str, Text]) -> list[Text]:
    """What it does to the figures of each actor, from when to when, if so much of the ground of `one` shares the history of `two`."""
    found = []
    # Less moves no figure that is shown.
    for actor, sign, first, after in _spans(one, two) if km2 >= _SHOWN_KM2 else ():
        name = Text.model_construct(en=actor, ar=names[actor].ar if actor in names else actor)
        until = after.isoformat() if after else say("now")
        found.append(say("span", name, f"{sign * km2:+,.0f}", first.isoformat(), until))
    return found[:_MOST_SPANS]


def _differs(id: str, old: Mapping[str, Zone], new: Mapping[str, Zone]) -> bool:
    return id not in old or id not in new or not same(old[id].get("geometry"), new[id].get("geometry"))


def _area(item: Zone) -> BaseGeometry | None:
    try:
        area = shape(item["geometry"])
        return area if area.is_valid else None
    except (GEOSException, ValueError, KeyError, TypeError, AttributeError):
        return None


def _spans(one: Zone, two: Zone) -> Iterator[tuple[str, int, date, date | None]]:
    """When who held the one zone and not the other: -1 the first one, 1 the second; the day after the last, or None."""
    rows = [list(_held(zone)) for zone in (one, two)]
    days = sorted({day for side in rows for first, after, _ in side for day in (first, after) if day})
    for actor in dict.fromkeys(actor for side in rows for _, _, actor in side):
        sign, since = 0, None
        for day in days:
            was, now = (any(a == actor and first <= day and (not after or day < after) for first, after, a in side)
                        for side in rows)  # fmt: skip
            if now - was != sign:
                if since:
                    yield actor, sign, since, day
                sign, since = now - was, day if now != was else None
        if since:
            yield actor, sign, since, None


def _held(zone: Zone) -> Iterator[tuple[date, date | None, str]]:
    properties = zone.get("properties", {})
    for row in properties.get("timeline", []) if properties.get("ground") == "settled" else []:
        if row.get("status") == "control":
            end = row.get("valid_to")
            yield parse(row["valid_from"]).first, parse(end).first if end else None, row["actor"]

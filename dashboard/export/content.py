"""What a briefing says of a state, as plain data for the printed page: every word is text, none is markup."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.export.drawing import colour_of
from dashboard.panels import actor_name, feature_name, status_words
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import derive, ground
from geodata.balance import balance
from geodata.dataset import Dataset

__all__ = ["Cites", "before", "changes", "events", "figures", "legend_actors", "place", "sources"]

_MOST_CHANGES = 60
_MOST_BETWEEN = 250
_MOST_EVENTS = 60


class Cites:
    """Numbers the sources in the order in which they are first named."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self.names: list[str] = []

    def __call__(self, names: list[str]) -> list[int]:
        known = [name for name in dict.fromkeys(names) if name in self._dataset.sources]
        self.names += [name for name in known if name not in self.names]
        return [self.names.index(name) + 1 for name in known]


def _theatre(view: View) -> str | None:
    return None if view.theatre == ALL else view.theatre


def before(view: View) -> date:
    """The day that the view's own is compared with: the earlier of two, or else the one before the window."""
    return view.compare or view.as_of - timedelta(days=view.window)


def figures(dataset: Dataset, view: View, t: Words) -> list[dict[str, Any]]:
    """Who holds how much, with the band and the change since `before`; ISIS first, then by ground."""
    rows = []
    for actor in ground.holders(dataset, theatre=_theatre(view)):
        if actor in view.hidden:
            continue
        days = (before(view), view.as_of)
        then, now = (ground.held(dataset, actor, day, theatre=_theatre(view)) for day in days)
        if not (now.high_km2 or then.high_km2):
            continue
        rows.append({
            "id": actor, "name": actor_name(dataset, actor, t), "colour": dataset.actors[actor].colour,
            "area": t.km2(now.area_km2), "band": _band(now.low_km2, now.high_km2, t),
            "change": t.km2(now.area_km2 - then.area_km2, sign=True),
            "km2": now.area_km2, "low": now.low_km2, "high": now.high_km2,
        })  # fmt: skip
    return sorted(rows, key=lambda row: (row["id"] != "isis", -row["km2"]))


def _band(low: float, high: float, t: Words) -> str:
    """Both figures, and the unit once."""
    return f"{t.km2(low).removesuffix(t['km2']).rstrip()} – {t.km2(high)}"


def changes(dataset: Dataset, view: View, t: Words, cite: Cites) -> dict[str, Any]:
    """What changed hands since `before`, newest first, and what each actor gained and lost by it."""
    flips = ground.changes(dataset, before(view), view.as_of, theatre=_theatre(view))
    most = _MOST_BETWEEN if view.compare else _MOST_CHANGES
    rows = [
        {"name": feature_name(dataset, flip.feature, t), "from": _side(dataset, flip.from_actor, flip.from_status, t),
         "to": _side(dataset, flip.to_actor, flip.to_status, t), "day": t.partial(flip.date) if flip.date else "",
         "area": t.km2(flip.area_km2), "cites": cite(flip.sources)}
        for flip in flips.iloc[::-1].head(most).itertuples()
    ]  # fmt: skip
    return {"rows": rows, "balance": _balance(dataset, view, flips, t), "more": _more(len(flips) - most, t)}


def _balance(dataset: Dataset, view: View, flips: pd.DataFrame, t: Words) -> list[dict[str, Any]]:
    """What each actor gained and lost: between two days with its band, within a window by the rows below."""
    if view.compare is None:
        moved = ground.gained_and_lost(flips)
    else:
        moved = balance(dataset, view.compare, view.as_of, theatre=_theatre(view))

    def figure(row: dict[str, Any], what: str) -> dict[str, str]:
        low, high = row.get(f"{what}_low_km2"), row.get(f"{what}_high_km2")
        if high == 0:
            return {what: "—", f"{what}_band": ""}
        band = "" if low is None or high is None else f"({_band(low, high, t)})"
        return {what: t.km2(row[f"{what}_km2"]), f"{what}_band": band}

    return [
        {"name": actor_name(dataset, row["actor"], t), "net": t.km2(row["net_km2"], sign=True),
         "colour": dataset.actors[row["actor"]].colour, **figure(row, "gained"), **figure(row, "lost")}
        for row in moved.to_dict("records") if row["actor"] in dataset.actors and row["actor"] not in view.hidden
    ]  # fmt: skip


def _side(dataset: Dataset, actor: str, status: str, t: Words) -> str:
    if not actor:
        return t["not_known"]
    return actor_name(dataset, actor, t) + (f" ({t['contested']})" if status == "contested" else "")


def _more(count: int, t: Words) -> str:
    return t["more"].format(count=t.number(count)) if count > 0 else ""


def events(dataset: Dataset, view: View, t: Words, cite: Cites) -> dict[str, Any]:
    """The events of the window, newest first, each with its number on the map."""
    found = derive.events_between(dataset, view.since, view.as_of, theatre=_theatre(view)).iloc[::-1]
    rows = [
        {"number": number, "day": _days(event, t), "title": event.title.of(t.lang), "summary": event.summary.of(t.lang),
         "cites": cite(event.sources), "lon": event.geometry.x, "lat": event.geometry.y,
         **_marked(dataset, event.actors[0])}
        for number, event in enumerate(found.head(_MOST_EVENTS).itertuples(), start=1)
    ]  # fmt: skip
    return {"rows": rows, "more": _more(len(found) - _MOST_EVENTS, t)}


def _marked(dataset: Dataset, actor: str) -> dict[str, str]:
    """The colour of an actor's mark, and the ink that is read on it."""
    colour = colour_of(dataset, actor)
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return {
        "colour": colour,
        "ink": "#22201d" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff",
    }


def _days(event: Any, t: Words) -> str:
    return t.partial(event.date) + (f" – {t.partial(event.date_to)}" if event.date_to else "")


def place(dataset: Dataset, view: View, t: Words, cite: Cites) -> dict[str, Any] | None:
    """The chosen place: who had it when, row by row; None where none is chosen."""
    if view.place is None:
        return None
    rows = [
        {"ground": feature_name(dataset, row["feature"], t), "from": t.partial(row["valid_from"]),
         "to": t.partial(row["valid_to"]), "status": status_words(dataset, row, t),
         "confidence": t[row["confidence"]], "cites": cite(row["sources"])}
        for row in derive.history(dataset, view.place).to_dict("records")
    ]  # fmt: skip
    return {"name": feature_name(dataset, view.place, t), "rows": rows}


def sources(dataset: Dataset, cite: Cites, t: Words) -> list[dict[str, Any]]:
    """Every source that was cited, by its number."""
    return [
        {"number": number, "title": source.title.of(t.lang), "publisher": source.publisher.of(t.lang),
         "published": t.partial(source.published), "url": source.url or "", "symbol": source.symbol or "",
         "reliability": t[source.reliability]}
        for number, source in enumerate((dataset.sources[name] for name in cite.names), start=1)
    ]  # fmt: skip


def legend_actors(dataset: Dataset, view: View) -> list[str]:
    """Who is on the map on the day: the actors of the theatre's statuses, most rows first."""
    held = derive.as_of(dataset, view.as_of, theatre=_theatre(view))
    held = held[held.kind.isin(["zone", "region"]) & ~held.actor.isin(view.hidden)]
    return [name for name in held.actor.value_counts().index if name in dataset.actors]

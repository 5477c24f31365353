"""What a briefing says of a state, as plain data for the printed page: every word is text, none is markup."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dashboard.export.drawing import colour_of
from dashboard.panels import actor_name, feature_name, status_words
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import derive, ground
from geodata.dataset import Dataset

__all__ = ["Cites", "changes", "events", "figures", "legend_actors", "place", "sources"]

_MOST_CHANGES = 60
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


def figures(dataset: Dataset, view: View, t: Words) -> list[dict[str, Any]]:
    """Who holds how much, with the band and the change over the window; ISIS first, then by ground."""
    before = view.as_of - timedelta(days=view.window)
    rows = []
    for actor in ground.holders(dataset, theatre=_theatre(view)):
        if actor in view.hidden:
            continue
        then, now = ground.area(dataset, actor, [before, view.as_of], theatre=_theatre(view)).itertuples()
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
    """What changed hands in the window, newest first, and what each actor gained and lost by it."""
    flips = ground.changes(
        dataset, view.as_of - timedelta(days=view.window), view.as_of, theatre=_theatre(view)
    )
    balance = [
        {"name": actor_name(dataset, row.actor, t), "gained": t.km2(row.gained_km2), "lost": t.km2(row.lost_km2),
         "net": t.km2(row.net_km2, sign=True), "colour": dataset.actors[row.actor].colour}
        for row in ground.gained_and_lost(flips).itertuples() if row.actor in dataset.actors
    ]  # fmt: skip
    rows = [
        {"name": feature_name(dataset, flip.feature, t), "from": _side(dataset, flip.from_actor, flip.from_status, t),
         "to": _side(dataset, flip.to_actor, flip.to_status, t), "day": t.partial(flip.date) if flip.date else "",
         "area": t.km2(flip.area_km2), "cites": cite(flip.sources)}
        for flip in flips.iloc[::-1].head(_MOST_CHANGES).itertuples()
    ]  # fmt: skip
    return {"rows": rows, "balance": balance, "more": _more(len(flips) - _MOST_CHANGES, t)}


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

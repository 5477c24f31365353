"""What the search box shows for a text: hits by kind, each with its answer on the day asked for, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dashboard import panels
from dashboard.view import ALL
from dashboard.words import Words
from geodata import derive, ground
from geodata.balance import balance
from geodata.dataset import Dataset
from geodata.find import telling_day
from geodata.period import EPOCH
from geodata.search import Hit, Index, search
from geodata.when import Span

__all__ = ["answers"]

_GROUPS = {"place": "places", "zone": "places", "region": "places", "theatre": "theatres", "actor": "actors",
           "event": "events", "link": "events", "claim": "claims", "story": "stories", "source": "sources",
           "status": "notes"}  # fmt: skip
_MOST = {"places": 5}
_MANY = 4
#: From this score on a record was asked for by its very name.
_SURE = 97


def answers(dataset: Dataset, index: Index, text: str, t: Words, theatre: str) -> list[dict[str, Any]]:
    """Hits by kind, the best kind first.

    Parameters
    ----------
    dataset : Dataset
        As known on the viewer's day of knowledge.
    index : Index
        Of the whole dataset.
    text : str
    t : Words
    theatre : str
        The one in sight, or "all": where an actor's ground is counted if the text names no theatre.

    Returns
    -------
    list of dict
        A theatre asked for by name and with a period comes first: its changes are the answer. `name` of the group and its `hits`: title, detail, aside (plain text), page, and params of an address.
    """
    hits, span = search(index, text, known_on=dataset.known_on)
    hits = [hit for hit in hits if _there(dataset, hit)]
    if span and not span.one_day:
        hits.sort(key=lambda hit: hit.kind != "theatre" or hit.score < _SURE)
    named = next((hit.id for hit in hits if hit.kind == "theatre" and hit.score >= _SURE), theatre)
    asked = _Asked(dataset, t, span, named)
    groups: dict[str, list[dict[str, Any]]] = {}
    for hit in _apart(dataset, hits):
        rows = groups.setdefault(_GROUPS[hit.kind], [])
        if len(rows) < _MOST.get(_GROUPS[hit.kind], _MANY):
            rows.append(asked.answer(hit))
    return [{"name": t[name], "hits": rows} for name, rows in groups.items()]


def _there(dataset: Dataset, hit: Hit) -> bool:
    """Whether the record is in the dataset as it was known."""
    if hit.kind == "claim":
        return any(claim.id == hit.id for claim in dataset.claims)
    tables: dict[str, Any] = {"event": dataset.events.index, "link": dataset.links.index, "source": dataset.sources,
                              "story": dataset.stories, "actor": dataset.actors, "theatre": dataset.theatres}  # fmt: skip
    return hit.id in tables.get(hit.kind, dataset.features.index)


def _apart(dataset: Dataset, hits: list[Hit]) -> list[Hit]:
    """Without the zones that a place among the hits answers for, and the namesakes of an actor asked for by name."""
    sure = any(hit.kind == "actor" and hit.score >= _SURE for hit in hits)
    hits = [hit for hit in hits if hit.kind != "actor" or hit.score >= _SURE or not sure]
    places = [hit.id for hit in hits if hit.kind == "place"]
    told = {ground for place in places for ground in dataset.features.at[place, "stands_in"]}
    return [hit for hit in hits if hit.kind not in ("zone", "region") or hit.id not in told]


class _Asked:
    """A question with its days, answered hit by hit."""

    def __init__(self, dataset: Dataset, t: Words, span: Span | None, theatre: str) -> None:
        self.dataset, self.t, self.span, self.theatre = dataset, t, span, theatre
        kinds: dict[str, Callable[[Hit], dict[str, Any]]] = {
            "place": self._feature, "zone": self._feature, "region": self._feature, "theatre": self._theatre,
            "actor": self._actor, "event": self._event, "link": self._event, "claim": self._claim,
            "story": self._story, "source": self._source, "status": self._note,
        }  # fmt: skip
        self._kinds = kinds

    def answer(self, hit: Hit) -> dict[str, Any]:
        """The hit as the box shows it."""
        return self._kinds[hit.kind](hit)

    def _days(self, day: date) -> str:
        """The days asked for in words; otherwise `day`."""
        span = self.span
        if span is None or span.one_day:
            return self.t.day(span.start if span else day)
        return self.t["between_days"].format(start=self.t.day(span.start), end=self.t.day(span.end))

    def _feature(self, hit: Hit) -> dict[str, Any]:
        name = panels.feature_name(self.dataset, hit.id, self.t)
        home = self.dataset.theatres.get(self.dataset.features.at[hit.id, "theatre"])
        place = f"{name}{self.t['comma']}{home.name.of(self.t.lang)}" if home else name
        day = self.span.start if self.span else telling_day(self.dataset, hit.id)
        if day is None:
            return _shown(name, place, "", "place", place=hit.id)
        rows = _rows_on(self.dataset, hit.id, day)
        phrase = self.t["semicolon"].join(
            dict.fromkeys(panels.status_words(self.dataset, row, self.t) for row in rows)
        )
        says = [source for row in rows for source in row["sources"]]
        aside = panels.publishers(self.dataset, says, self.t) if self.span else place
        detail = f"{self.t.day(day)}: {phrase or self.t['not_known']}"
        return _shown(name, detail, aside, "place", place=hit.id, date=day.isoformat())

    def _theatre(self, hit: Hit) -> dict[str, Any]:
        name = self.dataset.theatres[hit.id].name.of(self.t.lang)
        if self.span and not self.span.one_day:
            return _shown(
                name, self._days(self.span.start), self.t["changes"], "changes", theatre=hit.id, **self._two()
            )
        day = {"date": self.span.start.isoformat()} if self.span else {}
        return _shown(
            name, self.t.day(self.span.start) if self.span else "", "", "briefing", theatre=hit.id, **day
        )

    def _two(self) -> dict[str, str]:
        assert self.span is not None
        return {"date": self.span.end.isoformat(), "compare": self.span.start.isoformat()}

    def _actor(self, hit: Hit) -> dict[str, Any]:
        name = panels.actor_name(self.dataset, hit.id, self.t)
        where = None if self.theatre == ALL else self.theatre
        if self.span and not self.span.one_day:
            detail = f"{self._days(self.span.start)}: {self._moved(hit.id, where)}"
            return _shown(name, detail, self.t["changes"], "changes", theatre=self.theatre, **self._two())
        day = self.span.start if self.span else _height(self.dataset, hit.id, where)
        if day is None:
            about = self.dataset.actors[hit.id].description.of(self.t.lang)
            return _shown(name, about, "", "briefing")
        now = ground.held(self.dataset, hit.id, day, theatre=where)
        detail = f"{self.t.day(day)}: {self.t.km2(now.area_km2)} {panels.band(now, self.t)}"
        aside = "" if self.span else self.t["at_its_height"]
        return _shown(name, detail, aside, "briefing", theatre=self.theatre, date=day.isoformat())

    def _moved(self, actor: str, where: str | None) -> str:
        assert self.span is not None
        table = balance(self.dataset, self.span.start, self.span.end, theatre=where, actors=[actor])
        if table.empty:
            return self.t["nothing_changed"]
        row = table.iloc[0]
        parts = [
            f"{self.t[what]} {self.t.km2(row[f'{what}_km2'])} "
            f"({self.t.km2(row[f'{what}_low_km2'])} – {self.t.km2(row[f'{what}_high_km2'])})"
            for what in ("lost", "gained") if row[f"{what}_high_km2"]
        ]  # fmt: skip
        return self.t["comma"].join(parts)

    def _event(self, hit: Hit) -> dict[str, Any]:
        table = self.dataset.events if hit.kind == "event" else self.dataset.links
        row = table.loc[hit.id]
        day = telling_day(self.dataset, hit.id) or hit.day
        place = row["places"][0] if hit.kind == "event" else row["from"]
        known = place in self.dataset.features.index
        theatre = (
            {"theatre": str(self.dataset.features.at[place, "theatre"]), "place": place} if known else {}
        )
        asked = {"date": day.isoformat()} if day else {}
        return _shown(
            row.title.of(self.t.lang),
            row.summary.of(self.t.lang),
            self.t.partial(row.date),
            "briefing",
            **theatre,
            **asked,
        )

    def _claim(self, hit: Hit) -> dict[str, Any]:
        claim = next(claim for claim in self.dataset.claims if claim.id == hit.id)
        detail = f"{claim.attributed_to.of(self.t.lang)}{self.t['comma']}{self.t.partial(claim.date)}"
        return _shown(
            claim.statement.of(self.t.lang),
            detail,
            self.t[claim.verdict],
            "sources",
            source=claim.source,
            claim=claim.id,
        )

    def _story(self, hit: Hit) -> dict[str, Any]:
        story = self.dataset.stories[hit.id]
        step = max(hit.part, 1)
        title = story.title.of(self.t.lang)
        if hit.part <= 1:
            return _shown(title, story.summary.of(self.t.lang), "", "stories", story=hit.id, step="1")
        detail = hit.text.of(self.t.lang) if hit.text else ""
        return _shown(title, f"{self.t.number(step)}. {detail}", "", "stories", story=hit.id, step=str(step))

    def _source(self, hit: Hit) -> dict[str, Any]:
        source = self.dataset.sources[hit.id]
        symbol = f"{source.symbol}{self.t['comma']}" if source.symbol else ""
        detail = f"{symbol}{source.publisher.of(self.t.lang)}"
        return _shown(
            source.title.of(self.t.lang), detail, self.t.partial(source.published), "sources", source=hit.id
        )

    def _note(self, hit: Hit) -> dict[str, Any]:
        name = panels.feature_name(self.dataset, hit.id, self.t)
        day = hit.day or date.min
        note = hit.text.of(self.t.lang) if hit.text else ""
        return _shown(name, note, self.t.day(day), "place", place=hit.id, date=day.isoformat())


def _shown(title: str, detail: str, aside: str, page: str, **params: str) -> dict[str, Any]:
    return {"title": title, "detail": detail, "aside": aside, "page": page, "params": params}


def _rows_on(dataset: Dataset, feature: str, day: date) -> list[dict]:
    held = derive.as_of(dataset, day)
    grounds = dataset.features.at[feature, "stands_in"] or [feature]
    return held[held.feature.isin(grounds)].to_dict("records")


def _height(dataset: Dataset, actor: str, theatre: str | None) -> date | None:
    """The day on which an actor held most; None where it never held any."""
    days, km2 = ground.area_steps(dataset, actor, theatre=theatre)
    return EPOCH + timedelta(days=int(days[km2[:, 0].argmax()])) if len(days) and km2[:, 0].any() else None

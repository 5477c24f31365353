"""The same facts as the map, in words: figures of the day, what changed, events, sources."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pandas as pd

from dashboard.plain import Html, link, tag
from dashboard.view import ALL, View
from dashboard.words import Words
from geodata import derive, ground
from geodata.dataset import Dataset
from geodata.index import column

__all__ = [
    "actor_name", "band", "changed", "day_figures", "event_item", "events", "feature_name", "holding", "nothing_held", "publishers",
    "record_name", "source_links", "source_links_inline", "sources_of", "status_words", "swatch", "theatre_of", "turn",
]  # fmt: skip

_MOST = 5


def theatre_of(view: View) -> str | None:
    """The theatre that the view looks at; None: all of them."""
    return None if view.theatre == ALL else view.theatre


def actor_name(dataset: Dataset, actor: str, t: Words) -> str:
    """An actor's name; its id where the dataset does not know it."""
    record = dataset.actors.get(actor)
    return record.name.of(t.lang) if record else actor


def feature_name(dataset: Dataset, feature: str, t: Words) -> str:
    """The name of a zone, region or place."""
    return (
        str(dataset.features.at[feature, f"name_{t.lang}"]) if feature in dataset.features.index else feature
    )


def record_name(dataset: Dataset, name: str, t: Words) -> str:
    """What an event, a link, a claim, an estimate or a feature is called."""
    for table in (dataset.events, dataset.links):
        if name in table.index:
            return table.at[name, "title"].of(t.lang)
    said = [claim.statement.of(t.lang) for claim in dataset.claims if claim.id == name]
    counted = [
        f"{one.series}{t['comma']}{t.partial(one.date)}" for one in dataset.estimates if one.id == name
    ]
    return next(iter(said + counted), feature_name(dataset, name, t))


def holding(dataset: Dataset, actor: str, status: str, t: Words) -> str:
    """Who holds something and how, as a phrase: "ISIS, contested"; "not known" without an actor."""
    return f"{actor_name(dataset, actor, t)}{t['comma']}{t[status]}" if actor else t["not_known"]


def status_words(dataset: Dataset, row: dict | pd.Series, t: Words) -> str:
    """A status as a phrase: "ISIS, contested by SDF"; "not known" where none holds."""
    if not row["actor"]:
        return t["not_known"]
    parts = [holding(dataset, row["actor"], row["status"], t)]
    if row["strength"]:
        parts.append(f"({t[row['strength']]})")
    for field, word in (("against", "against"), ("besieged_by", "besieged_by")):
        if row[field]:
            parts.append(f"{t[word]} {_listed([actor_name(dataset, name, t) for name in row[field]], t)}")
    return " ".join(parts)


def _listed(names: list[str], t: Words) -> str:
    return t["comma"].join(names)


def nothing_held(dataset: Dataset, t: Words) -> str:
    """Why no figure stands here: nobody is known to hold ground on the day, or no row has been written at all."""
    return t["nothing_known_yet" if dataset.statuses.empty and dataset.known_on is None else "no_ground"]


def day_figures(dataset: Dataset, view: View, t: Words) -> Html:
    """Who holds how much on the day, with its band and the change over the window."""
    theatre = theatre_of(view)
    before = view.as_of - timedelta(days=view.window)
    rows = []
    for actor in ground.holders(dataset, theatre=theatre):
        then, now = (ground.held(dataset, actor, day, theatre=theatre) for day in (before, view.as_of))
        if now.high_km2 or then.high_km2:
            rows.append((actor, now, now.area_km2 - then.area_km2))
    rows.sort(key=lambda row: (row[0] != "isis", -row[1].area_km2))
    head = tag("h2", t["on_day"].format(day=t.day(view.as_of)), class_="kh-day")
    if not rows:
        return Html(head + tag("p", nothing_held(dataset, t), class_="kh-quiet"))
    first = rows[0]
    lead = tag(
        "p",
        tag("span", actor_name(dataset, first[0], t), class_="kh-who"),
        tag("strong", t.km2(first[1].area_km2)),
        tag("span", band(first[1], t), class_="kh-quiet"),
        tag(
            "span",
            f"{t.km2(first[2], sign=True)} {t['in_days'].format(days=t.number(view.window))}",
            class_="kh-move",
        ),
        class_="kh-lead",
    )
    others = [
        tag("li", swatch(dataset, actor), tag("span", actor_name(dataset, actor, t)),
            tag("span", t.km2(now.area_km2), title=band(now, t)))
        for actor, now, _ in rows[1:7] if now.area_km2
    ]  # fmt: skip
    return Html(head + lead + (tag("ul", *others, class_="kh-holders") if others else Html()))


def band(row: object, t: Words) -> str:
    """The low and the high figure of a row, in brackets."""
    return f"({t.km2(row.low_km2)} – {t.km2(row.high_km2)})"  # type: ignore[attr-defined]


def swatch(dataset: Dataset, actor: str) -> Html:
    """An actor's colour as a small square."""
    record = dataset.actors.get(actor)
    return tag(
        "i",
        class_=f"kh-swatch kh-pat-{record.pattern}" if record else "kh-swatch",
        style=f"background-color:{record.colour}" if record else "",
        aria_hidden="true",
    )


def changed(dataset: Dataset, view: View, t: Words) -> tuple[Html, list[str]]:
    """What changed hands in the window, newest first, and the sources that say so."""
    start = view.as_of - timedelta(days=view.window)
    newest, many = ground.latest_changes(dataset, start, view.as_of, _MOST, theatre=theatre_of(view))
    head = tag("h3", t["changed_hands"])
    if not newest:
        return Html(head + tag("p", t["nothing_changed"], class_="kh-quiet")), []
    items = [
        tag("li", tag("strong", feature_name(dataset, flip.feature, t)), " ", turn(dataset, flip, t), " ",
            tag("span", t.partial(flip.date), class_="kh-quiet"))
        for flip in newest
    ]  # fmt: skip
    more = tag("p", t["more"].format(count=t.number(many - _MOST)), class_="kh-quiet") if many > _MOST else ""
    return Html(head + tag("ul", *items) + more), [s for flip in newest for s in flip.sources]


def turn(dataset: Dataset, flip: object, t: Words) -> str:
    """What a change of hands was: "ISIS (contested) → Iraqi Government"."""

    def side(actor: str, status: str) -> str:
        if not actor:
            return t["not_known"]
        return actor_name(dataset, actor, t) + (f" ({t['contested']})" if status == "contested" else "")

    arrow = "←" if t.lang == "ar" else "→"
    return f"{side(flip.from_actor, flip.from_status)} {arrow} {side(flip.to_actor, flip.to_status)}"  # type: ignore[attr-defined]


def events(dataset: Dataset, view: View, t: Words) -> tuple[Html, list[str]]:
    """The events of the window, newest first, and the sources that report them."""
    found = derive.happened(dataset, view.since, view.as_of, theatre=theatre_of(view))
    head = tag("h3", t["events_in_window"])
    if not len(found):
        return Html(head + tag("p", t["no_events"], class_="kh-quiet")), []
    told = {name: column(dataset, "events", name) for name in ("date", "date_to", "title", "sources")}
    newest = [
        SimpleNamespace(**{name: told[name][at] for name in told}) for at in found[: -_MOST - 1 : -1].tolist()
    ]
    items = [event_item(event, t) for event in newest]
    more = (
        tag("p", t["more"].format(count=t.number(len(found) - _MOST)), class_="kh-quiet")
        if len(found) > _MOST
        else ""
    )
    return Html(head + tag("ul", *items) + more), [s for event in newest for s in event.sources]


def event_item(event: Any, t: Words, more: Html | None = None) -> Html:
    """One event as a list item: its day or days, its title, and `more` below."""
    days = t.partial(event.date) + (f" – {t.partial(event.date_to)}" if event.date_to else "")
    return tag("li", tag("span", days, class_="kh-quiet"), " ", event.title.of(t.lang), more)


def source_links(dataset: Dataset, ids: list[str], t: Words) -> Html:
    """Each source once: title as a link, publisher, day."""
    unique = [name for name in dict.fromkeys(ids) if name in dataset.sources]
    if not unique:
        return Html()
    items = [
        tag("li", link(source.title.of(t.lang), source.url), " ",
            tag("span", f"{source.publisher.of(t.lang)}{t['comma']}{t.partial(source.published)}", class_="kh-quiet"))
        for source in (dataset.sources[name] for name in unique[:_MOST])
    ]  # fmt: skip
    return Html(tag("h3", t["sources"]) + tag("ul", *items, class_="kh-sources"))


def source_links_inline(dataset: Dataset, ids: list[str], t: Words) -> Html:
    """The sources of one cell: publishers as links, apart by commas."""
    known = [dataset.sources[name] for name in ids if name in dataset.sources]
    parts = [
        link(f"{source.publisher.of(t.lang)}{t['comma']}{t.partial(source.published)}", source.url)
        for source in known
    ]
    return Html("; ".join(parts))


def publishers(dataset: Dataset, ids: list[str], t: Words) -> str:
    """Who says so: each publisher once, three at most."""
    names = [dataset.sources[name].publisher.of(t.lang) for name in ids if name in dataset.sources]
    unique = list(dict.fromkeys(names))
    rest = [t["more"].format(count=t.number(len(unique) - 3))] if len(unique) > 3 else []
    return t["comma"].join([*unique[:3], *rest])


def sources_of(dataset: Dataset, names: list[str]) -> list[str]:
    """The sources of events, links, claims, estimates and features, each once, in that order."""
    claims = {claim.id: [claim.source, *claim.evidence] for claim in dataset.claims}
    figures = {estimate.id: [estimate.source] for estimate in dataset.estimates}
    found: list[str] = []
    for name in names:
        for table in (dataset.events, dataset.links):
            if name in table.index:
                found += table.at[name, "sources"]
        found += claims.get(name, []) + figures.get(name, [])
    return list(dict.fromkeys(found))

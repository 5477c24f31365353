"""The text form of a map: what it shows on a day as sentences and tables, plain data for pages, exports and readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import panels
from dashboard.view import View
from dashboard.words import Words
from geodata import derive, disputes, ground
from geodata.dataset import Dataset
from geodata.derive import within

__all__ = [
    "Section",
    "Table",
    "by_actor",
    "changed",
    "day_in_words",
    "preface",
    "section",
    "status_cells",
    "visible",
]


@dataclass(frozen=True)
class Table:
    """Rows of text under their heads."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """One part of the text form: a title, sentences, and tables; without markup."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def day_in_words(dataset: Dataset, view: View, t: Words) -> list[Section]:
    """Everything that the map of `view` shows, in words.

    Parameters
    ----------
    dataset : Dataset
        Already cut down to the day of knowledge, where the view has one.
    view : View
        Its day, window, theatre, hidden actors and layers; what it hides is left out, and named.
    t : Words

    Returns
    -------
    list of Section
        In order, with these ids: day (figures by actor, with bands), changed, contested, held, places, presence,
        events, links, disputed, unknown. A section about a layer that the view hides is missing; one about nothing
        says so in a sentence. Text is plain: escape it for the medium it goes to.
    """
    theatre = panels.theatre_of(view)
    seen = visible(dataset, view)
    rows = derive.as_of(seen, view.as_of, theatre=theatre)
    zones = rows[rows.kind == "zone"]
    found = [_day(seen, view, t), changed(seen, view, t)]
    if "zones" in view.layers:
        found += [_contested(seen, zones, t), _held(seen, zones, t)]
    if "places" in view.layers:
        found.append(_places(seen, rows, theatre, t))
    if "regions" in view.layers:
        found.append(_presence(seen, rows[rows.kind == "region"], t))
    if "events" in view.layers:
        found.append(_events(seen, view, t))
    if "links" in view.layers:
        found.append(_links(seen, view, t))
    return [*found, _disputed(seen, view, t), _unknown(dataset, view, t)]


def visible(dataset: Dataset, view: View) -> Dataset:
    """The dataset without the actors that the legend has switched off."""
    if not view.hidden:
        return dataset
    return replace(dataset, statuses=dataset.statuses[~dataset.statuses.actor.isin(view.hidden)],
                   links=dataset.links[[bool(names) and names[0] not in view.hidden for names in dataset.links.actors]],
                   events=dataset.events[[bool(names) and names[0] not in view.hidden for names in dataset.events.actors]],
                   disputes=dataset.disputes[dataset.disputes.row.isin(
                       dataset.statuses.index[~dataset.statuses.actor.isin(view.hidden)])])  # fmt: skip


def section(id: str, title: str, sentences: Iterable[str] = (), *tables: Table, none: str = "") -> Section:
    """A section of the text form; `none` is what it says where it has neither sentences nor rows."""
    told, filled = tuple(sentences), tuple(table for table in tables if table.rows)
    return Section(id, title, told if told or filled else (none,), filled)


def preface(dataset: Dataset, view: View, t: Words) -> list[str]:
    """What a reader must know before the facts: that it is the past's knowledge, and who is left out."""
    told = [t["known_banner"].format(day=t.day(view.known_on))] if view.known_on else []
    if view.hidden:
        names = t["comma"].join(panels.actor_name(dataset, actor, t) for actor in view.hidden)
        told.append(t["text_hidden"].format(actors=names))
    return told


def by_actor(dataset: Dataset, view: View, before: date, then: str, t: Words) -> Table:
    """How much each actor holds on the day, with its band; and under the head `then` its change since `before`."""
    theatre = panels.theatre_of(view)
    rows = []
    for actor in ground.holders(dataset, theatre=theatre):
        old, now = (ground.held(dataset, actor, day, theatre=theatre) for day in (before, view.as_of))
        if now.high_km2 or old.high_km2:
            moved = t.km2(now.area_km2 - old.area_km2, sign=True)
            rows.append((now.area_km2, (panels.actor_name(dataset, actor, t), t.km2(now.area_km2), t.km2(now.low_km2),
                                        t.km2(now.high_km2), moved)))  # fmt: skip
    rows.sort(key=lambda row: -row[0])
    heads = (t["actor"], t["text_holds"], t["text_least"], t["text_most"], then)
    return Table(t["text_by_actor"], heads, tuple(row for _, row in rows))


def _day(dataset: Dataset, view: View, t: Words) -> Section:
    """Whose map this is, and how much each actor holds, with its band and its change over the window."""
    theatre = panels.theatre_of(view)
    where = dataset.theatres[theatre].name.of(t.lang) if theatre in dataset.theatres else t["all_theatres"]
    title = t["text_title"].format(day=t.day(view.as_of), theatre=where)
    before = view.as_of - timedelta(days=view.window)
    table = by_actor(dataset, view, before, t["in_days"].format(days=t.number(view.window)), t)
    return section("day", title, preface(dataset, view, t), table, none=panels.nothing_held(dataset, t))


def changed(dataset: Dataset, view: View, t: Words) -> Section:
    """What changed hands since the earlier day of two, or else in the window, row by row."""
    start = view.compare or view.as_of - timedelta(days=view.window)
    flips = ground.changes(dataset, start, view.as_of, theatre=panels.theatre_of(view))
    rows = tuple(
        (t.partial(flip.date), panels.feature_name(dataset, flip.feature, t),
         panels.holding(dataset, flip.from_actor, flip.from_status, t), panels.holding(dataset, flip.to_actor, flip.to_status, t),
         t.km2(flip.area_km2), panels.publishers(dataset, flip.sources, t))
        for flip in flips.itertuples()
    )  # fmt: skip
    title = t["between_days"].format(start=t.day(start), end=t.day(view.as_of))
    heads = (t["date"], t["ground"], t["from"], t["to"], t["km2"], t["sources"])
    return section("changed", f"{t['changed_hands']}{t['comma']}{title}", (), Table(t["changed_hands"], heads, rows),
                    none=t["nothing_changed"])  # fmt: skip


def _contested(dataset: Dataset, zones: pd.DataFrame, t: Words) -> Section:
    """Who fights for what, and who besieges whom: a sentence each."""
    rows = zones[(zones.status == "contested") | zones.besieged_by.map(bool)].sort_values(
        "from_day", ascending=False
    )
    told = (
        t["text_status"].format(
            ground=panels.feature_name(dataset, row["feature"], t), status=panels.status_words(dataset, row, t),
            day=t.partial(row["valid_from"]), sources=panels.publishers(dataset, row["sources"], t),
        )
        for row in rows.to_dict("records")
    )  # fmt: skip
    return section("contested", t["text_contested"], told, none=t["text_nothing_contested"])


def _held(dataset: Dataset, zones: pd.DataFrame, t: Words) -> Section:
    """All ground under control, by actor: how many zones, which, and how much of it is settled."""
    held = zones[zones.status == "control"]
    rows = []
    for actor, mine in held.groupby("actor"):
        names = sorted(panels.feature_name(dataset, name, t) for name in mine.feature)
        about = dataset.features.loc[mine.feature]
        settled = float(about.area_km2[about.ground == "settled"].sum())
        rows.append((settled, (panels.actor_name(dataset, str(actor), t), t.number(len(mine)), t.km2(settled),
                               t["comma"].join(names))))  # fmt: skip
    rows.sort(key=lambda row: -row[0])
    heads = (t["actor"], t["text_zones"], t["text_settled"], t["text_which"])
    return section("held", t["text_held"], (), Table(t["text_held"], heads, tuple(row for _, row in rows)),
                    none=t["no_ground"])  # fmt: skip


def _places(dataset: Dataset, rows: pd.DataFrame, theatre: str | None, t: Words) -> Section:
    """Every named place, the best known first: whose it is, since when, how sure."""
    places = dataset.features[(dataset.features.kind == "place") & within(dataset.features, theatre)]
    by_feature = {str(name): part.to_dict("records") for name, part in rows.groupby("feature")}
    cells = []
    for place in places.sort_values(["rank", f"name_{t.lang}"]).itertuples():
        found = [row for name in (place.stands_in or [place.Index]) for row in by_feature.get(name, [])]
        name = getattr(place, f"name_{t.lang}")
        if not found:
            cells.append((name, t["not_known"], "", "", ""))
        cells += [(name, *status_cells(dataset, row, t)) for row in _once(found)]
    heads = (t["place"], t["status"], t["since"], t["confidence"], t["sources"])
    return section(
        "places", t["text_places"], (), Table(t["text_places"], heads, tuple(cells)), none=t["no_places"]
    )


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that say the same of a place's several grounds once, control before contested before presence."""
    order = ("control", "contested", "presence")
    unique = {
        (row["actor"], row["status"], tuple(row["against"]), row["strength"]): row for row in reversed(rows)
    }
    return sorted(unique.values(), key=lambda row: order.index(row["status"]))


def status_cells(dataset: Dataset, row: dict[str, Any], t: Words) -> tuple[str, ...]:
    """Who has something and how, since when, how sure that is, and who says so."""
    return (panels.status_words(dataset, row, t), t.partial(row["valid_from"]), t[row["confidence"]],
            panels.publishers(dataset, row["sources"], t))  # fmt: skip


def _presence(dataset: Dataset, rows: pd.DataFrame, t: Words) -> Section:
    cells = tuple(
        (panels.feature_name(dataset, row["feature"], t), *status_cells(dataset, row, t))
        for row in rows.to_dict("records")
    )
    heads = (t["text_region"], t["status"], t["since"], t["confidence"], t["sources"])
    return section(
        "presence",
        t["text_presence"],
        (),
        Table(t["text_presence"], heads, cells),
        none=t["text_no_presence"],
    )


def _events(dataset: Dataset, view: View, t: Words) -> Section:
    found = derive.events_between(dataset, view.since, view.as_of, theatre=panels.theatre_of(view)).iloc[::-1]
    told = (
        t["text_event"].format(day=_span(event, t), title=event.title.of(t.lang), summary=event.summary.of(t.lang),
                               sources=panels.publishers(dataset, event.sources, t))
        for event in found.itertuples()
    )  # fmt: skip
    title = f"{t['events_in_window']}{t['comma']}{t['between_days'].format(start=t.day(view.since), end=t.day(view.as_of))}"
    return section("events", title, told, none=t["no_events"])


def _span(record: Any, t: Words) -> str:
    return t.partial(record.date) + (f" – {t.partial(record.date_to)}" if record.date_to else "")


def _links(dataset: Dataset, view: View, t: Words) -> Section:
    """What moved between places in the window, or tied them."""
    found = derive.links_between(dataset, view.since, view.as_of, theatre=panels.theatre_of(view))
    told = (
        t["text_link"].format(
            day=t.partial(link["date"]), start=panels.feature_name(dataset, link["from"], t),
            end=panels.feature_name(dataset, link["to"], t), title=link["title"].of(t.lang),
            summary=link["summary"].of(t.lang), sources=panels.publishers(dataset, link["sources"], t),
        )
        for link in found.to_dict("records")
    )  # fmt: skip
    return section("links", t["text_links"], told, none=t["text_no_links"])


def _disputed(dataset: Dataset, view: View, t: Words) -> Section:
    theatre = panels.theatre_of(view)
    found = disputes.disagreements(dataset, view.as_of, theatre=theatre)
    told = [
        t["text_dispute"].format(
            ground=panels.feature_name(dataset, row.feature, t), ours=panels.holding(dataset, row.actor, row.status, t),
            sources=panels.publishers(dataset, row.sources, t),
            other=panels.holding(dataset, row.other_actor, row.other_status, t),
            others=panels.publishers(dataset, row.other_sources, t),
        )
        for row in found.itertuples()
    ]  # fmt: skip
    if told:
        km2 = disputes.in_dispute_km2(dataset, view.as_of, theatre=theatre)
        told.insert(0, f"{t['in_dispute']}: {t.km2(km2)}")
    return section("disputed", t["disagreements"], told, none=t["agree_today"])


def _unknown(dataset: Dataset, view: View, t: Words) -> Section:
    """The zones of which nothing is known on the day."""
    theatre = panels.theatre_of(view)
    zones = dataset.features[(dataset.features.kind == "zone") & within(dataset.features, theatre)]
    blank = zones[~zones.index.isin(derive.as_of(dataset, view.as_of, theatre=theatre).feature)]
    if blank.empty:
        return section("unknown", t["not_known_ground"], none=t["text_all_known"])
    names = t["comma"].join(sorted(blank[f"name_{t.lang}"]))
    figures = f"{t['text_zones']}: {t.number(len(blank))}{t['semicolon']}{t.km2(blank.area_km2.sum())}"
    return section("unknown", t["not_known_ground"], (figures, names))

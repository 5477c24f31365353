"""Occurrences as events of the dataset: at a named place, of known actors, in both languages, each on its source."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from pyproj import Geod

from geodata.dataset import Dataset
from geodata.edits import Edit
from geodata.incoming.plan import Duplicate, Incoming, Options, Plan
from geodata.incoming.tables import Occurrence
from geodata.period import parse
from geodata.problems import Problem

__all__ = ["plan_events"]

_GEOD = Geod(ellps="WGS84")

#: Beyond a district a row names no place, and Kharita's events stand at places.
_COARSEST = 3

#: Names by which the large event data sets call actors of the dataset, where it has them.
_NAMES = {
    "is": "isis", "islamic state (iraq and the levant)": "isis", "sdf": "sdf", "syrian democratic forces": "sdf",
    "government of syria": "syria-gov", "government of iraq": "iraq-gov", "government of turkey": "turkey",
    "hts": "hts", "jabhat fateh al-sham": "al-nusra", "al-qaida": "al-qaeda", "ypg": "ypg",
    "government of united states of america": "united-states", "boko haram": "boko-haram", "aqim": "aqim", "jnim": "jnim",
}  # fmt: skip

#: Sides that are nobody's forces.
_NOBODY = re.compile(r"^civilians\b", re.IGNORECASE)

_TITLES = {
    "battle": ("{a} and {b} fight {at} {place}", "قتال بين {a} و{b} {at} {place}"),
    "battle-alone": ("{a} fights {at} {place}", "قتال تخوضه جهة {a} {at} {place}"),
    "attack": ("Attack by {a} {at} {place}", "هجوم من {a} {at} {place}"),
    "strike": ("Strike by {a} {at} {place}", "ضربة من {a} {at} {place}"),
    "capture": ("{a} takes ground {at} {place}", "سيطرة {a} على أرض {at} {place}"),
    "deal": ("Agreement with {a} {at} {place}", "اتفاق مع {a} {at} {place}"),
}
_AT = {True: ("at", "في"), False: ("near", "قرب")}
_SUMMARY = (
    "Record {key} of the cited data. Reported killed: {deaths}. Position: {where}.",
    "السجل {key} في البيانات المذكورة. عدد القتلى المبلغ عنه: {deaths}. الموقع: {where}.",
)
_WHERE = {
    1: ("the spot", "المكان نفسه"), 2: ("near it", "بالقرب منه"), 3: ("within the district", "ضمن المنطقة"),
}  # fmt: skip
_UNSAID = ("not stated", "غير مذكور")


def plan_events(
    file: str, found: Iterable[Occurrence | tuple[int, str, str]], dataset: Dataset, options: Options
) -> Plan:
    """The events that rows of a table would become."""
    maker = _Maker(file, dataset, options)
    for item in found:
        if isinstance(item, Occurrence):
            maker.take(item)
        else:
            row, message, remedy = item
            maker.plan.problems.append(Problem(file, row + 1, 0, "", "", message, remedy, "row"))
    maker.close()
    return maker.plan


class _Maker:
    """Makes one plan, row by row."""

    def __init__(self, file: str, dataset: Dataset, options: Options) -> None:
        self.file, self.dataset, self.options = file, dataset, options
        self.plan = Plan()
        self.unknown: Counter[str] = Counter()
        self.unsourced = 0
        places = dataset.features[dataset.features.kind == "place"]
        if options.theatre:
            places = places[places.theatre == options.theatre]
        self.places = list(places.index)
        self.lon, self.lat = places.geometry.x.to_numpy(), places.geometry.y.to_numpy()
        self.ranks = places["rank"].to_numpy()
        self.actors = _by_name(dataset, options)
        self.taken: dict[tuple[str, str, str], str] = {}
        for event in dataset.events.itertuples():
            for place in event.places:
                for actor in event.actors:
                    self.taken.setdefault((place, event.date, actor), event.id)

    def take(self, item: Occurrence) -> None:
        """Take one row into the plan, or say why not."""
        if reason := self._outside(item):
            self.plan.left_out[reason] += 1
            return
        actors = self._actors(item)
        if actors is None:
            return
        places, exact = self._places(item)
        if not places:
            self.plan.left_out[f"no named place within {self.options.reach_km:g} km"] += 1
            return
        sources = list(item.sources or self.options.sources)
        if missing := [name for name in sources if name not in self.dataset.sources] or (
            [] if sources else [""]
        ):
            self.unsourced += not missing[0]
            self._problem(item, f"there is no source {missing[0]!r}" if missing[0] else "names no source",
                          "Add it to sources.json first" if missing[0] else "Name one for all with --source ID")  # fmt: skip
            return
        name = _slug(item.key or f"{item.kind}-{places[0]}-{item.date}")
        same = next(
            (self.taken[k] for k in ((p, item.date, a) for p in places for a in actors) if k in self.taken),
            "",
        )
        if name in self.dataset.events.index or (same and not self.options.duplicates):
            self.plan.duplicates.append(Duplicate(item.row, name, same or name))
            return
        self._add(item, name, places, exact, actors, sources)

    def _problem(self, item: Occurrence, message: str, remedy: str) -> None:
        self.plan.problems.append(Problem(self.file, item.row + 1, 0, item.key, "", message, remedy, "row"))

    def _outside(self, item: Occurrence) -> str:
        day, options = parse(item.date).first, self.options
        if (options.start and day < options.start) or (options.end and day > options.end):
            return "outside the days asked for"
        if not item.kind:
            return "no kind of event that is kept"
        if options.theatre:
            west, south, east, north = self.dataset.theatres[options.theatre].envelope
            if not (west <= item.lon <= east and south <= item.lat <= north):
                return "outside the theatre"
        return "no more precise than a province" if item.precision > _COARSEST else ""

    def _actors(self, item: Occurrence) -> list[str] | None:
        """Ids of who took part; None where one of them is not known and nobody said to leave it out."""
        found, missing = [], []
        for side in item.sides:
            for name in _parts(side, self.actors):
                known = self.actors.get(name.casefold(), self.actors.get("*"))
                if known is None:
                    missing.append(name)
                elif known and known not in found:
                    found.append(known)
        self.unknown.update(missing)
        if missing or not found:
            self.plan.left_out[
                "an actor that the dataset does not know" if missing else "no actor of the dataset"
            ] += 1
            return None
        return found

    def _places(self, item: Occurrence) -> tuple[list[str], bool]:
        """The places of an event: those it names, or else the nearest; and whether that is the spot itself."""
        if item.places:
            return [name for name in item.places if name in self.dataset.features.index], True
        if not self.places:
            return [], False
        many = len(self.places)
        _, _, metres = _GEOD.inv(np.full(many, item.lon), np.full(many, item.lat), self.lon, self.lat)
        if metres.min() > self.options.reach_km * 1000:
            return [], False
        # Of places about as near the better known one: a city rather than one of its squares.
        about = np.flatnonzero(metres <= metres.min() + 3000)
        nearest = int(about[np.lexsort((metres[about], self.ranks[about]))[0]])
        return [self.places[nearest]], bool(metres[nearest] < 3000 and item.precision == 1)

    def _add(
        self,
        item: Occurrence,
        name: str,
        places: list[str],
        exact: bool,
        actors: list[str],
        sources: list[str],
    ) -> None:
        texts = _texts(self.dataset, item, places[0], exact, actors)
        properties: dict[str, Any] = {"kind": item.kind, "date": item.date}
        if item.date_to:
            properties["date_to"] = item.date_to
        properties |= {"places": places, "actors": actors, **texts, "sources": sources}
        point = {"type": "Point", "coordinates": [round(item.lon, 5), round(item.lat, 5)]}
        feature = {"type": "Feature", "id": name, "properties": properties, "geometry": point}
        self.plan.edits.append(
            Edit("add_record", {"file": f"events/{item.date[:4]}.geojson", "record": feature})
        )
        title = texts["title"]
        self.plan.records.append(
            Incoming(name, "event", item.date, title["en"], title["ar"], item.lon, item.lat)
        )
        for place in places:
            for actor in actors:
                self.taken.setdefault((place, item.date, actor), name)

    def close(self) -> None:
        """Say what is missing for the rows that were left out."""
        for name, count in self.unknown.most_common():
            rows = f"{count} row{'s' * (count > 1)}"
            self.plan.needs.append(
                f"who {name!r} is ({rows}): --actor '{name}=ID', or '{name}=' to leave it out"
            )
        if len(self.unknown) > 1:
            self.plan.needs.append("or leave out everybody who is not known: --actor '*='")
        if self.unsourced:
            self.plan.needs.append(
                "a source for each row: --source ID, one of sources.json; a new one goes there first"
            )


def _by_name(dataset: Dataset, options: Options) -> dict[str, str]:
    """Ids of actors by what they are called, in any case and language; what the options say comes first."""
    found = {name: actor for name, actor in _NAMES.items() if actor in dataset.actors}
    for actor, record in dataset.actors.items():
        for name in (actor, record.name.en, record.name.ar, *record.aliases):
            found[name.casefold()] = actor
    return found | {name.casefold(): actor for name, actor in options.actors.items()}


def _parts(side: str, known: dict[str, str]) -> list[str]:
    """The names in one side of a row: UCDP lists allies with commas; civilians are no side."""
    if side.casefold() in known:
        return [side]
    return [name.strip() for name in side.split(", ") if name.strip() and not _NOBODY.match(name.strip())]


def _texts(
    dataset: Dataset, item: Occurrence, place: str, exact: bool, actors: list[str]
) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for index, lang in enumerate(("en", "ar")):
        called = [dataset.actors[name].name.of(lang) for name in actors]
        known = item.kind if item.kind in _TITLES else "attack"
        form = _TITLES["battle-alone" if known == "battle" and len(called) == 1 else known][index]
        spot = dataset.features.loc[place][f"name_{lang}"]
        made = form.format(a=called[0], b=called[-1], at=_AT[exact][index], place=spot)
        told = _SUMMARY[index].format(
            key=item.key or item.row, where=_WHERE[item.precision][index],
            deaths=_UNSAID[index] if item.deaths is None else item.deaths,
        )  # fmt: skip
        texts["title"][lang] = item.texts.get(f"title_{lang}", made)
        texts["summary"][lang] = item.texts.get(f"summary_{lang}", told)
    return dict(texts)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]

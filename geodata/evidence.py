"""What rests on a source, how far to trust it, and what would fall if it were withdrawn."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geodata import ground
from geodata.dataset import Dataset
from geodata.derive import as_of
from geodata.period import EPOCH, day_number, parse

__all__ = ["Withdrawal", "standing", "withdrawn", "without"]


def standing(dataset: Dataset) -> pd.DataFrame:
    """How much rests on each source, and how it stands beside the others.

    Returns
    -------
    DataFrame, indexed by source, in the order of the sources file
        statuses, alone (statuses that rest on it alone), events, links, claims (its own statements), evidence (claims of
        others that it carries), estimates; contradicted (statuses citing it that another source disputes), contradicts
        (disputes that it states against the timeline), first_day and last_day (of the statuses, days since 1970; missing
        without any), delay_days (median days from a status's beginning to this source's publication; missing without any).
    """
    counts: dict[str, Counter] = defaultdict(Counter)
    starts: dict[str, list[int]] = defaultdict(list)
    for row in dataset.statuses.itertuples():
        for name in row.sources:
            counts[name] += Counter(statuses=1, alone=len(row.sources) == 1)
            starts[name].append(row.from_day)
    disputed = dataset.statuses.loc[[i for i in dataset.disputes.row.unique() if i in dataset.statuses.index]]
    for column, lists in (("contradicted", disputed.sources), ("contradicts", dataset.disputes.sources),
                          ("events", dataset.events.sources), ("links", dataset.links.sources),
                          ("evidence", [claim.evidence for claim in dataset.claims])):  # fmt: skip
        for name in (name for names in lists for name in set(names)):
            counts[name][column] += 1
    for column, records in (("claims", dataset.claims), ("estimates", dataset.estimates)):
        for record in records:
            counts[record.source][column] += 1
    rows = {
        name: {column: counts[name][column] for column in _COUNTED} | _dates(starts[name], source.published)
        for name, source in dataset.sources.items()
    }
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=[*_COUNTED, "first_day", "last_day", "delay_days"]
    )


_COUNTED = [
    "statuses",
    "alone",
    "events",
    "links",
    "claims",
    "evidence",
    "estimates",
    "contradicted",
    "contradicts",
]


def _dates(starts: list[int], published: str) -> dict[str, float]:
    if not starts:
        return dict.fromkeys(("first_day", "last_day", "delay_days"), np.nan)
    delay = np.median(day_number(parse(published).first) - np.array(starts))
    return {"first_day": min(starts), "last_day": max(starts), "delay_days": float(delay)}


def without(dataset: Dataset, source: str) -> Dataset:
    """The dataset as it would stand had this source never been published.

    What rests on it alone is gone, and leaves *not known* where a status was; what others carry too stays.
    """

    def carried(table: pd.DataFrame) -> pd.DataFrame:
        kept = table[_each(table.sources, lambda names: names != [source])]
        return kept.assign(sources=[[name for name in names if name != source] for names in kept.sources])

    statuses = carried(dataset.statuses)
    disputes = carried(dataset.disputes)
    return dataclasses.replace(
        dataset,
        sources={name: record for name, record in dataset.sources.items() if name != source},
        claims=[claim for claim in dataset.claims if claim.source != source],
        estimates=[estimate for estimate in dataset.estimates if estimate.source != source],
        statuses=statuses,
        disputes=disputes[disputes.row.isin(statuses.index)],
        events=carried(dataset.events),
        links=carried(dataset.links),
    )


@dataclass(frozen=True)
class Withdrawal:
    """What would fall with one source.

    Attributes
    ----------
    statuses : DataFrame
        The rows of `Dataset.statuses` that rest on it alone.
    weakened : DataFrame
        The rows that would be left with one source, or with fewer than now.
    disputes : DataFrame
        What it alone states against the timeline, rows of `Dataset.disputes`.
    events, links : DataFrame
    claims : list of str
        Ids of its own statements, which go with it.
    bare : list of str
        Ids of other sources' claims whose only evidence it is.
    estimates : list of str
    sentences : DataFrame
        story, step (from 1), sentence (from 1), last (whether the step would be empty).
    km2 : DataFrame
        actor, area_km2 and without_km2 on the day; peak_date and peak_km2: the day on which most of the actor's ground
        would be gone, and how much. Affiliates count; only actors that lose some, the greatest loss first.
    """

    statuses: pd.DataFrame
    weakened: pd.DataFrame
    disputes: pd.DataFrame
    events: pd.DataFrame
    links: pd.DataFrame
    claims: list[str]
    bare: list[str]
    estimates: list[str]
    sentences: pd.DataFrame
    km2: pd.DataFrame

    @property
    def nothing(self) -> bool:
        """Whether all of the map, its events, claims and stories would stand as they do."""
        kept = (self.statuses, self.disputes, self.events, self.links, self.sentences)
        return all(table.empty for table in kept) and not (self.claims or self.bare or self.estimates)


def withdrawn(dataset: Dataset, source: str, day: date, *, theatre: str | None = None) -> Withdrawal:
    """What would fall if `source` were withdrawn; its figures on `day`, in one theatre or in all.

    Raises
    ------
    KeyError
        If the dataset knows no such source.
    """
    if source not in dataset.sources:
        raise KeyError(source)
    after = without(dataset, source)
    return Withdrawal(
        statuses=dataset.statuses.loc[dataset.statuses.index.difference(after.statuses.index)],
        weakened=after.statuses[
            _each(dataset.statuses.sources[after.statuses.index], lambda names: source in names)
        ],
        disputes=dataset.disputes[_each(dataset.disputes.sources, lambda names: names == [source])],
        events=dataset.events.loc[[i for i in dataset.events.index if i not in after.events.index]],
        links=dataset.links.loc[[i for i in dataset.links.index if i not in after.links.index]],
        claims=[claim.id for claim in dataset.claims if claim.source == source],
        bare=[claim.id for claim in after.claims if claim.evidence == [source]],
        estimates=[estimate.id for estimate in dataset.estimates if estimate.source == source],
        sentences=_sentences(dataset, after),
        km2=_km2(dataset, after, day, theatre),
    )


def _each(lists: Iterable[list[str]], says: Callable[[list[str]], bool]) -> np.ndarray:
    return np.array([says(names) for names in lists], dtype=bool)


def _sentences(before: Dataset, after: Dataset) -> pd.DataFrame:
    """The sentences of stories of which a record would be gone."""
    gone = _dated(before) - _dated(after)
    rows = []
    for name, story in before.stories.items():
        for number, step in enumerate(story.steps, 1):
            day = parse(step.date).first
            lost = set(as_of(before, day).feature) - set(as_of(after, day).feature)
            fallen = [
                place for place, sentence in enumerate(step.sentences, 1)
                if any(_falls(before, record, gone, lost) for record in sentence.stands_on)
            ]  # fmt: skip
            rows += [(name, number, place, len(fallen) == len(step.sentences)) for place in fallen]
    return pd.DataFrame(rows, columns=["story", "step", "sentence", "last"])


def _dated(dataset: Dataset) -> set[str]:
    records = (claim.id for claim in dataset.claims), (estimate.id for estimate in dataset.estimates)
    return {*dataset.events.index, *dataset.links.index, *records[0], *records[1]}


def _falls(dataset: Dataset, record: str, gone: set[str], lost: set[str]) -> bool:
    if record not in dataset.features.index:
        return record in gone
    return not lost.isdisjoint(dataset.features.at[record, "stands_in"] or [record])


def _km2(before: Dataset, after: Dataset, day: date, theatre: str | None) -> pd.DataFrame:
    touched = set(before.statuses.actor[before.statuses.index.difference(after.statuses.index)])
    rows = []
    for actor in ground.holders(before, theatre=theatre):
        if touched.isdisjoint(_family(before, actor)):
            continue
        steps = [ground.area_steps(dataset, actor, theatre=theatre) for dataset in (before, after)]
        days = np.union1d(steps[0][0], steps[1][0])
        now, left = (_on(*step, days) for step in steps)
        if not len(days) or (now - left).max() <= 0:
            continue
        peak = int((now - left).argmax())
        on_day = [float(_on(*step, np.array([day_number(day)]))[0]) for step in steps]
        rows.append(
            (actor, *on_day, (EPOCH + timedelta(days=int(days[peak]))).isoformat(), float((now - left)[peak]))
        )
    table = pd.DataFrame(rows, columns=["actor", "area_km2", "without_km2", "peak_date", "peak_km2"]).round(1)
    return table.sort_values("peak_km2", ascending=False, kind="stable").reset_index(drop=True)


def _family(dataset: Dataset, actor: str) -> Iterable[str]:
    return [name for name in dataset.actors if actor in {up for up, _, _ in ground.ancestors(dataset, name)}]


def _on(steps: np.ndarray, km2: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Settled ground under control on each of `days`."""
    index = np.searchsorted(steps, days, side="right")
    return np.r_[0.0, km2[:, 0]][index]

"""What the dataset does not know well: gaps, single sources, stale statuses, disagreements, languages, figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from geodata import derive, ground
from geodata.dataset import Dataset
from geodata.period import EPOCH, day_number, parse

__all__ = ["CARRIED", "DATED", "NOTHING", "STALE_DAYS", "Report", "report"]

#: How long a status may stand without a source that confirms it.
STALE_DAYS = 180

#: What a month of the matrix can be: no status at all; one carried on from an earlier month; a dated source.
NOTHING, CARRIED, DATED = 0, 1, 2


@dataclass(frozen=True)
class Report:
    """The answers, a table each.

    Attributes
    ----------
    version : str
        Of the dataset.
    totals : DataFrame
        what, count.
    gaps : DataFrame, places by months ("2014-06")
        `NOTHING`, `CARRIED` or `DATED`; index: place ids; the emptiest places first.
    alone : DataFrame
        Statuses that rest on one source: feature, valid_from, actor, status, confidence, source.
    stale : DataFrame
        Statuses with more than `STALE_DAYS` between two dated sources: feature, valid_from, actor, status,
        confirmed (the last day before the silence), silent_days; the longest silence first.
    disagreements : DataFrame
        feature, valid_from, we_say, others_say, sources; and claims that are disputed or contradicted.
    languages : DataFrame
        what, total, en, ar: how many have words (for sources: are written) in each language.
    published : DataFrame
        See `ground.against_published`.
    """

    version: str
    totals: pd.DataFrame
    gaps: pd.DataFrame
    alone: pd.DataFrame
    stale: pd.DataFrame
    disagreements: pd.DataFrame
    languages: pd.DataFrame
    published: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """The tables as lists of records, for JSON; the matrix as place -> a digit a month."""
        tables = {name: getattr(self, name).to_dict("records") for name in _TABLES}
        rows = {
            place: "".join(map(str, row))
            for place, row in zip(self.gaps.index, self.gaps.values, strict=True)
        }
        return {
            "version": self.version,
            **tables,
            "gaps": {"months": list(self.gaps.columns), "places": rows},
        }


_TABLES = ("totals", "alone", "stale", "disagreements", "languages", "published")


def report(dataset: Dataset) -> Report:
    """Everything in one go; a second or two on the dataset that ships."""
    evidence = _evidence(dataset)
    return Report(
        dataset.version, _totals(dataset), _gaps(dataset, evidence), _alone(dataset), _stale(dataset, evidence),
        _disagreements(dataset), _languages(dataset), ground.against_published(dataset),
    )  # fmt: skip


def _totals(dataset: Dataset) -> pd.DataFrame:
    counts = Counter(dataset.features.kind)
    rows = [(f"{kind}s", counts[kind]) for kind in ("zone", "region", "place")]
    rows += [(name, len(getattr(dataset, name))) for name in
             ("statuses", "events", "links", "sources", "actors", "claims", "estimates", "stories")]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "count"])


def _evidence(dataset: Dataset) -> dict[str, list[int]]:
    """Days on which a source says something of each zone, region or place, by id: rows, events and claims."""
    days: dict[str, set[int]] = defaultdict(set)
    for row in dataset.statuses.itertuples():
        days[row.feature].add(row.from_day)
        published = (parse(dataset.sources[s].published) for s in row.sources if s in dataset.sources)
        days[row.feature] |= {
            day for at in published if at.precision == "day" and row.from_day <= (day := day_number(at.first)) < row.to_day
        }  # fmt: skip
    for event in dataset.events.itertuples():
        for name in {*event.places, *event.changes}:
            days[name].add(event.day)
    for claim in dataset.claims:
        for name in claim.features:
            days[name].add(day_number(parse(claim.date).first))
    for place in dataset.features[dataset.features.kind == "place"].itertuples():
        for name in place.stands_in:
            days[name] |= days[place.Index]
    return {name: sorted(found) for name, found in days.items()}


def _gaps(dataset: Dataset, evidence: dict[str, list[int]]) -> pd.DataFrame:
    first, last = derive.clock(dataset)
    months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    starts = np.array([day_number(month) for month in months])
    ends = np.append(starts[1:], day_number(last) + 1)
    rows = {}
    spans = dict(tuple(dataset.statuses.groupby("feature")))
    for place in dataset.features[dataset.features.kind == "place"].itertuples():
        grounds = [name for name in (place.stands_in or [place.Index]) if name in spans]
        if not grounds:
            continue
        cells = np.full(len(months), NOTHING)
        for name in grounds:
            for row in spans[name].itertuples():
                cells[(row.from_day < ends) & (row.to_day > starts)] = CARRIED
        days = sorted({day for name in [*grounds, place.Index] for day in evidence.get(name, [])})
        dated = (
            np.searchsorted(starts, [day for day in days if starts[0] <= day < ends[-1]], side="right") - 1
        )
        cells[dated] = DATED
        rows[place.Index] = cells
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[f"{month:%Y-%m}" for month in months])
    return table.loc[(table == NOTHING).sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _alone(dataset: Dataset) -> pd.DataFrame:
    rows = dataset.statuses[dataset.statuses.sources.map(len) == 1]
    table = rows[["feature", "valid_from", "actor", "status", "confidence"]].assign(
        source=rows.sources.map(lambda s: s[0])
    )
    return table.reset_index(drop=True)


def _stale(dataset: Dataset, evidence: dict[str, list[int]]) -> pd.DataFrame:
    end = day_number(derive.clock(dataset)[1]) + 1
    found = []
    for row in dataset.statuses.itertuples():
        after = min(row.to_day, end)
        days = [
            row.from_day,
            *(day for day in evidence.get(row.feature, []) if row.from_day < day < after),
            after,
        ]
        silence = np.diff(days)
        if len(silence) and silence.max() > STALE_DAYS:
            confirmed = EPOCH + timedelta(days=int(days[int(silence.argmax())]))
            found.append(
                (
                    row.feature,
                    row.valid_from,
                    row.actor,
                    row.status,
                    confirmed.isoformat(),
                    int(silence.max()),
                )
            )
    columns = ["feature", "valid_from", "actor", "status", "confirmed", "silent_days"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values("silent_days", ascending=False, kind="stable").reset_index(drop=True)


def _disagreements(dataset: Dataset) -> pd.DataFrame:
    rows = []
    for other in dataset.disputes.itertuples():
        ours = dataset.statuses.loc[other.row]
        rows.append((other.feature, ours.valid_from, _says(ours), _says(other), other.sources))
    rows += [
        (claim.id, claim.date, claim.statement.en, f"{claim.verdict}: {claim.finding.en}", claim.evidence)
        for claim in dataset.claims if claim.verdict in ("disputed", "contradicted")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["feature", "valid_from", "we_say", "others_say", "sources"])


def _says(row: Any) -> str:
    return f"{row.actor} {row.status}, {row.valid_from} to {row.valid_to or 'open'}"


_ARABIC = re.compile(r"[\u0621-\u064a]")


def _languages(dataset: Dataset) -> pd.DataFrame:
    """Names and texts stand in both languages by rule; aliases, sources and quotations are what differs."""
    features = dataset.features
    aliases = [alias for names in features.aliases for alias in names]
    aliases += [alias for actor in dataset.actors.values() for alias in actor.aliases]
    quotes = [claim.quote.lang for claim in dataset.claims if claim.quote]
    written = [source.languages for source in dataset.sources.values()]
    named = features.aliases.map(bool)
    rows = [
        ("names of zones, regions and places", len(features), int(features.name_en.map(bool).sum()),
         int(features.name_ar.map(bool).sum())),
        ("features with an alias in that script", len(features),
         int((named & features.aliases.map(lambda a: any(not _ARABIC.search(x) for x in a))).sum()),
         int((named & features.aliases.map(lambda a: any(_ARABIC.search(x) for x in a))).sum())),
        ("aliases", len(aliases), sum(not _ARABIC.search(a) for a in aliases), sum(bool(_ARABIC.search(a)) for a in aliases)),
        ("sources", len(written), sum("en" in langs for langs in written), sum("ar" in langs for langs in written)),
        ("quotations in claims", len(quotes), quotes.count("en"), quotes.count("ar")),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "total", "en", "ar"])

"""Every answer that the features can give on any day, once, so that a day's answer is a choice of rows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.dataset import Dataset
from geodata.index import STATUSES, Spans, chosen, expanded, once

__all__ = ["COLUMNS", "Answers", "answers"]

COLUMNS = ["feature", "kind", "theatre", "name", "actor", "status", "against", "besieged_by", "strength",
           "confidence", "valid_from", "valid_to", "disputed", "sources"]  # fmt: skip
_LISTS = ("against", "besieged_by", "sources")

#: Whole answers that are kept, for the next who asks for the same day.
_MOST_KEPT = 128


class Answers:
    """All answers of a dataset, a row each, sorted by feature, and within it control before contested before presence.

    The last answer of each feature says that it is not known; the very last one, of no feature, says so of nowhere.

    Parameters
    ----------
    dataset : Dataset
    lang : str
        The language of the names.
    """

    def __init__(self, dataset: Dataset, lang: str) -> None:
        index, many = dataset.index, len(dataset.features)
        owner, row = _grounds(dataset)
        sort = np.lexsort((np.arange(len(row)), index.from_day[row], index.status[row], owner))
        owner, row = owner[sort], row[sort]
        every = np.arange(many)
        ends = np.searchsorted(owner, every, side="right")
        self._first, self._unknown = np.searchsorted(owner, every) + every, ends + every
        self._owner = np.r_[np.insert(owner, ends, every), -1]
        self._row = np.r_[np.insert(row, ends, -1), -1]
        self._order = np.r_[index.status, len(STATUSES)][self._row]
        self._from, self._to = np.r_[index.from_day, 0][self._row], np.r_[index.to_day, 0][self._row]
        self._zone = (dataset.features.kind == "zone").to_numpy(bool)
        self._table = _table(dataset, self._owner, self._row, lang)
        self._twins = _twins(self._owner, self._table)
        self._spans = Spans(self._from, self._to, self._complete)
        self._kept: OrderedDict[tuple[int, str | None], pd.DataFrame] = OrderedDict()

    def on(self, day: int, theatre: str | None = None) -> pd.DataFrame:
        """What stands of every feature, of one theatre or of all, on `day` (days since 1970-01-01)."""
        key = self._spans.stretch(day), theatre
        if (found := self._kept.get(key)) is None:
            found = self._kept[key] = self._taken(day, theatre)
            while len(self._kept) > _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)), None)
        return found.copy(deep=False)

    def of(self, grounds: Sequence[Sequence[int]], days: Sequence[int]) -> pd.DataFrame:
        """What some features say on a day each: the answers of `grounds[i]` on `days[i]`, with column `point` = i.

        Parameters
        ----------
        grounds : sequence of sequences of int
            Positions of features, zones first; where none answers, the first zone or else nowhere is not known.
        days : sequence of int
        """
        point = np.repeat(np.arange(len(days)), [len(some) for some in grounds])
        asked = np.array([ground for some in grounds for ground in some], dtype="int64")
        found, which = expanded(self._first[asked], self._unknown[asked])
        owner = point[which]
        day = np.asarray(days, dtype="int64")[owner]
        holds = (self._from[found] <= day) & (day < self._to[found])
        found, owner = found[holds], owner[holds]
        silent = np.setdiff1d(np.arange(len(days)), owner)
        unknown = [self._unknown_of(grounds[i]) for i in silent]
        found, owner = np.r_[found, np.array(unknown, dtype="int64")], np.r_[owner, silent]
        sort = np.lexsort((np.arange(len(found)), self._order[found], owner))
        table = self._table.take(found[sort]).reset_index(drop=True)
        table.insert(0, "point", owner[sort])
        return table

    def _unknown_of(self, grounds: Sequence[int]) -> int:
        return self._unknown[grounds[0]] if len(grounds) and self._zone[grounds[0]] else len(self._row) - 1

    def _taken(self, day: int, theatre: str | None) -> pd.DataFrame:
        chosen = self._spans.on(day)
        if theatre is not None:
            chosen = chosen[(self._table.theatre == theatre).to_numpy()[chosen]]
        return self._table.take(chosen).set_axis(range(len(chosen)))

    def _complete(self, held: np.ndarray) -> np.ndarray:
        """The answers that hold, each said once, and "not known" for every feature without one."""
        held = held[np.sort(np.unique(self._twins[held], return_index=True)[1])]
        silent = np.ones(len(self._unknown), dtype=bool)
        silent[self._owner[held]] = False
        return np.sort(np.concatenate([held, self._unknown[silent]]))


@once
def answers(dataset: Dataset, lang: str) -> Answers:
    """The answers of a dataset with the names of one language."""
    return Answers(dataset, lang)


def _grounds(dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Which rows may answer for which feature: its own, or those of the zones and regions that it stands in."""
    index, features = dataset.index, dataset.features
    places = dict(zip(features.index, range(len(features)), strict=True))
    named = [
        (owner, places[ground])
        for owner, (name, grounds) in enumerate(zip(features.index, features.stands_in, strict=True))
        for ground in (grounds or [name])
        if ground in places
    ]
    owners, grounds = np.array(named, dtype="int64").reshape(-1, 2).T
    rows, which = expanded(index.first[grounds], index.after[grounds])
    return owners[which], rows


def _table(dataset: Dataset, owner: np.ndarray, row: np.ndarray, lang: str) -> pd.DataFrame:
    """The answers' columns; position -1 stands for nowhere, or for not known."""
    about = dataset.features[["id", "kind", "theatre", f"name_{lang}"]]
    unknown = {column: [] if column in _LISTS else "" for column in COLUMNS} | {
        "status": "not known",
        "disputed": False,
    }
    columns = {name: chosen(about[of], owner, "") for name, of in zip(COLUMNS[:4], about, strict=True)}
    columns |= {name: chosen(dataset.statuses[name], row, unknown[name]) for name in COLUMNS[4:]}
    return pd.DataFrame(columns).astype({"disputed": bool})


def _twins(owner: np.ndarray, table: pd.DataFrame) -> np.ndarray:
    """For each answer a number that it shares with those that say the same of the same feature since the same day."""
    same = pd.MultiIndex.from_arrays([owner, table.actor, table.status, table.valid_from])
    return pd.factorize(same)[0]

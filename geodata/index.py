"""The table of statuses as numbers, and which of its rows hold on a day, without looking at each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

__all__ = ["STATUSES", "Index", "Spans", "chosen", "column", "expanded", "once"]

P = ParamSpec("P")
T = TypeVar("T")

#: The order in which statuses answer: ground that is held before ground that is fought for, and presence last.
STATUSES = ("control", "contested", "presence")

#: Rows that the answers of one index may hold in memory together; beyond that it begins anew.
_MOST_KEPT = 8_000_000


class Spans:
    """Many half-open spans of days, and which of them hold on a day.

    Between two neighbouring days on which any span begins or ends the answer is the same: it is found once, by
    `find`, and kept. Asking again is a bisection.

    Parameters
    ----------
    starts, ends : int array, shape (n,)
        First day, and first day no longer.
    complete : callable, optional
        What to make of the ascending positions that hold, before they are kept.
    """

    def __init__(
        self, starts: np.ndarray, ends: np.ndarray, complete: Callable[[np.ndarray], np.ndarray] | None = None
    ) -> None:
        self._starts, self._ends, self._complete = starts, ends, complete
        self._edges: list[int] = np.unique(np.concatenate([starts, ends])).tolist()
        self._kept: dict[int, np.ndarray] = {}
        self._room = _MOST_KEPT

    def stretch(self, day: int) -> int:
        """The number of the stretch of days, without a change, that `day` is in (days since 1970-01-01)."""
        return bisect_right(self._edges, day)

    def on(self, day: int) -> np.ndarray:
        """Positions of the spans that hold on `day`, ascending; not to be written to."""
        stretch = bisect_right(self._edges, day)
        found = self._kept.get(stretch)
        return self._find(stretch, day) if found is None else found

    def _find(self, stretch: int, day: int) -> np.ndarray:
        found = np.flatnonzero((self._starts <= day) & (day < self._ends))
        if self._complete:
            found = self._complete(found)
        found.flags.writeable = False
        self._room -= len(found)
        if self._room < 0:
            self._kept, self._room = {}, _MOST_KEPT - len(found)
        self._kept[stretch] = found
        return found


@dataclass(frozen=True)
class Index:
    """The columns of a table of statuses that questions are answered from, as arrays of its length.

    Attributes
    ----------
    feature : int array
        Position of the row's feature in the table of features.
    actor, theatre : int array
        Position in `actors` and `theatres`.
    status : int array
        Position in `STATUSES`.
    zone : bool array
        Whether the row is a zone's.
    from_day, from_sure, to_day, to_sure : int array
        As in the table.
    first, after : int array, one for each feature
        The feature's rows are those from `first` up to, and without, `after`.
    """

    feature: np.ndarray
    actor: np.ndarray
    actors: list[str]
    theatre: np.ndarray
    theatres: list[str]
    status: np.ndarray
    zone: np.ndarray
    from_day: np.ndarray
    from_sure: np.ndarray
    to_day: np.ndarray
    to_sure: np.ndarray
    first: np.ndarray
    after: np.ndarray

    @classmethod
    def of(cls, features: pd.DataFrame, statuses: pd.DataFrame) -> Index:
        """The index of `statuses`, sorted by feature, over `features`, indexed by id in the same order."""
        places = dict(zip(features.index, range(len(features)), strict=True))
        feature = statuses.feature.map(places).to_numpy("int64")
        actor, actors = pd.factorize(statuses.actor)
        theatre, theatres = pd.factorize(statuses.theatre)
        every = np.arange(len(features))
        days = {
            name: statuses[name].to_numpy("int64") for name in ("from_day", "from_sure", "to_day", "to_sure")
        }
        return cls(
            feature=feature, actor=actor, actors=list(actors), theatre=theatre, theatres=list(theatres),
            status=pd.Index(STATUSES).get_indexer(statuses.status), zone=(statuses.kind == "zone").to_numpy(bool),
            **days, first=np.searchsorted(feature, every), after=np.searchsorted(feature, every, side="right"),
        )  # fmt: skip

    @cached_property
    def spans(self) -> Spans:
        """Which rows hold on a day."""
        return Spans(self.from_day, self.to_day)

    def of_theatre(self, theatre: str | None) -> np.ndarray:
        """Which rows are of one theatre, as a mask; None: all of them."""
        if theatre is None:
            return np.ones(len(self.feature), dtype=bool)
        return self.theatre == (self.theatres.index(theatre) if theatre in self.theatres else -1)


def expanded(first: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The whole numbers of several ranges one after the other, and for each the position of its range.

    Parameters
    ----------
    first, after : int array, shape (n,)
        Each range begins at `first` and ends before `after`.
    """
    lengths = after - first
    owner = np.repeat(np.arange(len(first)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(owner)) + (first - before)[owner], owner


def chosen(values: pd.Series, positions: np.ndarray, missing: Any) -> np.ndarray:
    """The values at `positions`, as objects; `missing` where the position is -1."""
    whole = np.empty(len(values) + 1, dtype=object)
    whole[:-1] = values.to_numpy(dtype=object)
    whole[-1] = missing
    return whole[positions]


def once(question: Callable[P, T]) -> Callable[P, T]:
    """Let a question to a dataset be answered once for each set of arguments; the answer must not be changed.

    The answers live as long as the dataset does, in its `answers`.
    """

    @wraps(question)
    def answer(dataset: Any, *args: Any, **options: Any) -> Any:
        key = (question.__module__, question.__qualname__, args, *sorted(options.items()))
        if key not in dataset.answers:
            dataset.answers[key] = question(dataset, *args, **options)
        return dataset.answers[key]

    return answer


@once
def column(dataset: Any, table: str, name: str) -> Any:
    """A column of one of the dataset's tables for who wants a few of its rows, which pandas is slow to give."""
    values = getattr(dataset, table)[name]
    return values.array if values.dtype == "texts" else values.to_numpy(dtype=object)

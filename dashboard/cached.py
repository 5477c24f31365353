"""Every cache: what one viewer has paid for, the next one has for nothing."""

from __future__ import annotations

import gc
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import prepared, words
from dashboard.map import incidents, routes
from geodata import derive, evidence, files, kept, search
from geodata.archive import shelf
from geodata.check import blocking
from geodata.dataset import Dataset, Reading, build, read, understood
from geodata.evidence import Withdrawal
from geodata.learned import learned_since, publication_days
from geodata.problems import Problem
from geodata.store import Store
from geodata.text import LANGUAGES

__all__ = [
    "Served",
    "archive",
    "basemap_url",
    "begin",
    "is_served",
    "keep",
    "known",
    "learned",
    "pack_url",
    "publications",
    "searched",
    "served",
    "standing",
    "version_read",
    "withdrawn",
    "words_url",
]

#: Another dataset than the one that comes with Kharita.
DATA = Path(os.environ.get("KHARITA_DATA") or files.DATASET)


#: A crowd of pages looks at the folder together, not each for itself; who follows it says when a file is saved.
_JUST_NOW_S = 0.05


@dataclass(frozen=True)
class Served:
    """The last good dataset, and what is wrong with the files that stand there now.

    Attributes
    ----------
    dataset : Dataset or None
        None only when no version since the start was good.
    problems : tuple of Problem
        Of the current files; empty when they are the ones being served.
    since : float
        When this version was read, in seconds since 1970.
    """

    dataset: Dataset | None = None
    problems: tuple[Problem, ...] = ()
    stamp: tuple | None = None
    since: float = field(default_factory=time.time, compare=False)


@dataclass
class _Keeper:
    now: Served = field(default_factory=Served)
    reading: Reading | None = None
    looked: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False)
def _keeper() -> _Keeper:
    return _Keeper()


def served(*, saved: bool = False) -> Served:
    """What to show now: read anew when a file has changed, kept at the last good version when it is broken.

    While one thread reads, the others go on with the version before.

    Parameters
    ----------
    saved : bool
        Whether a file is known to have been saved: it is looked for even if another page has looked just now.
    """
    keeper, now = _keeper(), time.monotonic()
    if not saved and now - keeper.looked < _JUST_NOW_S and keeper.now.stamp is not None:
        return keeper.now
    keeper.looked = now
    stamp = files.stamp(DATA)
    if stamp != keeper.now.stamp and keeper.lock.acquire(blocking=keeper.now.stamp is None):
        try:
            if stamp != keeper.now.stamp:
                keeper.now = _renewed(keeper, stamp)
        finally:
            keeper.lock.release()
    return keeper.now


def begin() -> bool:
    """Take up what an earlier start kept of the files as they now stand; whether it kept any."""
    keeper, stamp = _keeper(), files.stamp(DATA)
    try:
        found = kept.load(kept.version_of(DATA))
    except OSError:
        found = None
    if found is None:
        return False
    with keeper.lock:
        keeper.now = _lasting(Served(found, (), stamp))
    return True


def is_served() -> bool:
    """Whether a version has been read, so that `served` does not wait for the first."""
    return _keeper().now.stamp is not None


def _renewed(keeper: _Keeper, stamp: tuple) -> Served:
    keeper.reading = read(DATA, keeper.reading)
    problems = blocking(keeper.reading)
    if problems:
        return replace(keeper.now, problems=tuple(problems), stamp=stamp)
    renewed = Served(build(keeper.reading), (), stamp)
    return _lasting(renewed) if keeper.now.dataset is None else renewed


def _lasting(first: Served) -> Served:
    """The records of the first dataset live as long as the server does: the collector need not look through them for each viewer."""
    gc.collect()
    gc.freeze()
    return first


def keep(dataset: Dataset) -> None:
    """Spare the next process the reading; a viewer's own may write nothing, and is none the worse for it."""
    with suppress(OSError):
        prepared.keep(dataset, _bodies(dataset.version, dataset.known_on, dataset))


@st.cache_resource(max_entries=16, show_spinner=False)
def _known(version: str, known_on: date | None, _dataset: Dataset) -> Dataset:
    return derive.known_on(_dataset, known_on)


def known(dataset: Dataset, known_on: date | None) -> Dataset:
    """The dataset as it was known on a day, computed once a day and version."""
    return _known(dataset.version, known_on, dataset)


@st.cache_resource(max_entries=16, show_spinner=False)
def _standing(version: str, known_on: int | None, _dataset: Dataset) -> pd.DataFrame:
    return evidence.standing(_dataset)


def standing(dataset: Dataset) -> pd.DataFrame:
    """How much rests on each source (see `evidence.standing`), computed once a version and day of knowledge."""
    return _standing(dataset.version, dataset.known_on, dataset)


@st.cache_resource(max_entries=64, show_spinner=False)
def _withdrawn(
    version: str, known_on: int | None, source: str, day: date, theatre: str | None, _dataset: Dataset
) -> Withdrawal:
    return evidence.withdrawn(_dataset, source, day, theatre=theatre)


def withdrawn(dataset: Dataset, source: str, day: date, theatre: str | None) -> Withdrawal:
    """What would fall with a source (see `evidence.withdrawn`), computed once."""
    return _withdrawn(dataset.version, dataset.known_on, source, day, theatre, dataset)


@st.cache_resource(max_entries=32, show_spinner=False)
def _learned(
    version: str, known_on: date, as_of: date | None, theatre: str | None, _dataset: Dataset
) -> pd.DataFrame:
    return learned_since(_dataset, known_on, as_of, theatre=theatre)


def learned(dataset: Dataset, known_on: date, as_of: date | None, theatre: str | None) -> pd.DataFrame:
    """What was learned since a day (see `learned.learned_since`), computed once."""
    return _learned(dataset.version, known_on, as_of, theatre, dataset)


@st.cache_resource(max_entries=2, show_spinner=False)
def _publications(version: str, _dataset: Dataset) -> list[tuple[int, int]]:
    return publication_days(_dataset)


def publications(dataset: Dataset) -> list[tuple[int, int]]:
    """The days of publication (see `learned.publication_days`), counted once a version."""
    return _publications(dataset.version, dataset)


@st.cache_resource(max_entries=4, show_spinner=False)
def _bodies(version: str, known_on: int | None, _dataset: Dataset) -> dict[str, routes.Body]:
    return prepared.bodies(_dataset)


@st.cache_resource(max_entries=16, show_spinner=False)
def _pack_url(version: str, known_on: int | None, _dataset: Dataset) -> str:
    found = _bodies(version, known_on, _dataset)
    for lang in LANGUAGES:
        routes.hold("text", found[lang])
    return routes.hold("pack", found["pack"])


def pack_url(dataset: Dataset) -> str:
    """Where the browser fetches the dataset's pack; packed and compressed once."""
    return _pack_url(dataset.version, dataset.known_on, dataset)


@st.cache_resource(max_entries=2, show_spinner=False)
def _searched(version: str, _dataset: Dataset) -> search.Index:
    return search.index(_dataset)


def searched(dataset: Dataset) -> search.Index:
    """The index that the search box asks, of the whole dataset; made once a version."""
    return _searched(dataset.version, dataset)


@st.cache_resource(max_entries=6, show_spinner=False)
def _version_read(version: str, _store: Store) -> Reading:
    return understood(_store.read(version), _keeper().reading)


def version_read(version: str, store: Store) -> Reading:
    """The files of a version of the store, as read; read once."""
    return _version_read(version, store)


@st.cache_resource(show_spinner=False)
def words_url(lang: str) -> str:
    """Where the browser fetches the interface's words."""
    return routes.publish("words", dict(words.of(lang)))


@st.cache_resource(show_spinner=False)
def basemap_url() -> str:
    """Where the browser fetches the basemap."""
    return routes.hold("basemap", prepared.basemap_body())


def archive() -> dict[str, Any] | None:
    """What the map is told of the archive of incidents beside the dataset; None where there is none."""
    return incidents.offered(shelf.beside(DATA))

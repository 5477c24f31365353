"""Finding by name, however it is spelt: in Arabic or Latin letters, transliterated one way or another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from rapidfuzz import fuzz, process

from geodata.dataset import Dataset
from geodata.period import EPOCH, parse

__all__ = ["Index", "bones", "find", "fold", "index", "telling_day"]

_ARTICLES = {"al", "ad", "an", "ar", "as", "ash", "at", "az", "el", "ed", "er", "es", "ez", "the", "of"}
_LETTERS = str.maketrans(
    {"ى": "ي", "ة": "ه", "ـ": "", "ی": "ي", "ک": "ك", "ʿ": "", "ʾ": "", "'": "", "’": "", "‘": "", "`": ""}
)
_KINDS = {"place": 6, "theatre": 5, "actor": 4, "zone": 3, "region": 3, "event": 2, "source": 1}
_LEAST = 72


@dataclass(frozen=True)
class Index:
    """Every name of every record, folded: parallel lists of ids, kinds, names as written, and their folds."""

    ids: list[str]
    kinds: list[str]
    written: list[str]
    folded: list[str]
    bones: list[str]


def fold(text: str) -> str:
    """Text without what spellings differ in: case, accents and vowel marks, hamza, hyphens, articles.

    >>> fold("Deir ez-Zor"), fold("دَيْر الزَّور")
    ('deir zor', 'دير زور')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)
    words = re.findall(r"\w+", plain)
    kept = [_bare(word) for word in words if word not in _ARTICLES]
    return " ".join(kept or words)


def _bare(word: str) -> str:
    """An Arabic word without its article."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def bones(folded: str) -> str:
    """Latin consonants alone, doubled ones once: what every transliteration keeps."""
    latin = re.sub(r"[^a-z ]", "", folded)
    bare = re.sub(
        r"[aeiouwy]", "", latin.replace("q", "k").replace("kh", "x").replace("gh", "g").replace("j", "g")
    )
    return re.sub(r"(.)\1+", r"\1", bare.replace(" ", ""))


def index(dataset: Dataset) -> Index:
    """The names to search in: build it once a version."""
    rows = [(id_, kind, name, folded) for id_, kind, name in _names(dataset) if (folded := fold(name))]
    ids, kinds, written, folds = (
        (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    )
    return Index(ids, kinds, written, folds, [bones(text) for text in folds])


def _names(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    for row in dataset.features.itertuples():
        for name in (row.name_en, row.name_ar, *row.aliases, row.Index.replace("-", " ")):
            yield row.Index, row.kind, name
    for kind, records in (("actor", dataset.actors), ("theatre", dataset.theatres)):
        for id_, record in records.items():
            for name in (record.name.en, record.name.ar, *getattr(record, "aliases", [])):
                yield id_, kind, name
    for row in dataset.events.itertuples():
        yield from ((row.Index, "event", text) for text in (row.title.en, row.title.ar))
    for id_, source in dataset.sources.items():
        for text in filter(None, (source.title.en, source.title.ar, source.symbol)):
            yield id_, "source", text


def find(names: Index, text: str, limit: int = 10) -> pd.DataFrame:
    """The records whose name is nearest to `text`, best first.

    Parameters
    ----------
    names : Index
    text : str
        In either language, forgiving of spelling; empty finds nothing.
    limit : int
        At most so many records.

    Returns
    -------
    DataFrame
        id, kind (place, theatre, actor, zone, region, event, source), name (as written in the dataset), score
        (0 to 100). Of equal scores places come first.

    Notes
    -----
    Weighted ratio of edit distances (rapidfuzz) on folded names; Latin names whose consonants are the same
    count as nearly equal.
    """
    wanted = fold(text)
    if not wanted:
        return pd.DataFrame(columns=["id", "kind", "name", "score"])
    skeleton = bones(wanted)
    near = process.extract(wanted, names.folded, scorer=fuzz.WRatio, limit=None, score_cutoff=_LEAST)
    scores = {position: _exactness(wanted, names.folded[position], score) for _, score, position in near}
    if len(skeleton) >= 2:
        same = (i for i, other in enumerate(names.bones) if other == skeleton)
        scores |= {i: max(scores.get(i, 0), 93 + fuzz.ratio(wanted, names.folded[i]) / 100) for i in same}
    best: dict[tuple[str, str], tuple[float, int]] = {}
    for position, score in scores.items():
        key = (names.ids[position], names.kinds[position])
        best[key] = max(best.get(key, (0.0, -1)), (score, position))
    ranked = sorted(best.items(), key=lambda item: (-round(item[1][0]), -_KINDS[item[0][1]], item[0]))[:limit]
    rows = [
        (id_, kind, names.written[position], round(score, 1)) for (id_, kind), (score, position) in ranked
    ]
    return pd.DataFrame(rows, columns=["id", "kind", "name", "score"])


def _exactness(wanted: str, name: str, score: float) -> float:
    """The whole name before a part of a longer one."""
    return 100.0 if wanted == name else min(score, 99.0) - min(len(name) / 50, 3)


def telling_day(dataset: Dataset, name: str) -> date | None:
    """The day that says most of a record: a place's last change of hands, an event's day, a source's publication."""
    if name in dataset.events.index:
        return EPOCH + timedelta(days=int(dataset.events.at[name, "day"]))
    if name in dataset.sources:
        return parse(dataset.sources[name].published).first
    if name not in dataset.features.index:
        return None
    grounds = dataset.features.at[name, "stands_in"] or [name]
    rows = dataset.statuses[dataset.statuses.feature.isin(grounds)]
    if rows.empty:
        return None
    handed = rows[(rows.status == "control") & (rows.groupby("feature").cumcount() > 0)]
    day = handed.from_day.max() if len(handed) else rows.from_day.min()
    return EPOCH + timedelta(days=int(day))

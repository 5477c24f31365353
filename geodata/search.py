"""Searching everything: names however spelt, and the words of notes, events, links, claims, stories and sources."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from geodata import find
from geodata.dataset import OPEN, Dataset
from geodata.find import fold
from geodata.period import EPOCH, day_number, parse
from geodata.text import Text
from geodata.when import Span, spoken

__all__ = ["Hit", "Index", "index", "search"]

#: Words that a question is put with, not what it asks about.
_QUESTION = """
    a about after and any are at be before between by did do does for from ground had has have held hold holds how
    in into is it its know known lose lost gain gained many much of on or over said say says show so than that their
    them there they to took was were what when where which while who whose why will with area control controlled
    territory km2 hand hands zone zones during change changed changes against
    من في على الى إلى عن ما ماذا متى أين اين كم كيف هل كان كانت يسيطر سيطر تسيطر سيطرة السيطرة الذي التي هذا هذه وما ومن
    قال قالت يقول ذلك بين حتى منذ قبل بعد خلال أرض الأرض خسر كسب خسرت كسبت مساحة و أو مع عند عرفت تعرف يعرف
"""
_PLAIN = frozenset(map(fold, _QUESTION.split()))
_ENTITIES = ("place", "actor", "theatre", "zone", "region")
_NAMES_LEAST = 80.0
_TEXT_LEAST = 0.55
_FUZZY = 84
_POSSESSIVE = re.compile(r"['’]s\b")


@dataclass(frozen=True)
class Hit:
    """One record that a text asks for.

    Attributes
    ----------
    kind : str
        place, theatre, actor, zone, region, event, link, claim, story, source, or status for a row of a timeline.
    id : str
        Of the record; of a row the feature it belongs to.
    score : float
        0 to 100; what fits better is higher.
    day : date or None
        The day that says most of it; for features and actors None.
    part : int
        The step of a story, from 1; otherwise 0.
    text : Text or None
        The words it was found by, where these are not its name.
    """

    kind: str
    id: str
    score: float
    day: date | None = None
    part: int = 0
    text: Text | None = None


@dataclass(frozen=True)
class _Passage:
    hit: Hit
    known_day: int
    words: frozenset[str]


@dataclass(frozen=True)
class Index:
    """What is searched: the names, and the passages by their words."""

    names: find.Index
    passages: list[_Passage]
    postings: dict[str, list[int]]
    vocabulary: list[str]
    known: dict[tuple[str, str], int]
    days: dict[tuple[str, str], date | None]
    whole: frozenset[str]


def index(dataset: Dataset) -> Index:
    """The index of a dataset: build it once a version."""
    passages = [
        _Passage(hit, known, frozenset(f"{fold(words.en)} {fold(words.ar)}".split()) - _PLAIN)
        for hit, known, words in _passages(dataset)
    ]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        for word in passage.words:
            postings[word].append(number)
    known = {(p.hit.kind, p.hit.id): p.known_day for p in reversed(passages) if p.hit.kind != "status"}
    days = {
        (p.hit.kind, p.hit.id): p.hit.day
        for p in reversed(passages)
        if p.hit.kind in ("event", "link", "claim")
    }
    names = find.index(dataset)
    whole = frozenset(name for name, kind in zip(names.folded, names.kinds, strict=True) if kind in _ENTITIES)
    return Index(names, passages, dict(postings), sorted(postings), known, days, whole)


def _passages(dataset: Dataset) -> Iterator[tuple[Hit, int, Text]]:
    for kind, table in (("event", dataset.events), ("link", dataset.links)):
        for row in table.itertuples():
            day = EPOCH + timedelta(days=int(row.day))
            yield (
                Hit(kind, row.Index, 0, day, text=row.summary),
                row.known_day,
                _joined(row.title, row.summary),
            )
    for row in dataset.statuses[dataset.statuses.note.map(bool)].itertuples():
        day = EPOCH + timedelta(days=int(row.from_day))
        yield (
            Hit("status", row.feature, 0, day, text=row.note),
            row.known_day,
            _joined(_name(dataset, row.feature), row.note),
        )  # type: ignore[arg-type]
    for claim in dataset.claims:
        words = _joined(claim.statement, claim.attributed_to, claim.finding, *_titles(dataset, claim.source))
        hit = Hit("claim", claim.id, 0, parse(claim.date).first, text=claim.statement)
        yield hit, _published(dataset, claim.source), words
    for name, source in dataset.sources.items():
        more = [source.note] if source.note else []
        symbol = [Text(en=source.symbol, ar=source.symbol)] if source.symbol else []
        words = _joined(source.title, source.publisher, *more, *symbol)
        yield (
            Hit("source", name, 0, parse(source.published).first, text=source.note),
            _published(dataset, name),
            words,
        )
    yield from _told(dataset)


def _told(dataset: Dataset) -> Iterator[tuple[Hit, int, Text]]:
    for name, story in dataset.stories.items():
        yield Hit("story", name, 0, part=1, text=story.summary), -OPEN, _joined(story.title, story.summary)
        for number, step in enumerate(story.steps, start=1):
            words = _joined(step.title, *(sentence.text for sentence in step.sentences))
            day = parse(step.date).first
            yield Hit("story", name, 0, day, number, step.title), day_number(day), words


def _joined(*texts: Text) -> Text:
    return Text(en=" ".join(text.en for text in texts), ar=" ".join(text.ar for text in texts))


def _name(dataset: Dataset, feature: str) -> Text:
    row = dataset.features.loc[feature]
    return Text(en=row.name_en, ar=row.name_ar)


def _titles(dataset: Dataset, source: str) -> list[Text]:
    return [dataset.sources[source].title] if source in dataset.sources else []


def _published(dataset: Dataset, source: str) -> int:
    return day_number(parse(dataset.sources[source].published).first) if source in dataset.sources else OPEN


def search(
    index: Index, text: str, limit: int = 12, *, known_on: int | None = None
) -> tuple[list[Hit], Span | None]:
    """What `text` asks for, best first, and the days that it names.

    Parameters
    ----------
    index : Index
    text : str
        A name, some words or a whole question, in either language, forgiving of spelling.
    limit : int
        At most so many of names and of passages each.
    known_on : int, optional
        Leave out what was published after this day, days from 1970.

    Notes
    -----
    Names as `find.find`. A passage counts by the share of the question's words that it has, each weighed by how
    rare it is (inverse document frequency); words may be begun only, or misspelt a little. Where the question
    names days, passages of those days come first.
    """
    rest, span = spoken(_POSSESSIVE.sub("", text))
    wanted = [word for word in dict.fromkeys(rest.split()) if word not in _PLAIN]
    named = [_timed(index, hit, span) for hit in _named(index, text, " ".join(wanted), span, limit)]
    hits = named + _written(index, wanted, span, limit)
    limited = (
        hit for hit in hits if known_on is None or index.known.get((hit.kind, hit.id), -OPEN) <= known_on
    )
    best: dict[tuple[str, str, int], Hit] = {}
    for hit in sorted(limited, key=lambda hit: -hit.score):
        best.setdefault(
            (hit.kind, hit.id, hit.day.toordinal() if hit.day and hit.kind == "status" else 0), hit
        )
    return list(best.values()), span


def _named(index: Index, text: str, rest: str, span: Span | None, limit: int) -> list[Hit]:
    """Records by name: by all the words, by those among them that are a whole name, by a name's beginning."""
    if not rest:
        return []
    found = {rest: find.find(index.names, rest, limit)}
    if span:
        found[text] = find.find(index.names, text, limit)
    near = [
        (row.kind, row.id, row.score, fold(row.name))
        for table in found.values()
        for row in table.itertuples()
    ]
    parts = _parts(index, rest) if " " in rest else []
    near += [(kind, id_, 98.0, name) for kind, id_, name in _standing(index, parts)]
    near += [("theatre", id_, 97.5, name) for id_, name in _theatres_of(index, rest)]
    for kind, id_, name in _begun(index, rest, limit):
        near.append((kind, id_, (96.5 if name.startswith(rest) else 93.0) - len(name) / 40, name))
    sure = any(score >= 96 for _, _, score, _ in near)
    words = rest.split()
    return [
        Hit(kind, id_, score) for kind, id_, score, name in near
        if score >= _NAMES_LEAST and (score >= 97 or not sure or _shares(words, name))
    ]  # fmt: skip


def _timed(index: Index, hit: Hit, span: Span | None) -> Hit:
    """A record found by name, a little lower where its day is not among those asked for."""
    day = index.days.get((hit.kind, hit.id))
    elsewhere = span is not None and day is not None and not span.start <= day <= span.end
    return replace(hit, score=hit.score * 0.85 if elsewhere else hit.score, day=day)


def _standing(index: Index, parts: list[str]) -> list[tuple[str, str, str]]:
    """The records that have one of the parts as a whole name."""
    names = index.names
    rows = zip(names.kinds, names.ids, names.folded, strict=True)
    wanted = set(parts)
    return [row for row in rows if row[2] in wanted] if wanted else []


def _theatres_of(index: Index, rest: str) -> list[tuple[str, str]]:
    """The theatres whose name has all the words: Iraq is in Syria and Iraq."""
    names, words = index.names, set(rest.split())
    rows = zip(names.kinds, names.ids, names.folded, strict=True)
    return [(id_, name) for kind, id_, name in rows if kind == "theatre" and words <= set(name.split())]


def _begun(index: Index, rest: str, limit: int) -> list[tuple[str, str, str]]:
    """The records with a name that begins so, the shortest first."""
    names = index.names
    bones = find.bones(rest)
    begun = (
        (kind, id_, name)
        for kind, id_, name, other in zip(names.kinds, names.ids, names.folded, names.bones, strict=True)
        if kind in _ENTITIES and (name.startswith(rest) or (len(bones) > 2 and other.startswith(bones)))
    )
    return sorted(begun, key=lambda row: (not row[2].startswith(rest), row[0] != "place", len(row[2])))[
        :limit
    ]


def _shares(words: list[str], name: str) -> bool:
    """Whether a name has one of the words, or a word begun like it."""
    return any(part.startswith(word) for part in name.split() for word in words)


def _parts(index: Index, rest: str) -> list[str]:
    """The longest runs of words that are a name as it stands, left to right."""
    words, found, at = rest.split(), [], 0
    while at < len(words):
        run = next((end for end in range(len(words), at, -1) if " ".join(words[at:end]) in index.whole), None)
        if run:
            found.append(" ".join(words[at:run]))
        at = run or at + 1
    return found


def _written(index: Index, wanted: list[str], span: Span | None, limit: int) -> list[Hit]:
    """Passages by their words."""
    many = len(index.passages)
    if not wanted or not many:
        return []
    scores: Counter[int] = Counter()
    total = 0.0
    for word in wanted:
        near = _near(index, word)
        rarest = max(
            (math.log(1 + many / len(index.postings[other])) for other in near), default=math.log(1 + many)
        )
        total += rarest
        best: dict[int, float] = {}
        for other, weight in near.items():
            for number in index.postings[other]:
                best[number] = max(best.get(number, 0.0), weight * rarest)
        for number, gain in best.items():
            scores[number] += gain  # type: ignore[assignment]
    ranked = ((number, score / total) for number, score in scores.items() if score / total >= _TEXT_LEAST)
    hits = [_scored(index.passages[number].hit, share, span) for number, share in ranked]
    return sorted(hits, key=lambda hit: -hit.score)[:limit]


def _near(index: Index, word: str) -> dict[str, float]:
    """The words of the dataset that a word may mean, and how surely."""
    near = {word: 1.0} if word in index.postings else {}
    if len(word) >= 3:
        near |= {other: 0.9 for other in index.vocabulary if other.startswith(word) and other != word}
    if len(word) >= 4:
        found = process.extract(word, index.vocabulary, scorer=fuzz.ratio, score_cutoff=_FUZZY, limit=12)
        near |= {other: score / 125 for other, score, _ in found if other not in near}
    return near


def _scored(hit: Hit, share: float, span: Span | None) -> Hit:
    """The hit with its score: a passage of the days asked for before the same words on another day."""
    inside = span is None or (hit.day is not None and span.start <= hit.day <= span.end)
    return Hit(hit.kind, hit.id, round(90 * share * (1 if inside else 0.8), 2), hit.day, hit.part, hit.text)

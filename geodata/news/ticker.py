"""Changes as headlines: what is alike stands in one line, with what it does to the figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from geodata.news.changes import Change
from geodata.news.words import FIELDS, GONE, NEW, say
from geodata.text import Text

__all__ = ["headlines"]

_GROUND = ("handover", "redated", "restated", "withdrawn", "presence")


def headlines(
    changes: Sequence[Change], lang: str = "en", *, names: Mapping[str, str] | None = None, each: int = 4
) -> list[str]:
    """The changes as lines of text.

    Parameters
    ----------
    changes : sequence of Change
        As `meaning` gives them.
    lang : str
        "en" or "ar".
    names : mapping, optional
        What to call actors in figures; those without a name are called by id.
    each : int
        Up to so many of one kind have a line of their own; more stand in one. 0: all have.
    """
    groups: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in changes:
        groups[_alike(change)].append(change)
    lines: list[str] = []
    alone: dict[str, list[Change]] = defaultdict(list)
    for group in groups.values():
        together = group[0].what in _GROUND or (each and len(group) > each)
        if not together and group[0].what == "detail":
            for change in group:
                alone[change.id].append(change)
            continue
        for part in [group] if together else [[change] for change in group]:
            lines.append(_line(part, lang, names or {}))
    return [*lines, *(_details(group, lang) for group in alone.values())]


def _details(group: list[Change], lang: str) -> str:
    """What is different in one record, in one line."""
    between = "؛ " if lang == "ar" else "; "
    return f"{group[0].subject.of(lang)}: {between.join(change.head.of(lang) for change in group)}"


def _alike(change: Change) -> tuple[str, ...]:
    """Ground that changes hands alike on the same day is one piece of news; else what is of one kind."""
    if change.what in _GROUND:
        return change.what, change.record, change.head.en
    return change.what, change.record, change.topic


def _line(group: list[Change], lang: str, names: Mapping[str, str]) -> str:
    first = group[0]
    if first.what in _GROUND:
        said = (
            f"{_list(group, lang)}: {first.head.of(lang)}"
            if len(group) == 1
            else f"{first.head.of(lang)}: {_list(group, lang)}"
        )
        return ("؛ " if lang == "ar" else "; ").join([said, *_figures(group, lang, names)])
    if first.what in ("new", "gone"):
        words = (NEW if first.what == "new" else GONE)[first.record]
        if len(group) == 1:
            return f"{words[0].of(lang)}{_days(group, lang)}: {_called(first, lang)}"
        return f"{words[1].of(lang).format(len(group))}{_days(group, lang)}: {_list(group, lang, '; ')}"
    if len(group) == 1:
        return (
            first.head.of(lang)
            if first.what == "broken"
            else f"{first.subject.of(lang)}: {first.head.of(lang)}"
        )
    if first.what == "shape":
        group = sorted(group, key=lambda change: -abs(change.km2.get("", 0.0)))
    return f"{_many(group).of(lang)}: {_list(group, lang)}"


def _called(change: Change, lang: str) -> str:
    """The subject's name as it stands in a list; of a shape also by how much it grew or shrank."""
    name, grown = change.subject.of(lang).rstrip("."), change.km2.get("", 0.0)
    return f"{name} ({say('grown', f'{grown:+,.0f}').of(lang)})" if abs(grown) >= 0.5 else name


def _many(group: list[Change]) -> Text:
    first, count = group[0], str(len(group))
    if first.what == "shape":
        return say("many-shapes", count)
    if first.what == "renamed":
        return say("many-names", count)
    return say("many-details", count, FIELDS.get(first.topic, first.topic))


def _days(group: list[Change], lang: str) -> str:
    days = sorted(change.day for change in group if change.day)
    if not days:
        return ""
    comma = "، " if lang == "ar" else ", "
    return f"{comma}{days[0]}" if days[0] == days[-1] else f"{comma}{days[0]} – {days[-1]}"


def _list(group: Iterable[Change], lang: str, between: str = "") -> str:
    """The first few subjects by name, and how many more there are; one that has several changes once."""
    called = list(Counter(_called(change, lang) for change in group))
    comma = between or ("، " if lang == "ar" else ", ")
    if lang == "ar":
        comma = comma.replace(";", "؛")
    shown = called if len(called) <= 5 else called[:4]
    rest = len(called) - len(shown)
    return comma.join(shown) + (f" {say('more', str(rest)).of(lang)}" if rest else "")


def _figures(group: Iterable[Change], lang: str, names: Mapping[str, str]) -> list[str]:
    """What the group does to the figures, as one clause; losses first."""
    total: Counter[str] = Counter()
    for change in group:
        total.update(change.km2)
    ranked = sorted(total.items(), key=lambda item: item[1])
    said = [say("km2", names.get(a, a), f"{km2:+,.0f}").of(lang) for a, km2 in ranked if abs(km2) >= 0.5]
    return [say("from-then", ("، " if lang == "ar" else ", ").join(said)).of(lang)] if said else []

"""The text form of two days: what changed between them as sentences and tables, and how it stands on the later one."""

from __future__ import annotations

from datetime import timedelta

from dashboard import panels, prose
from dashboard.prose import Section, Table, section
from dashboard.telling import paragraph
from dashboard.view import View
from dashboard.words import Words
from geodata import ground
from geodata.balance import balance
from geodata.dataset import Dataset

__all__ = ["two_days_in_words"]

_YEAR = timedelta(days=365)


def two_days_in_words(dataset: Dataset, view: View, t: Words) -> list[Section]:
    """Everything that the map of two days shows, in words.

    Parameters
    ----------
    dataset : Dataset
        Already cut down to the day of knowledge, where the view has one.
    view : View
        Its two days; without an earlier one, a year before the day on the clock.
    t : Words

    Returns
    -------
    list of Section
        In order: between (a paragraph), moved (gained, lost and kept by actor, with bands), changed (row by row), then
        the sections of `prose.day_in_words` for the later day; day holds the change between the two days.
    """
    start = view.compare or view.as_of - _YEAR
    seen = prose.visible(dataset, view)
    theatre = panels.theatre_of(view)
    moved = balance(seen, start, view.as_of, theatre=theatre)
    flips = ground.changes(seen, start, view.as_of, theatre=theatre)
    told = paragraph(seen, moved, flips, (start, view.as_of), theatre, t)
    title = t["between_days"].format(start=t.day(start), end=t.day(view.as_of))
    later = prose.day_in_words(dataset, view, t)
    figures = prose.by_actor(seen, view, start, t["since_day"].format(day=t.day(start)), t)
    return [
        section("between", title, [*prose.preface(dataset, view, t), told]),
        _moved(seen, moved, t),
        next(part for part in later if part.id == "changed"),
        section("day", later[0].title, (), figures, none=panels.nothing_held(dataset, t)),
        *(part for part in later if part.id not in ("day", "changed")),
    ]


def _moved(dataset: Dataset, moved: object, t: Words) -> Section:
    """What each actor gained, lost and kept, each figure with its band."""

    def figure(row: dict, what: str) -> str:
        if not row[f"{what}_high_km2"]:
            return "—"
        low, high = (t.km2(row[f"{what}_{bound}_km2"]) for bound in ("low", "high"))
        return f"{t.km2(row[f'{what}_km2'])} ({low} – {high})"

    rows = tuple(
        (panels.actor_name(dataset, row["actor"], t), figure(row, "lost"), figure(row, "gained"),
         t.km2(row["net_km2"], sign=True), t.km2(row["held_km2"]))
        for row in moved.to_dict("records")  # type: ignore[attr-defined]
    )  # fmt: skip
    heads = (t["actors"], t["lost"], t["gained"], t["net"], t["kept"])
    return section(
        "moved", t["gained_and_lost"], (), Table(t["gained_and_lost"], heads, rows), none=t["nothing_flipped"]
    )

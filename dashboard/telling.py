"""What changed between two days as a paragraph, in either language: sentences from templates, facts from data alone."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import panels
from dashboard.words import Words
from geodata.dataset import Dataset
from geodata.period import parse

__all__ = ["paragraph"]

_NAMED = 4


def paragraph(
    dataset: Dataset,
    balance: pd.DataFrame,
    flips: pd.DataFrame,
    days: tuple[date, date],
    theatre: str | None,
    t: Words,
) -> str:
    """The change in words.

    Parameters
    ----------
    balance : DataFrame
        As `geodata.balance.balance` gives it.
    flips : DataFrame
        As `geodata.ground.changes` gives it.
    days : tuple of date
        The two days.
    theatre : str or None
        None: all of them.
    t : Words
    """
    where = dataset.theatres[theatre].name.of(t.lang) if theatre in dataset.theatres else t["all_theatres"]
    span = {"start": t.day(days[0]), "end": t.day(days[1]), "theatre": where}
    if balance.empty and flips.empty:
        return t["tell_nothing"].format(**span)
    rows = balance.to_dict("records")
    lead = next((row for row in rows if row["actor"] == "isis"), rows[0] if rows else None)
    sentences = _lead(dataset, lead, span, t) if lead else [t["tell_span"].format(**span)]
    others = [row for row in rows if row is not lead]
    sentences += _others(dataset, others, t)
    return " ".join([*sentences, *_turns(dataset, flips, t)])


def _band(row: dict, what: str, t: Words) -> str:
    low, high = (t.km2(row[f"{what}_{bound}_km2"]) for bound in ("low", "high"))
    return f"{t.km2(row[f'{what}_km2'])} ({low} – {high})"


def _lead(dataset: Dataset, row: dict, span: dict[str, str], t: Words) -> list[str]:
    """What the first actor lost, with the share of its ground, and what it gained."""
    said = {"actor": panels.actor_name(dataset, row["actor"], t), **span}
    before = row["held_km2"] + row["lost_km2"]
    if row["lost_km2"]:
        figures = {"lost": _band(row, "lost", t), "share": t.share(row["lost_km2"] / before)}
        first = t["tell_lost"].format(**said, **figures)
        return (
            [first, t["tell_also_gained"].format(gained=_band(row, "gained", t))]
            if row["gained_km2"]
            else [first]
        )
    if row["gained_km2"]:
        return [t["tell_gained"].format(**said, gained=_band(row, "gained", t))]
    return [t["tell_same"].format(**said)]


def _others(dataset: Dataset, rows: list[dict], t: Words) -> list[str]:
    """Who else gained and who else lost, the most first."""
    found = []
    for what in ("gained", "lost"):
        moved = sorted((row for row in rows if row[f"{what}_km2"]), key=lambda row: -row[f"{what}_km2"])
        names = [
            f"{panels.actor_name(dataset, row['actor'], t)} ({t.km2(row[f'{what}_km2'])})" for row in moved
        ]
        if names:
            found.append(t[f"tell_others_{what}"].format(actors=_listed(names[:_NAMED], t)))
    return found


def _listed(names: list[str], t: Words) -> str:
    """Names as the language lists them: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return t["tell_and"].format(names=t["comma"].join(names[:-1]), last=names[-1])


def _turns(dataset: Dataset, flips: pd.DataFrame, t: Words) -> list[str]:
    """How many zones changed, which of the best-known places, the last of them, who says so, and how sure the days are."""
    if flips.empty:
        return []
    told = [t.count("tell_zones", len(flips))]
    places = _places(dataset, set(flips.feature), t)
    if places:
        told.append(t["tell_among"].format(places=_listed(places, t)))
    last = flips.iloc[-1]
    told.append(
        t["tell_last"].format(zone=panels.feature_name(dataset, last.feature, t), day=t.partial(last.date))
    )
    loose = sum(bool(day) and parse(day).precision != "day" for day in flips.date)
    if loose:
        told.append(t.count("tell_loose", loose))
    sources = {name for names in flips.sources for name in names}
    return [*told, t.count("tell_sources", len(sources))]


def _places(dataset: Dataset, zones: set[str], t: Words) -> list[str]:
    """The best-known places on the ground that changed."""
    places = dataset.features[(dataset.features.kind == "place") & (dataset.features["rank"] == 1)]
    return [row[f"name_{t.lang}"] for _, row in places.iterrows() if zones & set(row.stands_in)][:_NAMED]

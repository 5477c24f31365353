"""The story of a place as sentences, from its rows alone: who held it, from when to when, and what is not known."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard import panels
from dashboard.words import Words
from geodata.around import grounds
from geodata.dataset import OPEN, Dataset
from geodata.period import EPOCH

__all__ = ["tale"]


def tale(dataset: Dataset, place: str, t: Words) -> list[str]:
    """A sentence a row where the place has one ground; a sentence an actor where it has many. Oldest first."""
    names = grounds(dataset, place)
    rows = dataset.statuses[dataset.statuses.feature.isin(names)].sort_values("from_day", kind="stable")
    if len(names) > 1 and rows.feature.nunique() > 1:
        return _of_many(dataset, rows, t)
    return _of_one(dataset, rows, t)


def _of_one(dataset: Dataset, rows: pd.DataFrame, t: Words) -> list[str]:
    sentences: list[str] = []
    before = None
    for row in rows.to_dict("records"):
        if before is not None and before["to_day"] < row["from_day"] and row["status"] != "presence":
            sentences.append(
                t["tale_gap"].format(start=t.partial(before["valid_to"]), end=t.partial(row["valid_from"]))
            )
        sentences.append(_sentence(dataset, row, t))
        before = row
    return sentences


def _sentence(dataset: Dataset, row: dict, t: Words) -> str:
    who = panels.actor_name(dataset, row["actor"], t)
    against = t["comma"].join(panels.actor_name(dataset, name, t) for name in row["against"])
    around = t["comma"].join(panels.actor_name(dataset, name, t) for name in row["besieged_by"])
    said = {
        "actor": who,
        "against": against,
        "start": t.partial(row["valid_from"]),
        "end": t.partial(row["valid_to"]),
    }
    kind = row["status"] if row["valid_to"] else f"{row['status']}_still"
    sentence = t[f"tale_{kind}"].format(**said)
    return f"{sentence} {t['tale_besieged'].format(actors=around)}" if around else sentence


def _of_many(dataset: Dataset, rows: pd.DataFrame, t: Words) -> list[str]:
    """From when to when each actor held any of it, and within that all of it."""
    many = rows.feature.nunique()
    found = []
    for actor, mine in rows[rows.status == "control"].groupby("actor"):
        for start, end, most in _spans(mine, many):
            said = {"actor": panels.actor_name(dataset, str(actor), t), **_days(start, end, t)}
            sentence = t["tale_part" if end < OPEN else "tale_part_still"].format(**said)
            if most:
                whole = t["tale_whole" if most[1] < OPEN else "tale_whole_still"].format(**_days(*most, t))
                sentence = f"{sentence} {whole}"
            found.append((start, sentence))
    return [sentence for _, sentence in sorted(found)]


def _days(start: int, end: int, t: Words) -> dict[str, str]:
    return {
        "start": t.day(EPOCH + timedelta(days=start)),
        "end": t.day(EPOCH + timedelta(days=end)) if end < OPEN else "",
    }


def _spans(rows: pd.DataFrame, many: int) -> list[tuple[int, int, tuple[int, int] | None]]:
    """The unbroken spans in which at least one of so many grounds was held, each with its longest run of all of them."""
    edges = sorted(
        [(int(day), 1) for day in rows.from_day] + [(int(day), -1) for day in rows.to_day],
        key=lambda edge: (edge[0], -edge[1]),
    )
    spans: list[tuple[int, int, tuple[int, int] | None]] = []
    count, start, full, most = 0, 0, 0, None
    for day, step in edges:
        if count == 0:
            start, most = day, None
        if count == many and step < 0 and (most is None or day - full > most[1] - most[0]):
            most = (full, day)
        count += step
        if count == many:
            full = day
        if count == 0:
            spans.append((start, day, most))
    return spans

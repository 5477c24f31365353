"""The status ribbon of a place: a lane a zone on the clock's axis, each row a link to its first day."""

from __future__ import annotations

import pandas as pd

from dashboard import panels
from dashboard.app_pages import address
from dashboard.plain import Html, tag
from dashboard.view import View
from dashboard.words import Words
from geodata import derive
from geodata.around import grounds
from geodata.dataset import OPEN, Dataset
from geodata.period import EPOCH, day_number, parse

__all__ = ["ribbon"]

#: With more lanes than this they are drawn thin, without names.
_DENSE = 6


def ribbon(dataset: Dataset, view: View, place: str, t: Words) -> Html:
    """The statuses of a place as bars; gaps are not known. The history below says the same in words."""
    first, last = (day_number(day) for day in derive.clock(dataset))
    rows = dataset.statuses[dataset.statuses.feature.isin(grounds(dataset, place))]
    lanes = [
        _lane(dataset, place, name, mine, (first, last), view, t) for name, mine in rows.groupby("feature")
    ]
    dense = " kh-dense" if len(lanes) > _DENSE else ""
    return tag("div", *lanes, _axis(first, last, t), class_=f"kh-ribbon{dense}", aria_hidden="true")


def _lane(
    dataset: Dataset,
    place: str,
    name: object,
    rows: pd.DataFrame,
    clock: tuple[int, int],
    view: View,
    t: Words,
) -> Html:
    bars = [_bar(dataset, place, row, clock, t) for row in rows.itertuples()]
    share = 100 * (day_number(view.as_of) - clock[0]) / (clock[1] - clock[0])
    cursor = tag("u", style=f"inset-inline-start:{share:.3f}%")
    label = tag("span", panels.feature_name(dataset, str(name), t))
    return tag("div", label, tag("div", *bars, cursor, class_="kh-lane"))


def _bar(dataset: Dataset, place: str, row: object, clock: tuple[int, int], t: Words) -> Html:
    first, last = clock
    start = max(row.from_day, first)  # type: ignore[attr-defined]
    end = min(row.to_day, last) if row.to_day != OPEN else last  # type: ignore[attr-defined]
    span = last - first
    colour = dataset.actors[row.actor].colour if row.actor in dataset.actors else "#888888"  # type: ignore[attr-defined]
    where = f"inset-inline-start:{100 * (start - first) / span:.3f}%;inline-size:{100 * (end - start) / span:.3f}%"
    words = f"{panels.status_words(dataset, row._asdict(), t)}{t['comma']}{t.partial(row.valid_from)} – {t.partial(row.valid_to)}"  # type: ignore[attr-defined]
    href = address("place", place=place, as_of=parse(row.valid_from).first)  # type: ignore[attr-defined]
    return tag(
        "a",
        class_=f"kh-bar kh-{row.status}",
        href=href,
        tabindex="-1",
        style=f"--c:{colour};{where}",
        title=words,
    )  # type: ignore[attr-defined]


def _axis(first: int, last: int, t: Words) -> Html:
    span = last - first
    years = range(EPOCH.year + first // 365, EPOCH.year + last // 365 + 1)
    marks = [
        tag("span", t.figures(str(year)), style=f"inset-inline-start:{100 * (day - first) / span:.2f}%")
        for year in years if first <= (day := day_number(EPOCH.replace(year=year))) <= last
    ]  # fmt: skip
    return tag("div", tag("span", ""), tag("div", *marks, class_="kh-years"))

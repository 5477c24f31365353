"""Where sources disagree: on the day as hatched ground, and in all as rows of who says what."""

from datetime import timedelta

import pandas as pd

from dashboard import panels
from dashboard.app_pages import address, claims
from dashboard.plain import Html, show, table, tag
from dashboard.view import View
from dashboard.words import Words
from geodata import disputes
from geodata.dataset import Dataset
from geodata.period import EPOCH

__all__ = ["draw"]


def draw(dataset: Dataset, view: View, t: Words) -> None:
    """Draw this part of the page of sources."""
    theatre = panels.theatre_of(view)
    now = disputes.disagreements(dataset, view.as_of, theatre=theatre)
    ever = disputes.disagreements(dataset, theatre=theatre)
    against = [claim for claim in dataset.claims if claim.verdict in ("disputed", "contradicted")]
    km2 = t.km2(disputes.in_dispute_km2(dataset, view.as_of, theatre=theatre))
    show(
        tag("h2", t["on_day"].format(day=t.day(view.as_of))),
        tag("p", tag("strong", f"{t['in_dispute']}: {km2}"), class_="kh-lead"),
        tag("p", t["disputed_drawn"], class_="kh-quiet"),
        _rows(now, dataset, t, t["disagree_today"]) if len(now) else tag("p", t["agree_today"]),
        _rows(ever, dataset, t, f"{t['disagree_ever']} ({t.number(len(ever))})") if len(ever) else Html(),
        tag("h3", t["claims_against"]) if against else Html(),
        claims.claims_table(dataset, against, t) if against else Html(),
    )


def _rows(found: pd.DataFrame, dataset: Dataset, t: Words, caption: str) -> Html:
    heads = [
        t["ground"],
        t["days_in_dispute"],
        t["here"],
        t["says_who"],
        t["others_say"],
        t["says_who"],
        t["km2"],
    ]
    return table(heads, [_row(row, dataset, t) for row in found.to_dict("records")], caption)


def _row(row: dict, dataset: Dataset, t: Words) -> tuple[object, ...]:
    first = EPOCH + timedelta(days=row["from_day"])
    there = address("", as_of=first, place=row["feature"], compare=None)
    name = tag("a", panels.feature_name(dataset, row["feature"], t), href=there, target="_self")
    note = tag("div", row["note"].of(t.lang), class_="kh-quiet") if row["note"] is not None else None
    other = panels.holding(dataset, row["other_actor"], row["other_status"], t)
    return (
        name, _days(row, t), _held(panels.holding(dataset, row["actor"], row["status"], t), row["valid_from"], row["valid_to"], t),
        panels.source_links_inline(dataset, row["sources"], t),
        tag("div", _held(other, row["other_from"], row["other_to"], t), note),
        panels.source_links_inline(dataset, row["other_sources"], t),
        t.km2(row["area_km2"]) if row["area_km2"] else "—",
    )  # fmt: skip


def _held(who: str, start: str, end: str, t: Words) -> str:
    return f"{who}{t['comma']}{t.partial(start)} – {t.partial(end or None)}"


def _days(row: dict, t: Words) -> str:
    start = t.day(EPOCH + timedelta(days=row["from_day"]))
    last = row["to_day"] - 1
    return f"{start} – {t['still']}" if last > 60_000 else f"{start} – {t.day(EPOCH + timedelta(days=last))}"

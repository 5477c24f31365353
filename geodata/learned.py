"""What has been learned since a day of knowledge: what was published later, and what it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from geodata.dataset import OPEN, Dataset
from geodata.derive import known_on
from geodata.period import EPOCH, day_number, parse

__all__ = ["learned_since", "publication_days"]

_COLUMNS = ["record", "id", "change", "published", "then_actor", "then_status", "actor", "status", "valid_from",
            "valid_to", "sources"]  # fmt: skip


def learned_since(
    dataset: Dataset, day: date, as_of: date | None = None, *, theatre: str | None = None
) -> pd.DataFrame:
    """What `known_on` leaves out or shows otherwise, a row each.

    Parameters
    ----------
    day : date
        The day of knowledge.
    as_of : date, optional
        Only what concerns this day on the ground: statuses that held, events and links that lasted on it. None:
        everything, claims and figures too.
    theatre : str, optional
        Only what names a feature of this theatre, or none at all; None: all of them.

    Returns
    -------
    DataFrame
        record (status, event, link, claim, estimate), id, change, published (the first day on which it could be known),
        then_actor and then_status (what the map of `day` showed instead; empty: not known), actor, status, valid_from,
        valid_to (of a status as it is known now), sources (those published after `day`). By day of publication.

        `change` is "new" where the map of `day` showed nothing, "revised" where it showed another holder or status,
        "ended" where a status, known then, is known now to have ended, without another that took over.
    """
    limit = day_number(day)
    before = known_on(dataset, day)
    moment = None if as_of is None else day_number(as_of)
    rows = [*_statuses(dataset, before, limit, moment), *_ended(dataset, before, limit, moment)]
    rows += [*_dated(dataset, "event", limit, moment), *_dated(dataset, "link", limit, moment)]
    if as_of is None:
        rows += [
            *_published(dataset, "claim", dataset.claims, day),
            *_published(dataset, "estimate", dataset.estimates, day),
        ]
    if theatre is not None:
        about = _about(dataset)
        homes = dataset.features.theatre
        rows = [row for row in rows if (named := about.get(row["id"], [row["id"]])) == []
                or any(homes.get(name) == theatre for name in named)]  # fmt: skip
    table = pd.DataFrame(rows, columns=_COLUMNS).fillna({name: "" for name in _COLUMNS[4:10]})
    return table.sort_values(["published", "record", "id"], kind="stable").reset_index(drop=True)


def _about(dataset: Dataset) -> dict[str, list[str]]:
    """The features that events, links, claims and estimates name, by their id."""
    dated = {row.id: [*row.places, *row.changes] for row in dataset.events.itertuples()}
    dated |= {row["id"]: [row["from"], row["to"]] for row in dataset.links.to_dict("records")}
    homes = dataset.features.theatre
    figures = {one.id: list(homes.index[homes == one.theatre][:1]) for one in dataset.estimates}
    return dated | {claim.id: claim.features for claim in dataset.claims} | figures


def _row(
    record: str, id: str, change: str, published: int, sources: list[str], **more: Any
) -> dict[str, Any]:
    told = (EPOCH + timedelta(days=int(published))).isoformat()
    return {"record": record, "id": id, "change": change, "published": told, "sources": sources, **more}


def _statuses(dataset: Dataset, before: Dataset, limit: int, moment: int | None) -> Iterable[dict[str, Any]]:
    """Rows first published after the day, each with what the map showed in its stead when it began, or at the moment."""
    shown = defaultdict(list)
    for other in before.statuses.to_dict("records"):
        shown[other["feature"]].append(other)
    for row in dataset.statuses[dataset.statuses.known_day > limit].to_dict("records"):
        if moment is not None and not row["from_day"] <= moment < row["to_day"]:
            continue
        at = row["from_day"] if moment is None else moment
        then = [other for other in shown[row["feature"]] if other["from_day"] <= at < other["to_day"]
                and (row["status"] != "presence" or other["actor"] == row["actor"])]  # fmt: skip
        other = then[0] if then else {"actor": "", "status": ""}
        if (other["actor"], other["status"]) == (row["actor"], row["status"]):
            continue
        yield _row(
            "status", row["feature"], "revised" if then else "new", row["known_day"], _later(dataset, row["sources"], limit),
            then_actor=other["actor"], then_status=other["status"], **{key: row[key] for key in _COLUMNS[6:10]},
        )  # fmt: skip


def _ended(dataset: Dataset, before: Dataset, limit: int, moment: int | None) -> Iterable[dict[str, Any]]:
    """Rows that the map showed longer than is known now, where no other row explains it."""
    whole = dataset.statuses
    cut = before.statuses.assign(
        now=whole.to_day[before.statuses.index], said=whole.valid_to[before.statuses.index]
    )
    cut = cut[cut.now < cut.to_day]
    if moment is None:
        late = whole[whole.known_day > limit]
        taken = set(zip(late.feature, late.from_day, strict=True))
        cut = cut[[pair not in taken for pair in zip(cut.feature, cut.now, strict=True)]]
    else:
        held = whole.feature[
            (whole.from_day <= moment) & (moment < whole.to_day) & (whole.status != "presence")
        ]
        cut = cut[(cut.now <= moment) & (moment < cut.to_day) & ~cut.feature.isin(held)]
    for row in cut.itertuples():
        yield _row("status", row.feature, "ended", max(row.now, limit + 1), _later(dataset, row.sources, limit),
                   then_actor=row.actor, then_status=row.status, actor=row.actor, status=row.status,
                   valid_from=row.valid_from, valid_to=row.said)  # fmt: skip


def _later(dataset: Dataset, sources: list[str], limit: int) -> list[str]:
    records = ((name, dataset.sources[name]) for name in sources if name in dataset.sources)
    return [name for name, record in records if day_number(parse(record.published).first) > limit]


def _dated(dataset: Dataset, record: str, limit: int, moment: int | None) -> Iterable[dict[str, Any]]:
    table = getattr(dataset, f"{record}s")
    for row in table[table.known_day > limit].itertuples():
        if moment is None or row.day <= moment <= row.day_to:
            yield _row(
                record, row.id, "new", row.known_day, row.sources, valid_from=row.date, valid_to=row.date_to
            )


def _published(dataset: Dataset, record: str, records: Iterable[Any], day: date) -> Iterable[dict[str, Any]]:
    for one in records:
        published = (
            parse(dataset.sources[one.source].published).first if one.source in dataset.sources else day
        )
        if published > day:
            yield _row(record, one.id, "new", day_number(published), [one.source], valid_from=one.date)


def publication_days(dataset: Dataset) -> list[tuple[int, int]]:
    """The days on which anything that a record cites was published: (days since 1970-01-01, how many sources), ascending."""
    cited = {
        name
        for table in (dataset.statuses, dataset.events, dataset.links)
        for names in table.sources
        for name in names
    }
    cited |= {record.source for record in (*dataset.claims, *dataset.estimates)}
    days = [
        day_number(parse(dataset.sources[name].published).first) for name in cited if name in dataset.sources
    ]
    counts = pd.Series(days, dtype="int64").value_counts().sort_index()
    return [(int(day), int(count)) for day, count in counts.items() if day < OPEN]

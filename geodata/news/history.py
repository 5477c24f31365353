"""What two versions of a timeline say differently: who took over from whom, and on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geodata.news.words import say
from geodata.period import parse
from geodata.rewrite import same
from geodata.text import Text

__all__ = ["Turn", "objections", "rows_changed", "turns"]

#: Who holds ground and how: actor, status, against, besieged_by; None: not known.
State = tuple[str, str, tuple[str, ...], tuple[str, ...]] | None
#: A day on which one state follows another.
Step = tuple[str, State, State]
Names = Mapping[str, Text]


@dataclass(frozen=True)
class Turn:
    """One thing that a new version of a timeline says: `before` and `after` are given where ground changes hands."""

    what: str
    day: str
    head: Text
    before: State = None
    after: State = None


def turns(old: list[dict], new: list[dict], names: Names) -> Iterator[Turn]:
    """The turns of a feature's control that `new` says and `old` did not, or says otherwise, by day.

    Parameters
    ----------
    old, new : list of dict
        Rows of a timeline, as JSON.
    names : mapping
        Names of the actors, for the Arabic text; the English one calls them by id.
    """
    before, after = _steps(old), _steps(new)
    gone = [step for step in before if step not in after]
    for day, was, now in [step for step in after if step not in before]:
        earlier = next((step for step in gone if step[1:] == (was, now)), None)
        other = next((step for step in gone if step[0] == day), None)
        if earlier:
            gone.remove(earlier)
            said = say("redated", _label(was, names), _label(now, names), day, earlier[0])
            yield Turn("redated", day, said)
        elif other:
            gone.remove(other)
            labels = [_label(state, names) for state in (was, now, *other[1:])]
            yield Turn("restated", day, say("restated", *labels[:2], day, *labels[2:]))
        else:
            yield Turn(
                "handover", day, say("handover", _label(was, names), _label(now, names), day), was, now
            )
    for day, was, now in gone:
        yield Turn("withdrawn", day, say("withdrawn", _label(was, names), _label(now, names), day))
    yield from _presence(old, new, names)


def _steps(rows: list[dict]) -> list[Step]:
    """The days on which somebody, or nobody known, follows somebody else."""
    held = sorted((row for row in rows if row.get("status") in ("control", "contested")), key=_start)
    found: list[Step] = []
    state, until = None, None
    for row in held:
        if until is not None and until != row["valid_from"]:
            found.append((until, state, None))
            state = None
        now = _state(row)
        if now != state:
            found.append((row["valid_from"], state, now))
        state, until = now, row.get("valid_to")
    return [*found, (until, state, None)] if until is not None else found


def _state(row: dict) -> State:
    return row["actor"], row["status"], tuple(row.get("against", ())), tuple(row.get("besieged_by", ()))


def _start(row: dict) -> str:
    return parse(row["valid_from"]).first.isoformat()


def _named(actor: str, names: Names) -> Text:
    return Text(en=actor, ar=names[actor].ar if actor in names else actor)


def _label(state: State, names: Names) -> Text:
    if state is None:
        return say("unknown")
    actor, status, against, besieged_by = state
    who = _named(actor, names)
    others = [_named(name, names) for name in against or besieged_by]
    if status == "presence":
        return say("presence-of", who)
    if status == "control" and not besieged_by:
        return who
    joined = Text(
        en=", ".join(name.en for name in others) or "?", ar="، ".join(name.ar for name in others) or "؟"
    )
    return say("contested" if status == "contested" else "besieged", who, joined)


def _presence(old: list[dict], new: list[dict], names: Names) -> Iterator[Turn]:
    """Rows of presence, each for itself: they may overlap."""
    was, now = ([row for row in rows if row.get("status") == "presence"] for rows in (old, new))
    left = [row for row in was if not any(_span(row) == _span(other) for other in now)]
    for row in now:
        if any(_span(row) == _span(other) for other in was):
            continue
        mine = [other for other in left if other["actor"] == row["actor"]]
        twin = next(
            (
                o
                for o in mine
                if o["valid_from"] == row["valid_from"] or o.get("valid_to") == row.get("valid_to")
            ),
            None,
        )
        who, start, end = _named(row["actor"], names), row["valid_from"], row.get("valid_to") or say("now")
        if twin is None:
            strength = (
                say(row["strength"]) if row.get("strength") in ("cells", "active", "stronghold") else "?"
            )
            yield Turn("presence", start, say("present", who, strength, start, end))
            continue
        left.remove(twin)
        if twin["valid_from"] == start:
            yield Turn(
                "presence", start, say("present-until", who, start, end, twin.get("valid_to") or say("now"))
            )
        else:
            yield Turn("presence", start, say("present-from", who, start, twin["valid_from"]))
    for row in left:
        said = say(
            "absent", _named(row["actor"], names), "", row["valid_from"], row.get("valid_to") or say("now")
        )
        yield Turn("withdrawn", row["valid_from"], said)


def _span(row: dict) -> tuple:
    return row.get("actor"), row.get("valid_from"), row.get("valid_to")


def rows_changed(old: list[dict], new: list[dict]) -> Iterator[tuple[str, dict, dict]]:
    """Rows that say the same of the same time in other detail: their day, and the details before and after."""
    told = ("valid_from", "valid_to", "actor", "status", "against", "besieged_by")
    for row in new:
        twins = [
            other
            for other in old
            if all(same(other.get(key), row.get(key)) for key in ("valid_from", "actor", "status"))
        ]
        if twins and not same(twins[0], row):
            before, after = ({k: v for k, v in side.items() if k not in told} for side in (twins[0], row))
            yield row["valid_from"], before, after


def objections(old: list[dict], new: list[dict], names: Names) -> Iterator[Text]:
    """What other sources state instead of a row, and did not before or in other detail; and what they no longer do."""
    told = [row for row in new if not any(same(row, other) for other in old)]
    gone = [row for row in old if not any(_span(row)[:2] == _span(other)[:2] for other in new)]
    for key, rows in (("objected", told), ("objection-gone", gone)):
        for row in rows:
            until, sources = row.get("valid_to") or say("now"), ", ".join(row["sources"])
            yield say(key, _label(_state(row), names), row["valid_from"], until, sources)

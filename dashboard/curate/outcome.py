"""Before and after a save: what the draft means, what the check finds, the reason; a conflict side by side."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from dashboard import desk
from dashboard.curate import state
from dashboard.curate.fields import standing
from dashboard.desk import Draft, Finding, Seen
from dashboard.plain import Html, show, table, tag
from dashboard.words import Words
from geodata.merge import MISSING, Clash
from geodata.model import Actor
from geodata.news import headlines
from geodata.reading import Reading
from geodata.store import Conflict

__all__ = ["before_saving", "conflict", "meaning_html"]


def meaning_html(changes: list, reading: Reading, t: Words) -> Html:
    """Changes as a list of news."""
    names = {e.id: e.record.name.of(t.lang) for e in reading.of(Actor)}
    lines = headlines(changes, t.lang, names=names)
    return tag(
        "ul",
        *(tag("li", tag("bdi", t.figures(line))) for line in lines or [t["curate_nothing"]]),
        class_="kh-news",
    )


def before_saving(draft: Draft, shown: Seen, t: Words) -> None:
    """What it means and what is found, and below them the reason and the button that saves."""
    blocks = any(finding.blocks for finding in shown.findings)
    show(tag("section", tag("h2", t["curate_meaning"], class_="kh-day"), meaning_html(shown.changes, shown.reading, t),
             tag("h3", t["curate_findings"]), _findings(shown.findings, t), class_="kh-panel", aria_live="polite"))  # fmt: skip
    review = state.store().review
    with st.form("desk_save", border=False):
        why = st.text_input(t["curate_why"], key="desk_why", help=t["curate_why_help"])
        word = t["curate_propose" if review else "curate_save"]
        sent = state.pressed(st.form_submit_button, word, "desk_save_it", type="primary", disabled=blocks)
    if sent and not why.strip():
        state.wrong("", t["curate_no_why"])
    elif sent:
        state.act(t, desk.propose if review else desk.save, draft.name, why.strip(), state.screen().drawn)
        st.rerun()
    standing("desk_save_it")


def _findings(findings: list[Finding], t: Words) -> Html:
    if not findings:
        return tag("p", t["curate_sound"])
    rows = [tag("li", tag("strong", f"{t['curate_blocks']} ") if each.blocks else None, tag("bdi", str(each.problem)))
            for each in findings[:8]]  # fmt: skip
    more = len(findings) - len(rows)
    return tag("ol", *rows, tag("li", f"+ {t.number(more)}") if more > 0 else None, class_="kh-faults")


def conflict(draft: Draft, met: Conflict, t: Words) -> None:
    """Three sides of each record that both changed; a side is chosen for each field, and none stands chosen at first."""
    show(
        tag(
            "div",
            tag("strong", t["curate_conflict"]),
            tag("p", t["curate_conflict_help"]),
            class_="kh-banner",
            role="alert",
        )
    )
    choices: dict[str, Any] = {}
    asked = 0
    for clash in met.clashes:
        fields = _fields(clash)
        heads = [t["curate_field"], t["curate_before"], t["curate_mine"], t["curate_theirs"]]
        show(
            table(
                heads,
                [(_name(name, t), *(_shown(side, sides[0]) for side in sides)) for name, *sides in fields],
                clash.id or clash.file,
            )
        )
        whole = MISSING in (clash.ours, clash.theirs, clash.base) or not clash.id
        for name in [""] if whole else [each.field for each in clash.fields if each.clashes]:
            asked += 1
            side = st.segmented_control(
                f"{clash.id or clash.file} · {_name(name, t)}" if name else t["curate_whole"], ["ours", "theirs"],
                key=f"desk_side_{clash.id or clash.file}_{name}",
                format_func={"ours": t["curate_mine"], "theirs": t["curate_theirs"]}.get,
            )  # fmt: skip
            if side and whole:
                choices[clash.id or clash.file] = side
            elif side:
                choices.setdefault(clash.id, {})[name] = side
    chosen = sum(1 if isinstance(choice, str) else len(choice) for choice in choices.values())
    if state.pressed(st.button, t["curate_settle"], "desk_settle", type="primary", disabled=chosen < asked):
        state.act(t, desk.settle, draft.name, met.current, choices, said="curate_settled")
        st.rerun()


def _fields(clash: Clash) -> list[tuple[str, Any, Any, Any]]:
    if clash.fields:
        return [(each.field, each.base, each.ours, each.theirs) for each in clash.fields]
    return [("", clash.base, clash.ours, clash.theirs)]


def _name(field: str, t: Words) -> str:
    return t.get(f"field_{field}", field) if field else t["curate_whole"]


def _shown(value: Any, before: Any) -> Html:
    """A value as a curator reads it, words in both languages; of a timeline each row, marked where it was not there before."""
    if value is MISSING or value is None:
        return tag("span", "—")
    if isinstance(value, bytes):
        return tag("bdi", f"{len(value)} B")
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return tag(
            "ul",
            *(
                tag("li", tag("bdi" if item in (before or []) else "mark", _row(item), dir="auto"))
                for item in value
            ),
            class_="kh-rows",
        )
    if isinstance(value, dict) and set(value) == {"en", "ar"}:
        return tag("span", tag("bdi", value["en"], lang="en"), " · ", tag("bdi", value["ar"], lang="ar"))
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return tag("bdi", words if len(words) < 400 else f"{words[:400]} …")


def _row(item: dict[str, Any]) -> str:
    if "valid_from" not in item:
        return json.dumps(item, ensure_ascii=False)
    span = f"{item['valid_from']} – {item.get('valid_to') or '…'}"
    return f"{span}: {item.get('actor')}, {item.get('status')} ({', '.join(item.get('sources', []))})"

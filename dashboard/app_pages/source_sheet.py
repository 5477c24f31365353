"""One source: what it is, how far to trust it and why, what rests on it, and what would fall if it were withdrawn."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard import cached, panels, session
from dashboard.app_pages import address
from dashboard.plain import Html, folded, link, show, table, tag
from dashboard.view import View
from dashboard.words import Words
from geodata import derive
from geodata.dataset import Dataset
from geodata.evidence import Withdrawal

__all__ = ["draw"]

_HEAVIEST = 12


def draw(dataset: Dataset, view: View, t: Words) -> None:
    """Draw this part of the page of sources."""
    ranks = cached.standing(dataset).sort_values(["alone", "statuses"], ascending=False, kind="stable")
    if ranks.empty:
        st.info(t["no_sources"])
        return
    names = {name: _named(dataset, name, t) for name in ranks.index}
    options = sorted(names, key=lambda name: names[name].casefold())
    chosen = view.source if view.source in names else ranks.index[0]
    if st.session_state.get("sources_pick") != chosen:
        st.session_state.sources_pick = chosen
    picked = st.selectbox(
        t["source"], options, format_func=lambda name: names[name], key="sources_pick", on_change=_pick
    )
    with st.spinner(t["weighing"]):
        fall = cached.withdrawn(dataset, picked, view.as_of, panels.theatre_of(view))
    source, row = dataset.sources[picked], ranks.loc[picked]
    resting = derive.resting_on(dataset, picked)
    show(
        tag("h2", link(source.title.of(t.lang), source.url)),
        tag(
            "div",
            _facts(dataset, picked, t),
            _trust(source.reliability, row, t),
            _fall(fall, t),
            class_="kh-cards",
        ),
        _km2(dataset, fall, view, t),
        *_fallen(dataset, fall, t),
        folded(f"{t['rests_on_it']} ({t.number(len(resting))})", _resting(dataset, resting, t)),
        _heaviest(dataset, ranks.head(_HEAVIEST), t),
    )


def _pick() -> None:
    session.change(source=st.session_state.sources_pick)


def _named(dataset: Dataset, name: str, t: Words) -> str:
    source = dataset.sources[name]
    return f"{source.title.of(t.lang)} · {source.publisher.of(t.lang)}"


def _definitions(facts: Iterable[tuple[str, object]]) -> Html:
    return tag("dl", *(Html(tag("dt", name) + tag("dd", value)) for name, value in facts), class_="kh-facts")


def _facts(dataset: Dataset, name: str, t: Words) -> Html:
    source = dataset.sources[name]
    languages = t["comma"].join(t.language(lang) for lang in source.languages)
    facts = [(t["publisher"], source.publisher.of(t.lang)), (t["published"], t.partial(source.published)),
             (t["kind"], t[f"kind_{source.kind}"]), (t["languages"], languages)]  # fmt: skip
    if source.symbol:
        facts.append((t["symbol"], source.symbol))
    note = tag("p", source.note.of(t.lang)) if source.note else None
    return tag("section", tag("h3", t["what_it_is"]), _definitions(facts), note)


def _trust(reliability: str, row: pd.Series, t: Words) -> Html:
    """The reliability that the dataset gives it, and what can be counted for and against it."""
    share = (
        f"\u2066{t.number(100 * row.alone / row.statuses)} %\u2069 ({t.number(row.alone)})"
        if row.statuses
        else "—"
    )
    facts = [
        (t["reliability"], tag("strong", t[reliability])),
        (t["statuses_citing"], t.number(row.statuses)),
        (t["share_alone"], share),
        (t["delay_days"], t.number(row.delay_days) if row.statuses else "—"),
        (t["others_contradict"], t.number(row.contradicted)),
        (t["it_contradicts"], t.number(row.contradicts)),
    ]
    return tag("section", tag("h3", t["why_trust"]), _definitions(facts))


def _fall(fall: Withdrawal, t: Words) -> Html:
    head = tag("h3", t["if_withdrawn"])
    if fall.nothing:
        told = t["nothing_falls_weaker"] if len(fall.weakened) else t["nothing_falls"]
        return tag("section", head, tag("p", told.format(count=t.number(len(fall.weakened)))))
    counts = [
        (t["fall_statuses"], len(fall.statuses)), (t["fall_weakened"], len(fall.weakened)),
        (t["fall_events"], len(fall.events)), (t["fall_links"], len(fall.links)), (t["fall_claims"], len(fall.claims)),
        (t["fall_bare"], len(fall.bare)), (t["fall_sentences"], len(fall.sentences)),
        (t["fall_estimates"], len(fall.estimates)), (t["fall_disputes"], len(fall.disputes)),
    ]  # fmt: skip
    return tag("section", head, _definitions((name, t.number(count)) for name, count in counts if count))


def _km2(dataset: Dataset, fall: Withdrawal, view: View, t: Words) -> Html:
    if fall.km2.empty:
        return Html() if fall.nothing else tag("p", t["no_km2_falls"], class_="kh-quiet")
    heads = [
        t["actor"],
        t["on_day"].format(day=t.day(view.as_of)),
        t["without_it"],
        t["peak_loss"],
        t["date"],
    ]
    rows = [
        (panels.actor_name(dataset, row.actor, t), t.km2(row.area_km2), t.km2(row.without_km2), t.km2(-row.peak_km2),
         t.partial(row.peak_date))
        for row in fall.km2.itertuples()
    ]  # fmt: skip
    return table(heads, rows, t["km2_falls"])


def _fallen(dataset: Dataset, fall: Withdrawal, t: Words) -> list[Html]:
    """Each kind of what falls, folded: statuses, events and links, sentences, claims."""
    statuses = [
        (panels.feature_name(dataset, row["feature"], t), panels.status_words(dataset, row, t),
         t.partial(row["valid_from"]), t.partial(row["valid_to"]))
        for row in fall.statuses.to_dict("records")
    ]  # fmt: skip
    dated = [(t[f"record_{kind}"], row.title.of(t.lang), t.partial(row.date))
             for kind, rows in (("event", fall.events), ("link", fall.links)) for row in rows.itertuples()]  # fmt: skip
    told = [_sentence(dataset, row, t) for row in fall.sentences.itertuples()]
    claims = {claim.id: claim for claim in dataset.claims}
    said = [(claims[name].statement.of(t.lang), t[word])
            for names, word in ((fall.bare, "loses_evidence"), (fall.claims, "goes_with_it")) for name in names]  # fmt: skip
    parts = (
        (t["fall_statuses"], [t["ground"], t["status"], t["from"], t["to"]], statuses),
        (t["fall_dated"], [t["record"], t["name"], t["date"]], dated),
        (t["fall_sentences"], [t["stories"], t["step"], t["sentence"]], told),
        (t["claims"], [t["statement"], t["what_happens"]], said),
    )
    return [
        folded(f"{name} ({t.number(len(rows))})", table(heads, rows, name))
        for name, heads, rows in parts
        if rows
    ]


def _sentence(dataset: Dataset, row: object, t: Words) -> tuple[object, ...]:
    story = dataset.stories[row.story]  # type: ignore[attr-defined]
    step = story.steps[row.step - 1]  # type: ignore[attr-defined]
    told = address("stories", story=story.id, step=row.step)  # type: ignore[attr-defined]
    where = f"{t.number(row.step)} · {step.title.of(t.lang)}"  # type: ignore[attr-defined]
    return (
        story.title.of(t.lang),
        tag("a", where, href=told, target="_self"),
        step.sentences[row.sentence - 1].text.of(t.lang),
    )  # type: ignore[attr-defined]


def _resting(dataset: Dataset, resting: pd.DataFrame, t: Words) -> Html:
    if resting.empty:
        return tag("p", t["nothing_rests"], class_="kh-quiet")
    rows = [(t[f"record_{row.record}"], panels.record_name(dataset, row.id, t), t.partial(row.date), t["yes"] if row.alone else "")
            for row in resting.itertuples()]  # fmt: skip
    return table([t["record"], t["name"], t["date"], t["rests_alone"]], rows, t["rests_on_it"])


def _heaviest(dataset: Dataset, ranks: pd.DataFrame, t: Words) -> Html:
    """The sources on which most rests alone: where the map is weakest."""
    heads = [
        t["source"],
        t["reliability"],
        t["statuses_citing"],
        t["rests_alone"],
        t["others_contradict"],
        t["delay_days"],
    ]
    rows = [
        (tag("a", _named(dataset, name, t), href=address("sources", source=name), target="_self"),
         t[dataset.sources[name].reliability], t.number(row.statuses), t.number(row.alone), t.number(row.contradicted),
         t.number(row.delay_days) if row.statuses else "—")
        for name, row in ranks.iterrows()
    ]  # fmt: skip
    return table(heads, rows, t["heaviest"])

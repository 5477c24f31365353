"""Sources: what each says and what rests on it; and the claims, each with its verdict."""

from collections import Counter

import pandas as pd
import streamlit as st

from dashboard import panels, session
from dashboard.app_pages import looked_at
from dashboard.plain import Html, link, show, table, tag
from dashboard.words import Words
from geodata import derive
from geodata.dataset import Dataset


def page() -> None:
    """Draw the page."""
    dataset, view, t = looked_at()
    claims, list_of_sources = st.tabs([t["claims"], t["sources"]])
    with claims:
        _claims(dataset, t)
    with list_of_sources:
        _sources(dataset, view.source, t)


def _claims(dataset: Dataset, t: Words) -> None:
    counts = Counter(claim.source for claim in dataset.claims)
    documents = {name: dataset.sources[name].title.of(t.lang) for name, _ in counts.most_common()}
    verdicts = ["supported", "disputed", "contradicted", "opinion", "unverified"]
    left, right = st.columns([3, 2])
    document = left.selectbox(
        t["document"],
        [None, *documents],
        format_func=lambda s: documents.get(s, t["all"]),
        key="claims_document",
    )
    verdict = right.segmented_control(t["verdict"], verdicts, format_func=t.get, key="claims_verdict")
    rows = [
        (_both(claim.statement, t), claim.attributed_to.of(t.lang), t.partial(claim.date),
         tag("span", t[claim.verdict], class_=f"kh-verdict kh-{claim.verdict}"), claim.finding.of(t.lang),
         _carriers(dataset, claim.features, t), panels.source_links_inline(dataset, claim.evidence, t))
        for claim in sorted(dataset.claims, key=lambda claim: (-counts[claim.source], claim.source, claim.id))
        if document in (None, claim.source) and verdict in (None, claim.verdict)
    ]  # fmt: skip
    if not rows:
        st.info(t["no_claims"])
        return
    heads = [
        t["statement"],
        t["says_who"],
        t["date"],
        t["verdict"],
        t["finding"],
        t["carried_by"],
        t["evidence"],
    ]
    show(table(heads, rows, f"{t['claims']} ({t.number(len(rows))})"))


def _both(text: object, t: Words) -> Html:
    """The statement in the viewer's language, and below it in the other one."""
    other = "ar" if t.lang == "en" else "en"
    below = tag("div", text.of(other), lang=other, dir="rtl" if other == "ar" else "ltr", class_="kh-quiet")  # type: ignore[attr-defined]
    return Html(tag("div", text.of(t.lang)) + below)  # type: ignore[attr-defined]


def _carriers(dataset: Dataset, features: list[str], t: Words) -> str:
    return t["comma"].join(_carrier(dataset, feature, t) for feature in features)


def _carrier(dataset: Dataset, feature: str, t: Words) -> str:
    for table_ in (dataset.events, dataset.links):
        if feature in table_.index:
            return table_.at[feature, "title"].of(t.lang)
    return panels.feature_name(dataset, feature, t)


def _sources(dataset: Dataset, chosen: str | None, t: Words) -> None:
    names = {
        s: f"{source.title.of(t.lang)} · {source.publisher.of(t.lang)}"
        for s, source in dataset.sources.items()
    }
    options = sorted(names, key=lambda s: names[s].casefold())
    index = options.index(chosen) if chosen in options else 0
    picked = st.selectbox(t["source"], options, index=index, format_func=names.get, key="sources_pick")
    if picked is None:
        st.info(t["no_sources"])
        return
    session.change(source=picked)
    source = dataset.sources[picked]
    facts = [
        (t["publisher"], source.publisher.of(t.lang)), (t["date"], t.partial(source.published)),
        (t["symbol"], source.symbol or "—"), (t["reliability"], t[source.reliability]),
        (t["kind"], t[f"kind_{source.kind}"]),
    ]  # fmt: skip
    show(
        tag("h2", link(source.title.of(t.lang), source.url)),
        tag("dl", *(Html(tag("dt", name) + tag("dd", value)) for name, value in facts), class_="kh-facts"),
        tag("p", source.note.of(t.lang)) if source.note else Html(),
        _resting(dataset, derive.resting_on(dataset, picked), t),
    )


def _resting(dataset: Dataset, resting: pd.DataFrame, t: Words) -> Html:
    head = tag("h3", f"{t['rests_on_it']} ({t.number(len(resting))})")
    if resting.empty:
        return Html(head + tag("p", t["nothing_rests"], class_="kh-quiet"))
    rows = [(t[f"record_{row.record}"], _carrier(dataset, row.id, t) if row.record != "claim" else row.id,
             t.partial(row.date), t["yes"] if row.alone else "") for row in resting.itertuples()]  # fmt: skip
    return Html(head + table([t["record"], t["name"], t["date"], t["rests_alone"]], rows, t["rests_on_it"]))

"""The claims: statement by statement in both languages, who makes it, the verdict, and what carries it."""

from collections import Counter

import streamlit as st

from dashboard import panels
from dashboard.plain import Html, show, table, tag
from dashboard.view import View
from dashboard.words import Words
from geodata.dataset import Dataset
from geodata.model import Claim
from geodata.text import LANGUAGES, direction

__all__ = ["claims_table", "draw"]

_VERDICTS = ("supported", "disputed", "contradicted", "opinion", "unverified")


def draw(dataset: Dataset, view: View, t: Words) -> None:
    """Draw this part of the page of sources."""
    counts = Counter(claim.source for claim in dataset.claims)
    documents = {name: dataset.sources[name].title.of(t.lang) for name, _ in counts.most_common()}
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    document = left.selectbox(
        t["document"], [None, *documents], format_func=lambda s: documents.get(s, t["all"]), key="claims_document"
    )  # fmt: skip
    chosen = [claim for claim in dataset.claims if document in (None, claim.source)]
    verdicts = Counter(claim.verdict for claim in chosen)
    verdict = right.segmented_control(
        t["verdict"], [name for name in _VERDICTS if verdicts[name]], key="claims_verdict",
        format_func=lambda name: f"{t[name]} ({t.number(verdicts[name])})",
    )  # fmt: skip
    rows = sorted(
        (claim for claim in chosen if verdict in (None, claim.verdict)),
        key=lambda claim: (-counts[claim.source], claim.source, claim.id),
    )
    opened = [claim for claim in dataset.claims if claim.id == view.claim]
    if opened:
        show(claims_table(dataset, opened, t, t["claim_opened"]))
    if rows:
        show(claims_table(dataset, rows, t))
    else:
        st.info(t["no_claims"])


def claims_table(dataset: Dataset, rows: list[Claim], t: Words, caption: str | None = None) -> Html:
    """Claims as a table, the two languages side by side, the viewer's own first."""
    order = [t.lang, *(lang for lang in LANGUAGES if lang != t.lang)]
    heads = [*(f"{t['statement']} ({t.language(lang)})" for lang in order), t["says_who"], t["date"], t["verdict"],
             t["finding"], t["carried_by"], t["evidence"]]  # fmt: skip
    cells = [
        (*(_said(claim, lang) for lang in order), claim.attributed_to.of(t.lang), t.partial(claim.date),
         tag("span", t[claim.verdict], class_=f"kh-verdict kh-{claim.verdict}"), claim.finding.of(t.lang),
         t["comma"].join(panels.record_name(dataset, name, t) for name in claim.features),
         panels.source_links_inline(dataset, claim.evidence, t))
        for claim in rows
    ]  # fmt: skip
    return table(heads, cells, caption or f"{t['claims']} ({t.number(len(rows))})")


def _said(claim: Claim, lang: str) -> Html:
    """The statement in a language, and under it the source's own words where they are in that language."""
    quote = claim.quote if claim.quote and claim.quote.lang == lang else None
    inner = tag("q", quote.text, class_="kh-quiet") if quote else None
    return tag("div", tag("div", claim.statement.of(lang)), inner, lang=lang, dir=direction(lang))

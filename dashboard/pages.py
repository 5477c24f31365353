"""The script that Streamlit runs for each viewer: the frame of the page, and the table of pages."""

import streamlit as st

from dashboard import cached, frame, session, settings, words
from dashboard.app_pages import briefing, changes, export, figures, place, sources, stories, timeline
from dashboard.share.embedded import embedded

st.set_page_config(page_title="Kharita · خريطة", page_icon=frame.ICON, layout="wide")

with st.spinner("Loading… · جارٍ التحميل…"):
    served = cached.served()
view = session.start(served.dataset)
t = words.of(view.lang, view.digits)
followed = frame.dress(view, t)

PAGES = {
    "briefing": st.Page(briefing.page, title=t["briefing"], url_path="briefing", default=True),
    "stories": st.Page(stories.page, title=t["stories"], url_path="stories"),
    "changes": st.Page(changes.page, title=t["changes"], url_path="changes"),
    "timeline": st.Page(timeline.page, title=t["timeline"], url_path="timeline"),
    "place": st.Page(place.page, title=t["place"], url_path="place"),
    "figures": st.Page(figures.page, title=t["figures"], url_path="figures"),
    "sources": st.Page(sources.page, title=t["sources"], url_path="sources"),
    "export": st.Page(export.page, title=t["export"], url_path="export"),
}
if settings.current().curating:
    from dashboard.app_pages import curate

    PAGES |= curate.pages(t)
chosen = st.navigation(list(PAGES.values()), position="hidden" if st.context.is_embedded else "top")
frame.warn(served, t)
if served.dataset is not None and st.context.is_embedded:
    embedded()
elif served.dataset is not None:
    found = frame.bar(served.dataset, t)
    there = followed or found
    if there and there["page"] in PAGES:
        session.visit(there["params"], served.dataset, whole=there is followed)
        st.switch_page(PAGES[there["page"]])
    frame.main_part()
    frame.knowledge(served.dataset, t)
    chosen.run()
    frame.foot(served.dataset, t)
session.write_address()

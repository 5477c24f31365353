"""The script that Streamlit runs for each viewer: the frame of the page, and the table of pages."""

import streamlit as st

from dashboard import app_pages, cached, frame, session, settings, words
from dashboard.share.embedded import embedded
from dashboard.turns import turn

st.set_page_config(page_title="Kharita · خريطة", page_icon=frame.ICON, layout="wide")


def run() -> None:
    """Draw the page that the viewer is at."""
    with st.spinner("Loading… · جارٍ التحميل…"):
        served = cached.served()
    view = session.start(served.dataset)
    t = words.of(view.lang, view.digits)
    followed = frame.dress(view, t)

    pages = {
        name: st.Page(app_pages.page(name), title=t[name], url_path=name, default=name == app_pages.BRIEFING)
        for name in app_pages.PAGES
    }
    if settings.current().curating:
        from dashboard.app_pages import curate

        pages |= curate.pages(t)
    chosen = st.navigation(list(pages.values()), position="hidden" if st.context.is_embedded else "top")
    frame.warn(served, t)
    if served.dataset is not None and st.context.is_embedded:
        embedded()
    elif served.dataset is not None:
        found = frame.bar(served.dataset, t)
        there = followed or found
        if there and there["page"] in pages:
            session.visit(there["params"], served.dataset, whole=there is followed)
            st.switch_page(pages[there["page"]])
        frame.main_part()
        frame.knowledge(served.dataset, t)
        chosen.run()
        frame.foot(served.dataset, t)
    session.write_address()


with turn():
    run()

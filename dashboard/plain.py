"""HTML in which every word is text: the only way curated words reach a Streamlit page.

Markdown is not used for them: it would turn a name into a link, or an image that a browser fetches.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

__all__ = ["Html", "folded", "inert", "link", "show", "table", "tag"]


class Html(str):
    """Markup that this module has made; any other string is text, and is escaped."""


def tag(name: str, *children: object, **attributes: object) -> Html:
    """One element. Children that are not Html are escaped; None is left out. `class_` becomes class."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(
        child if isinstance(child, Html) else escape(str(child)) for child in children if child is not None
    )
    return Html(f"<{name}{given}>{inner}</{name}>")


def inert(json: str) -> str:
    """JSON that cannot end the element it stands in."""
    return json.replace("<", "\\u003c")


def link(text: str, url: str | None) -> Html:
    """A link to a source; only http and https addresses become one, any other is left as text."""
    if url and url.startswith(("https://", "http://")):
        return tag("a", text, href=url, target="_blank", rel="noopener noreferrer nofollow")
    return tag("span", text)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]], caption: str | None = None) -> Html:
    """A table with a header row; cells that are not Html are text."""
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in heads)))
    body = tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows))
    title = tag("caption", caption) if caption else None
    return tag("div", tag("table", title, head, body), class_="kh-scroll", tabindex="0", role="region",
               aria_label=caption or "")  # fmt: skip


def folded(summary: str, *children: Html) -> Html:
    """What can be unfolded under its summary."""
    return tag("details", tag("summary", summary), *children, class_="kh-folded")


def show(*elements: Html) -> None:
    """Put elements on the page."""
    st.html(Html("".join(elements)))

"""The page that another page embeds: the map, its clock, who made it, and the way back."""

from dashboard import session
from dashboard.app_pages import address, asked, looked_at
from dashboard.map.component import time_map
from dashboard.plain import show, tag
from dashboard.turns import fragment

_HIGH = "calc(100vh - 5rem)"


@fragment
def embedded() -> None:
    """Draw the page; the foot follows the clock, so that the way back leads to what is seen."""
    dataset, _, t = looked_at()
    session.take(time_map(asked(dataset, t)))
    past = session.current().known_on
    known = tag("strong", t["known_banner"].format(day=t.day(past))) if past else None
    there = tag("a", t["open_whole"], href=address(""), target="_blank", rel="noopener")
    show(tag("footer", known, there, tag("span", t["foot_lines"]), class_="kh-embed"),
         tag("style", f".stApp {{ --kh-map-height: {_HIGH}; }}"))  # fmt: skip
    session.write_address()

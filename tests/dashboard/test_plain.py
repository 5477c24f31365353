"""Curated words are text on every page, whatever they look like."""

from html.parser import HTMLParser

import pytest

from dashboard.plain import link, table, tag
from tests.hostile import PAYLOADS


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.attributes = [], "", {}

    def handle_starttag(self, name, attributes):
        self.tags.append(name)
        self.attributes.update(attributes)

    def handle_data(self, data):
        self.text += data


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_stay_words_in_elements_and_attributes(payload):
    found = read(tag("p", payload, title=payload))
    assert found.tags == ["p"] and found.text == payload and found.attributes["title"] == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_stay_words_in_tables(payload):
    found = read(table([payload], [[payload]], payload))
    assert set(found.tags) == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert found.text == payload * 3


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://example.org"]
)
def test_only_web_addresses_become_links(url):
    assert read(link("A", url)).tags == ["span"]


def test_a_link_opens_apart_and_tells_nothing():
    found = read(link("A", 'https://example.org/?a="b"&c'))
    assert (
        found.attributes["href"] == 'https://example.org/?a="b"&c' and "noopener" in found.attributes["rel"]
    )

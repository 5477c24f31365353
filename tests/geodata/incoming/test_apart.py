"""What somebody sends is understood in a process that is thrown away: it may eat what it likes, and the server lives."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import Point

from geodata import files
from geodata.formats.throwaway import Limits, Unreadable
from geodata.incoming import Options, Refused, apart, read_incoming
from geodata.incoming.apart import read_apart
from tests import toy
from tests.geodata.incoming.test_polygons import south
from tests.hostile import PAYLOADS
from tests.serving import ROOT

SOURCED = Options(("news-2017",), {"Red army": "reds"}, {"actor": "side"}, "south")


@pytest.fixture
def into(tmp_path):
    folder = toy.write(tmp_path / "dataset", south)
    return {file: files.read(folder / file) for file in files.dataset_files(folder)}


def drawn(ring, **properties):
    """A GeoJSON file of one polygon."""
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def tangled(corners=20_000):
    """A ring that crosses itself some hundred million times: GEOS, which mends it, knows no end, and of many corners no bound."""
    chance = random.Random(7)
    ring = [[round(chance.uniform(32, 33), 5), round(chance.uniform(14, 15), 5)] for _ in range(corners)]
    return drawn(ring, side="Red army", date="2016-01-01")


def geopackage(folder):
    table = gpd.GeoDataFrame(
        {"date": ["2016-05-01"], "kind": ["battle"], "actors": ["reds"], "title_en": ["A battle"], "title_ar": ["معركة"]},
        geometry=[Point(33, 15)], crs=4326,
    )  # fmt: skip
    pyogrio.write_dataframe(table, folder / "events.gpkg")
    return (folder / "events.gpkg").read_bytes()


@pytest.mark.parametrize(("form", "name", "data"), [
    ("csv", "statuses.csv", b"feature,valid_from,actor\nwest,2019-03-01,reds\nnowhere,2019,reds\n"),
    ("csv", "texts.csv", b"feature,valid_from,actor,note_en\n" + b"".join(
        f'west,2019-03-{day:02},reds,"{text.replace(chr(34), chr(34) * 2)}"\n'.encode() for day, text in enumerate(PAYLOADS[:25], 1)
    )),
    ("geojson", "front_20160101.geojson", drawn([[32, 14], [33.5, 14.000071], [33.5, 16]], side="Red army", note="{{7*191}}")),
    ("gpkg", "events.gpkg", None),
])  # fmt: skip
def test_the_plan_is_the_same_as_it_would_be_here(into, tmp_path, form, name, data):
    data = geopackage(tmp_path) if data is None else data
    (tmp_path / name).write_bytes(data)
    here = read_incoming(form, [tmp_path / name], into, SOURCED)
    assert read_apart(form, {name: data}, into, SOURCED) == here
    assert here.records


@pytest.mark.parametrize(("form", "data", "said"), [
    ("csv", b"\xff\xfe", "is not UTF-8"), ("geojson", b"<html>", "a.csv"), ("gpkg", b"no such thing", "cannot be read"),
])  # fmt: skip
def test_what_is_refused_here_is_refused_there_in_the_same_words(into, form, data, said):
    with pytest.raises((Refused, Unreadable), match=said):
        read_apart(form, {"a.csv": data}, into, SOURCED)


@pytest.mark.parametrize(("corners", "limits", "said"), [
    (2_500, Limits(seconds=4), "tangled.geojson takes longer to read than the 4 seconds"),
    (20_000, Limits(seconds=60, memory_bytes=1_500_000_000), "tangled.geojson needs more memory"),
    (20_000, Limits(file_bytes=100_000), "tangled.geojson is over the limit of 100,000 bytes"),
])  # fmt: skip
def test_a_file_that_eats_time_or_memory_is_given_up_and_we_live(into, corners, limits, said):
    before = memory_bytes()
    with pytest.raises(Unreadable, match=said):
        read_apart("geojson", {"tangled.geojson": tangled(corners)}, into, SOURCED, limits)
    assert memory_bytes() - before < 100_000_000 and readers() == []


def test_who_asked_is_killed_and_nothing_goes_on_reading(tmp_path):
    (tmp_path / "tangled.geojson").write_bytes(tangled())
    toy.write(tmp_path / "data", south)
    code = (
        "import sys; from pathlib import Path; from geodata import files\n"
        "from geodata.incoming import Options\nfrom geodata.incoming.apart import read_apart\n"
        "home = Path(sys.argv[1]); into = {f: files.read(home / 'data' / f) for f in files.dataset_files(home / 'data')}\n"
        "read_apart('geojson', {'a.geojson': (home / 'tangled.geojson').read_bytes()}, into, Options())"
    )
    asking = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)
    try:
        assert patiently(lambda: len(readers()) == 1)
    finally:
        asking.send_signal(signal.SIGKILL)
        asking.wait()
    assert patiently(lambda: readers() == [])


@pytest.mark.parametrize(
    "told",
    [b"", b"{}", b"null", b'{"plan": {"edits": [{"verb": 1}]}}', b"\xff", b"[" * 10**6, b'{"plan": "x"}'],
)
def test_an_answer_that_is_no_plan_is_not_believed(told):
    with pytest.raises((Refused, Unreadable), match="the reader answered"):
        apart._believed(told)


def patiently(true, seconds=60):
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def readers():
    """The processes that read for us, or for a child of ours, at this moment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            mine = os.readlink(folder / "cwd").startswith("/tmp") and (folder / "environ").read_bytes()
        except OSError:
            continue
        if b"geodata.incoming.apart" in words and mine and str(ROOT).encode() in mine:
            found.append(int(folder.name))
    return found


def memory_bytes():
    """What this process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

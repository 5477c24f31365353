"""Foreign files are read with one driver, in a process that can be killed and that reaches nothing."""

import json
import os
import subprocess
import sys
import zipfile

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import Point

from geodata.formats import worker
from geodata.formats.worker import Limits, Unreadable, layers

TABLE = gpd.GeoDataFrame({"name": ["Raqqa", "الرقة"]}, geometry=[Point(39, 36), Point(39, 36)], crs=4326)
VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


def test_a_shapefile_in_another_projection_comes_in_as_lon_and_lat_with_its_arabic(tmp_path):
    pyogrio.write_dataframe(TABLE.to_crs(32637), tmp_path / "towns.shp", encoding="UTF-8")
    with zipfile.ZipFile(tmp_path / "towns.zip", "w") as archive:
        for path in sorted(tmp_path.glob("towns.*")):
            if path.suffix != ".zip":
                archive.write(path, f"some/where/{path.name}")
    (layer,) = layers(tmp_path / "towns.zip", "shp")
    assert [feature["properties"]["name"] for feature in layer.features] == list(TABLE.name)
    assert layer.features[0]["geometry"]["coordinates"] == pytest.approx([39, 36])


@pytest.mark.parametrize("kind", ["gpkg", "kml"])
def test_a_pointer_to_another_file_is_not_followed_whatever_its_name(kind, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("name,password\na,b\n")
    path = tmp_path / f"a.{kind}"
    path.write_text(VRT.format(secret))
    with pytest.raises(Unreadable, match="cannot be read"):
        layers(path, kind)


def test_too_large_a_file_is_refused_before_anything_starts(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(Unreadable, match="over the limit"):
        layers(path, "gpkg", Limits(file_bytes=1000))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("while True: pass", "takes longer to read than the 1 seconds"),
        ("bytearray(2_000_000_000)", "needs more memory"),
        ("open('big', 'wb').write(b'x' * 3_000_000)", "becomes larger than 1,000,000 bytes"),
        ("os.write(2, b'x' * 3_000_000)", "becomes larger than|cannot be read"),
        ("os.kill(os.getpid(), 9)", "needs more memory"),
        ("os.kill(os.getpid(), 11)", r"the reader was stopped \(-11\)"),
        ("os.symlink('/etc/passwd', 'out.json'); os._exit(0)", "cannot be read"),
        ("__import__('socket').create_connection(('127.0.0.1', PORT), 2)", "OSError|Refused|unreachable"),
    ],
)
def test_time_memory_disk_and_network_are_bounded(code, said, tmp_path, monkeypatch):
    limits = Limits(seconds=1 if "while" in code else 10, memory_bytes=1_000_000_000, file_bytes=1_000_000)
    with __import__("socket").create_server(("127.0.0.1", 0)) as server:
        line = code.replace("PORT", str(server.getsockname()[1]))
        inside = tmp_path / "inside.py"
        text = worker._INSIDE.read_text("utf-8").replace("path = unpacked(", f"{line}\n    path = unpacked(")
        inside.write_text(text, "utf-8")
        monkeypatch.setattr(worker, "_INSIDE", inside)
        (tmp_path / "a.fgb").write_bytes(b"x")
        if "socket" in code and not can_close_the_network():
            pytest.xfail("this kernel lets no process close its network; the drivers alone hold here")
        with pytest.raises(Unreadable, match=said):
            layers(tmp_path / "a.fgb", "fgb", limits)


def can_close_the_network() -> bool:
    code = "import ctypes; l = ctypes.CDLL(None); exit(0 if l.unshare(0x50000000) == 0 or l.unshare(0x40000000) == 0 else 1)"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_the_reader_writes_goes_through_the_gate(tmp_path, monkeypatch):
    inside = tmp_path / "inside.py"
    inside.write_text("open('out.json', 'w').write('{\"layers\": NaN}')")
    monkeypatch.setattr(worker, "_INSIDE", inside)
    (tmp_path / "a.fgb").write_bytes(b"x")
    with pytest.raises(Unreadable, match="NaN"):
        layers(tmp_path / "a.fgb", "fgb")


def test_the_process_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "s")
    inside = tmp_path / "inside.py"
    inside.write_text(
        "import json, os; json.dump({'layers': [{'name': n, 'features': []} for n in os.environ]}, open('out.json', 'w'))"
    )
    monkeypatch.setattr(worker, "_INSIDE", inside)
    (tmp_path / "a.fgb").write_bytes(b"x")
    seen = {layer.name for layer in layers(tmp_path / "a.fgb", "fgb")}
    assert "SECRET" not in seen and "GDAL_SKIP" in seen and len(os.environ) > 5
    assert json.dumps(sorted(seen))

"""The ways of showing a map that changes with time: Kharita, and what people use instead."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.wait import ready
from tests.serving import ROOT

__all__ = ["CACHE", "HOME", "VARIANTS", "Running", "Variant", "equip", "running"]

_HERE = Path(__file__).parent
#: Where the benchmark keeps what it fetches and makes.
HOME = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kharita-bench"
#: What Kharita keeps from one start to the next.
CACHE = HOME / "kept"


@dataclass(frozen=True)
class Variant:
    """A way, and the script that Streamlit runs for it."""

    name: str
    script: str
    title: str


VARIANTS = {
    variant.name: variant
    for variant in (
        Variant("kharita", "dashboard/app.py", "Kharita"),
        Variant("st_folium", "tests/bench/apps/st_folium_app.py", "folium.GeoJson in st_folium"),
        Variant("feature_group", "tests/bench/apps/feature_group_app.py", "feature_group_to_add"),
        Variant("timeline", "tests/bench/apps/timeline_app.py", "folium Timeline"),
        Variant("pydeck", "tests/bench/apps/pydeck_app.py", "st.pydeck_chart"),
    )
}


@dataclass(frozen=True)
class Running:
    """A server at work."""

    url: str
    pid: int
    started: float

    def memory_mb(self) -> float:
        """Resident memory of the server, in MB."""
        return resident_mb(self.pid)

    def cpu_seconds(self) -> float:
        """Processor time that the server has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def equip() -> Path:
    """Install, once, what the plain applications need; the folder to add to their path."""
    wanted = (_HERE / "requirements.txt").read_text()
    folder = HOME / "packages"
    stamp = folder / ".stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "--only-binary", ":all:",
                   "--upgrade", "--target", str(folder), "-r", str(_HERE / "requirements.txt")]  # fmt: skip
        subprocess.run(command, check=True)
        stamp.write_text(wanted)
    return folder


@contextmanager
def running(variant: Variant, dataset: Path, plain: Path | None, packages: Path | None) -> Iterator[Running]:
    """Serve a variant over a dataset; `plain` is the same as dated GeoJSON."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    paths = [str(ROOT), *([str(packages)] if packages else [])]
    env = {
        **os.environ,
        "KHARITA_DATA": str(dataset),
        "BENCH_PLAIN": str(plain),
        "KHARITA_CACHE": str(CACHE),
        "PYTHONPATH": os.pathsep.join(paths),
    }
    # The same settings on all sides; a plain map of a million events is more than the default lets through.
    command = [sys.executable, "-m", "streamlit", "run", variant.script, "--server.port", str(port), "--server.headless", "true",
               "--runner.postScriptGC", "false", "--server.maxMessageSize", "1000"]  # fmt: skip
    log = HOME / f"{variant.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.time()
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            url = f"http://127.0.0.1:{port}"
            if not ready(url):
                raise RuntimeError(f"{variant.name} did not start: {log.read_text()[-2000:]}")
            yield Running(url, process.pid, started)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

"""`python -m tests.bench`: Kharita and what people use instead, side by side, in one run.

Results go into a JSON file, size by size and way by way: what is measured again takes the place of what stood there,
so that a run can be taken up where it was left.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geodata import files
from tests.bench import browser, data, report, variants, viewers
from tests.bench.variants import HOME, VARIANTS
from tests.serving import ROOT

_PACKAGES = (
    "streamlit",
    "streamlit-folium",
    "folium",
    "pydeck",
    "geopandas",
    "shapely",
    "pandas",
    "numpy",
    "playwright",
)
_SHORT = data.Size(40, 10, 5, 60)
_SIZES = ("S", "M", "L", "XL", "active", "real")
#: The ways that are measured at each size; the others only where asked for.
_USUAL = {
    "S": tuple(VARIANTS), "M": ("kharita", "st_folium", "feature_group"), "L": tuple(VARIANTS),
    "XL": ("kharita", "st_folium"), "active": ("kharita",), "real": ("kharita",), "short": ("kharita", "st_folium"),
}  # fmt: skip
_EDITED = "zones/syria-iraq.geojson"


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark, write the figures and print the table."""
    options = _options(arguments)
    found: dict[str, Any] = json.loads(options.out.read_text()) if options.out.exists() else {"figures": {}}
    if options.table:
        print(report.table(found["figures"], how(found)))
        return 0
    packages = variants.equip()
    found |= _machine()
    for size in options.sizes:
        dataset, plain = _made(size)
        here = found["figures"].setdefault(size, {})
        for name in options.variants or [*_USUAL[size], "server"]:
            print(f"{datetime.now():%H:%M:%S} {size} {name}", file=sys.stderr, flush=True)
            try:
                here[name] = (
                    _server(dataset, size)
                    if name == "server"
                    else _way(name, size, dataset, plain, packages, options)
                )
            except Exception as error:
                # One way that fails, such as one that cannot carry the size, must not take the others' figures along.
                here[name] = {"failed": f"{type(error).__name__}: {str(error)[:300]}"}
                print(here[name]["failed"], file=sys.stderr)
            options.out.parent.mkdir(parents=True, exist_ok=True)
            files.replace(options.out, (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode())
    print(report.table(found["figures"], how(found)))
    return 0


def how(found: dict[str, Any]) -> str:
    """On what the figures were measured, as a sentence."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    return (f"{found['machine']}, {found['cores']} cores, load {found['load']:.1f} at the start; headless {found['browser']}; "
            f"Python {found['python']}, {versions}; {found['when']}.")  # fmt: skip


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    words = lambda text: text.split(",")  # noqa: E731
    parser.add_argument("--sizes", type=words, default=list(_SIZES), help=f"of {','.join(_SIZES)},short")
    parser.add_argument("--variants", type=words, help=f"of {','.join(VARIANTS)},server")
    parser.add_argument("--out", type=Path, default=HOME / "figures.json")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--short", action="store_true", help="a tiny size and a few steps: does it run?")
    parser.add_argument(
        "--table", action="store_true", help="measure nothing: the table of what was measured before"
    )
    options = parser.parse_args(arguments)
    if options.short:
        options.sizes, options.steps = ["short"], 4
    return options


def _machine() -> dict[str, Any]:
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    chromium = subprocess.run(
        [str(browser.BROWSER["executable_path"]), "--version"], capture_output=True, text=True
    ).stdout
    versions = {}
    for name in _PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = list((HOME / "packages").glob(f"{name.replace('-', '_')}-*.dist-info"))
            versions[name] = found[0].name.split("-")[1].removesuffix(".dist") if found else "not installed"
    return {
        "machine": cpu, "cores": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0],
        "browser": chromium.strip(), "python": platform.python_version(), "versions": versions,
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }  # fmt: skip


def _made(size: str) -> tuple[Path, Path]:
    """The dataset of a size, and the same as dated GeoJSON; made once."""
    if size == "real":
        return files.DATASET, HOME / "plain-real"
    wanted = _SHORT if size == "short" else data.SIZES[size]
    home, plain = HOME / f"data-{size}", HOME / f"plain-{size}"
    stamp = plain / ".stamp"
    if not stamp.exists() or stamp.read_text() != repr(wanted):
        data.write(home, wanted)
        plain.mkdir(parents=True, exist_ok=True)
        for name, content in data.plain(home).items():
            (plain / f"{name}.geojson").write_bytes(content)
        stamp.write_text(repr(wanted))
    return home, plain


def _server(dataset: Path, size: str) -> dict[str, float]:
    edited = [_EDITED] if size == "real" else []
    command = [sys.executable, "-m", "tests.bench.server", str(dataset), *edited]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)


def _way(
    name: str, size: str, dataset: Path, plain: Path, packages: Path | None, options: argparse.Namespace
) -> dict[str, Any]:
    found: dict[str, Any] = _first_ever(dataset) if name == "kharita" else {}
    with variants.running(VARIANTS[name], dataset, plain, packages) as server:
        found |= _visited(server, name, size, plain, options)
        if name == "kharita":
            found["release"]["KB"] = browser.release_kb(server, max(options.steps // 10, 2))
    if size in ("M", "real", "short") and name in ("kharita", "st_folium"):
        many = {"kharita": 100, "st_folium": 10}[name]
        with variants.running(VARIANTS[name], dataset, plain, packages) as server:
            found["crowd"] = (
                viewers.crowd(server, 4, 2) if size == "short" else viewers.crowd(server, many, 15)
            )
    return found


def _visited(
    server: variants.Running, name: str, size: str, plain: Path, options: argparse.Namespace
) -> dict[str, Any]:
    """What one browser finds at a server that has just started."""
    found: dict[str, Any] = {}
    with browser.visiting(server, name) as visit:
        found["first_map_ms"] = visit.first_map()
        found["start_to_map_ms"] = (time.time() - server.started) * 1000
        visit.page.wait_for_timeout(1000)
        found["received_KB"] = visit.received / 1000
        found["server_MB"] = server.memory_mb()
        found["memory"] = visit.memory()
        if name != "timeline":
            found |= _steps(visit, options.steps if name == "kharita" else max(options.steps // 5, 2))
        if name == "kharita":
            found |= _clock(visit, options.steps, size)
            found["pack_KB"] = visit.pack_bytes() / 1000
            if plain.is_dir():
                squeezed = [
                    len(gzip.compress(path.read_bytes(), 6)) for path in sorted(plain.glob("*.geojson"))
                ]
                found["geojson_gzip_KB"] = sum(squeezed) / 1000
    return found


def _first_ever(dataset: Path) -> dict[str, float]:
    """Milliseconds from the start of a server to the first map, where no earlier start has kept anything; then it is kept."""
    shutil.rmtree(variants.CACHE, ignore_errors=True)
    kharita = VARIANTS["kharita"]
    with (
        variants.running(kharita, dataset, None, None) as server,
        browser.visiting(server, "kharita") as visit,
    ):
        visit.first_map()
        taken = (time.time() - server.started) * 1000
    command = [sys.executable, "-m", "dashboard.prepared", str(dataset)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "KHARITA_CACHE": str(variants.CACHE)}, check=True)
    return {"first_ever_ms": taken}


def _steps(visit: browser.Visit, many: int) -> dict[str, float]:
    visit.steps(2)
    before = visit.received
    taken = sorted(visit.steps(many))
    return {"steps": len(taken), "step_p50_ms": statistics.median(taken), "step_p95_ms": taken[int(len(taken) * 0.95)],
            "step_KB": (visit.received - before) / 1000 / many}  # fmt: skip


def _clock(visit: browser.Visit, many: int, size: str) -> dict[str, Any]:
    """What only Kharita has: a clock in the browser."""
    found: dict[str, Any] = {
        "dragged_bytes": visit.dragged_bytes(),
        "release": visit.releases(max(many // 4, 2)),
    }
    if size == "active":
        visit.zoom(7)
    seconds = 3.0 if many >= 100 else 0.5
    for kind in ("play", "drag", "jump"):
        found[f"frames_{kind}"] = visit.frames(kind, seconds)
    for kind, jumping in (("day", False), ("jump", True)):
        found[f"work_{kind}"] = visit.work(jumping, 2 * many)
    found["memory_after"] = visit.memory()
    return found


if __name__ == "__main__":
    sys.exit(main())

"""What is wrong with an installation, and what to do: `python -m dashboard.doctor`; exit status 1 if anything is.

python -m dashboard.doctor                          this machine, its settings and its dataset
python -m dashboard.doctor --url http://127.0.0.1:8501     also a server that runs
python -m dashboard.doctor --quick                  only whether the server on this machine is ready
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from dashboard import confine, roles, settings, vendor
from geodata import files
from geodata.check import blocks_the_map, check
from geodata.store import StoreError, open_store

__all__ = ["Finding", "examined"]

ROOT = Path(__file__).resolve().parents[1]
_MEMORY_BYTES, _DISK_BYTES, _FILES = 1_500_000_000, 200_000_000, 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes
    ----------
    about : str
    wrong : str
        What is wrong; empty where nothing is.
    remedy : str
        What to do.
    """

    about: str
    wrong: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return f"wrong  {self.about}: {self.wrong}. {self.remedy}" if self.wrong else f"fine   {self.about}"


def examined(url: str | None = None) -> Iterator[Finding]:
    """Everything that can be looked at from here, the server at `url` too; never raises."""
    for about, look in _LOOKS.items():
        yield _looked(about, look)
    if url:
        yield _looked(f"the server at {url}", lambda: _server(url))


def _looked(about: str, look: Callable[[], tuple[str, str] | None]) -> Finding:
    try:
        return Finding(about, *(look() or ()))
    except Exception as error:
        return Finding(about, f"could not be looked at ({type(error).__name__}: {error})", "Mend that first")


def _packages() -> tuple[str, str] | None:
    """Whether what is installed is what the lock names."""
    wrong = []
    for line in re.findall(r"^[A-Za-z0-9].*==.*", (ROOT / "requirements.txt").read_text(), re.MULTILINE):
        wanted = Requirement(line.rstrip(" \\"))
        if wanted.marker is None or wanted.marker.evaluate():
            try:
                found = metadata.version(wanted.name)
            except metadata.PackageNotFoundError:
                found = ""
            if not found or not wanted.specifier.contains(found, prereleases=True):
                wrong.append(wanted.name)
    return (
        (f"{', '.join(wrong[:5])} of the lock are missing or another version", "Run ./run once")
        if wrong
        else None
    )


def _browser_files() -> tuple[str, str] | None:
    try:
        vendor.ensure()
    except vendor.VendorError as error:
        return str(error), "Run ./run once"
    return None


def _dataset() -> tuple[str, str] | None:
    found = [problem for problem in check(_data()) if blocks_the_map(problem)]
    return (
        (f"{len(found)} problems, the first: {found[0]}", "python -m geodata check tells all")
        if found
        else None
    )


def _data() -> Path:
    return Path(os.environ.get("KHARITA_DATA") or files.DATASET)


def _history() -> tuple[str, str] | None:
    if not (_data() / ".kharita").exists() and not os.environ.get("KHARITA_STORE"):
        return None
    try:
        broken = open_store(data=_data()).verify()
    except StoreError as error:
        return str(error), "See KHARITA_STORE and the rights of the folder"
    return (
        (f"the history is broken at {broken}", "Restore it from a backup; the map is not affected")
        if broken
        else None
    )


def _walls() -> tuple[str, str] | None:
    """Whether the kernel can keep a viewer from writing: tried in a process of its own."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            confine.confine(Path(tempfile.mkdtemp(prefix="kharita-doctor-")))
            code = 0
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        return "the kernel can keep no viewer from writing", "Use Linux 5.13 or later, or the systemd unit"
    return None


def _settings() -> tuple[str, str] | None:
    here = settings.current()
    secrets = settings.secrets(here)
    path = here.folder / "secrets.toml"
    if secrets and path.stat().st_mode & 0o077:
        return f"{path} can be read by others", f"chmod 600 {path}"
    if secrets.get("auth") and not here.roles.exists():
        return (
            f"people can log in, and {here.roles} gives nobody a role",
            "Write it: issuer, subject and role of each",
        )
    return None


def _roles() -> tuple[str, str] | None:
    os.environ["KHARITA_MODE"], before = "curate", os.environ.get("KHARITA_MODE")
    try:
        roles.role_of(roles.NOBODY)
    finally:
        os.environ["KHARITA_MODE"] = before or "view"
    return None


def _no_secrets_here() -> tuple[str, str] | None:
    found = [path for path in (ROOT / ".streamlit" / "secrets.toml", ROOT / "secrets.toml") if path.exists()]
    return (f"{found[0]} stands inside the repository", "Move it to KHARITA_CONFIG") if found else None


def _room() -> tuple[str, str] | None:
    text = Path("/proc/meminfo").read_text()
    free = int(re.search(r"MemAvailable:\s+(\d+)", text)[1]) * 1024  # type: ignore[index]
    if free < _MEMORY_BYTES:
        return (
            f"{free / 1e9:.1f} GB of memory are free, 1.5 are wanted",
            "End something, or use a larger machine",
        )
    if shutil.disk_usage(tempfile.gettempdir()).free < _DISK_BYTES:
        return f"{tempfile.gettempdir()} is nearly full", "Make room"
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < _FILES:
        return "too few files may be open at once", "ulimit -n 8192, or the systemd unit"
    return None


def _server(url: str) -> tuple[str, str] | None:
    told, headers = _asked(f"{url}/kharita/ready")
    if not told.get("ready"):
        return f"it serves no dataset; {told.get('problems')} problems", "python -m geodata check tells which"
    if told["problems"]:
        return (
            f"newer files have {told['problems']} problems; the last good version is served",
            "python -m geodata check",
        )
    if "content-security-policy" not in headers:
        return "its answers carry no policy", "Start it with ./run, and see that no proxy takes headers away"
    return None


def _asked(address: str) -> tuple[dict, dict[str, str]]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:
            return json.loads(answer.read()), {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return json.loads(error.read()), {name.lower(): value for name, value in error.headers.items()}


_LOOKS: dict[str, Callable[[], tuple[str, str] | None]] = {
    "packages are those of the lock": _packages, "the browser's files are there": _browser_files,
    "the dataset is sound": _dataset, "the history is whole": _history, "the kernel can confine a viewer": _walls,
    "settings and secrets": _settings, "the roles can be read": _roles, "no secrets in the repository": _no_secrets_here,
    "memory, disk and files": _room,
}  # fmt: skip


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    url = asked.url or ("http://127.0.0.1:8501" if asked.quick else None)
    found = (
        [_looked("the server is ready", lambda: _server(str(url)))] if asked.quick else list(examined(url))
    )
    print("\n".join(map(str, found)))
    sys.exit(any(finding.wrong for finding in found))


if __name__ == "__main__":
    main()

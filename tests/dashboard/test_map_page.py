"""The folium page: nothing from elsewhere, nothing curated, the same bytes each time, and nothing outside its folders."""

import asyncio
import gzip
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from dashboard.map import build, routes

APP = Starlette(routes=routes.ROUTES)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes = b""


def get(path: str, **headers: str) -> Answer:
    """Ask the routes for a raw path, as no client that tidies paths first would."""
    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "",
             "query_string": b"", "headers": asked, "http_version": "1.1", "scheme": "http"}  # fmt: skip
    parts: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        parts.append(message)

    # In a thread of its own: Playwright keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, APP(scope, receive, send)).result()
    names = {name.decode().lower(): value.decode() for name, value in parts[0]["headers"]}
    return Answer(parts[0]["status"], names, b"".join(part.get("body", b"") for part in parts[1:]))


def rendered() -> str:
    build.page.cache_clear()
    return build.page()


def test_the_page_holds_its_scripts_and_links_nothing_outside_this_server():
    marks = re.sub(r"(?<=<script>).*?(?=</script>)|/\*.*?\*/", "", rendered(), flags=re.DOTALL)
    assert marks.count("<script>") > 3 and not re.search(
        r"<script[^>]+src|<link[^>]+href|https?://|//cdn|@import", marks
    )
    linked = [path for path in re.findall(r'url\("?([^")]*)"?\)', marks) if not path.startswith("#")]
    assert len(linked) > 3 and all(get(path).status == 200 for path in linked)


def test_two_renders_are_the_same_bytes():
    assert rendered() == rendered()


def test_the_page_does_not_depend_on_any_dataset(monkeypatch):
    monkeypatch.setenv("KHARITA_DATA", "/nowhere")
    other = rendered()
    monkeypatch.delenv("KHARITA_DATA")
    assert other == rendered()


def test_every_inline_script_is_named_by_the_policy():
    answer = get("/kharita/map")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert policy.count("'sha256-") == answer.body.decode().count("<script>") > 0


@pytest.mark.parametrize("path", ["map/element.js", "map/map.css"])
def test_the_browser_s_own_files_are_served(path):
    assert get(f"/kharita/static/{path}").status == 200


@pytest.mark.parametrize(
    "path",
    ["map/../build.py", "map/build.py", "map/../../view.py", "map/../frame.js", "vendor/../package.json",
     "map/nothing.js", "x/y.js", "map/a\\..\\b.js", "map/\0.js"],
)  # fmt: skip
def test_nothing_else_is_served(path):
    assert get(f"/kharita/static/{path}").status == 404


def test_a_pack_is_immutable_squeezed_and_found_by_its_hash():
    content = {"name": "خريطة" * 50}
    url = routes.publish("pack", content)
    assert url == routes.publish("pack", content)
    answer = get(url, accept_encoding="gzip")
    assert json.loads(gzip.decompress(answer.body)) == content
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert get(url, accept_encoding="gzip", if_none_match=answer.headers["etag"]).status == 304
    assert get("/kharita/pack/0000000000000000.json").status == 404

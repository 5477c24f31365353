"""The doors of a real server: what is closed, what every answer carries, and how much one client may take."""

from __future__ import annotations

import http.client
import http.server
import json
import logging
import re
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from dashboard import flood, hosts, log, settings
from dashboard.guard import policy
from dashboard.settings import Settings, SettingsError
from tests import toy


def ask(url: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """One request; the status, the headers in small letters, and the body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path", ["/", "/stories", "/kharita/map", "/_stcore/health", "/kharita/health", "/nothing/here"]
)
def test_every_answer_carries_its_headers(real, path):
    _, headers, _ = ask(real, path)
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert (
        "camera=()" in headers["permissions-policy"]
        and headers["cross-origin-opener-policy"] == "same-origin"
    )
    policies = headers["content-security-policy"]
    assert "default-src 'none'" in policies and "frame-ancestors" in policies
    assert "unsafe-eval" not in policies and "'unsafe-inline'" not in policies.partition("style-src")[0]


def test_the_page_may_not_stand_in_a_foreign_frame_and_scripts_come_from_here_only():
    assert "frame-ancestors 'none'" in policy() and "script-src 'self' blob: 'sha256-" in policy()


def ancestors(url: str, path: str) -> tuple[str, bool]:
    """Who may frame an answer, and whether the older header is there."""
    headers = ask(url, path)[1]
    return re.search(r"frame-ancestors ([^;]*)", headers["content-security-policy"])[1], (
        "x-frame-options" in headers
    )


def test_any_page_may_embed_the_map_that_is_made_for_it_and_nothing_else(real):
    assert ancestors(real, "/?embed=true&lang=ar") == ancestors(real, "/kharita/map") == ("'self' *", False)
    for path in ("/", "/?embed=false", "/?embed=true&embed=no", "/place?theatre=libya", "/kharita/ready"):
        assert ancestors(real, path) == ("'none'", True), path


def test_the_operator_says_who_may_embed_it_and_a_desk_is_embedded_by_nobody(serve, tmp_path):
    data = toy.write(tmp_path / "data")
    named = serve(data, KHARITA_EMBED="https://news.example.org,https://b.example")
    assert ancestors(named, "/?embed=true")[0] == "'self' https://news.example.org https://b.example"
    assert ancestors(serve(data, KHARITA_EMBED="none"), "/?embed=true") == ("'none'", True)
    desk = serve(data, "--curate", KHARITA_CONFIG=str(tmp_path))
    assert (
        ancestors(desk, "/?embed=true") == ("'none'", True) and "*" not in ancestors(desk, "/kharita/map")[0]
    )


@pytest.mark.parametrize(
    "value", ["news.example.org", "https://a b", "https://x; script-src *", "https://x\r\nA: b", "*,x"]
)
def test_who_may_embed_is_no_way_to_write_headers(monkeypatch, value):
    monkeypatch.setenv("KHARITA_EMBED", value)
    with pytest.raises(SettingsError, match="KHARITA_EMBED"):
        settings.current()


@pytest.fixture
def foreign(real) -> Iterator[str]:
    """The address of somebody else's page, which shows the embedded map, and the whole, in frames."""
    queries = {"map": "?embed=true&date=2016-12-31", "whole": "?date=2016-12-31"}
    frames = "".join(
        f'<iframe name="{name}" id="{name}" src="{real}/{query}"></iframe>' for name, query in queries.items()
    )

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(frames.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_foreign_page_shows_the_embedded_map_and_not_the_whole(page: Page, foreign):
    page.goto(foreign)
    inside = page.frame_locator("#map").frame_locator('iframe[src*="/kharita/map"]')
    expect(inside.locator(".kh-clock strong")).to_have_text("31 December 2016", timeout=90_000)
    expect(page.frame_locator("#map").locator(".kh-embed a")).to_be_attached()
    whole = page.frame("whole")
    assert whole is not None and whole.url.startswith("chrome-error:")


@pytest.mark.parametrize(("method", "path", "status"), [
    ("PUT", "/_stcore/upload_file/any/any", 404), ("GET", "/_stcore/metrics", 404),
    ("POST", "/_stcore/agent/interact", 404), ("GET", "/_stcore/agent/openapi.json", 404),
    ("POST", "/_stcore/agent/mcp", 404), ("GET", "/_stcore/script-health-check", 404),
    ("GET", "/auth/login?provider=default", 404), ("GET", "/oauth2callback?state=x&code=y", 404),
    ("GET", "/component/x/y.js", 404), ("GET", "/app/static/x", 404),
    ("POST", "/", 405), ("PUT", "/kharita/map", 405), ("DELETE", "/kharita/health", 405), ("TRACE", "/", 405),
    ("GET", "/" + "x" * 9000, 414),
])  # fmt: skip
def test_what_a_viewer_has_no_use_for_is_closed(real, method, path, status):
    assert ask(real, path, method)[0] == status


def test_a_question_has_no_body(real):
    assert ask(real, "/kharita/health", body=b"x" * 100)[0] == 413


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "a@127.0.0.1", "", "127.0.0.1:99999999", "x/y"]
)
def test_a_name_that_is_not_ours_is_not_answered(real, host):
    assert ask(real, "/", Host=host)[0] in (400, 421)


@pytest.mark.parametrize(("asked", "server", "known"), [
    ("localhost:8501", "127.0.0.1", True), ("[::1]:8501", "::1", True), ("maps.example.org", "127.0.0.1", True),
    ("192.0.2.7:8501", "192.0.2.7", True), ("192.0.2.7", "127.0.0.1", False), ("other.example", "192.0.2.7", False),
])  # fmt: skip
def test_a_server_goes_by_its_addresses_and_the_names_it_was_given(tmp_path, asked, server, known):
    given = Settings("view", tmp_path, ("maps.example.org",))
    assert hosts.host_known(asked, (server, 8501), given) is known


def test_a_server_says_that_it_is_well_and_what_it_serves(real):
    assert ask(real, "/kharita/health")[0] == 200
    status, _, body = ask(real, "/kharita/ready")
    told = json.loads(body)
    assert status == 200 and told["ready"] and len(told["version"]) == 16 and told["problems"] == 0
    assert told["served_since_seconds"] >= 0 and told["newer_files_are_good"]


def test_the_briefing_under_its_own_name_leads_to_the_root(real):
    answer = httpx.get(f"{real}/briefing?lang=ar&at=2017-06-01")
    assert (answer.status_code, answer.headers["location"]) == (307, "./?lang=ar&at=2017-06-01")
    assert httpx.get(f"{real}/briefing").headers["location"] == "./"


def test_a_server_without_a_dataset_is_not_ready(serve, tmp_path):
    status, _, body = ask(serve(tmp_path), "/kharita/ready")
    assert status == 503 and json.loads(body)["version"] is None


def test_counters_are_for_this_machine_only(real):
    _, _, body = ask(real, "/kharita/metrics")
    assert b'kharita_answers_total{status="200"}' in body
    assert ask(real, "/kharita/metrics", X_Forwarded_For="192.0.2.1")[0] == 404


def test_the_policy_stops_a_script_that_got_in(page: Page, real):
    page.goto(real)
    expect(page.locator(".kh-foot")).to_be_visible(timeout=60_000)
    page.evaluate("""() => {
        const image = document.createElement("img"); image.setAttribute("onerror", "window.pwned = 1"); image.src = "x:";
        const script = document.createElement("script"); script.textContent = "window.pwned = 2";
        const far = document.createElement("script"); far.src = "http://198.51.100.7/x.js";
        document.body.append(image, script, far);
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.pwned") is None


def test_a_measure_gives_its_burst_and_then_its_rate():
    bucket = flood.Bucket(3, 2)
    assert [bucket.take(0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.take(0.5) == 0 and bucket.take(0.5) == 0.5 and bucket.take(100.0) == 0


def test_one_client_does_not_use_up_what_another_may_do():
    gauge = flood.Gauge()
    greedy = [gauge.takes("192.0.2.1") for _ in range(3000)]
    assert greedy[0] and not greedy[-1] and gauge.takes("192.0.2.2") and gauge.takes("")
    opened = [gauge.enters("192.0.2.1") for _ in range(500)]
    assert not opened[-1] and gauge.enters("192.0.2.2")
    for _ in range(sum(opened)):
        gauge.leaves("192.0.2.1")
    assert gauge.enters("192.0.2.1")


@pytest.mark.parametrize(("peer", "told", "client"), [
    ("192.0.2.9", "198.51.100.1", "192.0.2.9"), ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
    ("10.0.0.2", "203.0.113.5, 198.51.100.1", "198.51.100.1"), ("10.0.0.2", "nonsense", "10.0.0.2"),
    ("127.0.0.1", "198.51.100.1", ""), ("::ffff:192.0.2.9", "", "192.0.2.9"),
    ("2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
])  # fmt: skip
def test_only_the_operators_own_proxy_is_believed_about_its_clients(monkeypatch, peer, told, client):
    monkeypatch.setenv("KHARITA_PROXY", "10.0.0.0/8")
    from dashboard.settings import current

    assert flood.client_of({"client": (peer, 1)}, {"x-forwarded-for": told}, current()) == client


def test_the_log_is_lines_of_json_without_anything_about_a_person():
    try:
        raise ValueError("secret of amal@example.org")
    except ValueError as error:
        record = logging.LogRecord(
            "a",
            logging.ERROR,
            "",
            1,
            "from 192.0.2.77 and 2001:db8::1 for amal@example.org at /x?place=raqqa",
            (),
            (ValueError, error, error.__traceback__),
        )
    line = log._Line().format(record)
    told = json.loads(line)
    assert told["level"] == "error" and told["error"] == "ValueError" and "test_guard.py" in told["where"][-1]
    assert not any(part in line for part in ("192.0.2", "2001:db8", "amal", "secret", "raqqa"))


def test_a_question_in_arabic_comes_through(real):
    answer = httpx.get(
        f"{real}/kharita/find", params={"lang": "ar", "q": "الرقة", "embed": "نعم"}, timeout=60
    )
    assert answer.status_code == 200 and answer.json()

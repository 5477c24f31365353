"""The examples for a proxy are run as they are shipped, before a real server, under a name and with a certificate."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.wait import ready
from geodata import files
from tests.serving import BROWSER, ROOT, free_port

NAME = "maps.example.org"
SHIPPED = ROOT / "dashboard" / "deploy"
_AROUND = """
daemon off; pid {home}/pid; error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  include {home}/kharita.conf;
}}
"""


@pytest.fixture(scope="module")
def proxied(serve, tmp_path_factory) -> Iterator[tuple[int, int]]:
    """The ports on which nginx, with the shipped file, answers for https and for http."""
    server = serve(files.DATASET, KHARITA_HOSTS=NAME, KHARITA_PROXY="127.0.0.1")
    home = tmp_path_factory.mktemp("nginx")
    secure, plain = free_port(), free_port()
    (home / "kharita.conf").write_text(
        placed((SHIPPED / "nginx.conf").read_text(), home, server, secure, plain)
    )
    (home / "nginx.conf").write_text(_AROUND.format(home=home))
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -keyout key.pem -out fullchain.pem"
    subprocess.run(made.split(), cwd=home, check=True, capture_output=True)
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "no nginx: ./test installs it, or says how to"
    process = subprocess.Popen([nginx, "-p", home, "-c", home / "nginx.conf", "-e", home / "error.log"])
    try:
        assert ready(server) and listening(plain), (home / "error.log").read_text()
        yield secure, plain
    finally:
        process.terminate()
        process.wait(20)


def placed(text: str, home: Path, server: str, secure: int, plain: int) -> str:
    """The shipped file with this test's ports and certificate, and everything else as it is."""
    changes = [
        (r"server 127\.0\.0\.1:8501 ", f"server {server.removeprefix('http://')} "),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"), (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r" *listen \[::\]:(80|443 ssl);\n", ""), (r"/etc/ssl/kharita/", f"{home}/"),
    ]  # fmt: skip
    for old, new in changes:
        text, count = re.subn(old, new, text)
        assert count, f"the file no longer has {old}"
    return text


def listening(port: int, seconds: float = 30) -> bool:
    """Whether something answers at a port before long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


@pytest.fixture
def client(proxied) -> Iterator[httpx.Client]:
    address = f"https://127.0.0.1:{proxied[0]}"
    with httpx.Client(
        base_url=address, verify=False, trust_env=False, timeout=60, headers={"Host": NAME}
    ) as client:
        yield client


def test_what_comes_over_the_proxy_has_every_header_and_that_of_https(client):
    answer = client.get("/")
    assert answer.status_code == 200 and "default-src 'none'" in answer.headers["content-security-policy"]
    assert (
        answer.headers["strict-transport-security"] and answer.headers["x-content-type-options"] == "nosniff"
    )
    assert "nginx/" not in answer.headers["server"]
    assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
    assert "frame-ancestors 'self' *" in client.get("/?embed=true").headers["content-security-policy"]
    assert client.get("/kharita/ready").json()["ready"]


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("GET", "/kharita/metrics", b"", 404), ("GET", "/_stcore/metrics", b"", 404), ("PUT", "/_stcore/upload_file/a/b", b"x", 404),
    ("POST", "/", b"x" * 2000, 413), ("POST", "/", b"x", 405), ("GET", "/auth/login", b"", 404),
])  # fmt: skip
def test_what_is_closed_is_closed_over_the_proxy_too(client, method, path, body, status):
    assert client.request(method, path, content=body).status_code == status


def test_plain_http_leads_to_https_and_another_name_is_not_answered(proxied, client):
    answer = httpx.get(f"http://127.0.0.1:{proxied[1]}/place?x=1", headers={"Host": NAME}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{NAME}/place?x=1")
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421


def test_only_our_own_page_opens_a_websocket(proxied):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    def opened(origin: str) -> None:
        with (
            socket.create_connection(("127.0.0.1", proxied[0])) as line,
            connect(f"wss://{NAME}/_stcore/stream", sock=line, ssl=trusting, server_hostname=NAME, origin=origin,
                    subprotocols=["streamlit"], open_timeout=60),
        ):  # fmt: skip
            pass

    opened(f"https://{NAME}")
    with pytest.raises(InvalidStatus, match="403"):
        opened("https://evil.example")


def test_a_browser_sees_the_map_and_a_release_of_the_clock_reaches_the_panel(browser_type, proxied):
    # A browser of its own: it takes the name for this machine.
    names = f"--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{proxied[0]}"
    browser = browser_type.launch(**{**BROWSER, "args": [*BROWSER["args"], names]})
    try:
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(f"https://{NAME}/?date=2016-05-01&theatre=syria-iraq")
        frame = page.frame_locator('iframe[src*="/kharita/map"]')
        expect(frame.locator(".kh-clock strong")).to_have_text("1 May 2016", timeout=90_000)
        expect(page.locator(".kh-panel")).to_contain_text("1 May 2016", timeout=90_000)
        frame.locator(".kh-scrubber").focus()
        page.keyboard.press("PageUp")
        expect(page.locator(".kh-panel")).to_contain_text("1 May 2017", timeout=90_000)
    finally:
        browser.close()

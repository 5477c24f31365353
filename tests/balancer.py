"""Two viewers behind an nginx of the test's own, any of them can answer any request."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.wait import ready
from tests.serving import free_port

__all__ = ["balancing"]

_CONFIG = """
daemon off;
pid {home}/pid;
error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
  log_format who '$uri $upstream_addr';
  access_log {home}/access.log who;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  upstream kharita {{ least_conn; {servers} }}
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://kharita;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_next_upstream error timeout http_404 http_502;
      proxy_read_timeout 1h;
    }}
  }}
}}
"""


@contextmanager
def balancing(home: Path, addresses: list[str]) -> Iterator[str]:
    """Run nginx before these servers (addresses without a path), and give its own address."""
    port = free_port()
    servers = " ".join(
        f"server {address.removeprefix('http://')} max_fails=1 fail_timeout=5s;" for address in addresses
    )
    config = home / "nginx.conf"
    config.write_text(_CONFIG.format(home=home, port=port, servers=servers))
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "no nginx: ./test installs it, or says how to"
    process = subprocess.Popen([nginx, "-p", str(home), "-c", str(config), "-e", str(home / "error.log")])
    try:
        url = f"http://127.0.0.1:{port}"
        assert ready(url), (home / "error.log").read_text()
        yield url
    finally:
        process.terminate()
        process.wait(20)

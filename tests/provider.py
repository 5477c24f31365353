"""An identity provider on this machine, that can be told to err: OpenID Connect as a real one speaks it."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

__all__ = ["CLIENT", "Provider", "providing"]

CLIENT = {"client_id": "kharita", "client_secret": "not-a-secret-this-is-a-test"}

Tamper = Callable[[dict[str, Any]], dict[str, Any]]


class Provider:
    """What it says next of whoever logs in.

    Attributes
    ----------
    subject : str
        Who logs in.
    tamper : callable
        Changes the claims before they are signed.
    signed : str
        "well", or how badly: "by another", "by nobody", "by the client's secret".
    nonce : str or None
        Another nonce than the one it was asked with.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.other = RSAKey.generate_key(2048, {"kid": "one"})
        self.asked: dict[str, str] = {}
        self.reset()

    def reset(self) -> None:
        """Behave well again."""
        self.subject = "curator"
        self.tamper: Tamper = lambda claims: claims
        self.signed = "well"
        self.nonce: str | None = None

    def token(self, nonce: str) -> str:
        """An identity token, as it has been told to make them."""
        now = int(time.time())
        claims = self.tamper({
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT["client_id"], "iat": now, "exp": now + 600,
            "nonce": self.nonce or nonce, "name": self.subject.title(), "email_verified": True,
        })  # fmt: skip
        if self.signed == "by nobody":
            return ".".join(_plain(part) for part in ({"alg": "none", "kid": "one"}, claims)) + "."
        if self.signed == "by the client's secret":
            return jwt.encode(
                {"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(CLIENT["client_secret"])
            )
        return jwt.encode(
            {"alg": "RS256", "kid": "one"}, claims, self.key if self.signed == "well" else self.other
        )


def _plain(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        issuer = self.provider.issuer
        if path == "/authorize":
            code = f"code-{len(self.provider.asked)}"
            self.provider.asked[code] = query["nonce"][0]
            self.send_response(302)
            back = urlencode({"code": code, "state": query["state"][0]})
            self.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
            self.end_headers()
        elif path == "/keys":
            self._say({"keys": [self.provider.key.as_dict(private=False)]})
        else:
            self._say({"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
                       "jwks_uri": f"{issuer}/keys", "id_token_signing_alg_values_supported": ["RS256"]})  # fmt: skip

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        nonce = self.provider.asked.pop(body["code"][0], None)
        if nonce is None:
            self._say({"error": "invalid_grant"}, 400)
        else:
            self._say({"access_token": "a", "token_type": "Bearer", "id_token": self.provider.token(nonce)})

    def _say(self, content: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(server.server_address[1])
    server.RequestHandlerClass = type("_Bound", (_Handler,), {"provider": provider})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()

"""A real login on a real server for curators, wrong in every way it can be, and what forged messages can do there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from itsdangerous import TimestampSigner

from dashboard import roles
from dashboard.wait import ready
from tests.dashboard.test_roles import MAY
from tests.provider import CLIENT, Provider, providing
from tests.serving import ROOT, free_port
from tests.visitor import Visitor

SECRET = "a" * 40


@dataclass
class Desk:
    """A server for curators with a login."""

    url: str
    provider: Provider
    folder: Path

    def done(self) -> list[str]:
        """What has been done, and by whom."""
        path = self.folder / "done"
        return path.read_text().split("\n")[:-1] if path.exists() else []

    def log_in(self, client: httpx.Client) -> httpx.Response:
        """Go through the whole login, as a browser does."""
        with Visitor(self.url) as visitor:
            run = visitor.run()
            start = visitor.run(**{run.buttons["log in"]: True}).sent_to
        return self.follow(client, self.url + start)

    @staticmethod
    def follow(client: httpx.Client, address: str) -> httpx.Response:
        """Ask for an address, and for where it sends to, until that is the page."""
        while (answer := client.get(address)).is_redirect and not answer.headers["location"].endswith("/"):
            address = str(answer.url.join(answer.headers["location"]))
        return answer

    def who(self, client: httpx.Client) -> str:
        """Whom the server takes the owner of these cookies for."""
        with Visitor(self.url, dict(client.cookies)) as visitor:
            return next(text for text in visitor.run().texts if text.startswith("you are")).removeprefix(
                "you are "
            )


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    folder, port = tmp_path_factory.mktemp("desk"), free_port()
    with providing() as provider:
        (folder / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{SECRET}"\n'
            f'client_id = "{CLIENT["client_id"]}"\nclient_secret = "{CLIENT["client_secret"]}"\n'
            f'issuer = "{provider.issuer}"\n'
            f'server_metadata_url = "{provider.issuer}/.well-known/openid-configuration"\n'
        )
        entries = [
            f'[[person]]\nissuer = "{provider.issuer}"\nsubject = "{name}"\nrole = "{name}"\n'
            for name in roles.ROLES
        ]
        (folder / "roles.toml").write_text("".join(entries))
        environment = {**os.environ, "KHARITA_MODE": "curate", "KHARITA_CONFIG": str(folder),
                       "KHARITA_DONE": str(folder / "done")}  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "tests/inside/desk.py",
            "--server.port",
            str(port),
        ]
        with (folder / "log").open("wb") as out:
            process = subprocess.Popen([*command, "--server.headless", "true"], cwd=ROOT, env=environment, stdout=out,
                                       stderr=out)  # fmt: skip
            try:
                assert ready(f"http://127.0.0.1:{port}"), (folder / "log").read_text()
                yield Desk(f"http://127.0.0.1:{port}", provider, folder)
            finally:
                process.terminate()
                process.wait(20)


@pytest.fixture
def client(desk) -> Iterator[httpx.Client]:
    desk.provider.reset()
    with httpx.Client(trust_env=False, verify=False) as client:
        yield client


@pytest.mark.parametrize("role", [*roles.ROLES, "stranger"])
def test_a_message_forged_on_the_websocket_does_only_what_the_role_may_do(desk, client, role):
    desk.provider.subject = role
    desk.log_in(client)
    assert desk.who(client) == role
    before = len(desk.done())
    with Visitor(desk.url, dict(client.cookies)) as visitor:
        ids = visitor.run().buttons
        for action in roles.ACTIONS:
            visitor.run(**{ids[action]: True})
    assert desk.done()[before:] == [f"{role} {action}" for action in roles.ACTIONS if action in MAY[role]]


def test_whoever_has_not_logged_in_may_do_nothing_whatever_they_send(desk):
    before = desk.done()
    with Visitor(desk.url) as visitor:
        ids = visitor.run().buttons
        for action in roles.ACTIONS:
            assert f"refused: {action}" in visitor.run(**{ids[action]: True}).texts
    assert desk.done() == before


def test_a_person_struck_from_the_roles_is_out_in_the_open_session(desk, client):
    desk.provider.subject = "admin"
    desk.log_in(client)
    path = desk.folder / "roles.toml"
    written = path.read_text()
    with Visitor(desk.url, dict(client.cookies)) as visitor:
        ids = visitor.run().buttons
        assert "refused: settings" not in visitor.run(**{ids["settings"]: True}).texts
        try:
            path.write_text(written.replace('subject = "admin"', 'subject = "gone"'))
            assert "refused: settings" in visitor.run(**{ids["settings"]: True}).texts
        finally:
            path.write_text(written)


def claims(**changes):
    return lambda provider: setattr(provider, "tamper", lambda given: {**given, **{
        name: change(given) if callable(change) else change for name, change in changes.items()
    }})  # fmt: skip


WRONG = {
    "for another audience": claims(aud="other"),
    "for another audience, presented by us": claims(aud="other", azp="kharita"),
    "of another issuer": claims(iss="http://evil.example"),
    "expired": claims(exp=lambda given: given["iat"] - 600, iat=lambda given: given["iat"] - 1200),
    "issued too long ago": claims(iat=lambda given: given["iat"] - 13 * 3600),
    "issued in the future": claims(iat=lambda given: given["iat"] + 7200),
    "with a mail address nobody has verified": claims(email_verified=False),
    "without a subject": claims(sub=""),
    "signed by another": lambda provider: setattr(provider, "signed", "by another"),
    "signed by nobody": lambda provider: setattr(provider, "signed", "by nobody"),
    "signed with the client's own secret": lambda provider: setattr(
        provider, "signed", "by the client's secret"
    ),
    "played again": lambda provider: setattr(provider, "nonce", "of-an-earlier-login"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_login_that_is_wrong_in_one_point_is_none(desk, client, wrong):
    WRONG[wrong](desk.provider)
    desk.log_in(client)
    assert desk.who(client) == "nobody"


def test_a_login_that_is_right_in_every_point_is_one(desk, client):
    desk.log_in(client)
    assert desk.who(client) == "curator"


@pytest.mark.parametrize(
    "query", ["state=made-up&code=code-0", "code=code-0", "state=&code=", "error=x&state=y"]
)
def test_a_return_that_nobody_set_out_for_is_no_login(desk, client, query):
    desk.follow(client, f"{desk.url}/oauth2callback?{query}")
    assert desk.who(client) == "nobody"


def test_a_return_that_is_used_twice_or_by_another_browser_is_no_login(desk, client):
    with Visitor(desk.url) as visitor:
        start = visitor.run(**{visitor.run().buttons["log in"]: True}).sent_to
    authorize = client.get(desk.url + start).headers["location"]
    back = client.get(authorize).headers["location"]
    with httpx.Client(trust_env=False, verify=False) as other:
        desk.follow(other, back)
        assert desk.who(other) == "nobody"
    before = dict(client.cookies)
    desk.follow(client, back)
    assert desk.who(client) == "curator"
    with httpx.Client(trust_env=False, verify=False, cookies=before) as thief:
        desk.follow(thief, back)
        assert desk.who(thief) == "nobody", "a code is used once"


def test_a_cookie_of_ones_own_making_is_no_login(desk):
    forged = TimestampSigner("b" * 40).sign(b'{"is_logged_in": true, "sub": "admin"}').decode()
    for value in (forged, '{"sub":"admin"}', "", "2|1:0|"):
        with Visitor(desk.url, {"_streamlit_user": value}) as visitor:
            assert "you are nobody" in visitor.run().texts


def test_a_server_without_a_login_answers_nobody_who_comes_through_a_proxy(serve, tmp_path):
    from tests import toy

    url = serve(toy.write(tmp_path / "data"), "--curate", KHARITA_CONFIG=str(tmp_path))
    assert httpx.get(url, trust_env=False).status_code == 200
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert httpx.get(url, headers={header: "192.0.2.1"}, trust_env=False).status_code == 403
    assert httpx.get(url, headers={"Host": "evil.example"}, trust_env=False).status_code == 421

"""The desk itself, asked by every role: function by function, and by messages forged on the real page's websocket."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from dashboard import desk, roles, words
from dashboard.roles import LOCAL, NOBODY, Person
from geodata.edits import Edit, record
from geodata.store import Store, open_store
from tests import toy
from tests.dashboard.test_login import Desk
from tests.dashboard.test_roles import MAY
from tests.provider import CLIENT, Provider, providing
from tests.serving import free_port, serving
from tests.visitor import Visitor

T = words.of("en")
#: What each function of the desk is, said a second time.
ACTS = {
    "drafts": "draft", "opened": "draft", "do": "draft", "undo": "draft", "redo": "draft", "discard": "draft", "settle": "draft",
    "save": "edit", "propose": "propose", "approve": "approve", "reject": "approve", "restore": "restore",
    "history": "read", "proposals": "read", "planned": "import", "bring": "import",
}  # fmt: skip
MORE = {
    "opened": ("a",), "do": ("a", ()), "undo": ("a",), "redo": ("a",), "discard": ("a",), "settle": ("a", "v", {}),
    "save": ("a", "why"), "propose": ("a", "why"), "approve": ("p",), "reject": ("p", "why"), "restore": ("v", "why"),
    "planned": ("a", "csv", {}, None), "bring": ("a", SimpleNamespace(needs=(), edits=[1])),
}  # fmt: skip


class Touched(Exception):
    """The store was asked for something."""


class Untouched:
    """A store that knows who made a proposal, and otherwise tells when it is touched."""

    def proposal(self, id: str) -> Any:
        return SimpleNamespace(who=desk.signature(Person("https://id.example.org", "another")))

    def __getattr__(self, name: str) -> Any:
        raise Touched(name)


def config(folder: Path, issuer: str, port: int) -> None:
    """A login and a person of each role."""
    (folder / "secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"a" * 40}"\n'
        f'client_id = "{CLIENT["client_id"]}"\nclient_secret = "{CLIENT["client_secret"]}"\nissuer = "{issuer}"\n'
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
    )
    entries = [
        f'[[person]]\nissuer = "{issuer}"\nsubject = "{name}"\nrole = "{name}"\n' for name in roles.ROLES
    ]
    (folder / "roles.toml").write_text("".join(entries))


def test_the_table_names_every_function_of_the_desk_that_acts():
    public = {name: getattr(desk, name) for name in desk.__all__}
    acting = {
        name
        for name, act in public.items()
        if inspect.isfunction(act) and list(inspect.signature(act).parameters)[:2] == ["who", "store"]
    }
    assert acting == set(ACTS)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", MAY)
def test_a_direct_call_reaches_the_store_only_for_whom_it_may(tmp_path, monkeypatch, name, act):
    issuer = "https://id.example.org"
    config(tmp_path, issuer, 1)
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path))
    who = {"nobody": NOBODY, "local": LOCAL}.get(name, Person(issuer, name))
    expected = Touched if ACTS[act] in MAY[name] else roles.Refused
    with pytest.raises(expected):
        getattr(desk, act)(who, Untouched(), *MORE.get(act, ()))


@dataclass
class Real:
    """The real server with a login, and the store behind it."""

    url: str
    provider: Provider
    store: Store

    def log_in(self, subject: str) -> dict[str, str]:
        """The cookies of somebody who has gone through the whole login; none for nobody."""
        self.provider.reset()
        self.provider.subject = subject
        if subject == "nobody":
            return {}
        with httpx.Client(trust_env=False, timeout=60) as client:
            with Visitor(self.url) as visitor:
                button = visitor.run(page="curate", timeout=120).buttons[T["log_in"]]
                start = visitor.run(page="curate", timeout=120, **{button: True}).sent_to
            Desk.follow(client, self.url + start)
            return dict(client.cookies)

    def state(self) -> tuple[Any, ...]:
        """All that a forged message might change."""
        kept = [(each.name, each.who, each.state) for each in self.store.drafts()]
        return self.store.head(), len(self.store.history()), kept, self.store.proposals()


@pytest.fixture(scope="module")
def real_desk(tmp_path_factory) -> Iterator[Real]:
    folder, port = tmp_path_factory.mktemp("access"), free_port()
    data = toy.write(folder / "data")
    with providing() as provider, pytest.MonkeyPatch.context() as patch:
        config(folder, provider.issuer, port)
        patch.setenv("KHARITA_MODE", "curate")
        patch.setenv("KHARITA_CONFIG", str(folder))
        with serving(data, folder / "log", "--curate", port=port, KHARITA_CONFIG=str(folder)) as url:
            yield Real(url, provider, open_store(str(data), data=data))


def drafted(real: Real, subject: str, value: str) -> str:
    """A draft of somebody's own that names the zone `west`."""
    step = (Edit("set_field", {"id": "west", "field": "name.en", "value": value}),)
    return desk.do(Person(real.provider.issuer, subject), real.store, "", step).name


def pressed(real: Real, cookies: dict[str, str], *widgets: dict[str, Any]) -> None:
    """Send messages as a browser would that shows these widgets, whether the page showed them or not."""
    with Visitor(real.url, cookies) as visitor:
        visitor.run(page="curate", timeout=120)
        for values in widgets:
            visitor.run(page="curate", timeout=120, **values)


def test_messages_forged_for_the_real_page_do_only_what_the_role_may_do(real_desk):
    drafted(real_desk, "curator", "Western")
    with Visitor(real_desk.url, real_desk.log_in("curator")) as visitor:
        run = visitor.run(page="curate", timeout=120)
    undo, save, why = (
        run.buttons[T["curate_undo"]],
        run.buttons[T["curate_save"]],
        run.fields[T["curate_why"]],
    )
    forged = ({undo: True}, {why: "forged", save: True}, {run.buttons[T["curate_discard"]]: True})
    before = real_desk.state()
    for subject in ("nobody", "stranger", "viewer", "reviewer"):
        # A reviewer may draft; what is pressed here is a curator's, and stays so.
        pressed(real_desk, real_desk.log_in(subject), *forged)
        assert real_desk.state() == before, subject
    pressed(real_desk, real_desk.log_in("curator"), {why: "as agreed", save: True})
    newest = real_desk.store.history()[-1]
    who = Person(real_desk.provider.issuer, "curator")
    assert (desk.author(newest.who), newest.why) == (who, "as agreed")
    assert record(real_desk.store.read(newest.version), "west")[1]["properties"]["name"]["en"] == "Western"

"""A server for curators with a login, and people who log in to its Curate page, each with a browser of their own."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError, expect

from dashboard import roles, words
from tests import toy
from tests.look import idle
from tests.provider import CLIENT, Provider, providing
from tests.serving import free_port, serving

__all__ = ["Office", "T", "amend", "choose", "name_field", "office", "save"]

T = words.of("en")
_SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secret}"
client_id = "{client_id}"
client_secret = "{client_secret}"
issuer = "{issuer}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""
_PERSON = '[[person]]\nissuer = "{issuer}"\nsubject = "{name}"\nrole = "{role}"\n'


@dataclass
class Office:
    """The server: its address, its dataset, and whoever says who one is."""

    url: str
    data: Path
    provider: Provider

    def enter(self, page: Page, name: str, query: str = "") -> None:
        """Log in under a name, and open the Curate page."""
        self.provider.subject = name
        page.goto(f"{self.url}/curate")
        page.get_by_role("button", name=T["log_in"], exact=True).click()
        page.wait_for_url(re.compile(rf"^{self.url}/(\?(?!code).*)?$"))
        expect(page.locator(".kh-foot")).to_be_visible()
        page.goto(f"{self.url}/curate{query}")
        expect(page.get_by_role("radiogroup", name=T["curate"], exact=True)).to_be_visible()


@contextmanager
def office(folder: Path, people: dict[str, str] | None = None, **environment: str) -> Iterator[Office]:
    """Run a server on the toy dataset.

    Parameters
    ----------
    people : dict of str
        Roles by name; otherwise each role has somebody of its name.
    """
    people = people or {role: role for role in roles.ROLES}
    data, port = toy.write(folder / "data"), free_port()
    with providing() as provider:
        (folder / "secrets.toml").write_text(
            _SECRETS.format(port=port, secret="a" * 40, issuer=provider.issuer, **CLIENT)
        )
        told = (_PERSON.format(issuer=provider.issuer, name=name, role=role) for name, role in people.items())
        (folder / "roles.toml").write_text("".join(told))
        given = {"KHARITA_CONFIG": str(folder), **environment}
        with serving(data, folder / "log", "--curate", port=port, **given) as url:
            yield Office(url, data, provider)


def take(page: Page, box: Locator, option: Locator, typed: str) -> None:
    """Type in a list and click on an option; one that the page has closed again while it was being drawn is opened once more."""
    until = time.monotonic() + 60
    while True:
        assert time.monotonic() < until, f"{typed} is not offered"
        box.click()
        box.fill(typed)
        try:
            option.click(timeout=3000)
            return
        except TimeoutError:
            page.wait_for_timeout(200)


def choose(page: Page, label: str, *ids: str, many: bool = True, within: Locator | None = None) -> None:
    """Choose options of a list by their ids, and leave it closed: where it lies over a button, a click would be lost on it.

    Parameters
    ----------
    many : bool
        Whether the list takes several, and so stays open.
    within : Locator, optional
        The part of the page in which it stands, where another has one of that name.
    """
    box, lists = (within or page).get_by_role("combobox", name=label, exact=True), page.get_by_role("listbox")
    for id in ids:
        take(page, box, page.get_by_role("option", name=re.compile(rf" · {id}$")), id)
        # It draws itself anew once more after a choice, and after it was closed; in a list of one, which has closed by
        # itself, the key would take the choice back.
        quiet = 0
        while many and quiet < 2:
            page.wait_for_timeout(100)
            quiet = 0 if lists.count() else quiet + 1
            if not quiet:
                page.keyboard.press("Escape")


def name_field(page: Page) -> str:
    """What stands in the English name of the record in the form."""
    return page.get_by_role("textbox", name=f"{T['field_name']} · English", exact=True).input_value()


def amend(page: Page, id: str, name: str) -> None:
    """Change the English name of a record in the draft."""
    page.get_by_role("radio", name=T["curate_amend"], exact=True).click()
    search = page.get_by_role("textbox", name=T["amend_search"], exact=True)
    search.fill(id)
    search.press("Enter")
    expect(page.get_by_role("combobox", name=T["amend_record"], exact=True)).to_have_value(
        re.compile(f" {id}$")
    )
    # For a moment, too short for a person, the fields of the record before still stand there.
    idle(page)
    apply = page.get_by_role("button", name=T["curate_apply"], exact=True)
    expect(apply).to_have_count(1)
    page.get_by_role("textbox", name=f"{T['field_name']} · English", exact=True).fill(name)
    apply.click()
    expect(page.locator(".kh-done")).to_contain_text(T["curate_added"])


def save(page: Page, why: str, button: str = "curate_save") -> None:
    """Write the reason, and press the button that saves or proposes."""
    page.get_by_role("textbox", name=T["curate_why"], exact=True).fill(why)
    page.get_by_role("button", name=T[button], exact=True).click()

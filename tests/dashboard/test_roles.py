"""Every action asked of every role, in the function that acts; and every login that is wrong in one point."""

import pytest

from dashboard import login, roles
from dashboard.roles import ACTIONS, LOCAL, NOBODY, Person, Refused
from dashboard.settings import SettingsError

ISSUER = "https://id.example.org"
PEOPLE = {name: Person(ISSUER, name) for name in roles.ROLES}
STRANGER = Person(ISSUER, "stranger")
AUTH = f'[auth]\nclient_id = "kharita"\nissuer = "{ISSUER}"\n'
ENTRIES = "".join(
    f'[[person]]\nissuer = "{ISSUER}"\nsubject = "{name}"\nrole = "{name}"\n' for name in roles.ROLES
)

#: What each may do on a server with a login; the test says it a second time, so that a slip in the table shows.
MAY = {
    "viewer": {"read"},
    "curator": {"read", "draft", "propose", "edit", "import"},
    "reviewer": {"read", "draft", "propose", "edit", "import", "approve", "restore"},
    "admin": {"read", "draft", "propose", "edit", "import", "approve", "restore", "settings"},
    "stranger": set(),
    "nobody": set(),
    "local": set(),
}
WHO = {**PEOPLE, "stranger": STRANGER, "nobody": NOBODY, "local": LOCAL}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server for curators with a login and a person of each role; gives the roles file."""
    (tmp_path / "secrets.toml").write_text(AUTH)
    (tmp_path / "roles.toml").write_text(ENTRIES)
    monkeypatch.setenv("KHARITA_MODE", "curate")
    monkeypatch.setenv("KHARITA_CONFIG", str(tmp_path))
    return tmp_path / "roles.toml"


def acting(action):
    """A function that acts, and what it has done."""
    done: list[Person] = []

    def act(who: Person, *, author: Person | None = None) -> None:
        done.append(who)

    return roles.acts(action, of="author" if action == "approve" else "")(act), done


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("name", WHO)
def test_a_direct_call_does_only_what_the_role_may_do(server, name, action):
    act, done = acting(action)
    if action in MAY[name]:
        act(WHO[name], author=STRANGER)
        assert done == [WHO[name]]
    else:
        with pytest.raises(Refused, match=action):
            act(WHO[name], author=STRANGER)
        assert done == []


@pytest.mark.parametrize("action", [action for action in ACTIONS if action != "read"])
@pytest.mark.parametrize("name", WHO)
def test_in_a_process_for_viewers_nobody_may_do_anything(server, monkeypatch, name, action):
    monkeypatch.setenv("KHARITA_MODE", "view")
    act, done = acting(action)
    with pytest.raises(Refused):
        act(WHO[name], author=STRANGER)
    assert done == [] and roles.allowed(WHO[name], "read")


def test_without_a_login_only_the_one_at_the_machine_may_act(server):
    (server.parent / "secrets.toml").unlink()
    assert all(roles.allowed(LOCAL, action) for action in ACTIONS)
    assert not any(roles.allowed(who, action) for who in (*PEOPLE.values(), NOBODY) for action in ACTIONS)


def test_nobody_approves_their_own_proposal(server):
    assert roles.allowed(PEOPLE["reviewer"], "approve", of=PEOPLE["curator"])
    assert not roles.allowed(PEOPLE["reviewer"], "approve", of=Person(ISSUER, "reviewer", "by another name"))
    with pytest.raises(ValueError, match="author"):
        roles.acts("approve")


def test_where_review_is_demanded_curators_propose_and_do_not_edit(server, monkeypatch):
    monkeypatch.setenv("KHARITA_REVIEW", "1")
    assert not roles.allowed(PEOPLE["curator"], "edit") and roles.allowed(PEOPLE["curator"], "propose")
    assert not roles.allowed(PEOPLE["reviewer"], "edit") and roles.allowed(PEOPLE["admin"], "edit")


def test_who_is_struck_from_the_file_is_out_at_once(server):
    assert roles.allowed(PEOPLE["curator"], "edit")
    server.write_text(ENTRIES.replace('subject = "curator"', 'subject = "another"'))
    assert not roles.allowed(PEOPLE["curator"], "edit")
    server.unlink()
    assert not roles.allowed(PEOPLE["admin"], "read")


def test_the_same_subject_of_another_issuer_is_another_person(server):
    assert not roles.allowed(Person("https://evil.example", "admin"), "read")


@pytest.mark.parametrize("text", [
    ENTRIES + ENTRIES, ENTRIES.replace('"admin"', '"root"'), ENTRIES + "[[person]]\n", "person = 3",
    ENTRIES.replace('subject = "viewer"', 'subject = ""'), "not toml", "\ud800",
])  # fmt: skip
def test_a_roles_file_in_doubt_gives_nobody_a_right(server, text):
    server.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(SettingsError, match="nobody has a role"):
        roles.allowed(PEOPLE["admin"], "edit")


def test_secrets_that_cannot_be_read_do_not_pass_for_no_login(server):
    (server.parent / "secrets.toml").write_text("[auth\n")
    with pytest.raises(SettingsError, match=r"secrets\.toml"):
        roles.allowed(LOCAL, "edit")


NOW = 1_800_000_000
CLAIMS = {
    "is_logged_in": True,
    "iss": ISSUER,
    "sub": "curator",
    "aud": "kharita",
    "iat": NOW - 60,
    "provider": "default",
}


@pytest.mark.parametrize(("wrong", "known"), [
    ({}, True), ({"aud": ["other", "kharita"]}, True), ({"email_verified": True}, True),
    ({"aud": "other", "azp": "kharita"}, False), ({"aud": []}, False), ({"aud": None}, False),
    ({"iss": "https://evil.example"}, False), ({"iss": ""}, False), ({"sub": ""}, False), ({"sub": 7}, False),
    ({"iat": NOW - 13 * 3600}, False), ({"iat": NOW + 3600}, False), ({"iat": None}, False), ({"iat": "now"}, False),
    ({"email_verified": False}, False), ({"is_logged_in": False}, False), ({"is_logged_in": "yes"}, False),
])  # fmt: skip
def test_a_login_is_believed_only_when_it_holds_in_every_point(wrong, known):
    who = login.believed({**CLAIMS, **wrong}, {"client_id": "kharita", "issuer": ISSUER}, NOW)
    assert (who == PEOPLE["curator"]) is known and (who == NOBODY) is not known


def test_each_provider_is_held_to_its_own_client():
    auth = {"one": {"client_id": "kharita-one"}, "two": {"client_id": "kharita-two"}}
    claims = {**CLAIMS, "aud": "kharita-two"}
    assert login.believed({**claims, "provider": "two"}, auth, NOW) == PEOPLE["curator"]
    assert login.believed({**claims, "provider": "one"}, auth, NOW) == NOBODY

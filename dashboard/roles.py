"""Who may do what, kept on the server by issuer and subject, and asked in the function that acts.

    from dashboard import roles

    @roles.acts("edit")
    def save(who: roles.Person, change: Change) -> Saved: ...

`who` is `login.person()`, which the browser cannot choose. A page may hide a button for comfort; the refusal is here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from dashboard import settings
from dashboard.settings import Settings, SettingsError

__all__ = [
    "ACTIONS",
    "LOCAL",
    "NOBODY",
    "ROLES",
    "Person",
    "Refused",
    "acts",
    "allowed",
    "require",
    "role_of",
]

P = ParamSpec("P")
T = TypeVar("T")
_Acting = Callable[Concatenate["Person", P], T]

#: From the least to the most.
ROLES = ("viewer", "curator", "reviewer", "admin")

#: Which roles may do what. Where the store waits for a second person (KHARITA_REVIEW=1), `edit` is left to
#: admins: others propose.
ACTIONS: dict[str, frozenset[str]] = {
    "read": frozenset(ROLES),
    "draft": frozenset({"curator", "reviewer", "admin"}),
    "propose": frozenset({"curator", "reviewer", "admin"}),
    "edit": frozenset({"curator", "reviewer", "admin"}),
    "import": frozenset({"curator", "reviewer", "admin"}),
    "approve": frozenset({"reviewer", "admin"}),
    "restore": frozenset({"reviewer", "admin"}),
    "settings": frozenset({"admin"}),
}


@dataclass(frozen=True)
class Person:
    """Someone as the login knows them: `subject` is unique within `issuer`, and neither is ever a mail address.

    Attributes
    ----------
    issuer, subject : str
        The pair by which roles are kept.
    name : str
        What the history shows; no right hangs on it.
    """

    issuer: str
    subject: str
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.name or self.subject


#: The one who sits at this machine, where curating needs no login.
LOCAL = Person("local", "operator", "operator")
#: Someone who has not logged in.
NOBODY = Person("", "")


class Refused(Exception):
    """The person may not do this.

    Attributes
    ----------
    action : str
        One of `ACTIONS`.
    """

    def __init__(self, who: Person, action: str) -> None:
        super().__init__(f"{str(who) or 'somebody'} may not {action} here")
        self.who = who
        self.action = action


def role_of(who: Person) -> str | None:
    """The role of a person in this process, as the file says now; None: no right at all.

    In a process for viewers everybody is a viewer. Where curating needs no login, the one at the machine is admin.
    """
    here = settings.current()
    if not here.curating:
        return "viewer"
    if here.login is None:
        return "admin" if who == LOCAL else None
    return _people(here).get(who)


def allowed(who: Person, action: str, of: Person | None = None) -> bool:
    """Whether a person may do something now.

    Parameters
    ----------
    who : Person
    action : str
        One of `ACTIONS`.
    of : Person, optional
        Whose proposal it is. Nobody approves their own, except the one at a machine that needs no login.

    Raises
    ------
    KeyError
        If there is no such action.
    """
    roles = ACTIONS[action]
    role = role_of(who)
    if role not in roles or role is None:
        return False
    here = settings.current()
    if not here.curating or here.login is None:
        return True
    if action == "edit" and here.review:
        return role == "admin"
    return not (action == "approve" and of == who)


def require(who: Person, action: str, of: Person | None = None) -> None:
    """Do nothing if `allowed`.

    Raises
    ------
    Refused
    """
    if not allowed(who, action, of):
        raise Refused(who, action)


def acts(action: str, of: str = "") -> Callable[[_Acting[P, T]], _Acting[P, T]]:
    """Guard a function whose first argument is the person who acts: whoever may not is `Refused` before it begins.

    Parameters
    ----------
    action : str
        One of `ACTIONS`.
    of : str
        The keyword argument that holds the author of a proposal; "approve" needs it.
    """
    if action not in ACTIONS or (action == "approve" and not of):
        raise ValueError(f"{action!r} is no action, or lacks the author it is held against")

    def guard(function: _Acting[P, T]) -> _Acting[P, T]:
        @wraps(function)
        def guarded(who: Person, *args: P.args, **kwargs: P.kwargs) -> T:
            author = kwargs[of] if of else None
            require(who, action, author if isinstance(author, Person) else None)
            return function(who, *args, **kwargs)

        return guarded

    return guard


def _people(here: Settings) -> dict[Person, str]:
    """The roles file, read each time: whoever is struck from it is out at once. A file in doubt gives nobody a right."""
    try:
        written = tomllib.loads(here.roles.read_text(encoding="utf-8"))
        people = [_entry(entry) for entry in written.get("person", [])]
        if len(dict(people)) != len(people):
            raise ValueError("a person stands twice")
        return dict(people)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(
            f"{here.roles} cannot be used: {error}; nobody has a role until it is mended"
        ) from error


def _entry(entry: dict[str, Any]) -> tuple[Person, str]:
    who = Person(entry["issuer"], entry["subject"], entry.get("name", ""))
    if not all(isinstance(part, str) and part for part in (who.issuer, who.subject)):
        raise ValueError("issuer and subject are texts")
    if entry["role"] not in ROLES:
        raise ValueError(f"the role {entry['role']!r} is none of {', '.join(ROLES)}")
    return who, entry["role"]

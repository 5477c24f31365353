"""Data from elsewhere as a step of a draft: read in a process of its own, shown as a plan, made only when it is whole."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import roles
from dashboard.desk.acts import do, opened
from dashboard.desk.draft import Draft
from dashboard.roles import Person
from geodata.edits import EditError
from geodata.formats.throwaway import Unreadable
from geodata.incoming import Options, Plan, Refused
from geodata.incoming.apart import read_apart
from geodata.store import Store

__all__ = ["bring", "planned"]


@roles.acts("import")
def planned(
    who: Person, store: Store, name: str, form: str, uploads: Mapping[str, bytes], options: Options
) -> Plan:
    """What bringing files into a draft would do; nothing is done.

    Parameters
    ----------
    form : str
        One of `geodata.incoming.FORMS`.
    uploads : mapping of str to bytes
        Files by the name that they were sent with; of a name only its last part counts.

    Raises
    ------
    EditError
        If a file cannot be read as what it is said to be, or costs too much; the text says why.
    """
    draft = opened(who, store, name)
    base = store.read(draft.base)
    into = {**base, **{file: data for file, data in draft.changed(base).items() if data is not None}}
    try:
        return read_apart(form, uploads, into, options)
    except (Refused, Unreadable) as error:
        raise EditError(str(error)) from None


@roles.acts("import")
def bring(who: Person, store: Store, name: str, plan: Plan, since: Draft | None = None) -> Draft:
    """Make a plan's edits one step of a draft, which is shown and saved like any other; `since` as for `do`.

    Raises
    ------
    EditError
        If the plan still needs something, or has nothing to bring.
    """
    if plan.needs or not plan.edits:
        raise EditError("; ".join(plan.needs) or "there is nothing to bring in")
    return do(who, store, name, tuple(plan.edits), since)

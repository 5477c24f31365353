"""Who sits before the screen: what Streamlit's login says of them, looked at once more before it is believed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import settings
from dashboard.roles import LOCAL, NOBODY, Person

__all__ = ["LONGEST_SECONDS", "believed", "person"]

#: Streamlit keeps its cookie for 30 days; a curator logs in anew each working day.
LONGEST_SECONDS = 12 * 3600
_EARLY_SECONDS = 120


def person() -> Person:
    """Who acts in this session; `roles.NOBODY` unless their login holds in every point.

    Call it in the callback that acts, not in a page that was drawn before.
    """
    here = settings.current()
    if not here.curating:
        return NOBODY
    if here.login is None:
        return LOCAL
    return believed(st.user.to_dict(), here.login, time.time())


def believed(claims: Mapping[str, Any], login: Mapping[str, Any], now: float) -> Person:
    """The person of an identity token's claims, or `roles.NOBODY`.

    Parameters
    ----------
    claims : mapping
        `iss`, `sub`, `aud`, `iat` and the rest, as Streamlit hands them on once it has checked the signature.
    login : mapping
        The `[auth]` section of the secrets, with `client_id`, `issuer` where it is pinned, or a section for each provider.
    now : float
        Seconds since 1970.

    Notes
    -----
    Authlib passes a token for another audience when its `azp` names this client; it is refused here. So is one whose
    mail address the provider calls unverified, one from the future, and one older than `LONGEST_SECONDS`.
    """
    provider = _provider(login, claims.get("provider"))
    issuer, subject, issued = (claims.get(name) for name in ("iss", "sub", "iat"))
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    holds = (
        claims.get("is_logged_in") is True
        and isinstance(issuer, str) and isinstance(subject, str) and issuer and subject
        and provider.get("client_id") and provider["client_id"] in audiences
        and provider.get("issuer", issuer) == issuer
        and isinstance(issued, int | float) and -_EARLY_SECONDS <= now - issued <= LONGEST_SECONDS
        and claims.get("email_verified") is not False
    )  # fmt: skip
    return Person(str(issuer), str(subject), str(claims.get("name") or "")) if holds else NOBODY


def _provider(login: Mapping[str, Any], name: object) -> Mapping[str, Any]:
    named = login.get(str(name))
    return named if isinstance(named, Mapping) else login

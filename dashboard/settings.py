"""What the operator has set for this process, read from its environment and from one folder of files.

The folder (`KHARITA_CONFIG`, else /etc/kharita when it is there, else ~/.config/kharita) stands outside the
repository. `secrets.toml` in it holds the login as Streamlit describes it (`[auth]`), `roles.toml` says who may do
what.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

__all__ = ["LOOPBACK", "Settings", "SettingsError", "check", "current", "is_loopback", "secrets"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MODES = ("view", "curate")
_ORIGIN = re.compile(r"none|\*|https?://[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)


class SettingsError(Exception):
    """A setting that cannot be used; one line that says what to do."""


@dataclass(frozen=True)
class Settings:
    """The settings of this process.

    Attributes
    ----------
    mode : str
        "view": reads only, for everybody; "curate": for those whom the roles allow.
    folder : Path
        Where `secrets.toml` and `roles.toml` are looked for.
    hosts : tuple of str
        Names under which the server may be asked for, besides its own addresses.
    proxies : tuple of network
        Where the operator's own reverse proxies stand: what they say of their clients is believed.
    review : bool
        Whether every save waits for a second person, as for the store.
    embedders : tuple of str
        Origins whose pages may show the embedded map in a frame; "*" is every page.
    """

    mode: str
    folder: Path
    hosts: tuple[str, ...] = ()
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    review: bool = False
    embedders: tuple[str, ...] = ()

    @property
    def curating(self) -> bool:
        """Whether this process is for curators."""
        return self.mode == "curate"

    @property
    def roles(self) -> Path:
        """The file that says who may do what."""
        return self.folder / "roles.toml"

    @property
    def login(self) -> dict[str, Any] | None:
        """The `[auth]` section of the secrets; None where nobody can log in, and in every process for viewers."""
        return secrets(self).get("auth") if self.curating else None


def current() -> Settings:
    """The settings as the environment has them.

    Raises
    ------
    SettingsError
        If a value is none of those that are known.
    """
    mode = os.environ.get("KHARITA_MODE") or "view"
    if mode not in _MODES:
        raise SettingsError(f"KHARITA_MODE={mode}: write view or curate")
    hosts = tuple(name.lower() for name in _listed("KHARITA_HOSTS"))
    try:
        proxies = tuple(ip_network(name) for name in _listed("KHARITA_PROXY"))
    except ValueError as error:
        raise SettingsError(
            f"KHARITA_PROXY: {error}; write addresses or networks, as 127.0.0.1, 10.0.0.0/8"
        ) from error
    return Settings(mode, _folder(), hosts, proxies, os.environ.get("KHARITA_REVIEW") == "1", _embedders())


def _embedders() -> tuple[str, ...]:
    """Every page, where the operator names none: a viewer's map has nothing that a click could be stolen for."""
    named = _listed("KHARITA_EMBED") or ["*"]
    if wrong := [name for name in named if not _ORIGIN.fullmatch(name)]:
        raise SettingsError(
            f"KHARITA_EMBED={wrong[0]}: write origins, as https://news.example.org, or * or none"
        )
    return () if named == ["none"] else tuple(named)


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _folder() -> Path:
    if named := os.environ.get("KHARITA_CONFIG"):
        return Path(named)
    system = Path("/etc/kharita")
    return system if system.is_dir() else Path.home() / ".config" / "kharita"


def secrets(settings: Settings) -> dict[str, Any]:
    """The secrets by section; empty where there is no file.

    Raises
    ------
    SettingsError
        If the file is there and cannot be read: a login that is broken must not pass for none.
    """
    path = settings.folder / "secrets.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error


def is_loopback(address: str | None) -> bool:
    """Whether an address to listen on reaches this machine only; None, every address, does not."""
    if address in LOOPBACK:
        return True
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def check(settings: Settings, address: str | None) -> None:
    """Do nothing if a server with these settings may listen on `address`.

    Raises
    ------
    SettingsError
        If everybody on a network could change the dataset, or a login could be forged.
    """
    login, path = settings.login, settings.folder / "secrets.toml"
    if settings.curating and login is None and not is_loopback(address):
        raise SettingsError(
            f"--curate on {address} lets everybody there change the dataset: put an [auth] section for the login into "
            f"{path}, or leave --address out"
        )
    if login is not None and len(login.get("cookie_secret", "")) < 32:
        raise SettingsError(f"{path}: cookie_secret must have 32 characters or more, at random")

"""Where an app may have people sent back to: which URIs may be registered, and which one asked for is one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from accord.domain.errors import InvalidParameter

LONGEST = 2000
"""Characters."""

_WEB = re.compile(
    r"https?://(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:[/?].*)?", re.IGNORECASE
)
_OWN_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:[^\s].*", re.IGNORECASE)
_LOOPBACK = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?((?:[/?].*)?)")
_HARMFUL = {"javascript", "data", "vbscript", "file", "blob", "about", "view-source", "filesystem", "ws", "wss"}
"""Schemes that a browser itself acts upon; those of apps are names that they chose."""


def require_redirect_uri(uri: str) -> str:
    """Return a URI to which people may be sent back.

    Raises
    ------
    InvalidParameter
        If it is not absolute, has a fragment or anything that does not belong in a URI, or a scheme that no app owns.
    """
    plain = uri.isascii() and uri.isprintable() and not set(uri) & set(' "<>\\^`{|}#') and len(uri) <= LONGEST
    scheme = urlsplit(uri).scheme if plain else ""
    form = _WEB if scheme in ("http", "https") else _OWN_SCHEME
    if not plain or scheme in _HARMFUL or not form.fullmatch(uri):
        raise InvalidParameter(f"{uri!r} is no redirect URI: it must be absolute and without a fragment.")
    return uri


def is_registered(uri: str, registered: Iterable[str]) -> bool:
    """Return whether a URI is one of those registered, character for character.

    On the loopback interface, named by its address, the port may differ: a program takes one that is free when it
    starts (RFC 8252, section 7.3).
    """
    return any(uri == known or _apart_from_port(uri) == _apart_from_port(known) for known in registered)


def is_on_this_machine(uri: str) -> bool:
    """Return whether a URI leads to a program on the machine of whoever opens it."""
    parts = urlsplit(uri)
    return parts.scheme in ("http", "https") and parts.hostname in ("127.0.0.1", "::1", "localhost")


def _apart_from_port(uri: str) -> tuple[str, ...]:
    loopback = _LOOPBACK.fullmatch(uri)
    return loopback.groups() if loopback else (uri,)

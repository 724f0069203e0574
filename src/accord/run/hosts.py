"""The two hosts that a program is kept from, and the addresses that stand for them.

Start-up hooks and the wall answer the names with addresses of the loopback network that nothing listens on; whoever
connects to one of them, on whatever port, is led to the stand-in. So a port that is asked for may stay as it is, and
where a hook is missing nothing is reached.
"""

from __future__ import annotations

from collections.abc import Mapping

API, ACCOUNTS = "api.spotify.com", "accounts.spotify.com"

ADDRESSES: Mapping[str, str] = {API: "127.83.112.1", ACCOUNTS: "127.83.112.2"}
"""Host -> the loopback address that stands for it."""

PORT_VARIABLE = "ACCORD_STAND_IN"
"""Names the hooks' environment variable that holds the stand-in's port on 127.0.0.1: it answers TLS and plain HTTP."""

SECRET_VARIABLE = "ACCORD_STAND_IN_SECRET"
"""Names that with which a program's shim may have an address opened in a browser."""


def canonical(host: str) -> str:
    """Return a host name as it is compared: in small letters, without the final dot."""
    return host.rstrip(".").lower()


def is_stood_for(host: str) -> bool:
    """Return whether a name is one of the two hosts, or an address one of those that stand for them."""
    return canonical(host) in ADDRESSES or host in ADDRESSES.values()


def shown(port: int) -> dict[str, str]:
    """Return what people's browsers are to be sent instead of the hosts' URLs.

    Parameters
    ----------
    port : int
        The stand-in's.

    Returns
    -------
    dict of str to str
        ``https://HOST`` -> a URL on the stand-in that is exactly as long, so that it may be replaced in a stream whose
        length was announced. The stand-in passes over the underscores that fill it up.
    """
    base = f"http://127.0.0.1:{port}/"
    return {url: base.ljust(len(url), "_") for url in (f"https://{host}" for host in (API, ACCOUNTS))}

"""Where the wall leads what is sent to an address."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum, auto
from urllib.parse import urlsplit

from accord.run.hosts import ADDRESSES
from accord.run.socket_address import LOOPBACK, Address, address

_NAMES, _QUIC = 53, 443
_STOOD_FOR = frozenset(address(host, 0).ip for host in ADDRESSES.values())


class Way(Enum):
    """What becomes of a connection or a datagram."""

    AS_IT_IS = auto()
    STAND_IN = auto()
    RELAY = auto()
    """Its first bytes say which host is meant."""
    NAMES = auto()
    """A question for an address, answered here if it is for one of the two hosts."""
    NOWHERE = auto()
    """HTTP/3 says which host is meant only encrypted (RFC 9001, section 5.2); programs fall back to TCP."""


def way_of_stream(to: Address, stand_in: Address, proxies: Collection[Address]) -> Way:
    """Return where a connection leads.

    Parameters
    ----------
    to : Address
        Where the program wants to go.
    stand_in : Address
        Where a hook leads it already.
    proxies : collection of Address
        Places on this machine that would carry it further.
    """
    if to.ip in _STOOD_FOR or to == stand_in:
        return Way.STAND_IN
    if to.loopback and to.port != _NAMES and to not in proxies:
        return Way.AS_IT_IS
    return Way.RELAY


def way_of_datagram(to: Address) -> Way:
    """Return where a datagram leads."""
    if to.port == _NAMES:
        return Way.NAMES
    if to.port == _QUIC and not to.loopback:
        return Way.NOWHERE
    return Way.AS_IT_IS


def proxies(values: Iterable[str]) -> set[Address]:
    """Return the proxies on this machine that URLs in an environment name.

    Parameters
    ----------
    values : iterable of str
        URLs, or hosts with a port; what is none is passed over, as programs do.
    """
    found = set()
    for value in values:
        try:
            url = urlsplit(value if "://" in value else f"http://{value}")
            host, port = url.hostname, url.port or {"https": 443, "http": 80}.get(url.scheme, 1080)
            proxy = address(str(LOOPBACK) if host == "localhost" else host or "", port)
        except ValueError:
            continue
        if proxy.loopback:
            found.add(proxy)
    return found

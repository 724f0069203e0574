"""Which host the first bytes of a connection name, as servers and proxies read them.

TLS names it in the extension ``server_name`` of the ClientHello (RFC 6066, section 3; RFC 8446, section 4.1.2), HTTP in
the field ``Host`` or an absolute target (RFC 9112, section 3.2), a proxy is told by ``CONNECT`` (RFC 9110, section
9.3.6) or by SOCKS (RFC 1928; version 4a by its common description).
"""

from __future__ import annotations

import ipaddress
import re
import struct
from dataclasses import dataclass

from accord.run.hosts import is_stood_for

LIMIT = 1 << 16
"""Bytes within which a host must have been named."""

_TLS_HANDSHAKE, _CLIENT_HELLO, _SERVER_NAME = 0x16, 0x01, 0
_METHODS = (b"GET ", b"POST ", b"PUT ", b"DELETE ", b"PATCH ", b"HEAD ", b"OPTIONS ", b"CONNECT ", b"TRACE ", b"PRI ")
_REQUEST = re.compile(rb"([A-Z]+) (\S+) HTTP/\d")
_HOST = re.compile(rb"(?im)^host:[ \t]*([^\r\n]*?)[ \t]*\r?$")
_CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class NeedMore(Exception):
    """The bytes so far are the beginning of something that will name a host."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a connection said first."""

    protocol: str
    """``tls``, ``http``, ``proxy``, or empty for any other."""
    hosts: tuple[str, ...] = ()
    """Every host that it named."""
    reply: bytes | None = None
    """What a proxy says when it is connected, if a proxy was spoken to: the bytes that named the host end there."""

    @property
    def stood_for(self) -> str | None:
        """The one of the two hosts that was named."""
        return next((host for host in self.hosts if is_stood_for(host)), None)


def named(data: bytes) -> Named:
    """Return what the first bytes of a connection name.

    Parameters
    ----------
    data : bytes
        All that was sent so far.

    Raises
    ------
    NeedMore
        If more is needed to tell.
    """
    if not data:
        raise NeedMore
    if data[0] == _TLS_HANDSHAKE:
        return _tls(data)
    if data[0] in (4, 5):
        return _socks(data)
    if data.startswith(_METHODS) or any(method.startswith(data) for method in _METHODS):
        return _http(data)
    return Named("")


def _tls(data: bytes) -> Named:
    """Read a ClientHello, which may be spread over several records."""
    hello, at = b"", 0
    while len(hello) < 4 or len(hello) < 4 + int.from_bytes(hello[1:4], "big"):
        if len(data) < at + 5:
            raise NeedMore
        kind, major, length = struct.unpack_from("!BBxH", data, at)
        if kind != _TLS_HANDSHAKE or major != 3 or not length:
            return Named("")
        if len(data) < at + 5 + length:
            if len(data) > at + 5 and not hello and data[at + 5] != _CLIENT_HELLO:
                return Named("")
            raise NeedMore
        hello += data[at + 5 : at + 5 + length]
        if hello[0] != _CLIENT_HELLO:
            return Named("")
        at += 5 + length
    try:
        return Named("tls", _server_names(hello[4:]))
    except (struct.error, IndexError):
        return Named("tls")


def _server_names(hello: bytes) -> tuple[str, ...]:
    at = 34  # version and random
    at += 1 + hello[at]  # session
    at += 2 + int(struct.unpack_from("!H", hello, at)[0])  # ciphers
    at += 1 + hello[at]  # compression
    at += 2
    names = []
    while at + 4 <= len(hello):
        kind, length = struct.unpack_from("!HH", hello, at)
        at += 4
        if kind == _SERVER_NAME and length > 5:
            (name_length,) = struct.unpack_from("!H", hello, at + 3)
            names.append(hello[at + 5 : at + 5 + name_length].decode("ascii", "replace"))
        at += length
    return tuple(names)


def _http(data: bytes) -> Named:
    request = _REQUEST.match(data)
    if request is None and b"\n" in data:
        return Named("")
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        head, end, _ = data.partition(b"\n\n")
    if request is None or not end:
        raise NeedMore
    method, target = request[1], request[2].decode("latin-1")
    if method == b"CONNECT":
        return Named("proxy", (_without_port(target),), _CONNECTED)
    hosts = [_without_port(found.decode("latin-1")) for found in _HOST.findall(head)]
    if absolute := re.match(r"https?://(?:[^/@]*@)?([^/?#]+)", target, re.IGNORECASE):
        hosts.append(_without_port(absolute[1]))
    return Named("http", tuple(host for host in hosts if host))


def _socks(data: bytes) -> Named:
    """Read what a SOCKS proxy is asked for; the greeting of version 5 names nothing."""
    if len(data) < 3:
        raise NeedMore
    if data[0] == 5:
        if data[1] != 1 or data[2] != 0 or len(data) < 4:
            return Named("")
        if data[3] == 3:
            if len(data) < 5 or len(data) < 7 + data[4]:
                raise NeedMore
            name = data[5 : 5 + data[4]].decode("latin-1")
            return Named("proxy", (name,), b"\x05\0\0\x01" + bytes(6))
        if data[3] == 1 and len(data) >= 10:
            return Named("proxy", (str(ipaddress.IPv4Address(data[4:8])),), b"\x05\0\0\x01" + bytes(6))
        return Named("")
    if data[1] != 1 or len(data) < 9:
        return Named("")
    ip, (_, *names) = ipaddress.IPv4Address(data[4:8]), data[8:].split(b"\0")
    # Version 4a says in an address that cannot be that a name follows.
    name = names[0].decode("latin-1") if names and int(ip) < 256 else str(ip)
    return Named("proxy", (name,), b"\0\x5a" + bytes(6))


def _without_port(authority: str) -> str:
    """Return the host of an authority, without the port."""
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0]

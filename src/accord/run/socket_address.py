"""Socket addresses as Linux writes them in memory (``ip(7)``, ``ipv6(7)``), and what kind of place they name."""

from __future__ import annotations

import ipaddress
import socket
import struct
from typing import NamedTuple

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK = ipaddress.IPv4Address("127.0.0.1")
LOOPBACK_6 = ipaddress.IPv6Address("::1")

_NEAR = tuple(
    map(
        ipaddress.ip_network,
        (
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
            *("fc00::/7", "fe80::/10"),
        ),
    )
)
"""Networks that no public host is in (RFC 1918, 3927, 6598, 4193, 4291)."""


class Address(NamedTuple):
    """An IP address and a port; an IPv4 address in the form of IPv6 is taken as what it is."""

    ip: IPAddress
    port: int
    zone: int = 0
    """The interface of a link-local IPv6 address."""

    def __str__(self) -> str:
        """Write it as URLs do."""
        return f"[{self.ip}]:{self.port}" if self.ip.version == 6 else f"{self.ip}:{self.port}"

    @property
    def host(self) -> str:
        """The IP address as text, with its zone where it has one."""
        return f"{self.ip}%{self.zone}" if self.zone else str(self.ip)

    @property
    def loopback(self) -> bool:
        """Whether it is this machine; what is unspecified leads there as well."""
        return self.ip.is_loopback or self.ip.is_unspecified

    @property
    def near(self) -> bool:
        """Whether no public host can have it."""
        return self.loopback or any(self.ip in network for network in _NEAR)


def address(host: str, port: int) -> Address:
    """Return the address that a numeric host and a port name."""
    return Address(_plain(ipaddress.ip_address(host.partition("%")[0])), port)


def family_of(raw: bytes) -> int | None:
    """Return the family that a socket address claims, ``None`` where it is too short to claim one."""
    return int(struct.unpack_from("=H", raw)[0]) if len(raw) >= 2 else None


def read(raw: bytes, family: int | None = None) -> Address | None:
    """Return the IP address in a ``struct sockaddr``, ``None`` if it has none or is cut short.

    Parameters
    ----------
    raw : bytes
        The structure.
    family : int, optional
        The family to read it as, whatever it claims.
    """
    family = family_of(raw) if family is None else family
    if family == socket.AF_INET and len(raw) >= 8:
        port, ip = struct.unpack_from("!2xH4s", raw)
        return Address(ipaddress.IPv4Address(ip), port)
    if family == socket.AF_INET6 and len(raw) >= 24:
        port, ip = struct.unpack_from("!2xH4x16s", raw)
        zone = struct.unpack_from("=I", raw, 24)[0] if len(raw) >= 28 else 0
        return Address(_plain(ipaddress.IPv6Address(ip)), port, zone)
    return None


def written(to: Address, family: int) -> bytes:
    """Return an address as a socket of a family takes it: one of IPv4 in the form of IPv6 where need be.

    Raises
    ------
    ValueError
        If an IPv4 socket is to take an address of IPv6.
    """
    if family == socket.AF_INET:
        if to.ip.version != 4:
            raise ValueError(f"{to} is no address of IPv4.")
        return struct.pack("=H", family) + struct.pack("!H4s8x", to.port, to.ip.packed)
    ip = to.ip.packed if to.ip.version == 6 else b"\0" * 10 + b"\xff\xff" + to.ip.packed
    return struct.pack("=H", family) + struct.pack("!H4x16s", to.port, ip) + struct.pack("=I", to.zone)


def _plain(ip: IPAddress) -> IPAddress:
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        return ip.ipv4_mapped
    return ip

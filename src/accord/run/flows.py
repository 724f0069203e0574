"""Connections and datagram sockets that the wall led elsewhere: whose they are and where they wanted to go."""

from __future__ import annotations

import socket
import struct
from collections import OrderedDict
from dataclasses import dataclass

from accord.run.socket_address import Address

_KEPT = 8192
"""Flows that are remembered; the ones longest unused are forgotten first."""

_SO_COOKIE = 57


@dataclass(frozen=True, slots=True)
class Flow:
    """What was led elsewhere."""

    program: str
    to: Address
    """Where the program wanted to go."""


class Flows:
    """The flows by their socket, as the program has it, and by their port, as the other end sees it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_cookie: OrderedDict[int, Flow] = OrderedDict()
        self._by_port: OrderedDict[int, Flow] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are remembered by their socket."""
        return len(self._by_cookie)

    def add(self, sock: socket.socket, flow: Flow) -> None:
        """Remember a flow by its socket, which has its port by now."""
        _put(self._by_cookie, _cookie(sock), flow)
        if port := sock.getsockname()[1]:
            _put(self._by_port, port, flow)

    def add_port(self, port: int, flow: Flow) -> None:
        """Remember a flow by a port of this machine alone."""
        _put(self._by_port, port, flow)

    def forget(self, sock: socket.socket) -> None:
        """Forget the flow of a socket that is led nowhere any more."""
        self._by_cookie.pop(_cookie(sock), None)

    def of(self, sock: socket.socket) -> Flow | None:
        """Return the flow of a socket, ``None`` if it was led nowhere."""
        return self._by_cookie.get(_cookie(sock))

    def of_port(self, port: int) -> Flow | None:
        """Return the flow that comes from a port of this machine."""
        return self._by_port.get(port)

    def take_port(self, port: int) -> Flow | None:
        """Return the flow that comes from a port of this machine, and forget the port, which may be another's next."""
        return self._by_port.pop(port, None)


def _put(flows: OrderedDict[int, Flow], key: int, flow: Flow) -> None:
    flows[key] = flow
    flows.move_to_end(key)
    if len(flows) > _KEPT:
        flows.popitem(last=False)


def _cookie(sock: socket.socket) -> int:
    """Return the kernel's number of a socket, which no other one ever gets."""
    return int(struct.unpack("=Q", sock.getsockopt(socket.SOL_SOCKET, _SO_COOKIE, 8))[0])

"""The wall's own name service: answers for the two hosts, and passes every other question on to whom it was put.

Each server that a program asks gets a door, a socket on the loopback interface that stands for it. So nothing about a
question has to be remembered but where its answer goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import Any

from accord.run.flows import Flow, Flows
from accord.run.journal import Journal, Outcome
from accord.run.name_message import answer, failure, question
from accord.run.socket_address import LOOPBACK, LOOPBACK_6, Address

PATIENCE = 10.0
"""Seconds for which an answer is waited for."""

_LARGEST = 65535

_Client = tuple[Any, ...]
"""An address as sockets give it."""


class Names:
    """The doors of the name servers that programs asked, in one event loop."""

    def __init__(self, flows: Flows, journal: Journal) -> None:
        """Begin with no door.

        Parameters
        ----------
        flows : Flows
            Says which program asks.
        journal : Journal
            Told of each question.
        """
        self._flows = flows
        self._journal = journal
        self._doors: dict[tuple[bool, Address], socket.socket] = {}
        self._servers: dict[int, Address] = {}
        self._asking: set[socket.socket] = set()

    def door(self, server: Address, six: bool) -> Address:
        """Return the address on this machine that stands for a name server.

        Parameters
        ----------
        server : Address
            Who was to be asked.
        six : bool
            Whether the address must be one of IPv6.

        Raises
        ------
        OSError
            If the machine has no such address.
        """
        door = self._doors.get((six, server))
        if door is None:
            door = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
            try:
                door.bind((str(LOOPBACK_6 if six else LOOPBACK), 0))
            except OSError:
                door.close()
                raise
            door.setblocking(False)
            self._doors[six, server] = door
            self._servers[door.getsockname()[1]] = server
            asyncio.get_running_loop().add_reader(door, self._asked, door, server)
        return Address(LOOPBACK_6 if six else LOOPBACK, door.getsockname()[1])

    def server(self, port: int) -> Address | None:
        """Return the name server that the door at a port stands for."""
        return self._servers.get(port)

    def close(self) -> None:
        """Close all doors."""
        loop = asyncio.get_running_loop()
        for sock in (*self._doors.values(), *self._asking):
            loop.remove_reader(sock)
            sock.close()
        self._doors.clear()
        self._asking.clear()

    def reply(self, message: bytes, flow: Flow | None, server: Address) -> bytes | None:
        """Return the answer to a question for one of the two hosts, ``None`` to what is to be passed on.

        What cannot be read is passed on nowhere: the answer to it is empty.
        """
        asked = question(message)
        if asked is None:
            return b""
        found = answer(message, asked)
        outcome = Outcome.FORWARDED if found is None else Outcome.ANSWERED
        self._journal.note(flow.program if flow else "a program", "dns", server, outcome, asked.name)
        return found

    def _asked(self, door: socket.socket, server: Address) -> None:
        try:
            message, client = door.recvfrom(_LARGEST)
        except OSError:  # an answer that nobody waits for any more comes back as an error
            return
        reply = self.reply(message, self._flows.of_port(client[1]), server)
        if reply is None:
            self._pass_on(message, server, door, client)
        elif reply:
            _send_back(door, reply, client)

    def _pass_on(self, message: bytes, server: Address, door: socket.socket, client: _Client) -> None:
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET6 if server.ip.version == 6 else socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)

        def end() -> None:
            if sock in self._asking:
                self._asking.discard(sock)
                loop.remove_reader(sock)
                sock.close()

        def answered() -> None:
            asked = question(message)
            try:
                reply = sock.recv(_LARGEST)
            except OSError:  # nobody is there
                reply = failure(message, asked) if asked else b""
            _send_back(door, reply, client)
            end()

        self._asking.add(sock)
        try:
            sock.connect((server.host, server.port))
            sock.send(message)
        except OSError:
            asked = question(message)
            _send_back(door, failure(message, asked) if asked else b"", client)
            end()
            return
        loop.add_reader(sock, answered)
        loop.call_later(PATIENCE, end)


def _send_back(door: socket.socket, message: bytes, client: _Client) -> None:
    with contextlib.suppress(OSError):  # who asked is gone
        door.sendto(message, client)


async def framed(reader: asyncio.StreamReader) -> bytes | None:
    """Return the next message of a stream, each of which its length precedes (RFC 1035, section 4.2.2)."""
    try:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, OSError):
        return None


def frame(message: bytes) -> bytes:
    """Return a message as a stream carries it."""
    return struct.pack("!H", len(message)) + message

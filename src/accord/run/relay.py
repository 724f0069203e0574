"""Forwards the connections of a program behind the wall once their first bytes say which host is meant.

The two hosts are led to the stand-in, whatever their address was. Every other connection goes where it wanted to go,
byte for byte; no other host hears anything before a host has been named. Where a server speaks first, it is connected
to after a short silence, but not on the ports of HTTP and TLS, which the two hosts listen on.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import struct
from typing import Final

from accord.run.first_bytes import LIMIT, Named, NeedMore, named
from accord.run.flows import Flow, Flows
from accord.run.journal import Journal, Outcome
from accord.run.names import Names, frame, framed
from accord.run.socket_address import LOOPBACK, LOOPBACK_6, Address

SILENCE = 0.2
"""Seconds after which a client is taken to wait for its server's first word."""
PATIENCE = 10.0
"""Seconds that a client has to finish naming a host."""

_BACKLOG = 4096
_NAMING_PORTS: Final = (80, 443)
_CHUNK = 1 << 16


class Relay:
    """A listener on the loopback interface that forwards, in one event loop."""

    def __init__(self, flows: Flows, journal: Journal, names: Names, stand_in: Address) -> None:
        """Make a relay that does not listen yet.

        Parameters
        ----------
        flows : Flows
            Says where a connection wanted to go; other connections are closed.
        journal : Journal
            Told of each connection.
        names : Names
            Answers questions for names that come over TCP.
        stand_in : Address
            Where the two hosts are.
        """
        self.flows, self.journal, self.names, self.stand_in = flows, journal, names, stand_in
        self.four: Address | None = None
        """Where it listens, for IPv4."""
        self.six: Address | None = None
        """For IPv6, where the machine has it."""
        self._servers: list[asyncio.Server] = []
        self._conversations: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen on a port of its own."""
        for host in (LOOPBACK, LOOPBACK_6):
            with contextlib.suppress(OSError):  # a machine may have either alone
                server = await asyncio.start_server(self._serve, str(host), 0, backlog=_BACKLOG, limit=LIMIT)
                self._servers.append(server)
                here = Address(host, server.sockets[0].getsockname()[1])
                self.four, self.six = (here, self.six) if host is LOOPBACK else (self.four, here)

    async def close(self) -> None:
        """Listen no more, and end what goes on."""
        for server in self._servers:
            server.close()
        for conversation in tuple(self._conversations):
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._conversations.add(task)
        try:
            flow = self.flows.take_port(writer.get_extra_info("peername")[1])
            if flow is not None:
                await _Conversation(self, flow, reader, writer).run()
        except (OSError, asyncio.CancelledError):  # either end went away, or the wall comes down
            cut(writer)
        finally:
            self._conversations.discard(task)
            writer.close()


class _Conversation:
    """One connection of a program."""

    def __init__(self, relay: Relay, flow: Flow, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._relay, self._flow = relay, flow
        self._reader, self._writer = reader, writer
        self._to = flow.to
        """Where it wants to go; through a proxy, further than its flow."""
        self._server: asyncio.StreamWriter | None = None
        self._back: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Forward until both ends have said all."""
        try:
            if self._flow.to.port == 53:
                await self._ask()
            elif await self._name():
                await _copy(self._reader, self._connected())
                if self._back is not None:
                    await self._back
        finally:
            if self._back is not None:
                self._back.cancel()
            if self._server is not None:
                self._server.close()

    async def _name(self) -> bool:
        """Forward until no more hosts can be named; return whether there is more to forward."""
        held = b""
        while True:
            try:
                chunk = await asyncio.wait_for(self._reader.read(_CHUNK), self._patience(held))
            except TimeoutError:
                if held:
                    return self._refuse("it did not finish saying which host it means")
                await self._connect(self._flow.to)
                continue
            if not chunk and (self._server is None or held):
                return False
            held += chunk
            try:
                found = named(held) if chunk else Named("")
            except NeedMore:
                if len(held) > LIMIT:
                    return self._refuse("it does not say which host it means")
                continue
            if found.stood_for:
                await self._lead(found, held)
                return True
            if not self._may_go_on(found):
                return self._refuse("it does not say which host it means")
            if self._server is None:
                await self._connect(self._flow.to, next(iter(found.hosts), ""))
            self._connected().write(held)
            await self._connected().drain()
            held = b""
            if found.protocol == "tls" or not chunk:
                return True

    def _patience(self, held: bytes) -> float | None:
        if held:
            return PATIENCE
        if self._server is None and not self._must_name():
            return SILENCE
        return None

    def _must_name(self) -> bool:
        """Whether the two hosts might be there: they listen for HTTP and TLS, on public addresses."""
        return not self._to.near and self._to.port in _NAMING_PORTS

    def _may_go_on(self, found: Named) -> bool:
        if found.protocol == "proxy":
            with contextlib.suppress(ValueError):
                self._to = Address(ipaddress.ip_address(found.hosts[0]), 443)
            return True
        if found.hosts:
            return True
        # What comes after the first bytes of an HTTP connection is more of its body, or another request.
        if self._server is not None and not found.protocol:
            return True
        return not self._must_name() and (not found.protocol or self._to.near)

    async def _lead(self, found: Named, held: bytes) -> None:
        """Go on with the stand-in."""
        if self._server is not None:  # a proxy, so far
            if self._back is not None:
                self._back.cancel()
            self._server.close()
            self._server = None
        self._note(Outcome.STAND_IN, found.stood_for or "")
        await self._open_stand_in()
        if found.reply is not None:
            self._writer.write(found.reply)
        else:
            self._connected().write(held)

    async def _connect(self, to: Address, host: str = "") -> None:
        try:
            await self._open(to)
        except OSError:
            self._note(Outcome.FAILED, host)
            raise
        self._note(Outcome.FORWARDED, host)

    async def _open(self, to: Address) -> None:
        reader, self._server = await asyncio.open_connection(to.host, to.port, limit=LIMIT)
        self._back = asyncio.create_task(_copy(reader, self._writer))

    async def _open_stand_in(self) -> None:
        """Connect to the stand-in, which may ask at once whose connection it is."""
        stand_in = self._relay.stand_in
        sock = socket.socket(socket.AF_INET if stand_in.ip.version == 4 else socket.AF_INET6)
        sock.setblocking(False)
        try:
            sock.bind((stand_in.host, 0))
            self._relay.flows.add_port(sock.getsockname()[1], self._flow)
            await asyncio.get_running_loop().sock_connect(sock, (stand_in.host, stand_in.port))
        except OSError:
            sock.close()
            raise
        reader, self._server = await asyncio.open_connection(sock=sock, limit=LIMIT)
        self._back = asyncio.create_task(_copy(reader, self._writer))

    def _connected(self) -> asyncio.StreamWriter:
        assert self._server is not None
        return self._server

    def _refuse(self, why: str) -> bool:
        self._note(Outcome.REFUSED)
        self._relay.journal.say(
            f"{self._flow.program} was kept from {self._flow.to}: {why}, so it could be one that must not be reached."
        )
        cut(self._writer)
        return False

    def _note(self, outcome: Outcome, host: str = "") -> None:
        self._relay.journal.note(self._flow.program, "tcp", self._flow.to, outcome, host)

    async def _ask(self) -> None:
        """Pass questions for names on, but those for the two hosts."""
        while (message := await framed(self._reader)) is not None:
            reply = self._relay.names.reply(message, self._flow, self._flow.to)
            if reply is None:
                if self._server is None:
                    await self._connect(self._flow.to)
                self._connected().write(frame(message))
            elif reply:
                self._writer.write(frame(reply))


def cut(writer: asyncio.StreamWriter) -> None:
    """End a connection so that the other end sees that it was cut (a reset), not that all was said."""
    sock = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Forward one direction to its end."""
    try:
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except OSError:  # one end was cut: so is the other
        cut(writer)

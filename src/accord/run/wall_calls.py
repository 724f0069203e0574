"""What the wall does with each system call that it holds.

Connections and datagrams are made from here, with the program's own socket and a copy of the address, so that what was
looked at is what is used. A call goes on by itself only where its socket leads nowhere else (local sockets, netlink),
where it ignores the address (a connected stream), or where it only reads.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import functools
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing

from accord.run import wall_datagrams as datagrams
from accord.run.flows import Flow, Flows
from accord.run.hosts import ADDRESSES
from accord.run.journal import Journal, Outcome
from accord.run.names import Names
from accord.run.relay import Relay
from accord.run.socket_address import LOOPBACK, Address, family_of, read, written
from accord.run.wall_filter import CALLS, FAMILIES, MSG_FASTOPEN
from accord.run.wall_notification import Held, bind, connect, duplicate
from accord.run.wall_route import Way, way_of_datagram, way_of_stream
from accord.system.seccomp import PROCESSORS

_INTERNET = (socket.AF_INET, socket.AF_INET6)
_LONGEST_ADDRESS = 128
_TCP_FASTOPEN_CONNECT = 30
_SILENT_PORT = 1
"""Of this machine, where nothing listens: what is sent there comes back as an error."""

_HOSTS = {place: host for host, place in ADDRESSES.items()}

_RESOLVERS = (
    b"/run/systemd/resolve/io.systemd.Resolve",
    b"/run/nscd/socket",
    b"/var/run/nscd/socket",
    b"/var/run/systemd/resolve/io.systemd.Resolve",
)
"""Services that ask for names on a program's behalf: without them it asks itself, where the wall sees it."""

_NAME_KEPT = 0.5
"""Seconds for which a program's name is taken to be the same; it changes when another program is started."""


class Calls:
    """Answers held calls, in one event loop."""

    def __init__(self, machine: str, flows: Flows, journal: Journal, names: Names, relay: Relay) -> None:
        """Make ready for a processor's calls, in the loop that runs.

        Parameters
        ----------
        machine : str
            ``x86_64`` or ``aarch64``.
        flows : Flows
            Told of what is led elsewhere.
        journal : Journal
            Told of every attempt.
        names : Names
            Where questions for names go.
        relay : Relay
            Where connections go.
        """
        self._flows, self._journal, self._names, self._relay = flows, journal, names, relay
        self._audit = PROCESSORS[machine].audit
        self._loop = asyncio.get_running_loop()
        self._programs: dict[int, tuple[float, str]] = {}
        self.proxies: set[Address] = set()
        """On this machine; what goes there is looked at as if it went further."""
        handlers: dict[str, Callable[[Held], None]] = {
            "connect": self._connect,
            "socket": self._socket,
            "sendto": self._send,
            "sendmsg": self._send,
            "sendmmsg": self._send,
            "recvfrom": self._receive,
            "recvmsg": self._receive,
            "recvmmsg": self._receive,
            "getpeername": self._peer,
        }
        self._names_of_calls = {number: name for name, number in CALLS[machine].items()}
        self._handlers = {number: handlers[name] for number, name in self._names_of_calls.items()}

    def answer(self, held: Held) -> None:
        """Answer one call, at once or when it is done."""
        try:
            if held.audit != self._audit:
                self._refuse(held, errno.EPERM, "a 32-bit call", "what 32-bit programs send cannot be looked at")
            else:
                self._handlers[held.number](held)
        except OSError as error:
            held.fail(error.errno or errno.EPERM)
        except BaseException:
            held.fail(errno.EPERM)
            raise

    def _connect(self, held: Held) -> None:
        with closing(self._own(held)) as sock:
            raw = held.read(held.arguments[1], min(max(held.argument(2), 0), _LONGEST_ADDRESS))
            if sock.family in _INTERNET:
                self._connect_over_internet(held, sock, raw)
            elif sock.family not in FAMILIES:
                raise OSError(errno.EPERM, os.strerror(errno.EPERM))
            elif sock.family == socket.AF_UNIX and raw[2:].split(b"\0", 1)[0] in _RESOLVERS:
                held.fail(errno.ENOENT)
            else:
                held.go_on()

    def _connect_over_internet(self, held: Held, sock: socket.socket, raw: bytes) -> None:
        to = read(raw)
        if to is None:
            # Nowhere: that undoes a connection (AF_UNSPEC), or is an error.
            self._flows.forget(sock)
            self._done(held, connect(sock, raw) if family_of(raw) == socket.AF_UNSPEC else errno.EINVAL)
        elif sock.type == socket.SOCK_STREAM:
            self._connect_stream(held, sock, raw, to)
        else:
            self._connect_datagrams(held, sock, raw, to)

    def _connect_stream(self, held: Held, sock: socket.socket, raw: bytes, to: Address) -> None:
        flow = Flow(self._program(held), to)
        way = way_of_stream(to, self._relay.stand_in, self.proxies)
        if way is Way.STAND_IN:
            raw = written(self._relay.stand_in, sock.family)
            self._introduce(sock, flow)
            self._journal.note(flow.program, "tcp", to, Outcome.STAND_IN, _HOSTS.get(to.host, ""))
        elif way is Way.RELAY:
            datagrams.source(to)  # it fails at once where there is no way there
            raw = written(self._place(sock, to, self._relay.four, self._relay.six), sock.family)
        else:
            self._journal.note(flow.program, "tcp", to, Outcome.LOCAL)
        if sock.proto == socket.IPPROTO_TCP:
            with contextlib.suppress(OSError):  # what is not there is not on
                sock.setsockopt(socket.IPPROTO_TCP, _TCP_FASTOPEN_CONNECT, 0)
        if way is Way.AS_IT_IS and blocks(sock):
            _aside(self._connect_and_wait, held, duplicate(sock), raw)
            return
        result = connect(sock, raw)
        if way is not Way.AS_IT_IS and result in (0, errno.EINPROGRESS, errno.EINTR):
            self._flows.add(sock, flow)
        self._done(held, result)

    def _introduce(self, sock: socket.socket, flow: Flow) -> None:
        """Remember a flow before the stand-in sees it, which may ask at once whose it is."""
        if not sock.getsockname()[1]:
            # Without a free port it is remembered a moment later.
            with contextlib.suppress(OSError):
                bind(sock, written(Address(LOOPBACK, 0), sock.family))
                self._flows.add(sock, flow)

    def _connect_and_wait(self, held: Held, sock: socket.socket, raw: bytes) -> None:
        """Connect to a service of this machine, which may be slow to accept; the socket is closed."""
        with closing(sock):
            self._done(held, connect(sock, raw))

    def _connect_datagrams(self, held: Held, sock: socket.socket, raw: bytes, to: Address) -> None:
        target = self._target(held, sock, to, connecting=True)
        result = connect(sock, raw if target is None else target)
        if target is None:
            self._flows.forget(sock)
        elif not result:
            self._flows.add(sock, Flow(self._program(held), to))
        self._done(held, result)

    def _target(self, held: Held, sock: socket.socket, to: Address, connecting: bool) -> bytes | None:
        """Return where datagrams are led instead, ``None`` if they go where they want to.

        Raises
        ------
        OSError
            If they may go nowhere.
        """
        way = way_of_datagram(to)
        if way is Way.NAMES:
            six = self._wants_six(sock, to)
            return written(self._names.door(to, six), sock.family)
        if way is Way.AS_IT_IS:
            if not to.loopback and to.port:
                self._journal.note_once(self._program(held), "udp", to, Outcome.FORWARDED)
            return None
        # Connecting sends nothing: programs do it to learn their own address, which stays what it was.
        own = datagrams.source(to)
        self._journal.note_once(self._program(held), "udp", to, Outcome.REFUSED)
        if connecting:
            return written(own._replace(port=_SILENT_PORT), sock.family)
        raise OSError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))

    def _wants_six(self, sock: socket.socket, to: Address) -> bool:
        """Whether a socket must be led to an address of IPv6: where it takes no other."""
        if sock.family == socket.AF_INET or to.ip.version == 4:
            return False
        return bool(sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)) or self._relay.six is not None

    def _place(self, sock: socket.socket, to: Address, four: Address | None, six: Address | None) -> Address:
        place = six if self._wants_six(sock, to) else four
        if place is None:
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))
        return place

    def _send(self, held: Held) -> None:
        call = self._names_of_calls[held.number]
        flags = held.argument(2 if call == "sendmsg" else 3)
        with closing(self._own(held)) as sock:
            if sock.family not in _INTERNET:
                if sock.family not in FAMILIES:
                    raise OSError(errno.EPERM, os.strerror(errno.EPERM))
                held.go_on()
            elif sock.type == socket.SOCK_STREAM:
                # A stream goes where it is connected to, whatever the address, but where it is to connect just now.
                if flags & MSG_FASTOPEN:
                    held.fail(errno.EOPNOTSUPP)
                else:
                    held.go_on()
            elif blocks(sock) and not flags & socket.MSG_DONTWAIT:
                self._send_patiently(held, call, sock, flags)
            else:
                held.result(self._send_datagrams(held, call, sock, flags))

    def _send_patiently(self, held: Held, call: str, sock: socket.socket, flags: int) -> None:
        """Send as a socket does that waits for room, which there nearly always is."""
        try:
            held.result(self._send_datagrams(held, call, sock, flags | socket.MSG_DONTWAIT))
        except BlockingIOError:
            again = functools.partial(self._loop.call_soon_threadsafe, self.answer, held)
            _aside(datagrams.wait_for_room, held, duplicate(sock), again)

    def _send_datagrams(self, held: Held, call: str, sock: socket.socket, flags: int) -> int:
        sent = 0
        for message in datagrams.messages(held, call):
            to = read(message.to, sock.family if family_of(message.to) == socket.AF_UNSPEC else None)
            if to is None and message.to and family_of(message.to) != socket.AF_UNSPEC:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            target = self._target(held, sock, to, connecting=False) if to is not None else None
            try:
                done = message.send(sock, flags, target)
            except OSError:
                if not sent:
                    raise
                break
            if target is not None and to is not None:
                self._flows.add(sock, Flow(self._program(held), to))
            sent = message.sent(held, sent, done)
        return sent

    def _receive(self, held: Held) -> None:
        """Let a program receive; where it asked for names, from whom it asked."""
        call = self._names_of_calls[held.number]
        flags = held.argument(2 if call == "recvmsg" else 3)
        sock = self._led(held)
        if sock is None or sock.type == socket.SOCK_STREAM or call == "recvmmsg" or flags & datagrams.MSG_ERRQUEUE:
            held.go_on()
        elif blocks(sock) and not flags & socket.MSG_DONTWAIT:
            _aside(datagrams.receive, held, duplicate(sock), call, flags, self._names.server, True)
        else:
            datagrams.receive(held, duplicate(sock), call, flags, self._names.server, False)
        if sock is not None:
            sock.close()

    def _peer(self, held: Held) -> None:
        """Tell a program that it is connected to where it wanted to go."""
        sock = self._led(held)
        if sock is None:
            held.go_on()
            return
        with closing(sock):
            flow = self._flows.of(sock)
            sock.getpeername()  # it fails as the program's call would
            assert flow is not None
            datagrams.write_address(held, held.arguments[1], held.arguments[2], written(flow.to, sock.family))
        held.result(0)

    def _led(self, held: Held) -> socket.socket | None:
        """Return the socket of a call that only reads, ``None`` if the wall has led it nowhere."""
        if not self._flows:
            return None
        try:
            sock = held.socket(held.argument(0))
        except OSError:  # then the call fails by itself
            return None
        if sock.family in _INTERNET and self._flows.of(sock) is not None:
            return sock
        sock.close()
        return None

    def _socket(self, held: Held) -> None:
        family, kind, protocol = (held.argument(index) for index in range(3))
        if family in (*_INTERNET, socket.AF_PACKET):
            number, what = errno.EPERM, f"socket of kind {kind & 0xF}, protocol {protocol & 0xFFFF}"
        else:
            number, what = errno.EAFNOSUPPORT, f"socket of family {family}"
        if family == socket.AF_PACKET or kind & 0xF == socket.SOCK_RAW:
            what = "raw socket"
        self._refuse(held, number, what, "what it sends goes past everything that tells hosts apart")

    def _own(self, held: Held) -> socket.socket:
        try:
            return held.socket(held.argument(0))
        except PermissionError:
            self._journal.note(self._program(held), "socket", "hidden", Outcome.REFUSED)
            self._journal.say(f"{self._program(held)} lets nobody look at what it sends, so it was kept from sending.")
            raise

    def _refuse(self, held: Held, number: int, what: str, why: str) -> None:
        program = self._program(held)
        self._journal.note(program, "socket", what, Outcome.REFUSED)
        self._journal.say(f"{program} was refused a {what.removeprefix('a ')}: {why}.")
        held.fail(number)

    def _program(self, held: Held) -> str:
        now = time.monotonic()
        at, name = self._programs.get(held.thread, (0.0, ""))
        if not name or now - at > _NAME_KEPT:
            if len(self._programs) > 1000:
                self._programs.clear()
            name = held.program()
            self._programs[held.thread] = now, name
        return name

    @staticmethod
    def _done(held: Held, number: int) -> None:
        if number:
            held.fail(number)
        else:
            held.result(0)


def blocks(sock: socket.socket) -> bool:
    """Return whether a program waits in the calls of a socket."""
    return not fcntl.fcntl(sock.fileno(), fcntl.F_GETFL) & os.O_NONBLOCK


def _aside(function: Callable[..., None], *arguments: object) -> None:
    """Do in a thread of its own what may wait."""
    threading.Thread(target=function, args=arguments, name="accord wall, waiting", daemon=True).start()

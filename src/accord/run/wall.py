"""The wall around a program and all its children: nothing of theirs reaches the two hosts, however they are written.

The program starts with a filter that its children inherit (``wall_filter``). Each call that would lead out of the
machine is held by the kernel and answered here (``wall_calls``): what stays on this machine is let through, questions
for names are answered (``names``), connections go through a relay that reads which host is meant (``relay``).

It keeps programs that were written for another service from that service. It does not hold a program that is out to
deceive it: one that has others do its work, over a local socket or as the administrator, gets past it.
"""

from __future__ import annotations

import asyncio
import ctypes
import functools
import os
import platform
import select
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from accord.domain.errors import NoWall
from accord.run import wall_filter
from accord.run.flows import Flows
from accord.run.hosts import ADDRESSES, API
from accord.run.journal import Journal
from accord.run.names import Names
from accord.run.relay import Relay
from accord.run.socket_address import Address, address
from accord.run.wall_calls import Calls
from accord.run.wall_notification import fetch, receive
from accord.run.wall_route import proxies
from accord.system.seccomp import processor

_LAUNCHER = Path(__file__).with_name("wall_launcher.py")
_SET_CHILD_SUBREAPER = 36
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_NOT_LISTENING = Address(address("127.0.0.1", 0).ip, 9)


def _to_people(sentence: str) -> None:
    print(f"accord run: {sentence}", file=sys.stderr, flush=True)


class Wall:
    """A wall, up as long as its ``with`` block lasts; programs that outlive it reach nothing any more."""

    def __init__(self, stand_in: tuple[str, int], say: Callable[[str], None] = _to_people) -> None:
        """Make a wall that is not up yet.

        Parameters
        ----------
        stand_in : tuple of str and int
            Address and port of what stands for the two hosts; it answers TLS and plain HTTP.
        say : callable
            Told each sentence for people.
        """
        self.journal = Journal(say)
        """What the programs tried to reach."""
        self._flows = Flows()
        self._stand_in = address(*stand_in)
        self._listeners: set[int] = set()
        self._up = threading.Event()
        self._calls: Calls | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="accord wall", daemon=True)

    @staticmethod
    def available() -> str | None:
        """Return why this system has no wall, ``None`` if it has."""
        return _missing()

    def __enter__(self) -> Wall:
        """Put it up.

        Raises
        ------
        NoWall
            If the system has none.
        """
        if processor() is None:
            raise NoWall(f"There is no wall for {platform.system()} on {platform.machine()}.")
        _adopt_orphans()
        self._thread.start()
        self._up.wait()
        if self._calls is None:
            raise NoWall("The wall's own connections on this machine could not be set up.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it down."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def program_at(self, port: int) -> str | None:
        """Return name and process of the program whose connection comes to the stand-in from a port."""
        flow = self._flows.of_port(port)
        return flow.program if flow else None

    def spawn(self, argv: Sequence[str], env: Mapping[str, str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a program behind the wall.

        Parameters
        ----------
        argv : sequence of str
            The program and its arguments.
        env : mapping of str to str
            Its environment.
        **options : object
            Those of ``subprocess.Popen``, for its streams, its folder and its session.

        Returns
        -------
        subprocess.Popen of bytes
            The program's process.

        Raises
        ------
        NoWall
            If the system does not allow it.
        OSError
            If there is no such program, or it cannot be run.
        """
        assert self._calls is not None
        self._calls.proxies |= proxies(value for name, value in env.items() if name.lower() in _PROXIES)
        return self._launch([os.fsencode(word) for word in argv], env, options)

    def _launch(
        self, arguments: list[bytes], env: Mapping[str, str], options: Mapping[str, Any]
    ) -> subprocess.Popen[bytes]:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                command = [sys.executable, "-I", "-S", str(_LAUNCHER), str(theirs.fileno())]
                process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), **options)
            try:
                self._admit(ours, process, arguments, env)
            except BaseException:
                process.kill()
                process.wait()
                raise
        return process

    def _admit(
        self, channel: socket.socket, process: subprocess.Popen[bytes], arguments: list[bytes], env: Mapping[str, str]
    ) -> None:
        """Tell the launcher what to do, take its listener, and see it become the program."""
        here = processor()
        assert here is not None
        environment = [b"%s=%s" % (os.fsencode(name), os.fsencode(value)) for name, value in env.items()]
        order = [wall_filter.program(platform.machine()), b"%d" % here.seccomp, ADDRESSES[API].encode()]
        fields = [*order, b"%d" % len(arguments), *arguments, *environment]
        data = b"".join(struct.pack("!I", len(field)) + field for field in fields)
        channel.sendall(struct.pack("!I", len(data)) + data)
        listener = _number(channel)
        if listener is None or listener < 0:
            raise NoWall(f"This system does not let a program be watched ({os.strerror(-(listener or -1))}).")
        try:
            own = fetch(process.pid, listener)
        except OSError as error:
            raise NoWall(f"This system does not let a parent look at its child ({error.strerror}).") from error
        self._loop.call_soon_threadsafe(self._listen, own)
        channel.sendall(b"!")
        tried = _number(channel)
        if tried != 0:
            raise NoWall(f"What a program sends cannot be looked at ({os.strerror(tried or 1)}).")
        if number := _number(channel):
            raise OSError(number, os.strerror(number), os.fsdecode(arguments[0]))

    def _run(self) -> None:
        """Run the loop of the wall's thread until it comes down."""
        asyncio.set_event_loop(self._loop)
        names = Names(self._flows, self.journal)
        relay = Relay(self._flows, self.journal, names, self._stand_in)
        try:
            self._loop.run_until_complete(self._start(names, relay))
        finally:
            self._up.set()
        self._loop.run_forever()
        for listener in tuple(self._listeners):
            self._forget(listener)
        self._loop.run_until_complete(_closed(names, relay))
        self._loop.close()

    async def _start(self, names: Names, relay: Relay) -> None:
        await relay.start()
        self._calls = Calls(platform.machine(), self._flows, self.journal, names, relay)

    def _listen(self, listener: int) -> None:
        self._listeners.add(listener)
        self._loop.add_reader(listener, self._ready, listener)

    def _ready(self, listener: int) -> None:
        """Answer the next held call of a listener, or forget it once all its programs have ended."""
        poll = select.poll()
        poll.register(listener, select.POLLIN)
        ((_, events),) = poll.poll(0) or ((listener, 0),)
        if events & select.POLLIN:
            held = receive(listener)
            if held is not None and self._calls is not None:
                self._calls.answer(held)
        elif events:
            self._forget(listener)

    def _forget(self, listener: int) -> None:
        self._loop.remove_reader(listener)
        self._listeners.discard(listener)
        os.close(listener)


async def _closed(names: Names, relay: Relay) -> None:
    await relay.close()
    names.close()


def _number(channel: socket.socket) -> int | None:
    """Return the launcher's next number, ``None`` once it has become the program."""
    data = channel.recv(4, socket.MSG_WAITALL)
    return int(struct.unpack("!i", data)[0]) if len(data) == 4 else None


@functools.cache
def _missing() -> str | None:
    """Return why there can be no wall, as a child that puts one around itself finds."""
    try:
        with Wall((str(_NOT_LISTENING.ip), _NOT_LISTENING.port)) as wall:
            wall.spawn([], {}).wait()
    except NoWall as error:
        return str(error)
    return None


def _adopt_orphans() -> None:
    """Stay an ancestor of programs whose parents end, where only ancestors may look at a process (Yama)."""
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    if scope.exists() and scope.read_text().strip() == "1":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

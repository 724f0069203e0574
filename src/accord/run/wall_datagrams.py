"""Datagrams that are sent and received on a program's behalf: their structures in its memory (``sendmsg(2)``)."""

from __future__ import annotations

import errno
import os
import select
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from accord.run.socket_address import Address, address, written
from accord.run.wall_notification import Held, pieces, send

MSG_ERRQUEUE = 0x2000

_MESSAGE = struct.Struct("@QI4xQQQQi4x")
"""``struct msghdr``: name and its length, pieces and their count, control and its length, flags."""
_MESSAGE_OF_MANY = _MESSAGE.size + 8
"""Bytes of ``struct mmsghdr``; how much was sent stands after the message."""
_MANY = 1024
_LONGEST = 65535
_LONGEST_CONTROL = 4096
_PIECES = 1024
_LONGEST_ADDRESS = 128

_SLICE = 0.25
"""Seconds after which it is looked whether a call still waits."""


@dataclass(frozen=True, slots=True)
class Message:
    """A datagram that a program wants to send."""

    data: bytes
    to: bytes
    """As it lies in memory; empty if the socket's own is meant."""
    control: bytes = b""
    length_at: int = 0
    """Where the program wants to read how much was sent, if it sends many at once."""

    def send(self, sock: socket.socket, flags: int, target: bytes | None) -> int:
        """Send it, to another address if one is given.

        Raises
        ------
        OSError
            If the system does not take it.
        """
        # What goes elsewhere does not go over the interface that was chosen for it.
        return send(sock, self.data, flags, target or self.to, b"" if target else self.control)

    def sent(self, held: Held, before: int, done: int) -> int:
        """Return what the call returns once this message is sent: the bytes, or how many messages."""
        if not self.length_at:
            return done
        held.write(self.length_at, struct.pack("=I", done))
        return before + 1


def messages(held: Held, call: str) -> Iterator[Message]:
    """Return the datagrams of ``sendto``, ``sendmsg`` or ``sendmmsg``.

    Raises
    ------
    OSError
        If they cannot be read (EFAULT), or are too long (EMSGSIZE).
    """
    if call == "sendto":
        data = _read(held, held.arguments[1], held.arguments[2], _LONGEST)
        yield Message(data, _read(held, held.arguments[4], held.argument(5), _LONGEST_ADDRESS))
    elif call == "sendmsg":
        yield _message(held, held.arguments[1])
    else:
        for index in range(min(held.argument(2) & 0xFFFFFFFF, _MANY)):
            at = held.arguments[1] + index * _MESSAGE_OF_MANY
            yield _message(held, at, at + _MESSAGE.size)


def _message(held: Held, at: int, length_at: int = 0) -> Message:
    name, name_length, parts, count, control, control_length, _ = _MESSAGE.unpack(held.read(at, _MESSAGE.size))
    if count > _PIECES:
        raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
    places = pieces(held.read(parts, 16 * count))
    if sum(length for _, length in places) > _LONGEST:
        raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
    data = b"".join(held.read(place, length) for place, length in places)
    to = _read(held, name, name_length, _LONGEST_ADDRESS) if name else b""
    return Message(data, to, _read(held, control, control_length, _LONGEST_CONTROL) if control else b"", length_at)


def _read(held: Held, at: int, length: int, longest: int) -> bytes:
    if not 0 <= length <= longest:
        raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
    return held.read(at, length)


def receive(
    held: Held, sock: socket.socket, call: str, flags: int, server: Callable[[int], Address | None], waits: bool
) -> None:
    """Receive a datagram on a program's behalf, from the name server that it asked.

    Parameters
    ----------
    held : Held
        The call, ``recvfrom`` or ``recvmsg``, which is answered.
    sock : socket.socket
        Its socket, which is closed.
    call : str
        Its name.
    flags : int
        Its flags.
    server : callable
        Returns the name server that a port of this machine stands for.
    waits : bool
        Whether the program waits for one, if there is none yet.
    """
    with closing(sock):
        try:
            if waits and not _wait(held, sock, select.POLLIN):
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            places = _places(held, call)
            room = sum(length for _, length in places)
            data, _, out_flags, sender = sock.recvmsg(min(room, _LONGEST), 0, flags | socket.MSG_DONTWAIT)
            _give(held, call, places, data, out_flags, _sender(sock, sender, server))
        except OSError as error:
            held.fail(error.errno or errno.EPERM)
            return
        held.result(len(data))


def wait_for_room(held: Held, sock: socket.socket, then: Callable[[], object]) -> None:
    """Wait until a socket takes more, and do what is to be done then; the socket is closed."""
    with closing(sock):
        _wait(held, sock, select.POLLOUT)
    then()


def write_address(held: Held, at: int, length_at: int, raw: bytes) -> None:
    """Write an address where a call wants one, as much of it as there is room for, and its length.

    Raises
    ------
    OSError
        If the program's memory does not take it.
    """
    (room,) = struct.unpack("=i", held.read(length_at, 4))
    if room < 0:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    held.write(at, raw[:room])
    held.write(length_at, struct.pack("=i", len(raw)))


def source(to: Address) -> Address:
    """Return the address from which this machine sends to another; nothing is sent.

    Raises
    ------
    OSError
        If it has no way there.
    """
    family = socket.AF_INET6 if to.ip.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((to.host, to.port or 9))
        host, port, *_ = probe.getsockname()
        return address(host, port)


def _wait(held: Held, sock: socket.socket, event: int) -> bool:
    """Wait for a socket as its program would; return whether it is ready."""
    seconds, microseconds = struct.unpack("@ll", sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16))
    left = seconds + microseconds / 1e6 or None
    poll = select.poll()
    poll.register(sock, event)
    while held.waits and (left is None or left > 0):
        if poll.poll(_SLICE * 1000):
            return True
        left = None if left is None else left - _SLICE
    return False


def _places(held: Held, call: str) -> list[tuple[int, int]]:
    """Return where a call wants its data, and how much."""
    if call == "recvfrom":
        return [(held.arguments[1], held.arguments[2])]
    _, _, parts, count, *_ = _MESSAGE.unpack(held.read(held.arguments[1], _MESSAGE.size))
    if count > _PIECES:
        raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
    return list(pieces(held.read(parts, 16 * count)))


def _give(held: Held, call: str, places: list[tuple[int, int]], data: bytes, flags: int, sender: bytes) -> None:
    for at, length in places:
        held.write(at, data[:length])
        data = data[length:]
    if call == "recvfrom":
        write_address(held, held.arguments[4], held.arguments[5], sender)
        return
    header = held.arguments[1]
    name, room, *rest = _MESSAGE.unpack(held.read(header, _MESSAGE.size))
    if name:
        held.write(name, sender[:room])
    held.write(header, _MESSAGE.pack(name, len(sender) if name else 0, *rest[:3], 0, flags))


def _sender(sock: socket.socket, sender: tuple[str, int], server: Callable[[int], Address | None]) -> bytes:
    """Return the address that a datagram came from: that of the name server, where one of the doors answered for it."""
    came = address(sender[0], sender[1])
    asked = server(came.port) if came.loopback else None
    return written(asked or came, sock.family)

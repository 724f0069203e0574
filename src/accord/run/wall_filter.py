"""Which system calls of a program are held until the wall has looked at them.

Held is what leads out of the machine (connecting, sending to an address), what opens a socket of an unusual kind, and
what tells a program where a datagram came from. Sending on a connection that stands is not: where it leads was looked
at when it was made. ``io_uring`` does all of that past a filter, so it is not there at all; programs get on without.

The numbers are those of the kernel's tables of system calls; ``seccomp_unotify(2)``.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable
from typing import Final

from accord.system.seccomp import (
    ALLOW,
    AND,
    ARCHITECTURE,
    JUMP_EQUAL,
    JUMP_SET,
    LOAD,
    NOTIFY,
    NUMBER,
    PROCESSORS,
    X32,
    Instruction,
    argument,
    assembled,
    ends,
    fail,
)

CALLS = {
    "x86_64": {
        "socket": 41, "connect": 42, "sendto": 44, "recvfrom": 45, "sendmsg": 46, "recvmsg": 47, "getpeername": 52,
        "recvmmsg": 299, "sendmmsg": 307,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "getpeername": 205, "sendto": 206, "recvfrom": 207, "sendmsg": 211,
        "recvmsg": 212, "recvmmsg": 243, "sendmmsg": 269,
    },
}  # fmt: skip
"""Processor -> call -> number, as held here."""

_IO_URING = (425, 426, 427)

_FOREIGN = {
    # What the same kernel runs for 32-bit programs: AUDIT_ARCH, and the numbers of socketcall (where there is one),
    # socket, connect, sendto, sendmsg, sendmmsg.
    "x86_64": (0x40000003, (102, 359, 362, 369, 370, 345)),
    "aarch64": (0x40000028, (281, 283, 290, 296, 374)),
}

_KINDS_MASK: Final = 0xF
MSG_FASTOPEN: Final = 0x20000000

FAMILIES = (socket.AF_UNIX, 16, 38)
"""Families whose sockets never leave the machine: local ones, netlink, and the kernel's ciphers."""

PROTOCOLS = (0, 1, 6, 17, 58, 136, 262)
"""Of the internet: the usual one, ICMP, TCP, UDP, ICMPv6, UDP-Lite, Multipath TCP."""


def program(machine: str) -> bytes:
    """Return the filter as an array of ``struct sock_filter``.

    Parameters
    ----------
    machine : str
        ``x86_64`` or ``aarch64``.

    Raises
    ------
    KeyError
        For any other processor.
    """
    calls = CALLS[machine]
    foreign, foreign_calls = _FOREIGN[machine]
    code: list[Instruction] = [(LOAD, 0, 0, ARCHITECTURE)]
    strangers = [(LOAD, 0, 0, NUMBER), *_each(foreign_calls, NOTIFY), *_each(_IO_URING, fail(errno.ENOSYS))]
    code += _if_equal(foreign, [*strangers, ends(ALLOW)])
    code += [(JUMP_EQUAL, 1, 0, PROCESSORS[machine].audit), ends(fail(errno.ENOSYS))]
    code += [(LOAD, 0, 0, NUMBER), (JUMP_SET, 0, 1, X32), ends(fail(errno.ENOSYS))]
    code += _each(_IO_URING, fail(errno.ENOSYS))
    code += _each((calls[name] for name in ("connect", "sendmsg", "sendmmsg", "recvmsg", "getpeername")), NOTIFY)
    code += _if_equal(calls["recvfrom"], [*_allow_without(argument(4)), ends(NOTIFY)])
    code += _if_equal(calls["sendto"], [*_allow_without(argument(4)), ends(NOTIFY)])
    code += _if_equal(calls["socket"], _sockets())
    return assembled([*code, ends(ALLOW)])


def _sockets() -> list[Instruction]:
    """Hold sockets but the usual ones: raw ones, those of links, and protocols with other ways to connect."""
    usual = [(LOAD, 0, 0, argument(1)), (AND, 0, 0, _KINDS_MASK)]
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    usual += [(JUMP_EQUAL, 2, 0, kinds[0]), (JUMP_EQUAL, 1, 0, kinds[1]), ends(NOTIFY)]
    usual += [(LOAD, 0, 0, argument(2)), *_each(PROTOCOLS, ALLOW), ends(NOTIFY)]
    return [
        (LOAD, 0, 0, argument(0)),
        *_each(FAMILIES, ALLOW),
        (JUMP_EQUAL, 2, 0, socket.AF_INET),
        (JUMP_EQUAL, 1, 0, socket.AF_INET6),
        ends(NOTIFY),
        *usual,
    ]


def _allow_without(pointer: int) -> list[Instruction]:
    """Allow a call whose argument at ``pointer`` is null, in both words."""
    return [(LOAD, 0, 0, pointer), (JUMP_EQUAL, 0, 3, 0), (LOAD, 0, 0, pointer + 4), (JUMP_EQUAL, 0, 1, 0), ends(ALLOW)]


def _each(values: Iterable[int], verdict: int) -> list[Instruction]:
    return [step for value in values for step in ((JUMP_EQUAL, 0, 1, int(value)), ends(verdict))]


def _if_equal(value: int, block: list[Instruction]) -> list[Instruction]:
    """Go through a block, which must end, if the accumulator has a value."""
    return [(JUMP_EQUAL, 0, len(block), value), *block]

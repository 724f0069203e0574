"""Questions for the addresses of hosts, and answers to those for the two hosts (RFC 1035, section 4)."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass

from accord.run.hosts import ADDRESSES, canonical

LIFETIME = 60
"""Seconds for which an answer may be kept."""

_HEADER = struct.Struct("!6H")
_A, _ANY, _INTERNET = 1, 255, 1
_RESPONSE, _RECURSION_DESIRED, _RECURSION_AVAILABLE, _OPCODE = 0x8000, 0x0100, 0x0080, 0x7800
_FAILED = 2
_ANSWER = struct.Struct("!HHHIH4s")
_TO_THE_QUESTION = 0xC00C


@dataclass(frozen=True, slots=True)
class Question:
    """What a message asks first."""

    name: str
    """In small letters, without the final dot."""
    kind: int
    end: int
    """Where it ends in its message."""


def question(message: bytes) -> Question | None:
    """Return the question of a message, ``None`` if it has none that can be read."""
    if len(message) < _HEADER.size:
        return None
    _, flags, count, *_ = _HEADER.unpack_from(message)
    if flags & (_RESPONSE | _OPCODE) or not count:
        return None
    labels, at = [], _HEADER.size
    while at < len(message) and (length := message[at]):
        if length > 63 or at + 1 + length > len(message):
            return None
        labels.append(message[at + 1 : at + 1 + length].decode("latin-1"))
        at += 1 + length
    if at + 5 > len(message):
        return None
    (kind,) = struct.unpack_from("!H", message, at + 1)
    return Question(canonical(".".join(labels)), kind, at + 5)


def answer(message: bytes, asked: Question) -> bytes | None:
    """Return the answer to a question for one of the two hosts, ``None`` to any other.

    They have an address of IPv4 and nothing else: to other kinds the answer is that there is nothing.
    """
    host = ADDRESSES.get(asked.name)
    if host is None:
        return None
    found = asked.kind in (_A, _ANY)
    record = _ANSWER.pack(_TO_THE_QUESTION, _A, _INTERNET, LIFETIME, 4, ipaddress.IPv4Address(host).packed)
    return _head(message, 0, int(found)) + message[_HEADER.size : asked.end] + (record if found else b"")


def failure(message: bytes, asked: Question) -> bytes:
    """Return the answer that nobody could be asked."""
    return _head(message, _FAILED, 0) + message[_HEADER.size : asked.end]


def _head(message: bytes, code: int, answers: int) -> bytes:
    number, flags, *_ = _HEADER.unpack_from(message)
    flags = _RESPONSE | _RECURSION_AVAILABLE | (flags & _RECURSION_DESIRED) | code
    return _HEADER.pack(number, flags, 1, answers, 0, 0)

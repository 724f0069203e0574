"""Protocol Buffers on the wire: as much as reading a checkpoint and writing an ONNX model takes.

Google, "Protocol Buffers: Encoding", protobuf.dev. A message is a sequence of fields; each is a number, a wire type and
a value. What the numbers mean is for whoever reads them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from accord.domain.errors import PackageRefused

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""Wire types."""
LONGEST_VARINT = 10
"""Bytes of one that holds 64 bits."""

Value = int | bytes


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the integer at a place and the place after it.

    Raises
    ------
    PackageRefused
        If the data end within it, or it is longer than 64 bits can be.
    """
    value = 0
    for place, byte in enumerate(data[at : at + LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise PackageRefused("A number in the file has no end.")


def fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Yield the number and the value of each field of a message, in its order.

    Raises
    ------
    PackageRefused
        If it is no message.
    """
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        kind = tag & 7
        if kind == VARINT:
            value, at = varint(message, at)
            yield tag >> 3, value
            continue
        if kind == BYTES:
            length, at = varint(message, at)
        elif kind in (FIXED64, FIXED32):
            length = 8 if kind == FIXED64 else 4
        else:
            raise PackageRefused(f"The file has a field of the unknown kind {kind}.")
        part = message[at : at + length]
        if len(part) < length:
            raise PackageRefused("The file ends within a field.")
        at += length
        yield tag >> 3, part if kind == BYTES else int.from_bytes(part, "little")


def number(field: int, value: int) -> bytes:
    """Return a field with an integer of 0 or more."""
    return _varint(field << 3 | VARINT) + _varint(value)


def real(field: int, value: float) -> bytes:
    """Return a field with a number of 32 bits."""
    return _varint(field << 3 | FIXED32) + struct.pack("<f", value)


def content(field: int, value: bytes | str) -> bytes:
    """Return a field with bytes, a text or a message."""
    written = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | BYTES) + _varint(len(written)) + written


def contents(field: int, values: Sequence[bytes | str]) -> bytes:
    """Return a field that is there once for each of several values."""
    return b"".join(content(field, value) for value in values)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)

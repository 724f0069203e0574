"""Sorted tables of keys and values, the format of LevelDB that TensorFlow keeps the index of a checkpoint in.

S. Ghemawat, J. Dean, "LevelDB: File format", 2011; the checksums are CRC-32C (Castagnoli), masked as there. Blocks that
are compressed are refused: TensorFlow writes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from accord.domain.errors import PackageRefused
from accord.library.published.protobuf import varint

MAGIC = 0xDB4775248B80FB57
FOOTER = 48
"""Bytes: two handles, room, the magic number."""
TRAILER = 5
"""Bytes after a block: its compression, its checksum."""
UNCOMPRESSED = 0
MOST = 100_000
"""Keys that a table may have."""
LARGEST = 16 << 20
"""Bytes that a table may have."""

_MASK = 0xA282EAD8
_POLYNOMIAL = 0x82F63B78


def table(data: bytes) -> dict[bytes, bytes]:
    """Return the keys of a table with their values.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    PackageRefused
        If it is no such table, is damaged, or is larger than any index of a network is.
    """
    if len(data) > LARGEST:
        raise PackageRefused("The index of the checkpoint is too large to be one.")
    if len(data) < FOOTER or int.from_bytes(data[-8:], "little") != MAGIC:
        raise PackageRefused("The index of the checkpoint is no sorted table.")
    footer = data[-FOOTER:]
    _, at = _handle(footer, 0)
    index, _ = _handle(footer, at)
    found: dict[bytes, bytes] = {}
    for _, place in _entries(_block(data, *index)):
        for key, value in _entries(_block(data, *_handle(place, 0)[0])):
            if found and key <= next(reversed(found)):
                raise PackageRefused("The index of the checkpoint is not in order.")
            if len(found) == MOST:
                raise PackageRefused("The index of the checkpoint has too many entries.")
            found[key] = value
    return found


def masked_checksum(data: bytes) -> int:
    """Return the checksum of some bytes as these files keep it."""
    table, crc = _checksums(), 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


@cache
def _checksums() -> tuple[int, ...]:
    """Return the checksum of each single byte."""
    found = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
        found.append(crc)
    return tuple(found)


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    """Return where a block begins and how long it is, and the place after that."""
    offset, at = varint(data, at)
    length, at = varint(data, at)
    return (offset, length), at


def _block(data: bytes, offset: int, length: int) -> bytes:
    end = offset + length
    trailer = data[end : end + TRAILER]
    if len(trailer) < TRAILER:
        raise PackageRefused("The index of the checkpoint is cut short.")
    if trailer[0] != UNCOMPRESSED:
        raise PackageRefused("The index of the checkpoint is compressed.")
    if masked_checksum(data[offset : end + 1]) != int.from_bytes(trailer[1:], "little"):
        raise PackageRefused("The index of the checkpoint is damaged.")
    return data[offset:end]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield keys and values of a block; a key is what it shares with the one before, and what it does not."""
    end = len(block) - 4 - 4 * int.from_bytes(block[-4:], "little")
    if end < 0:
        raise PackageRefused("The index of the checkpoint is damaged.")
    key, at = b"", 0
    while at < end:
        shared, at = varint(block, at)
        own, at = varint(block, at)
        length, at = varint(block, at)
        if shared > len(key) or at + own + length > end:
            raise PackageRefused("The index of the checkpoint is damaged.")
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + length]
        at += own + length

"""Whether a file is all there, where FFmpeg does not tell."""

from __future__ import annotations

import os
from typing import BinaryIO

_TAIL = 131072
"""Bytes at the end that hold a whole Ogg page (at most 65,307 bytes) whatever follows it."""
_UNKNOWN = 0xFFFFFFF0
"""RIFF sizes from here on mean that the writer did not know."""


_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def ends_early(file: BinaryIO, container: str) -> bool:
    """Return whether an Ogg or ASF (WMA) file says by itself that more was to follow."""
    if container == "ogg":
        return not _ogg_ends(file)
    if container == "asf":
        return _asf_size(file) > file.seek(0, os.SEEK_END)
    return False


def share_present(file: BinaryIO, container: str) -> float:
    """Return how much of the sound that a WAV or AIFF header announces the file can hold, 0 to 1."""
    wanted = b"data" if container == "wav" else b"SSND"
    size = file.seek(0, os.SEEK_END)
    offset = 12
    while offset + 8 <= size:
        file.seek(offset)
        header = file.read(8)
        length = int.from_bytes(header[4:8], "little" if container == "wav" else "big")
        if header[:4] == wanted:
            known = 0 < length < _UNKNOWN
            return min(1.0, (size - offset - 8) / length) if known else 1.0
        offset += 8 + length + length % 2
    return 1.0


def _ogg_ends(file: BinaryIO) -> bool:
    """Return whether an Ogg file's last page says that it is the last, as it does unless the file was cut."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    page = tail.rfind(b"OggS\0")
    return page < 0 or page + 5 >= len(tail) or bool(tail[page + 5] & 4)


def _asf_size(file: BinaryIO) -> int:
    """Return the size that an ASF file's properties state; 0 where they are not found."""
    file.seek(0)
    header = file.read(65536)
    place = header.find(_ASF_PROPERTIES)
    return int.from_bytes(header[place + 40 : place + 48], "little") if place >= 0 else 0

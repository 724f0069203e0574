"""A file without the tags that players put before and behind its sound."""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from accord.analysis.decode_sniff import skip_id3

TAGGED_AROUND = ("aac", "flac", "mp3")
"""Containers that know no tags of this kind: ID3 and APE tags lie before and behind them."""
_APE_HAS_HEADER = 1 << 31


class Bounded(io.RawIOBase):
    """The bytes of a file from one offset to another, as a file that is read through the same descriptor.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    start, end : int
        Offsets.
    """

    def __init__(self, raw: io.FileIO, start: int, end: int) -> None:
        self._raw = raw
        self._start = start
        self._end = end
        raw.seek(start)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes, none beyond the end."""
        left = max(0, self._end - self._raw.tell())
        return self._raw.read(left if size < 0 else min(size, left))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to an offset within the bounds."""
        base = {os.SEEK_SET: self._start, os.SEEK_CUR: self._raw.tell(), os.SEEK_END: self._end}[whence]
        return self._raw.seek(max(self._start, base + offset)) - self._start

    def tell(self) -> int:
        """Return the offset within the bounds."""
        return self._raw.tell() - self._start


def without_tags(raw: io.FileIO, container: str) -> Bounded:
    """Return the file without ID3v2 tags in front and ID3v1, Lyrics3 and APE tags at the end.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    container : str
        As ``decode_sniff`` tells it; those outside ``TAGGED_AROUND`` keep all their bytes.

    Returns
    -------
    Bounded
        At its start.
    """
    size = raw.seek(0, os.SEEK_END)
    if container not in TAGGED_AROUND:
        return Bounded(raw, 0, size)
    start = skip_id3(raw)
    return Bounded(raw, start, max(start, _before_tags(raw, size)))


def ape_tag(file: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Return the start of the APE tag that ends at an offset, and start and end of its items; ``None`` without one."""
    if end < 64:
        return None
    file.seek(end - 32)
    footer = file.read(32)
    size, flags = int.from_bytes(footer[12:16], "little"), int.from_bytes(footer[20:24], "little")
    start = end - size - (32 if flags & _APE_HAS_HEADER else 0)
    if footer[:8] != b"APETAGEX" or size < 32 or start < 0:
        return None
    return start, end - size, end - 32


def id3v1_start(file: BinaryIO, end: int) -> int:
    """Return the offset of the ID3v1 tag that ends at an offset; the offset itself where there is none."""
    if end >= 128:
        file.seek(end - 128)
        if file.read(3) == b"TAG":
            return end - 128
    return end


def _before_tags(file: BinaryIO, end: int) -> int:
    """Return the offset where the tags at the end begin; they come in any order, some files have several."""
    while True:
        before = id3v1_start(file, end)
        before = _before_lyrics(file, before)
        ape = ape_tag(file, before)
        before = before if ape is None else ape[0]
        if before == end:
            return end
        end = before


def _before_lyrics(file: BinaryIO, end: int) -> int:
    """Return the offset of the Lyrics3v2 block that ends at an offset; the offset itself where there is none."""
    if end < 26:
        return end
    file.seek(end - 15)
    mark = file.read(15)
    if mark[6:] != b"LYRICS200" or not mark[:6].isdigit():
        return end
    return max(0, end - 15 - int(mark[:6]))

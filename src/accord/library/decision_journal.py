"""What was decided about one listener, sealed entry by entry at the end of a file a month.

An entry is its length (4 bytes, big-endian) and the sealed JSON. It is sealed for the place where it stands in the
file, so that none can be dropped from between others, moved or repeated without showing.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from accord.library.durable import append, opened
from accord.library.sealed import Seal

SUFFIX = ".decisions.sealed"
_LENGTH = struct.Struct(">I")


class DecisionJournal:
    """Writes and reads journals; who writes holds the lock of the listener's folder."""

    def __init__(self) -> None:
        self._whole: dict[Path, int] = {}

    def write(self, folder: Path, seal: Seal, month: str, decision: Mapping[str, Any]) -> None:
        """Add an entry; on return it is on the disk."""
        path = folder / f"{month}{SUFFIX}"
        with opened(path, os.O_RDWR | os.O_CREAT) as descriptor:
            size = os.fstat(descriptor).st_size
            end = size if self._whole.get(path) == size else _end(path.read_bytes())
            if end < size:  # an entry that was being written when the power went
                os.ftruncate(descriptor, end)
            sealed = seal.close(orjson.dumps(dict(decision)), _place(folder, month, end))
            os.lseek(descriptor, end, os.SEEK_SET)
            append(descriptor, _LENGTH.pack(len(sealed)) + sealed)
        self._whole[path] = end + _LENGTH.size + len(sealed)

    def read(self, folder: Path, seal: Seal) -> list[dict[str, Any]]:
        """Return all entries, oldest first.

        Raises
        ------
        StoreError
            If one does not open.
        """
        entries = []
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            month = path.name.removesuffix(SUFFIX)
            for offset, sealed in _frames(path.read_bytes()):
                entries.append(orjson.loads(seal.open(sealed, _place(folder, month, offset))))
        return entries

    def forget(self, folder: Path) -> None:
        """Forget what is remembered of a listener's journals."""
        for path in [path for path in self._whole if path.parent == folder]:
            del self._whole[path]


def _place(folder: Path, month: str, offset: int) -> str:
    return f"listening/{folder.name}/{month}{SUFFIX}/{offset}"


def _frames(written: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset + _LENGTH.size <= len(written):
        (length,) = _LENGTH.unpack_from(written, offset)
        start = offset + _LENGTH.size
        if start + length > len(written):
            return
        yield offset, written[start : start + length]
        offset = start + length


def _end(written: bytes) -> int:
    end = 0
    for offset, sealed in _frames(written):
        end = offset + _LENGTH.size + len(sealed)
    return end

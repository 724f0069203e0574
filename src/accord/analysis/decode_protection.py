"""Whether a file's audio is encrypted (DRM), read from its own headers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

_MP4_PATH = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
_MP4_SCHEMES = {b"drms": "FairPlay", b"enca": "Common Encryption", b"aavd": "Audible"}
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_SCHEMES = {
    bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e"): "Windows Media DRM",
    bytes.fromhex("14e68a292226174cb935dae07ee9289c"): "Windows Media DRM",
    bytes.fromhex("b69b077aa4da124ea5ca91d38dc11a8d"): "PlayReady",
}


def protection(file: BinaryIO, container: str) -> str | None:
    """Return the name of the scheme by which a file is encrypted.

    Parameters
    ----------
    file : binary file
        Seekable; its position is moved.
    container : str
        As ``decode_sniff`` tells it.

    Returns
    -------
    str or None
        ``None`` where the audio is not encrypted.
    """
    if container == "mp4":
        size = file.seek(0, os.SEEK_END)
        return next(
            (scheme for entry in _sample_entries(file, 0, size, 0) if (scheme := _MP4_SCHEMES.get(entry))), None
        )
    if container == "asf":
        file.seek(0)
        header = file.read(65536)
        if header.startswith(_ASF_HEADER):
            return next((scheme for guid, scheme in _ASF_SCHEMES.items() if guid in header), None)
    return None


def atoms(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of the content of each MP4 atom between two offsets."""
    while start + 8 <= end:
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return
        size, body = int.from_bytes(header[:4], "big"), start + 8
        if size == 1 and len(header) == 16:
            size, body = int.from_bytes(header[8:16], "big"), start + 16
        stop = end if size == 0 else start + size
        if stop < body or stop > end:
            return
        yield header[4:8], body, stop
        start = stop


def _sample_entries(file: BinaryIO, start: int, end: int, depth: int) -> Iterator[bytes]:
    for name, body, stop in atoms(file, start, end):
        if name != _MP4_PATH[depth]:
            continue
        if name == b"stsd":  # version, flags, count; then the entries
            yield from (entry for entry, _, _ in atoms(file, body + 8, stop))
        else:
            yield from _sample_entries(file, body, stop, depth + 1)

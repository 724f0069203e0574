"""What a file is, told by its content; its name may lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

HEAD = 65536
"""Bytes looked through for the first MPEG frames after the tags."""
CHAINED = 4
"""Consecutive frame headers that must agree before bytes count as MPEG audio: text and noise hold single ones."""

_SIGNATURES = {b"fLaC": "flac", b"OggS": "ogg", b"\x1aE\xdf\xa3": "matroska", b"\x30\x26\xb2\x75": "asf"}
_BITRATES = {  # kbit/s by MPEG version 1 or not, layer
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # Hz by MPEG version bits


def container_of(file: BinaryIO) -> str:
    """Return the container of an open file.

    Parameters
    ----------
    file : binary file
        Seekable; its position is moved.

    Returns
    -------
    str
        ``wav``, ``aiff``, ``flac``, ``ogg``, ``mp4``, ``matroska``, ``asf``, ``mp3`` (any MPEG audio layer), ``aac``
        (ADTS), or ``""`` for everything else.
    """
    file.seek(skip_id3(file))
    head = file.read(HEAD)
    return by_signature(head) or by_frames(head)


def skip_id3(file: BinaryIO) -> int:
    """Return the offset behind the ID3v2 tags at the start of a file (some files carry several), 0 without any."""
    offset = 0
    while True:
        file.seek(offset)
        header = file.read(10)
        if len(header) < 10 or header[:3] != b"ID3" or any(byte & 0x80 for byte in header[6:10]):
            return offset
        size = header[6] << 21 | header[7] << 14 | header[8] << 7 | header[9]
        offset += 10 + size + (10 if header[5] & 0x10 else 0)


def by_signature(head: bytes) -> str:
    """Return the container that the first bytes name, or ``""``."""
    if head[:4] in (b"RIFF", b"RF64", b"RIFX") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "mp4"
    return _SIGNATURES.get(head[:4], "")


def by_frames(head: bytes) -> str:
    """Return ``mp3`` or ``aac`` if consecutive frame headers agree somewhere in ``head``, else ``""``."""
    offset = head.find(b"\xff")
    while offset >= 0:
        for name, length_of in (("mp3", mpeg_frame_length), ("aac", adts_frame_length)):
            if _chained(head, offset, length_of):
                return name
        offset = head.find(b"\xff", offset + 1)
    return ""


def mpeg_frame_length(data: bytes, offset: int) -> int:
    """Return the length in bytes of the MPEG audio frame whose header is at ``offset``; 0 if that is no header."""
    if offset + 4 > len(data) or data[offset] != 0xFF or data[offset + 1] & 0xE0 != 0xE0:
        return 0
    second, third = data[offset + 1], data[offset + 2]
    version, layer = second >> 3 & 3, 4 - (second >> 1 & 3)
    if version == 1 or layer == 4 or third >> 4 in (0, 15) or third >> 2 & 3 == 3:
        return 0
    bitrate = 1000 * _BITRATES[version == 3, layer][third >> 4]
    sr = _RATES[version][third >> 2 & 3]
    padding = third >> 1 & 1
    if layer == 1:
        return (12 * bitrate // sr + padding) * 4
    return (72 if layer == 3 and version != 3 else 144) * bitrate // sr + padding


def adts_frame_length(data: bytes, offset: int) -> int:
    """Return the length in bytes of the ADTS frame whose header is at ``offset``; 0 if that is no header."""
    if offset + 7 > len(data) or data[offset] != 0xFF or data[offset + 1] & 0xF6 != 0xF0:
        return 0
    if data[offset + 2] >> 2 & 15 > 12:
        return 0
    length = (data[offset + 3] & 3) << 11 | data[offset + 4] << 3 | data[offset + 5] >> 5
    return length if length > 7 else 0


def _chained(head: bytes, start: int, length_of: Callable[[bytes, int], int]) -> bool:
    """Return whether frames follow each other from ``start`` on; two will do where they are all that the file has."""
    offset = start
    for count in range(CHAINED):
        if offset >= len(head):
            return start == 0 and count >= 2
        length = length_of(head, offset)
        if not length or head[offset + 1] != head[start + 1]:
            return start == 0 and count >= 2 and len(head) < HEAD and len(head) - offset < 4096
        offset += length
    return True

"""The packets of an Ogg file's sound, read without FFmpeg: several times faster, and whatever it thinks of the headers.

An Ogg file is a sequence of pages, each of one logical stream; a page is a header, a table of segment lengths and the
segments. A packet is a run of segments, of which the first that is shorter than 255 bytes is the last; it may go on
from one page to the next. S. Pfeiffer, "The Ogg Encapsulation Format Version 0", RFC 3533, 2003.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import NamedTuple

from accord.analysis.decode_sniff import skip_id3

_BEGINS = 2
"""Flag of a logical stream's first page."""

_IS_HEADER: dict[bytes, Callable[[bytes], bool]] = {
    b"\x01vorbis": lambda packet: packet[0] in (1, 3, 5),
    b"OpusHead": lambda packet: packet.startswith((b"OpusHead", b"OpusTags")),
    b"\x7fFLAC": lambda packet: packet[0] != 0xFF,
}
"""What a codec's first packet begins with, and which of its packets are headers, wherever they stand."""


class _Page(NamedTuple):
    begins: bool
    serial: bytes
    lengths: bytes
    body: bytes


def ogg_payloads(raw: io.FileIO) -> Iterator[bytes]:
    """Yield the packets of an Ogg file's first audio stream, headers left out, as far as the pages follow each other.

    Streams that are chained to it (a file after a file) go on with it if they are of the same codec.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close; its position moves.

    Yields
    ------
    bytes
        Nothing at all if there is no Vorbis, Opus or FLAC.
    """
    serial, magic, pending = b"", b"", bytearray()
    under_way = False  # whether all the streams that begin together have begun
    for page in _pages(raw):
        if page.begins and (under_way or not magic):
            begun = next((known for known in _IS_HEADER if page.body.startswith(known)), b"")
            if begun and magic in (b"", begun):
                serial, magic, pending = page.serial, begun, bytearray()
        under_way = under_way or not page.begins
        if page.serial == serial:
            yield from (packet for packet in _packets(pending, page) if packet and not _IS_HEADER[magic](packet))


def _pages(raw: io.FileIO) -> Iterator[_Page]:
    raw.seek(skip_id3(raw))
    file = io.BufferedReader(raw, 1 << 16)
    try:
        while True:
            header = file.read(27)
            if len(header) < 27 or header[:5] != b"OggS\0":
                return
            lengths = file.read(header[26])
            body = file.read(sum(lengths))
            if len(body) < sum(lengths):
                return
            yield _Page(bool(header[5] & _BEGINS), header[14:18], lengths, body)
    finally:
        file.detach()


def _packets(pending: bytearray, page: _Page) -> Iterator[bytes]:
    """Yield the packets that end on a page; ``pending`` carries the last from page to page until it is whole."""
    start = end = 0
    for length in page.lengths:
        end += length
        if length < 255:
            pending += page.body[start:end]
            yield bytes(pending)
            pending.clear()
            start = end
    pending += page.body[start:]

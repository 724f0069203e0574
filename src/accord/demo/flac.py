"""Writing FLAC: samples encoded by libsndfile, tags and cover as metadata blocks of our own (RFC 9639)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

STREAMINFO, VORBIS_COMMENT, PICTURE = 0, 4, 6
FRONT_COVER = 3
VENDOR = b"Accord"


def encoded(y: NDArray[np.float32], sr: int) -> bytes:
    """Return a FLAC file of 16 bits.

    Parameters
    ----------
    y : array of shape (n, channels), float32
        In -1 to 1.
    sr : int
        Hz.

    Returns
    -------
    bytes
    """
    samples = np.clip(np.round(y * 32768.0), -32768, 32767).astype(np.int16)
    file = io.BytesIO()
    sf.write(file, samples, sr, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def tagged(flac: bytes, comments: Iterable[tuple[str, str]], cover: bytes, size: int) -> bytes:
    """Return a FLAC file with these tags and this cover, and no other metadata.

    Parameters
    ----------
    flac : bytes
        A FLAC file.
    comments : iterable of (name, value)
        Vorbis comments.
    cover : bytes
        A square PNG of 24 bits.
    size : int
        Its width in pixels.

    Returns
    -------
    bytes
    """
    streaminfo, frames = _split(flac)
    blocks = [(STREAMINFO, streaminfo), (VORBIS_COMMENT, _comment(comments)), (PICTURE, _picture(cover, size))]
    out = [b"fLaC"]
    for position, (kind, body) in enumerate(blocks):
        last = 0x80 if position == len(blocks) - 1 else 0
        out += [bytes([last | kind]), len(body).to_bytes(3, "big"), body]
    return b"".join([*out, frames])


def _split(flac: bytes) -> tuple[bytes, bytes]:
    """Return the body of the STREAMINFO block and the audio frames."""
    at, last, streaminfo = 4, False, b""
    while not last:
        last, kind = bool(flac[at] & 0x80), flac[at] & 0x7F
        length = int.from_bytes(flac[at + 1 : at + 4], "big")
        if kind == STREAMINFO:
            streaminfo = flac[at + 4 : at + 4 + length]
        at += 4 + length
    return streaminfo, flac[at:]


def _comment(comments: Iterable[tuple[str, str]]) -> bytes:
    lines = [f"{name}={value}".encode() for name, value in comments]
    body = [struct.pack("<I", len(VENDOR)), VENDOR, struct.pack("<I", len(lines))]
    for line in lines:
        body += [struct.pack("<I", len(line)), line]
    return b"".join(body)


def _picture(png: bytes, size: int) -> bytes:
    media_type = b"image/png"
    head = struct.pack(">II", FRONT_COVER, len(media_type)) + media_type + struct.pack(">I", 0)
    return head + struct.pack(">IIIII", size, size, 24, 0, len(png)) + png

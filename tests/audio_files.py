"""Writes sound files of every format that Accord reads, and damages them: no test needs a file from elsewhere."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is made."""

    suffix: str
    muxer: str
    encoder: str
    sample_format: str
    lossless: bool = False
    delay: int = 0
    """Frames that the decoded sound may be longer or shorter than what went in, for want of a header that says."""
    bit_rate: int | None = 128_000


FORMATS: dict[str, Format] = {
    "wav": Format(".wav", "wav", "pcm_s16le", "s16", lossless=True),
    "wav24": Format(".wav", "wav", "pcm_s24le", "s32", lossless=True),
    "wavf32": Format(".wav", "wav", "pcm_f32le", "flt", lossless=True),
    "aiff": Format(".aiff", "aiff", "pcm_s16be", "s16", lossless=True),
    "flac": Format(".flac", "flac", "flac", "s16", lossless=True),
    "mp3": Format(".mp3", "mp3", "libmp3lame", "fltp"),
    "ogg": Format(".ogg", "ogg", "libvorbis", "fltp"),
    "opus": Format(".opus", "ogg", "libopus", "flt"),
    "oga": Format(".oga", "ogg", "flac", "s16", lossless=True),
    "m4a": Format(".m4a", "ipod", "aac", "fltp", delay=2048),
    "alac": Format(".m4a", "ipod", "alac", "s16p", lossless=True),
    "aac": Format(".aac", "adts", "aac", "fltp", delay=4096),
    "wma": Format(".wma", "asf", "wmav2", "fltp", delay=8192),
    "mp4": Format(".mp4", "mp4", "aac", "fltp", delay=2048),
    "mkv": Format(".mkv", "matroska", "flac", "s16", lossless=True),
    "webm": Format(".webm", "webm", "libopus", "flt"),
}
"""By name; ``mp4`` and ``mkv`` carry a picture track as well."""
_WITH_VIDEO = {"mp4", "mkv"}


def tone(sr: int = 44100, seconds: float = 1.0, channels: int = 2, hz: float = 440.0) -> Floats:
    """Return a sine of amplitude 0.5, a fifth higher in each further channel; shape (n, channels)."""
    t = np.arange(round(sr * seconds)) / sr
    return np.stack([0.5 * np.sin(2 * np.pi * hz * 1.5**c * t) for c in range(channels)], axis=1).astype(np.float32)


def write_audio(
    path: Path, y: NDArray[Any], sr: int, codec: str, tags: Mapping[str, str] | None = None, cover: bytes | None = None
) -> Path:
    """Write ``y``, shape (n,) or (n, channels), as a file.

    Parameters
    ----------
    path : Path
        Where to; its name need not fit the format.
    y : array
        Floats, full scale at 1.
    sr : int
        Hz; opus and webm take 48000 (or 24000, 16000, 12000, 8000) only.
    codec : str
        A key of ``FORMATS``.
    tags : mapping, optional
        As FFmpeg names them (``title``, ``artist``, ``album`` ...); others become TXXX frames and the like.
    cover : bytes, optional
        A PNG or JPEG picture; for mp3, flac, m4a and alac.

    Returns
    -------
    Path
        ``path``.
    """
    y = np.asarray(y, np.float32).reshape(len(y), -1)
    form = FORMATS[codec]
    if codec == "ogg":  # PyAV's wheels lack libvorbis; soundfile's have it
        return _write_vorbis(path, y, sr, tags)
    options = {"id3v2_version": "4"} if codec == "mp3" else {"write_id3v2": "1"} if codec == "aiff" else {}
    with av.open(str(path), "w", format=form.muxer, options=options) as container:
        container.metadata.update(tags or {})
        video = _picture_track(container) if codec in _WITH_VIDEO else None
        stream: Any = container.add_stream(form.encoder, rate=sr, layout=_layout(y.shape[1]))
        stream.codec_context.format = form.sample_format
        if not form.lossless:
            stream.bit_rate = form.bit_rate
        art = _cover_track(container, cover) if cover is not None else None
        if art is not None:
            container.mux(art)
        if video is not None:
            _mux_picture(container, video)
        for start in range(0, len(y), 4096) if len(y) else ():
            frame = _frame(y[start : start + 4096], sr, form.sample_format)
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_silent_film(path: Path) -> Path:
    """Write an MP4 with a picture track and no sound."""
    with av.open(str(path), "w", format="mp4") as container:
        _mux_picture(container, _picture_track(container))
    return path


def truncated(source: Path, target: Path, share: float = 0.5) -> Path:
    """Write the first ``share`` of a file's bytes."""
    data = source.read_bytes()
    target.write_bytes(data[: int(len(data) * share)])
    return target


def bits_flipped(source: Path, target: Path, count: int = 20, seed: int = 0, after: int = 0) -> Path:
    """Write a file with ``count`` bits inverted at places that ``seed`` chooses, none before byte ``after``."""
    data = bytearray(source.read_bytes())
    chance = random.Random(seed)
    for _ in range(count):
        place = chance.randrange(min(after, len(data) - 1), len(data))
        data[place] ^= 1 << chance.randrange(8)
    target.write_bytes(data)
    return target


def with_headers_twice(source: Path, target: Path) -> Path:
    """Write an Ogg Vorbis file whose three header packets stand again, on the page where the sound begins.

    Such files exist; FFmpeg reads none of them.
    """
    identification, other_headers, sound, *_ = pages = ogg_pages(source.read_bytes())
    lengths = b"".join(page[1] for page in (identification, other_headers, sound))
    body = b"".join(page[2] for page in (identification, other_headers, sound))
    page = sound[0][:22] + bytes(4) + bytes([len(lengths)]) + lengths + body
    page = page[:22] + _ogg_checksum(page).to_bytes(4, "little") + page[26:]
    target.write_bytes(b"".join((*identification, *other_headers, page, *(b"".join(after) for after in pages[3:]))))
    return target


def ogg_pages(data: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Split an Ogg file into its pages, each into header, table of segment lengths and segments."""
    pages = []
    while data:
        body = 27 + data[26]
        end = body + sum(data[27:body])
        pages.append((data[:27], data[27:body], data[body:end]))
        data = data[end:]
    return pages


def _ogg_checksum(page: bytes) -> int:
    """Return the CRC-32 of RFC 3533: polynomial 0x04C11DB7, highest bit first, neither begun nor ended with ones."""
    rest = 0
    for byte in page:
        rest ^= byte << 24
        for _ in range(8):
            rest = rest << 1 ^ (0x104C11DB7 if rest >> 31 else 0)
    return rest


def _layout(channels: int) -> str:
    return {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}.get(channels, f"{channels}c")


def _frame(y: Floats, sr: int, sample_format: str) -> av.AudioFrame:
    planar = sample_format.endswith("p")
    kind = sample_format.rstrip("p")
    samples: NDArray[Any] = y
    if kind != "flt":
        bits = {"s16": 16, "s32": 32}[kind]
        scaled = np.round(y.astype(np.float64) * 2 ** (bits - 1))
        samples = np.clip(scaled, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1).astype(f"i{bits // 8}")
    array = np.ascontiguousarray(samples.T if planar else samples.reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(array, format=sample_format, layout=_layout(y.shape[1]))
    frame.sample_rate = sr
    frame.time_base = Fraction(1, sr)
    return frame


def _write_vorbis(path: Path, y: Floats, sr: int, tags: Mapping[str, str] | None) -> Path:
    with soundfile.SoundFile(str(path), "w", sr, y.shape[1], format="OGG", subtype="VORBIS") as file:
        for name, value in (tags or {}).items():
            setattr(file, {"track": "tracknumber"}.get(name, name), value)
        for start in range(0, len(y), 4096):
            file.write(y[start : start + 4096])
    return path


def _picture_track(container: Any) -> Any:
    stream = container.add_stream("mpeg4", rate=25)
    stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
    return stream


def _mux_picture(container: Any, stream: Any) -> None:
    for number in range(5):
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 40 * number, np.uint8), format="rgb24")
        frame.pts = number
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _cover_track(container: Any, cover: bytes) -> Any:
    stream = container.add_stream("png" if cover.startswith(b"\x89PNG") else "mjpeg", rate=1)
    stream.width = stream.height = 1
    stream.disposition = av.stream.Disposition.attached_pic
    packet = av.Packet(cover)
    packet.stream = stream
    packet.pts = packet.dts = 0
    return packet


def retagged(source: Path, target: Path, tags: Mapping[str, str]) -> Path:
    """Copy the audio packets of a file, untouched, into a new container with other tags."""
    with av.open(str(source)) as old, av.open(str(target), "w", format=_muxer(old.format.name, source)) as new:
        stream = old.streams.audio[0]
        copy = new.add_stream_from_template(stream)
        new.metadata.update(tags)
        for packet in old.demux(stream):
            if packet.size:
                packet.stream = copy
                new.mux(packet)
    return target


def _muxer(demuxer: str, source: Path) -> str:
    known = {"aac": "adts", "mov": "ipod", "matroska": "webm" if source.suffix == ".webm" else "matroska"}
    first = demuxer.split(",")[0]
    return known.get(first, first)

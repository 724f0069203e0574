"""Excerpts of music, and what becomes of one on the way to somebody's disk: other formats, bit rates, cut edges."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from accord.analysis.decode import open_audio
from accord.bench.cache import cache_dir, content_hash
from accord.domain.entities import Span

SECONDS = 60.0
"""Length of an excerpt."""
HEARD = 240.0
"""Seconds of a file, from its beginning, of which there are excerpts."""
CUT = (3.37, 5.21)
"""Seconds missing at the beginning and the end of a copy whose edges are cut."""
QUICK = "7"
"""LAME's quality, 0 (best) to 9: what is heard least is searched for least."""
_RULE = "1"
"""Raised when the same excerpt would be written differently."""
_BLOCK = 4096
_OPUS_RATES = (8000, 12000, 16000, 24000, 48000)

Samples = NDArray[np.float32]
"""Shape (n, channels)."""


def excerpts(file: Path) -> tuple[Path, Path]:
    """Return excerpts of both halves of a file's first ``HEARD`` seconds as FLAC, from the middle of each half.

    Raises
    ------
    AudioError
        If the file cannot be decoded.
    """
    folder = cache_dir("excerpts", _RULE, content_hash(file))
    targets = (folder / "first.flac", folder / "second.flac")
    if not all(target.exists() for target in targets):
        y, sr = _decoded(file)
        middle = len(y) // 2
        for part, target in zip((y[:middle], y[middle:]), targets, strict=True):
            spare = max(0, len(part) - round(SECONDS * sr))
            write = partial(_lossless, y=part[spare // 2 : len(part) - (spare - spare // 2)], sr=sr)
            _whole(target, write)
    return targets


def copies(excerpt: Path) -> Mapping[str, Path]:
    """Return copies of a FLAC file by what was done to it, written unless the cache has them."""
    return {name: _copy(excerpt, name, *how) for name, how in COPIES.items()}


def encode(target: Path, y: Samples, sr: int, muxer: str, encoder: str, form: str, bit_rate: int) -> None:
    """Write samples by one of FFmpeg's encoders."""
    layout = "mono" if y.shape[1] == 1 else "stereo"
    with av.open(str(target), "w", format=muxer) as container:
        stream: Any = container.add_stream(encoder, rate=sr, layout=layout)
        stream.codec_context.format = form
        stream.bit_rate = bit_rate
        if encoder == "libmp3lame":
            stream.codec_context.options = {"compression_level": QUICK}
        for start in range(0, len(y), _BLOCK):
            block = y[start : start + _BLOCK]
            planes = block.T if form.endswith("p") else block.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=form, layout=layout)
            frame.sample_rate, frame.pts = sr, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _copy(excerpt: Path, name: str, suffix: str, write: Callable[[Path, Samples, int], None]) -> Path:
    target = excerpt.with_name(f"{excerpt.stem} {name.replace('/', ' ')}{suffix}")
    if not target.exists():
        y, sr = soundfile.read(excerpt, dtype="float32", always_2d=True)
        _whole(target, lambda at: write(at, y, sr))
    return target


def _decoded(file: Path) -> tuple[Samples, int]:
    with open_audio(file, Span(0.0, HEARD)) as stream:
        return np.concatenate(list(stream)), stream.info.sr


def _whole(target: Path, write: Callable[[Path], None]) -> None:
    part = target.with_name(f"{os.getpid()}.part")
    write(part)
    part.replace(target)


def _lossless(target: Path, y: Samples, sr: int) -> None:
    soundfile.write(target, y, sr, format="FLAC", subtype="PCM_16")


def _mp3(bit_rate: int) -> Callable[[Path, Samples, int], None]:
    return lambda target, y, sr: encode(target, y, sr, "mp3", "libmp3lame", "fltp", bit_rate)


def _vorbis(target: Path, y: Samples, sr: int) -> None:
    with soundfile.SoundFile(target, "w", sr, y.shape[1], format="OGG", subtype="VORBIS") as file:
        for start in range(0, len(y), _BLOCK):  # in one piece, libsndfile overflows the stack
            file.write(y[start : start + _BLOCK])


def _opus(target: Path, y: Samples, sr: int) -> None:
    if sr not in _OPUS_RATES:
        y, sr = soxr.resample(y, sr, 48000), 48000
    encode(target, y, sr, "ogg", "libopus", "flt", 64_000)


def _halved(target: Path, y: Samples, sr: int) -> None:
    _lossless(target, soxr.resample(y, sr, 22050), 22050)


def _cut(target: Path, y: Samples, sr: int) -> None:
    _mp3(128_000)(target, y[round(CUT[0] * sr) : len(y) - round(CUT[1] * sr)], sr)


COPIES: Mapping[str, tuple[str, Callable[[Path, Samples, int], None]]] = {
    "MP3, 320 kb/s": (".mp3", _mp3(320_000)),
    "MP3, 96 kb/s": (".mp3", _mp3(96_000)),
    "Ogg Vorbis": (".ogg", _vorbis),
    "Opus, 64 kb/s": (".opus", _opus),
    "22,050 Hz": (".flac", _halved),
    "edges cut, MP3, 128 kb/s": (".mp3", _cut),
}
"""What is done to an excerpt: the ending of the file, and what writes it."""

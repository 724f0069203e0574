"""What becomes of a piece on its way to somebody: softer, in one channel, in other formats and at other rates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import soundfile
import soxr

from accord.bench.descriptors_music import SR, Sound
from accord.bench.similarity_copies import encode

Write = Callable[[Path, Sound], None]

SECONDS = 30.0
"""Of a piece that are heard in every form."""
GAIN = 12.0
"""dB by which a piece is turned down."""
HEADROOM = 0.89
"""Peak to which pieces are brought first, so that no format clips them."""
_BLOCK = 4096


def turned_down(target: Path, y: Sound) -> None:
    """Write the sound softer by ``GAIN``."""
    soundfile.write(target, y * np.float32(10.0 ** (-GAIN / 20.0)), SR, subtype="FLOAT")


def one_channel(target: Path, y: Sound) -> None:
    """Write the mean of the channels."""
    soundfile.write(target, y.mean(axis=1), SR, subtype="FLOAT")


def lossless(sr: int) -> Write:
    """Return what writes FLAC at a sampling rate."""
    return lambda target, y: soundfile.write(target, y if sr == SR else soxr.resample(y, SR, sr), sr, subtype="PCM_16")


def mp3(bit_rate: int) -> Write:
    """Return what writes MP3 at a bit rate."""
    return lambda target, y: encode(target, y, SR, "mp3", "libmp3lame", "fltp", bit_rate)


def opus(bit_rate: int) -> Write:
    """Return what writes Opus, which is always at 48 kHz, at a bit rate."""
    return lambda target, y: encode(target, soxr.resample(y, SR, 48000), 48000, "ogg", "libopus", "flt", bit_rate)


def vorbis(quality: float) -> Write:
    """Return what writes Ogg Vorbis at a quality from 0 to 1."""

    def write(target: Path, y: Sound) -> None:
        made = soundfile.SoundFile(target, "w", SR, 2, format="OGG", subtype="VORBIS", compression_level=1.0 - quality)
        with made as file:
            for start in range(0, len(y), _BLOCK):  # in one piece, libsndfile overflows the stack
                file.write(y[start : start + _BLOCK])

    return write


CHANGES: Mapping[str, tuple[str, Write]] = {
    "FLAC, 48 kHz": (".flac", lossless(48000)),
    "FLAC, 32 kHz": (".flac", lossless(32000)),
    "12 dB softer": (".wav", turned_down),
    "one channel": (".wav", one_channel),
    "MP3, 320 kb/s": (".mp3", mp3(320_000)),
    "MP3, 96 kb/s": (".mp3", mp3(96_000)),
    "Ogg Vorbis, 96 kb/s": (".ogg", vorbis(0.2)),
    "Opus, 96 kb/s": (".opus", opus(96_000)),
}
"""What is done: the ending of the file, and what writes it."""


def brought_to_peak(y: Sound) -> Sound:
    """Return a sound with its peak at ``HEADROOM``, or softer."""
    return np.asarray(y * np.float32(min(1.0, HEADROOM / max(float(np.abs(y).max()), 1e-9))))

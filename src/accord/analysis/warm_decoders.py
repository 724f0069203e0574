"""Load all that decoding may need while a worker may still read files."""

from __future__ import annotations

import codecs
import contextlib
import importlib
import io
import os
import pkgutil
import tempfile
import traceback
from collections.abc import Iterator
from typing import IO

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from accord.analysis.decode import open_audio
from accord.domain.errors import AudioError

_SONGS = (("WAV", 44100, 2, 8.0), ("FLAC", 22050, 1, 8.0), ("MP3", 44100, 2, 0.4), ("OGG", 44100, 2, 0.4))
"""Format, sample rate, channels, seconds: each decoder once, each kind of array once. Eight seconds are enough for bars
and sections, so that every kernel runs; less than half a second is decoded and not analysed."""
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "cp437", "ascii", "idna")
"""Tags may be in any of these; Python imports a codec when it is first used."""
_FOR_FAILURES = (traceback,)
"""Needed when something fails, and then it would be too late to import it."""


def warm_decoders() -> Iterator[tuple[int, str]]:
    """Load every decoder, and try something that is no audio.

    Yields
    ------
    fd : int
        A short synthetic song, open: one in each of several formats, for the caller to work on.
    name : str
        Its name.
    """
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):  # PyAV imports most of itself when a file needs it
            importlib.import_module(module.name)
    for form, sr, channels, seconds in _SONGS:
        file = io.BytesIO()
        soundfile.write(file, _song(sr, channels, seconds), sr, format=form)
        with _opened(file.getvalue()) as fd:
            yield fd, f"song.{form}"
    with _opened(b"This is no audio. " * 100) as fd, contextlib.suppress(AudioError), open_audio(fd):
        pass


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[int]:
    with _scratch() as file:
        file.write(data)
        file.flush()
        yield file.fileno()


def _scratch() -> IO[bytes]:
    """Return a file that is on no disk, where the system has such: a disk may be full."""
    return os.fdopen(os.memfd_create("warm"), "w+b") if hasattr(os, "memfd_create") else tempfile.TemporaryFile()


def _song(sr: int, channels: int, seconds: float) -> NDArray[np.float32]:
    """Return a beat over chords that change, the second half louder; shape (n, channels)."""
    t = np.arange(round(sr * seconds)) / sr
    chord = np.floor(t / 2.0) % 3
    y = sum(np.sin(2 * np.pi * hz * 2 ** (chord * 5 / 12) * t) for hz in (220.0, 277.18, 329.63)) / 8
    y += 0.5 * np.random.default_rng(0).standard_normal(t.size) * np.exp(-40 * (t % 0.5))
    y *= np.where(t < seconds / 2, 0.3, 0.8)
    return np.repeat(np.clip(y, -1, 1).astype(np.float32)[:, None], channels, axis=1)

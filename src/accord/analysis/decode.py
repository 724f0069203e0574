"""The front door to a file's sound: open it, whatever its format, and read it block by block."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import soundfile

from accord.analysis.decode_ffmpeg import FFmpegSource
from accord.analysis.decode_sniff import container_of
from accord.analysis.decode_soundfile import SoundfileSource
from accord.analysis.decode_stream import AudioInfo, AudioStream, Source
from accord.domain.entities import Span
from accord.domain.errors import AudioError, EmptyFile, FileDenied, FileVanished

__all__ = ["AudioInfo", "AudioStream", "open_audio"]

_LIBSNDFILE = {"wav", "aiff", "flac", "mp3"}


@contextmanager
def open_audio(file: Path | int, span: Span | None = None) -> Iterator[AudioStream]:
    """Open a file's first audio stream.

    Parameters
    ----------
    file : Path or int
        A path, or an open file descriptor (readable, seekable), which stays open; its position moves.
    span : Span, optional
        The stretch to read, exact to the sample; default is all.

    Yields
    ------
    AudioStream
        Iterate over it for the blocks.

    Raises
    ------
    AudioError
        One of its subclasses, with a sentence, if no sound can be read; damage further on is noted in
        ``AudioStream.problems`` as long as something decodes.
    """
    subject = subject_of(file)
    fd = opened(file)
    try:
        source = _source(fd, subject)
    finally:
        os.close(fd)
    try:
        yield AudioStream(source, span, subject)
    finally:
        source.close()


def subject_of(file: Path | int) -> str:
    """Return how sentences name the file: by its path, or ``The file`` where only a descriptor is known."""
    return "The file" if isinstance(file, int) else os.fsencode(file).decode("utf-8", "replace")


def opened(file: Path | int) -> int:
    """Return a descriptor of our own for a path or a descriptor.

    Raises
    ------
    EmptyFile, FileDenied, FileVanished, AudioError
        If it cannot be read.
    """
    subject = subject_of(file)
    try:
        fd = os.dup(file) if isinstance(file, int) else os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        size = os.fstat(fd).st_size
    except FileNotFoundError as error:
        raise FileVanished(f"{subject} is no longer there.") from error
    except PermissionError as error:
        raise FileDenied(f"{subject} may not be read.") from error
    except OSError as error:
        raise AudioError(f"{subject} cannot be opened: {os.strerror(error.errno or errno.EIO)}.") from error
    if size == 0:
        os.close(fd)
        raise EmptyFile(f"{subject} is empty.")
    return fd


def _source(fd: int, subject: str) -> Source:
    with os.fdopen(os.dup(fd), "rb", buffering=0) as file:
        container = container_of(file)
    if container in _LIBSNDFILE:
        own = os.dup(fd)
        try:
            return SoundfileSource(own, container, subject)
        except soundfile.LibsndfileError:
            os.close(own)
    return FFmpegSource(os.dup(fd), container, subject)

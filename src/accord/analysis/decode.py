"""The front door to a file's sound: open it, whatever its format, and read it block by block."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np

from accord.analysis.decode_ffmpeg import PacketDecoder
from accord.analysis.decode_file import clock, opened, subject_of
from accord.analysis.decode_sndfile import FIRST, SECOND, SndfileDecoder
from accord.analysis.decode_sniff import container_of
from accord.analysis.decode_stream import BLOCK, AudioInfo, Block, Decoder
from accord.domain.entities import Span
from accord.domain.errors import DamagedAudio, InvalidSamples, TooShort, UnsupportedAudio

__all__ = ["BLOCK", "AudioInfo", "AudioStream", "open_audio"]

EXACT = ("wav", "aiff", "flac")
"""Containers whose header counts samples."""
MISSING = 0.5
"""Seconds that may lack in the others before a file counts as cut short (encoder padding, rounded headers)."""
ABSURD_RMS = 10.0
"""A block louder than this (+20 dBFS) cannot have been music: a lossy decoder ran on damaged bytes."""
LARGEST_FLOAT = 1e6
"""A float beyond this (+120 dBFS) is no sample: even integers written as floats by mistake stay below."""


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
    with opened(file) as raw:
        container = container_of(raw)
        with closing(_decoder(raw, container, subject)) as decoder:
            yield AudioStream(decoder, span, subject)


class AudioStream:
    """The sound of a file, or of a span of it, block by block.

    Iterating, once, yields C-contiguous float32 arrays of shape (n, channels) with 1 <= n <= 65536 at the native sample
    rate, full scale at 1. Samples beyond full scale are passed on as they are.

    Attributes
    ----------
    info : AudioInfo
        Sample rate, channels, codec and expected duration.
    problems : list of str
        Sentences about damage that was read past; complete once the iteration has ended.
    """

    def __init__(self, decoder: Decoder, span: Span | None, subject: str) -> None:
        self.info = decoder.info
        self.problems: list[str] = []
        self._decoder = decoder
        self._subject = subject
        sr = decoder.info.sr
        self._first = 0 if span is None else round(span.start * sr)
        self._last = None if span is None or span.end is None else round(span.end * sr)

    def __iter__(self) -> Iterator[Block]:
        position, peak = self._first, 0.0
        for block in self._decoder.blocks(self._first, self.problems):
            kept = block if self._last is None else block[: self._last - position]
            if len(kept):
                self._check(kept, position)
                if self._decoder.holds_floats:
                    peak = max(peak, float(np.abs(kept).max()))
                position += len(kept)
                yield kept
            if self._last is not None and position >= self._last:
                break
        if position == self._first:
            raise TooShort(f"{self._subject} holds no sound from {clock(self._first / self.info.sr)} on.")
        self._note_missing(position)
        if peak > 1.0:
            self.problems.append(
                f"{self._subject} has samples beyond full scale (peak {20 * math.log10(peak):+.1f} dBFS)."
            )

    def _check(self, block: Block, position: int) -> None:
        """Look for NaN, infinity and absurd loudness: the energy, in one fast pass, shows all three."""
        flat = block.reshape(-1)
        with np.errstate(over="ignore", invalid="ignore"):
            energy = float(np.dot(flat, flat))
        if energy <= ABSURD_RMS**2 * flat.size:
            return
        worst = ~np.isfinite(block).all(axis=1)
        if self._decoder.holds_floats:
            worst |= np.abs(block).max(axis=1) > LARGEST_FLOAT
            if worst.any():
                at = clock((position + int(worst.argmax())) / self.info.sr)
                raise InvalidSamples(f"{self._subject} holds samples that are no numbers, first at {at}.")
            return
        worst |= np.abs(block).max(axis=1) > ABSURD_RMS
        at = clock((position + int(worst.argmax())) / self.info.sr)
        block[worst] = 0.0
        self.problems.append(f"{self._subject} is damaged at {at}: what decoded as an impossible noise was muted.")

    def _note_missing(self, position: int) -> None:
        promised = self._decoder.promised
        if promised is None:
            return
        sr = self.info.sr
        due = promised if self._last is None else min(promised, self._last / sr)
        if due - position / sr > (0.5 / sr if self.info.container in EXACT else MISSING):
            got = f"{position / sr:.2f} s of {promised:.2f} s could be read"
            how = "incomplete" if self.problems else "cut short"
            self.problems.append(f"{self._subject} is {how}: {got}.")


def _decoder(raw: io.FileIO, container: str, subject: str) -> Decoder:
    if container in FIRST:
        with suppress(UnsupportedAudio):  # compressed samples in a WAV file, say: FFmpeg's
            return SndfileDecoder(raw, container, subject)
    try:
        return PacketDecoder(raw, container, subject)
    except DamagedAudio:
        if container in SECOND:
            with suppress(UnsupportedAudio):
                return SndfileDecoder(raw, container, subject)
        raise

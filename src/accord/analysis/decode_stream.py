"""A file's sound as a stream of blocks, watched while it is read: what both decoders have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from accord.domain.entities import Span
from accord.domain.errors import InvalidSamples, TooShort

Block = NDArray[np.float32]
BLOCK = 65536
"""Most frames of a block."""
MISSING = 0.5
"""Seconds that may lack at the end before a file counts as cut short (encoder padding, rounded headers)."""
ABSURD_RMS = 10.0
"""A block louder than this (+20 dBFS) cannot have been music: a lossy decoder ran on damaged bytes."""


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a file's header, checked against its first decoded frame, says."""

    sr: int
    """Hz."""
    channels: int
    codec: str
    container: str
    decoder: str
    """``libsndfile`` or ``FFmpeg``."""
    duration: float | None
    """Seconds that the header promises, of the whole file; ``None`` where it does not say."""


class Source(Protocol):
    """One decoder at work on one open file."""

    info: AudioInfo
    exact_duration: bool
    """Whether ``info.duration`` is stated by the file, not estimated from its size."""
    float_samples: bool
    """Whether the file itself holds floats, so that NaN or values beyond full scale come from it."""

    def blocks(self, first: int, problems: list[str]) -> Iterator[Block]:
        """Yield the sound from frame ``first`` on; note in ``problems`` what could not be read."""

    def close(self) -> None:
        """Let go of the decoder."""


class AudioStream:
    """The sound of a file, or of a span of it, block by block.

    Iterating once yields C-contiguous float32 arrays of shape (n, channels) with 1 <= n <= 65536 at the native sample
    rate, full scale at 1. Samples beyond full scale are passed on as they are.

    Attributes
    ----------
    info : AudioInfo
        Sample rate, channels, codec and expected duration.
    problems : list of str
        Sentences about damage that was read past; complete once the iteration has ended.
    """

    def __init__(self, source: Source, span: Span | None, subject: str) -> None:
        self.info = source.info
        self.problems: list[str] = []
        self._source = source
        self._span = span
        self._subject = subject

    def __iter__(self) -> Iterator[Block]:
        sr = self.info.sr
        first, last = _frames_of(self._span, sr)
        position = first
        peak = 0.0
        for block in self._source.blocks(first, self.problems):
            kept = block if last is None else block[: last - position]
            if len(kept):
                self._check(kept, position)
                if self._source.float_samples:
                    peak = max(peak, float(np.abs(kept).max()))
                position += len(kept)
                yield kept
            if last is not None and position >= last:
                break
        if position == first:
            raise TooShort(f"{self._subject} holds no sound{_where(self._span)}.")
        self._note_missing(position, last)
        if peak > 1.0:
            over = 20 * np.log10(peak)
            self.problems.append(f"{self._subject} has samples beyond full scale (peak {over:+.1f} dBFS).")

    def _check(self, block: Block, position: int) -> None:
        """Look for NaN, infinity and absurd loudness; the energy, one fast pass, shows all three."""
        flat = block.reshape(-1)
        energy = float(np.dot(flat, flat))
        if np.isfinite(energy) and energy <= ABSURD_RMS**2 * flat.size:
            return
        bad = ~np.isfinite(block).all(axis=1)
        if self._source.float_samples:
            if bad.any():
                at = clock((position + int(bad.argmax())) / self.info.sr)
                raise InvalidSamples(
                    f"{self._subject} holds samples that are not numbers (NaN or infinite), first at {at}."
                )
            return
        worst = bad | (np.abs(block).max(axis=1) > ABSURD_RMS)
        at = clock((position + int(worst.argmax())) / self.info.sr)
        block[worst] = 0.0
        self.problems.append(f"{self._subject} is damaged at {at}: the sound decoded there is noise and was muted.")

    def _note_missing(self, position: int, last: int | None) -> None:
        duration = self.info.duration
        if duration is None or not self._source.exact_duration:
            return
        due = duration if last is None else min(duration, last / self.info.sr)
        got = position / self.info.sr
        if due - got > MISSING:
            self.problems.append(f"{self._subject} is cut short: {got:.1f} s of {duration:.1f} s could be read.")


def batched(pieces: Iterator[Block], channels: int) -> Iterator[Block]:
    """Join short pieces of shape (n, channels) into blocks of ``BLOCK`` frames; the last may be shorter."""
    block = np.empty((BLOCK, channels), np.float32)
    filled = 0
    for piece in pieces:
        start = 0
        while start < len(piece):
            taken = min(BLOCK - filled, len(piece) - start)
            block[filled : filled + taken] = piece[start : start + taken]
            filled += taken
            start += taken
            if filled == BLOCK:
                yield block
                block = np.empty((BLOCK, channels), np.float32)
                filled = 0
    if filled:
        yield block[:filled]


def clock(seconds: float) -> str:
    """Return a position as people write it: ``m:ss``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _frames_of(span: Span | None, sr: int) -> tuple[int, int | None]:
    if span is None:
        return 0, None
    return round(span.start * sr), None if span.end is None else round(span.end * sr)


def _where(span: Span | None) -> str:
    return "" if span is None else f" from {clock(span.start)} on"


Opener = Callable[[int, str, str], Source]
"""Opens a decoder: file descriptor (the decoder owns it), container, the file's name in sentences."""

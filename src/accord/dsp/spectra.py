"""One pass over the samples: everything that the features are computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.fft
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from accord.dsp import chroma, loudness, mel
from accord.dsp.excerpts import Excerpts

SR = 22050
"""Hz at which spectra are taken."""
HOP_LENGTH = 441
FRAME_RATE = SR / HOP_LENGTH
"""Frames of mel bands a second: 50."""
N_FFT = 2048
N_MELS = 64
FMIN = 30.0
CHROMA_SR = SR / 4
"""Hz at which pitch-class profiles are taken: a quarter of the rate gives four times the resolution at a fifth of
the cost."""
CHROMA_HOP_LENGTH = 512
CHROMA_RATE = CHROMA_SR / CHROMA_HOP_LENGTH
"""Frames of pitch-class profiles a second: 10.77."""
CHROMA_N_FFT = 2048
LOWEST, TREBLE, BASS, HIGHEST = 55.0, 100.0, 400.0, 2100.0
"""Hz; the bass profile is fed by peaks from ``LOWEST`` to ``BASS``, the treble profile from ``TREBLE`` to
``HIGHEST``."""
EXCERPT = 2 * SR
"""Samples of a stretch of sound that is kept for what needs the sound itself."""
PASSAGE = round(3.05 * SR)
"""Samples of a stretch that is kept for what needs longer ones."""
BATCH = 256
"""Frames that are transformed at a time, so that a batch stays in the cache."""


@dataclass(frozen=True, slots=True)
class Spectra:
    """What one pass over a track leaves: levels, pitch-class profiles, energies."""

    duration: float
    """Seconds."""
    mel: NDArray[np.float32]
    """Shape (n, N_MELS): dB below a full-scale sine, at ``FRAME_RATE``; frame i is centred on ``i / FRAME_RATE``."""
    bass: NDArray[np.float32]
    """Shape (m, chroma.BINS): peak profile of the bass, at ``CHROMA_RATE``."""
    treble: NDArray[np.float32]
    """Shape (m, chroma.BINS): peak profile of all but the lowest notes."""
    mean_squares: NDArray[np.float64]
    """Shape (k,): K-weighted mean squares at ``loudness.ENERGY_RATE``."""
    peak: float
    """Largest absolute sample."""
    excerpts: NDArray[np.float32]
    """Shape (e,): mono samples at ``SR``, of up to ``excerpts.COUNT`` stretches of ``EXCERPT`` one after the other."""
    passages: NDArray[np.float32]
    """Shape (p,): the same of stretches of ``PASSAGE``; none where nobody asked for them."""


class SpectraBuilder:
    """Takes blocks of samples and makes ``Spectra``, never holding more than a few seconds of sound.

    Parameters
    ----------
    sr : int
        Hz of the blocks.
    channels : int
        Channels of the blocks.
    passages : bool
        Whether anything listens to passages: they take up to 9 MB.
    """

    def __init__(self, sr: int, channels: int, *, passages: bool = False) -> None:
        self._sr = sr
        self._samples = 0
        self._peak = 0.0
        self._resampler = soxr.ResampleStream(sr, SR, 1, dtype="float32", quality="HQ") if sr != SR else None
        self._decimator = soxr.ResampleStream(SR, CHROMA_SR, 1, dtype="float32", quality="MQ")
        self._biquads = loudness.k_weighting(sr)
        self._weights = loudness.channel_weights(channels)
        self._downmix = np.full(channels, 1.0 / channels, dtype=np.float32)
        self._filters = np.zeros((channels, 4))
        self._energies: list[NDArray[np.float64]] = []
        self._open_cell = np.zeros(1)
        self._mel = _Frames(N_FFT, HOP_LENGTH, self._mel_frames)
        self._chroma = _Frames(CHROMA_N_FFT, CHROMA_HOP_LENGTH, self._chroma_frames)
        self._levels = _Rows(N_MELS)
        self._bass = _Rows(chroma.BINS)
        self._treble = _Rows(chroma.BINS)
        self._excerpts = Excerpts(EXCERPT)
        self._passages = Excerpts(PASSAGE) if passages else None
        self._first_bin, self._share = mel.mel_map(SR, N_FFT, N_MELS, FMIN)

    def add(self, block: NDArray[np.float32]) -> None:
        """Take the next block, shape (n, channels)."""
        n = len(block)
        if n == 0:
            return
        self._weigh(block)
        self._samples += n
        self._peak = max(self._peak, float(block.max()), -float(block.min()))
        mono = block[:, 0] if block.shape[1] == 1 else block @ self._downmix
        self._take(mono if self._resampler is None else self._resampler.resample_chunk(mono))

    def finish(self) -> Spectra:
        """Return what the pass leaves; call it once, after the last block."""
        if self._resampler is not None:
            self._take(self._resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        self._chroma.add(self._decimator.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        self._mel.finish()
        self._chroma.finish()
        sums = np.concatenate([*self._energies, self._open_cell])[: self._samples * loudness.ENERGY_RATE // self._sr]
        return Spectra(
            duration=self._samples / self._sr,
            mel=self._levels.joined(),
            bass=self._bass.joined(),
            treble=self._treble.joined(),
            mean_squares=sums * (loudness.ENERGY_RATE / self._sr),
            peak=self._peak,
            excerpts=self._excerpts.joined(),
            passages=np.zeros(0, dtype=np.float32) if self._passages is None else self._passages.joined(),
        )

    def _weigh(self, block: NDArray[np.float32]) -> None:
        first = self._samples * loudness.ENERGY_RATE // self._sr
        last = (self._samples + len(block) - 1) * loudness.ENERGY_RATE // self._sr
        cells = np.zeros(last - first + 1)
        cells[0] = self._open_cell[0]
        loudness.weighted_energies(
            block, self._weights, self._biquads, self._filters, self._samples, self._sr, cells, first
        )
        whole = (self._samples + len(block)) * loudness.ENERGY_RATE // self._sr - first
        self._energies.append(cells[:whole])
        self._open_cell = cells[whole:] if whole < len(cells) else np.zeros(1)

    def _take(self, y: NDArray[np.float32]) -> None:
        self._mel.add(y)
        self._excerpts.add(y)
        if self._passages is not None:
            self._passages.add(y)
        self._chroma.add(self._decimator.resample_chunk(y))

    def _mel_frames(self, spectrum: NDArray[np.complex64]) -> None:
        levels = self._levels.next(len(spectrum))
        mel.mel_decibels(spectrum, self._first_bin, self._share, full_scale(N_FFT), levels)

    def _chroma_frames(self, spectrum: NDArray[np.complex64]) -> None:
        bass, treble = self._bass.next(len(spectrum)), self._treble.next(len(spectrum))
        chroma.peak_profiles(spectrum, CHROMA_SR / CHROMA_N_FFT, LOWEST, TREBLE, BASS, HIGHEST, bass, treble)


def full_scale(n_fft: int) -> float:
    """Return the factor that makes the power of a full-scale sine under a Hann window 1."""
    return (4.0 / n_fft) ** 2


class _Frames:
    """Cuts a stream of samples into centred, windowed frames and hands on their spectra, a batch at a time."""

    def __init__(self, n_fft: int, hop_length: int, consume: Callable[[NDArray[np.complex64]], None]) -> None:
        self._n_fft = n_fft
        self._hop_length = hop_length
        self._consume = consume
        self._window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(n_fft) / n_fft)).astype(np.float32)
        self._pending = [np.zeros(n_fft // 2, dtype=np.float32)]
        self._held = n_fft // 2
        self._batch = n_fft + (BATCH - 1) * hop_length

    def add(self, y: NDArray[np.float32]) -> None:
        self._pending.append(y)
        self._held += len(y)
        if self._held >= self._batch:
            self._transform()

    def finish(self) -> None:
        self.add(np.zeros(self._n_fft // 2, dtype=np.float32))
        self._transform()

    def _transform(self) -> None:
        y = np.concatenate(self._pending)
        hop, n_fft = self._hop_length, self._n_fft
        done = 0
        while len(y) - done >= n_fft:
            piece = y[done : done + self._batch]
            frames = sliding_window_view(piece, n_fft)[::hop] * self._window
            self._consume(scipy.fft.rfft(frames, overwrite_x=True))
            done += len(frames) * hop
        self._pending = [y[done:]]
        self._held = len(y) - done


class _Rows:
    """A table that grows in place, so that a long one is never in memory twice.

    Parameters
    ----------
    width : int
        Numbers in a row.
    """

    CHUNK = 8192

    def __init__(self, width: int) -> None:
        self._table = np.zeros((self.CHUNK, width), dtype=np.float32)
        self._used = 0

    def next(self, count: int) -> NDArray[np.float32]:
        """Return the next ``count`` rows, zeros, to be filled before any more are asked for."""
        rows, width = self._table.shape
        if self._used + count > rows:
            # no view of the old place is in use: each was filled before this call
            self._table.resize((rows + max(self.CHUNK, count), width), refcheck=False)
        self._used += count
        return self._table[self._used - count : self._used]

    def joined(self) -> NDArray[np.float32]:
        """Return all rows that were filled."""
        return self._table[: self._used]

"""What features are computed from: the spectra of a track, and what is derived from them once for all."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from accord.dsp import chroma, harmonic_percussive, loudness, mel, onset
from accord.dsp.key_path import key_path
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE, Spectra
from accord.features.beat_network import beat_log_odds

ONSET_FLOOR = 50.0
"""dB below the loudest band of the track under which nothing begins."""
ONSET_SPLITS = np.array([0, 5, 16, 36, 64])
"""Groups of mel bands for onsets: below 190 Hz, to 860 Hz, to 3.1 kHz, above."""


class Evidence:
    """The shared intermediates of a track, each computed when first asked for.

    Parameters
    ----------
    spectra : Spectra
        What the pass over the samples left.
    """

    def __init__(self, spectra: Spectra) -> None:
        self.spectra = spectra

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.spectra.duration

    @property
    def mel(self) -> NDArray[np.float32]:
        """Shape (n, 64), dB, 50 frames a second; see ``Spectra.mel``."""
        return self.spectra.mel

    @cached_property
    def fluxes(self) -> NDArray[np.float32]:
        """Shape (n, 4): rise of level in dB, in the groups of ``ONSET_SPLITS`` from low to high."""
        floor = max(float(self.mel.max()) - ONSET_FLOOR, mel.FLOOR)
        out = np.empty((len(self.mel), len(ONSET_SPLITS) - 1), dtype=np.float32)
        onset.band_fluxes(self.mel, ONSET_SPLITS, floor, out)
        return out

    @cached_property
    def onset_envelope(self) -> NDArray[np.float32]:
        """Shape (n,): onset strength, the mean of the groups' rises in dB."""
        return np.asarray(self.fluxes.mean(axis=1), dtype=np.float32)

    @cached_property
    def _shares(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        harmonic = np.empty(len(self.mel), dtype=np.float32)
        percussive = np.empty_like(harmonic)
        harmonic_percussive.shares(self.mel, harmonic, percussive)
        return harmonic, percussive

    @property
    def harmonic(self) -> NDArray[np.float32]:
        """Shape (n,): power of what lasts."""
        return self._shares[0]

    @property
    def percussive(self) -> NDArray[np.float32]:
        """Shape (n,): power of what is short and broad."""
        return self._shares[1]

    @cached_property
    def tuning(self) -> float:
        """Semitones above 440 Hz, -0.5 to 0.5."""
        return chroma.tuning(self.spectra.treble)

    @cached_property
    def treble(self) -> NDArray[np.float32]:
        """Shape (m, 12): pitch classes C to B above the bass, at ``spectra.CHROMA_RATE``."""
        return chroma.fold(self.spectra.treble, self.tuning)

    @cached_property
    def bass(self) -> NDArray[np.float32]:
        """Shape (m, 12): pitch classes C to B of the bass, at ``spectra.CHROMA_RATE``."""
        return chroma.fold(self.spectra.bass, self.tuning)

    @cached_property
    def keys(self) -> NDArray[np.float64]:
        """Shape (k, 2, 12): probability of each key over time, in equal stretches; see ``key_path``."""
        return key_path(self.treble, self.bass, CHROMA_RATE)

    @cached_property
    def harmonic_change(self) -> NDArray[np.float64]:
        """Shape (n,): how much treble and bass differ from 0.2 s before, 0 to 2, 50 frames a second; 0 in silence."""
        change = np.zeros(len(self.treble))
        for profile in (self.treble, self.bass):
            shape = np.sqrt(profile / (profile.sum(axis=1, keepdims=True) + 1e-6))
            present = (shape[2:] * shape[2:]).sum(axis=1)  # 1 where anything sounds, else 0
            change[2:] += np.maximum(0.0, present - (shape[2:] * shape[:-2]).sum(axis=1))
        frames = np.arange(len(self.mel)) / FRAME_RATE
        return np.interp(frames, (np.arange(len(change)) - 1.0) / CHROMA_RATE, change)

    @cached_property
    def beat_log_odds(self) -> NDArray[np.float32] | None:
        """Shape (n, 2): the network's log-odds of a beat and of a downbeat, 50 frames a second; ``None`` without it."""
        return beat_log_odds(self.mel, self.bass, self.treble)

    @cached_property
    def loudness(self) -> NDArray[np.float64]:
        """Shape (k,): loudness in LUFS of each 5 ms."""
        return loudness.decibels(self.spectra.mean_squares)

"""Curves of loudness over a note."""

from __future__ import annotations

import numpy as np

from accord.demo.sound.oscillators import SR, Audio


def adsr(n: int, attack: float, decay: float, sustain: float, release: float) -> Audio:
    """Return an envelope: a linear rise, an exponential fall to a held level, a smooth end.

    Parameters
    ----------
    n : int
        Samples of the whole note, release included.
    attack, decay : float
        Seconds.
    sustain : float
        The held level, 0 to 1.
    release : float
        Seconds.

    Returns
    -------
    array of shape (n,), float32
        In 0 to 1; the last sample is 0.
    """
    t = np.arange(n) / SR
    held = sustain + (1.0 - sustain) * np.exp(-np.maximum(t - attack, 0.0) * 4.0 / max(decay, 1e-3))
    rise = np.minimum(t / max(attack, 1e-4), 1.0)
    left = np.clip((t[-1] - t) / max(release, 1e-4), 0.0, 1.0)
    curve: Audio = (rise * held * left * left * (3.0 - 2.0 * left)).astype(np.float32)
    return curve


def decaying(n: int, seconds_to_60_db: float) -> Audio:
    """Return an exponential decay from 1, by 60 dB in the given seconds; shape (n,)."""
    curve: Audio = np.exp(np.arange(n) * (-6.9078 / (seconds_to_60_db * SR))).astype(np.float32)
    return curve


def ends_smoothed(y: Audio, fade: float = 0.005) -> Audio:
    """Return `y` with its last `fade` seconds faded to 0, so that it does not click."""
    n = min(len(y), int(fade * SR))
    y[len(y) - n :] *= np.linspace(1.0, 0.0, n, dtype=np.float32)
    return y

"""What Silero VAD, a small network of others, makes of a track's sound: how surely somebody speaks."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray

from accord.domain.errors import NetworkRefused
from accord.dsp.spectra import SR
from accord.features.networks.runtime import network

NAME = "voice"
VOICE_SR = 16_000
"""Hz of the sound that the network hears."""
FRAME, CONTEXT = 512, 64
"""Samples that the network judges at a time, and samples before them that it is shown too."""
STATE = (1, 1, 128)
"""Shape of what it remembers of the frames before, in each of two parts."""
LEVEL = 0.08
"""Root mean square to which the sound is brought, so that its gain is of no account: that of loud speech."""
SOFTEST = 1e-5
"""Root mean square under which there is no sound: -100 dB."""


def voice_probabilities(excerpts: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return how likely somebody speaks, frame by frame.

    Parameters
    ----------
    excerpts : ndarray of float32, shape (n,)
        Samples at ``spectra.SR``.

    Returns
    -------
    ndarray of float32, shape (m,), or None
        0 to 1 for each 32 ms; ``None`` where there is no such network (``refusal`` says why).
    """
    run = network(NAME)
    if isinstance(run, NetworkRefused):
        return None
    frames = voice_input(excerpts)
    if not len(frames):
        return np.zeros(0, dtype=np.float32)
    nothing = np.zeros(STATE, dtype=np.float32)
    return run(frames, h=nothing, c=nothing)


def refusal() -> str | None:
    """Return why there is no network here, ``None`` where there is one."""
    run = network(NAME)
    return str(run) if isinstance(run, NetworkRefused) else None


def voice_input(excerpts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the network is fed with.

    Parameters
    ----------
    excerpts : ndarray of float32, shape (n,)
        Samples at ``spectra.SR``.

    Returns
    -------
    ndarray of float32, shape (m, CONTEXT + FRAME)
        Whole frames at ``VOICE_SR`` and ``LEVEL``, each after the last samples of the one before; none in silence.
    """
    y = soxr.resample(excerpts, SR, VOICE_SR, quality="MQ")
    count = len(y) // FRAME
    level = float(np.sqrt(np.mean(np.square(y, dtype=np.float64)))) if count else 0.0
    if level < SOFTEST:
        return np.zeros((0, CONTEXT + FRAME), dtype=np.float32)
    frames = np.zeros((count, CONTEXT + FRAME), dtype=np.float32)
    np.multiply(y[: count * FRAME].reshape(count, FRAME), np.float32(LEVEL / level), out=frames[:, CONTEXT:])
    frames[1:, :CONTEXT] = frames[:-1, -CONTEXT:]
    return frames

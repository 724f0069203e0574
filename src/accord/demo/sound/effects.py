"""What a mixing desk adds: drive, chorus, echo, room, ducking, automation, the last limiter."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from accord.demo.sound.filters import highpass, lowpass
from accord.demo.sound.oscillators import SR, Audio


def amplifier(y: Audio, drive: float) -> Audio:
    """Return `y` (shape (n,)) through a distorting guitar amplifier and its loudspeaker."""
    driven = np.tanh(drive * highpass(y, 110.0))
    return highpass(lowpass(lowpass(driven, 4200.0), 4600.0), 80.0)


def chorus(y: Audio, depth: float = 0.0025) -> NDArray[np.float32]:
    """Return `y` made wide: each side adds a copy whose delay sways.

    Parameters
    ----------
    y : array of shape (n,)
    depth : float
        Seconds.

    Returns
    -------
    array of shape (2, n), float32
    """
    return np.stack([_swaying(y, 0.31, 0.0, depth * SR), _swaying(y, 0.37, 1.9, depth * SR)])


def echo(y: NDArray[np.float32], delay: float, feedback: float, mix: float) -> NDArray[np.float32]:
    """Return `y` with echoes that change sides.

    Parameters
    ----------
    y : array of shape (2, n)
    delay : float
        Seconds.
    feedback, mix : float
        Level of each echo against the last, and of the first against the sound; 0 to 1.

    Returns
    -------
    array of shape (2, n), float32
    """
    step = int(delay * SR)
    out = y.copy()
    level = mix
    source = y
    for k in range(1, 7):
        source = source[::-1]
        out[:, k * step :] += np.float32(level) * source[:, : max(source.shape[1] - k * step, 0)]
        level *= feedback
    return out


def room(y: NDArray[np.float32], decay: float, damping: float, predelay: float = 0.012) -> NDArray[np.float32]:
    """Return the reverberation of `y`, without `y` itself.

    Parameters
    ----------
    y : array of shape (2, n)
    decay : float
        Seconds until the sound in the room has fallen by 60 dB.
    damping : float
        0 (tiles) to 1 (curtains).
    predelay : float
        Seconds before the room answers.

    Returns
    -------
    array of shape (2, n), float32

    Notes
    -----
    A feedback delay network with a Householder matrix: Jot and Chaigne, "Digital delay networks for designing
    artificial reverberators", AES Convention 90, 1991.
    """
    lengths = np.array([1327, 1559, 1811, 2053, 2371, 2687, 3011, 3407])
    gains = (10.0 ** (-3.0 * lengths / SR / decay)).astype(np.float32)
    out: NDArray[np.float32] = _network(y, lengths, gains, np.float32(0.7 * damping), int(predelay * SR))
    return out


def ducking(beats: NDArray[np.float64], n: int, depth: float, recovery: float) -> Audio:
    """Return the gain that a compressor keyed by the kick drum gives.

    Parameters
    ----------
    beats : array of shape (k,)
        Seconds of the kicks, increasing.
    n : int
        Samples.
    depth : float
        0 (none) to 1 (silence at the kick).
    recovery : float
        Seconds until the gain is back.

    Returns
    -------
    array of shape (n,), float32
    """
    t = np.arange(n) / SR
    last = np.searchsorted(beats, t, side="right") - 1
    since = np.where(last >= 0, t - beats[np.maximum(last, 0)], recovery)
    return (1.0 - depth * (1.0 - np.clip(since / recovery, 0.0, 1.0)) ** 2).astype(np.float32)


def limited(y: NDArray[np.float32], ceiling: float = 0.89) -> NDArray[np.float32]:
    """Return `y` with what exceeds three quarters of `ceiling` bent back, so that no sample passes `ceiling`."""
    knee = np.float32(0.75 * ceiling)
    span = np.float32(ceiling) - knee
    size = np.abs(y)
    over = size > knee
    out = y.copy()
    out[over] = np.sign(y[over]) * (knee + span * np.tanh((size[over] - knee) / span))
    return out


@njit(cache=True, nogil=True)
def _swaying(y, rate, phase, depth):  # type: ignore[no-untyped-def]
    out = np.empty_like(y)
    delay = 0.0
    for i in range(y.size):
        if i % 64 == 0:
            delay = depth * (2.0 + np.sin(2.0 * np.pi * rate * i / 44100.0 + phase))
            slope = depth * (2.0 + np.sin(2.0 * np.pi * rate * (i + 64) / 44100.0 + phase)) - delay
        at = i - delay - slope * (i % 64) / 64.0
        whole = int(np.floor(at))
        copy = y[whole] + (at - whole) * (y[whole + 1] - y[whole]) if whole >= 0 else 0.0
        out[i] = 0.75 * y[i] + 0.55 * copy
    return out


@njit(cache=True, nogil=True)
def _network(y, lengths, gains, damping, predelay):  # type: ignore[no-untyped-def]
    n = y.shape[1]
    lines = lengths.size
    buffer = np.zeros((lines, lengths.max()), np.float32)
    at = np.zeros(lines, np.int64)
    state = np.zeros(lines, np.float32)
    tap = np.zeros(lines, np.float32)
    out = np.zeros((2, n), np.float32)
    for i in range(n):
        j = i - predelay
        total = np.float32(0.0)
        for k in range(lines):
            read = buffer[k, at[k]]
            state[k] = read + damping * (state[k] - read)
            tap[k] = gains[k] * state[k]
            total += tap[k]
            out[k % 2, i] += read if k % 4 < 2 else -read
        total *= np.float32(2.0 / lines)
        for k in range(lines):
            fresh = y[k % 2, j] if j >= 0 else np.float32(0.0)
            buffer[k, at[k]] = fresh + tap[k] - total
            at[k] += 1
            if at[k] == lengths[k]:
                at[k] = 0
    return out * np.float32(0.25)

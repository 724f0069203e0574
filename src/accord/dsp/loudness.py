"""Loudness after ITU-R BS.1770-4: K-weighting, energies on a fine grid, gating."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

ENERGY_RATE = 200
"""Energies a second of the fine grid: fine enough for an attack, and 80 of them are a gating block of 400 ms."""
OFFSET = -0.691
"""dB; makes a 997 Hz full-scale sine in one channel read -3.01 LUFS (BS.1770-4)."""
ABSOLUTE_GATE = -70.0
"""LUFS."""
RELATIVE_GATE = -10.0
"""LU below the loudness of the blocks above the absolute gate."""
SILENCE = -100.0
"""dB that stand for no energy at all."""

CHANNEL_WEIGHTS = {5: (1, 1, 1, 1.41, 1.41), 6: (1, 1, 1, 0, 1.41, 1.41), 8: (1, 1, 1, 0, 1.41, 1.41, 1.41, 1.41)}
"""Weights by number of channels, in the order of WAVE and FFmpeg; the low-frequency channel does not count."""


def k_weighting(sr: int) -> NDArray[np.float64]:
    """Return the two biquads of the K-weighting filter at any sampling rate.

    Parameters
    ----------
    sr : int
        Hz.

    Returns
    -------
    ndarray, shape (2, 5)
        Rows are the shelf and the high-pass; columns b0, b1, b2, a1, a2 with a0 = 1.

    Notes
    -----
    BS.1770-4 gives coefficients at 48 kHz only. The analogue prototypes are those of B. De Man, "Evaluation of
    Implementations of the EBU R128 Loudness Measurement", AES 145, 2018.
    """
    gain, quality, centre = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = math.tan(math.pi * centre / sr)
    vh = 10 ** (gain / 20)
    vb = vh**0.4996667741545416
    a0 = 1 + k / quality + k * k
    shelf = (
        (vh + vb * k / quality + k * k) / a0,
        2 * (k * k - vh) / a0,
        (vh - vb * k / quality + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / quality + k * k) / a0,
    )
    quality, centre = 0.5003270373238773, 38.13547087602444
    k = math.tan(math.pi * centre / sr)
    a0 = 1 + k / quality + k * k
    high_pass = (1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0)
    return np.array([shelf, high_pass])


def channel_weights(channels: int) -> NDArray[np.float64]:
    """Return the weight of each channel in the sum of energies (BS.1770-4, table 3), shape (channels,)."""
    return np.array(CHANNEL_WEIGHTS.get(channels, (1.0,) * channels), dtype=np.float64)


@njit(cache=True, fastmath=True)
def weighted_energies(
    block: NDArray[np.float32],
    weights: NDArray[np.float64],
    biquads: NDArray[np.float64],
    state: NDArray[np.float64],
    position: int,
    sr: int,
    energies: NDArray[np.float64],
    first: int,
) -> None:
    """Add the K-weighted energy of a block of samples to the fine grid.

    Parameters
    ----------
    block : ndarray, shape (n, channels)
        Samples.
    weights : ndarray, shape (channels,)
        From ``channel_weights``.
    biquads : ndarray, shape (2, 5)
        From ``k_weighting``.
    state : ndarray, shape (channels, 4)
        Memory of the filters; zeros at first, changed in place.
    position : int
        Index of the block's first sample in the track.
    sr : int
        Hz.
    energies : ndarray, shape (m,)
        Sums of squares; its cell i holds the samples from ``(first + i) * sr / ENERGY_RATE`` on. Changed in place.
    first : int
        Index in the track of the first cell of ``energies``.
    """
    channels = block.shape[1]
    for c in range(0, channels, 2):
        # two channels at a time: each is a chain of dependent operations, and two chains fill the pipeline
        d = min(c + 1, channels - 1)
        _pair_energies(
            block, c, d, weights[c], weights[d] if d > c else 0.0, biquads, state, position, sr, energies, first
        )


@njit(cache=True, fastmath=True)
def _pair_energies(
    block: NDArray[np.float32],
    c: int,
    d: int,
    weight_c: float,
    weight_d: float,
    biquads: NDArray[np.float64],
    state: NDArray[np.float64],
    position: int,
    sr: int,
    energies: NDArray[np.float64],
    first: int,
) -> None:
    b0, b1, b2, a1, a2 = biquads[0, 0], biquads[0, 1], biquads[0, 2], biquads[0, 3], biquads[0, 4]
    c1, c2 = biquads[1, 3], biquads[1, 4]
    p1, p2, p3, p4 = state[c, 0], state[c, 1], state[c, 2], state[c, 3]
    q1, q2, q3, q4 = state[d, 0], state[d, 1], state[d, 2], state[d, 3]
    n = len(block)
    i = 0
    while i < n:
        cell = (position + i) * ENERGY_RATE // sr
        edge = min(n, ((cell + 1) * sr + ENERGY_RATE - 1) // ENERGY_RATE - position)
        total_c, total_d = 0.0, 0.0
        for k in range(i, edge):
            x, y = np.float64(block[k, c]), np.float64(block[k, d])
            u, v = b0 * x + p1, b0 * y + q1
            p1, q1 = b1 * x - a1 * u + p2, b1 * y - a1 * v + q2
            p2, q2 = b2 * x - a2 * u, b2 * y - a2 * v
            f, g = u + p3, v + q3
            p3, q3 = p4 - 2.0 * u - c1 * f, q4 - 2.0 * v - c1 * g
            p4, q4 = u - c2 * f, v - c2 * g
            total_c += f * f
            total_d += g * g
        energies[cell - first] += weight_c * total_c + weight_d * total_d
        i = edge
    state[c, 0], state[c, 1], state[c, 2], state[c, 3] = p1, p2, p3, p4
    state[d, 0], state[d, 1], state[d, 2], state[d, 3] = q1, q2, q3, q4


def decibels(energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mean-square energies as loudness in LUFS, ``SILENCE`` where there is none."""
    floor = 10 ** ((SILENCE - OFFSET) / 10)
    levels: NDArray[np.float64] = OFFSET + 10 * np.log10(np.maximum(energy, floor))
    return levels


def integrated(mean_squares: NDArray[np.float64]) -> float:
    """Return the gated loudness of a whole programme.

    Parameters
    ----------
    mean_squares : ndarray, shape (m,)
        K-weighted mean squares at ``ENERGY_RATE`` a second.

    Returns
    -------
    float
        LUFS; ``SILENCE`` where all is below the absolute gate.

    Notes
    -----
    ITU-R BS.1770-4, "Algorithms to measure audio programme loudness and true-peak audio level", 2015: blocks of
    400 ms that overlap by 75 %, an absolute gate, then a relative one. What is shorter than a block is one block.
    """
    blocks = block_means(mean_squares, width=80, hop=20)
    loud = blocks[decibels(blocks) > ABSOLUTE_GATE]
    if loud.size == 0:
        return SILENCE
    gate = decibels(loud.mean(keepdims=True))[0] + RELATIVE_GATE
    loud = loud[decibels(loud) > gate]
    return float(decibels(loud.mean(keepdims=True))[0]) if loud.size else SILENCE


def block_means(mean_squares: NDArray[np.float64], width: int, hop: int) -> NDArray[np.float64]:
    """Return means over windows of ``width`` cells every ``hop`` cells; one window where there is less."""
    if mean_squares.size <= width:
        return mean_squares.mean(keepdims=True) if mean_squares.size else np.zeros(1)
    sums = np.concatenate(([0.0], np.cumsum(mean_squares)))
    starts = np.arange(0, mean_squares.size - width + 1, hop)
    means: NDArray[np.float64] = np.maximum(sums[starts + width] - sums[starts], 0.0) / width
    return means

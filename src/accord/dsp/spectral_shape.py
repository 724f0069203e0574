"""The shape of each frame's spectrum, from its mel bands."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, fastmath=True)
def shape(
    mel: NDArray[np.float32], floor: float, sounding: float, low: int, high: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how even, bright and deep the sounding frames are, and the mean power of each band.

    Parameters
    ----------
    mel : ndarray of float32, shape (frames, bands)
        dB.
    floor : float
        dB at which a band holds nothing, lest silence look like faint treble.
    sounding : float
        dB that the loudest band of a frame must exceed for the frame to count.
    low, high : int
        Bands below ``low`` are deep, bands from ``high`` on are bright.

    Returns
    -------
    means : ndarray, shape (3,)
        Over the frames that count: entropy over bands as a share of the largest possible, root of the share of power
        in bright bands, root of that in deep bands, each 0 to 1; zeros where no frame counts.
    power : ndarray, shape (bands,)
        Mean power of each band over all frames.

    Notes
    -----
    H. Misra, S. Ikbal, H. Bourlard, H. Hermansky, "Spectral Entropy Based Feature for Robust ASR", ICASSP 2004.
    """
    frames, bands = mel.shape
    means = np.zeros(3)
    power = np.zeros(bands)
    frame = np.empty(bands, dtype=np.float32)
    counted = 0
    for t in range(frames):
        total = np.float32(0.0)
        weighted = np.float32(0.0)
        loudest = np.float32(-1000.0)
        for b in range(bands):
            log_power = np.float32(0.2302585093) * mel[t, b]
            frame[b] = np.exp(log_power) if mel[t, b] > floor else np.float32(0.0)
            loudest = max(loudest, mel[t, b])
            total += frame[b]
            weighted += frame[b] * log_power
        for b in range(bands):
            power[b] += frame[b]
        if loudest <= sounding:
            continue
        bright = np.float32(0.0)
        deep = np.float32(0.0)
        for b in range(high, bands):
            bright += frame[b]
        for b in range(low):
            deep += frame[b]
        # entropy of p_b = frame_b / total, from the sum of frame_b * log(frame_b)
        means[0] += (np.log(total) - weighted / total) / np.log(float(bands))
        means[1] += np.sqrt(bright / total)
        means[2] += np.sqrt(deep / total)
        counted += 1
    return means / max(counted, 1), power / max(frames, 1)

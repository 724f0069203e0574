"""What a small network of our own makes of a track: how likely each frame is a beat, and a downbeat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Floats
from accord.domain.errors import NetworkRefused
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE, N_MELS
from accord.features.networks.runtime import network

NAME = "beats"
RANGE = 60.0
"""dB below the loud frames of a track that the network hears."""
LOUD = 95.0
"""Percentile of the frames' loudest bands that counts as loud."""
SPANS = (0.25, 0.5, 1.0, 2.0)
"""Seconds before and after a frame whose harmony is compared."""
INPUTS = N_MELS + 2 * len(SPANS)
"""Numbers a frame: mel bands, then the novelty of the bass and of the treble for each span."""
WINDOW, OVERLAP = 3000, 500
"""Frames that are run at a time, and frames on either side of them that are run too and thrown away: 60 s, 10 s."""


def beat_log_odds(
    mel: NDArray[np.float32], bass: NDArray[np.float32], treble: NDArray[np.float32]
) -> NDArray[np.float32] | None:
    """Return the network's log-odds of a beat and of a downbeat.

    Parameters
    ----------
    mel, bass, treble : ndarray of float32
        As ``network_input`` takes them.

    Returns
    -------
    ndarray of float32, shape (n, 2), or None
        At ``FRAME_RATE``; ``None`` where there is no such network (``refusal`` says why).
    """
    run = network(NAME)
    if isinstance(run, NetworkRefused):
        return None
    x = network_input(mel, bass, treble)
    out = np.empty((len(x), 2), dtype=np.float32)
    for start in range(0, len(x), WINDOW):
        first = max(0, start - OVERLAP)
        window = x[first : start + WINDOW + OVERLAP]
        even = np.concatenate((window, np.zeros((len(window) % 2, INPUTS), dtype=np.float32)))
        end = min(start + WINDOW, len(x))
        out[start:end] = run(even[None])[0, start - first : end - first]
    return out


def refusal() -> str | None:
    """Return why there is no network here, ``None`` where there is one."""
    run = network(NAME)
    return str(run) if isinstance(run, NetworkRefused) else None


def calibrated(log_odds: Floats, offset: float, own: float, around: float) -> Floats:
    """Return the chance that events are what the network takes them for.

    Parameters
    ----------
    log_odds : ndarray, shape (n,)
        The network's, of each event.
    offset, own, around : float
        A logistic regression: what holds for all, and the weights of an event's own log-odds and of the mean over the
        nine around it.

    Returns
    -------
    ndarray, shape (n,)
        0 to 1.
    """
    if not len(log_odds):
        return np.zeros(0)
    mean = np.convolve(np.pad(log_odds, 4, mode="edge"), np.full(9, 1.0 / 9.0), "valid")
    return np.asarray(1.0 / (1.0 + np.exp(-(offset + own * log_odds + around * mean))))


def network_input(
    mel: NDArray[np.float32], bass: NDArray[np.float32], treble: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return what the network is fed with.

    Parameters
    ----------
    mel : ndarray of float32, shape (n, N_MELS)
        dB, at ``FRAME_RATE``.
    bass, treble : ndarray of float32, shape (m, 12)
        Pitch classes, at ``CHROMA_RATE``.

    Returns
    -------
    ndarray of float32, shape (n, INPUTS)
        At ``FRAME_RATE``, each 0 to about 1: mel levels from ``RANGE`` under the loud frames up, which makes the
        network deaf to gain, and by how much the harmony after a frame differs from that before.
    """
    out = np.zeros((len(mel), INPUTS), dtype=np.float32)
    loud = np.float32(np.percentile(mel.max(axis=1), LOUD)) if len(mel) else np.float32(0.0)
    np.clip((mel - loud) / np.float32(RANGE) + np.float32(1.0), 0.0, 1.5, out=out[:, :N_MELS])
    frames = np.arange(len(mel)) / FRAME_RATE
    for k, profile in enumerate((bass, treble)):
        for j, span in enumerate(SPANS):
            novelty = _novelty(profile, max(round(span * CHROMA_RATE), 1))
            out[:, N_MELS + k * len(SPANS) + j] = np.interp(frames, np.arange(len(novelty)) / CHROMA_RATE, novelty)
    return out


def _novelty(profile: NDArray[np.float32], width: int) -> NDArray[np.float64]:
    """Return how much the pitch classes of ``width`` frames from each on differ from those before, 0 to 1."""
    sums = np.concatenate((np.zeros((1, 12)), np.cumsum(profile, axis=0, dtype=np.float64)))
    at = np.arange(len(profile))
    before = sums[at] - sums[np.maximum(at - width, 0)]
    after = sums[np.minimum(at + width, len(profile))] - sums[at]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    alike = (before * after).sum(axis=1) / np.maximum(lengths, 1e-9)
    return np.where(lengths > 1e-9, 1.0 - alike, 0.0)

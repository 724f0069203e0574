"""What a small network of our own makes of a track: how likely each frame is a beat, and a downbeat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.domain.errors import NetworkRefused
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE, N_MELS
from accord.features.evidence import Evidence
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


def beat_log_odds(evidence: Evidence) -> NDArray[np.float32] | None:
    """Return the network's log-odds of a beat and of a downbeat.

    Parameters
    ----------
    evidence : Evidence
        The track's intermediates.

    Returns
    -------
    ndarray of float32, shape (n, 2), or None
        At ``FRAME_RATE``; ``None`` where there is no such network (``refusal`` says why).
    """
    run = network(NAME)
    if isinstance(run, NetworkRefused):
        return None
    x = network_input(evidence)
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


def network_input(evidence: Evidence) -> NDArray[np.float32]:
    """Return what the network is fed with.

    Parameters
    ----------
    evidence : Evidence
        The track's intermediates.

    Returns
    -------
    ndarray of float32, shape (n, INPUTS)
        At ``FRAME_RATE``, each 0 to about 1: mel levels from ``RANGE`` under the loud frames up, which makes the
        network deaf to gain, and by how much the harmony after a frame differs from that before.
    """
    mel = evidence.mel
    out = np.zeros((len(mel), INPUTS), dtype=np.float32)
    loud = np.float32(np.percentile(mel.max(axis=1), LOUD)) if len(mel) else np.float32(0.0)
    np.clip((mel - loud) / np.float32(RANGE) + np.float32(1.0), 0.0, 1.5, out=out[:, :N_MELS])
    frames = np.arange(len(mel)) / FRAME_RATE
    for k, profile in enumerate((evidence.bass, evidence.treble)):
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

"""Segments: the sounds of a track, each from one onset to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Floats, Segments
from accord.dsp.loudness import ENERGY_RATE, decibels
from accord.dsp.peaks import peaks
from accord.dsp.spectra import FRAME_RATE
from accord.features.declaration import Feature
from accord.features.evidence import Evidence
from accord.features.pitches import pitches
from accord.features.timbre import timbre

FEATURE = Feature(
    name="segments",
    meaning="The sounds of a track, cut at onsets: time, clarity of the onset, course of loudness, pitches, timbre.",
    unit="s",
    low=0,
    high=np.inf,
    version=1,
    sources=(
        'T. Jehan, "Creating Music by Listening", PhD thesis, Massachusetts Institute of Technology, 2005',
        'S. Böck, F. Krebs, M. Schedl, "Evaluating the Online Capabilities of Onset Detection Methods", ISMIR 2012',
    ),
)

GAP = 5
"""Frames: onsets are more than 100 ms apart."""
WINDOW = 25
"""Frames on either side over which an onset must stand out: half a second."""
RISE = 1.5
"""dB by which it must stand out right after another."""
PATIENCE = 18.0
"""Frames in which that halves."""
CLEAR = 5.0
"""dB above its surroundings at which an onset's confidence is 0.63."""
SEARCH = 8
"""Cells of 5 ms on either side in which the exact start is looked for."""
SLOPE = 3
"""Cells before and after a start whose energies are compared."""
SMOOTHING = 4
"""Cells over which loudness is taken: 20 ms."""
SHORTEST = 0.06
"""Seconds."""
FLOOR = -60.0
"""dB that stand for silence."""


def segments(evidence: Evidence) -> Segments:
    """Cut a track into sounds.

    Parameters
    ----------
    evidence : Evidence
        Of the track.

    Returns
    -------
    Segments
        Gapless, from 0 to the end of the track; at least one.
    """
    level = _levels(evidence)
    start, confidence = _onsets(evidence)
    duration = np.diff(start, append=evidence.duration)
    cells = np.minimum((start * ENERGY_RATE + 0.5).astype(np.int64), level.size - 1)
    ends = np.append(cells[1:], level.size)
    summits = np.array([i + int(level[i:j].argmax()) if j > i else i for i, j in zip(cells, ends, strict=True)])
    loudness_start = level[cells]
    return Segments(
        start=start,
        duration=duration,
        confidence=confidence,
        loudness_start=loudness_start,
        loudness_max_time=np.clip(summits / ENERGY_RATE - start, 0.0, duration),
        loudness_max=level[summits],
        loudness_end=np.append(loudness_start[1:], level[-1]),
        pitches=pitches(evidence, start, duration),
        timbre=timbre(evidence, start, duration),
    )


def _levels(evidence: Evidence) -> Floats:
    """Return the loudness around each 5 ms, shape (k,), k at least 1."""
    energies = evidence.spectra.mean_squares
    if energies.size == 0:
        return np.full(1, FLOOR)
    padded = np.pad(energies, (SMOOTHING // 2, SMOOTHING // 2 - 1))
    means = sum(padded[i : i + energies.size] for i in range(SMOOTHING)) / SMOOTHING
    return np.maximum(decibels(np.asarray(means)), FLOOR)


def _onsets(evidence: Evidence) -> tuple[Floats, Floats]:
    """Return the starts of segments in seconds, the first 0, and how clear each onset is."""
    envelope = evidence.onset_envelope
    excess = np.zeros_like(envelope)
    frames = peaks(envelope, GAP, WINDOW, RISE, PATIENCE, excess)
    clarity = np.asarray(1.0 - np.exp(-excess[frames] / CLEAR), dtype=np.float64)
    starts = _refined(frames / FRAME_RATE, evidence.spectra.mean_squares)
    first = clarity[starts < SHORTEST].max(initial=0.0)
    kept = (starts >= SHORTEST) & (starts <= evidence.duration - SHORTEST)
    kept[1:] &= np.diff(starts) >= SHORTEST
    return np.append(0.0, starts[kept]), np.append(first, clarity[kept])


def _refined(seconds: Floats, mean_squares: Floats) -> Floats:
    """Move each onset to where the energy grows by the largest factor, near it."""
    sums = np.concatenate(([0.0], np.cumsum(mean_squares)))
    reach = np.arange(-SEARCH, SEARCH + 1)
    cells: NDArray[np.int64] = np.rint(seconds * ENERGY_RATE).astype(np.int64)[:, None] + reach
    before, here, after = (sums[np.clip(cells + lag, 0, mean_squares.size)] for lag in (-SLOPE, 0, SLOPE))
    inaudible = 10.0 ** (FLOOR / 10.0)
    growth = (after - here + inaudible) / (np.maximum(here - before, 0.0) + inaudible)
    return np.asarray(np.maximum(cells[np.arange(len(cells)), growth.argmax(axis=1)], 0) / ENERGY_RATE)

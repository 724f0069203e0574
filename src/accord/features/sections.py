"""Sections: the large parts of a track, and which of them resemble each other."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Floats
from accord.dsp.averages import means
from accord.dsp.clustering import alike, block_means, cut
from accord.dsp.mel import FLOOR
from accord.dsp.similarity import described, novelty, self_similarity
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE, N_MELS
from accord.dsp.surfaces import band_cosines
from accord.dsp.units import in_octave, units
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="sections",
    meaning="The large parts of a track (verse, chorus, bridge), with labels that parts alike share.",
    unit="s",
    low=0,
    high=np.inf,
    version=4,
    sources=(
        (
            'A. Marmoret, J. E. Cohen, F. Bimbot, "Barwise Music Structure Analysis with the Correlation '
            'Block-Matching Segmentation Algorithm", Transactions of ISMIR, 2023'
        ),
        'J. Foote, "Automatic Audio Segmentation Using a Measure of Audio Novelty", ICME 2000',
    ),
)

MOST_UNITS = 1000
"""Units that are compared with each other; of longer tracks, bars are joined."""
LEAST_BARS = 8
"""Fewer downbeats than this make no grid."""
BAR, BEAT = 1.15, 0.35
"""Seconds: bars and beats are halved or joined until they last from this to twice this, so that it does not matter at
which octave of the tempo the beats were found."""
LONGEST_BEAT = 8.0
"""Seconds; a longer gap between beats is filled."""
UNIT = 2.0
"""Seconds: units where there are no bars."""
SHORTEST = 5.0
"""Seconds."""
LONGEST = 60.0
"""Seconds."""
BAND = 22.0
"""Seconds: units closer than this speak for or against a boundary between them. This, the next two and ``BAR`` were
chosen with composed songs and the demo library, by the boundaries that are found and by those that move when a piece is
encoded again or its beats are taken at half or double their tempo."""
REGULARITY = 0.02
"""Similarity that an odd number of units costs."""
BREVITY = 2.0
"""Similarity that a section of one second costs; one of n seconds costs the n-th part."""
CLOSENESS = 0.5
"""Share of their inner similarity at which two sections are of one label."""
BAND_ORDERS = 8
"""Cosines over the mel bands that describe timbre."""
RANGE = 50.0
"""dB below the loudest band of the track that count for timbre: what is fainter, gain and encoders change."""
AROUND = 16
"""Beats on either side of a boundary that decide on which beat it lies."""
DOWNBEAT = 0.08
"""Novelty for which a boundary stays where a bar begins."""
NEAR = 0.07
"""Seconds within which a beat is where a bar begins."""
ATTACK = 0.5
"""Rise of level from which on something begins, as a share of the 95th percentile over the track."""
DECAY = 8.0
"""Seconds at most that the last sound takes to die away."""


def sections(evidence: Evidence, beats: Floats, downbeats: Floats) -> list[tuple[float, float, float, int]]:
    """Cut a track into its large parts.

    Parameters
    ----------
    evidence : Evidence
        Of the track.
    beats, downbeats : ndarray, shape (n,)
        Seconds; may be empty.

    Returns
    -------
    list of tuple
        Start and duration in seconds, confidence, label; gapless from 0 to the end of the track, at least one.
    """
    grid = _grid(_last_onset(evidence), in_octave(downbeats if len(downbeats) >= LEAST_BARS else beats[::4], BAR))
    grid[-1] = evidence.duration
    similarity = self_similarity(_descriptions(evidence, grid))
    unit = evidence.duration / (len(grid) - 1)
    least, most = max(1, round(SHORTEST / unit)), max(2, round(LONGEST / unit))
    lengths = np.arange(most + 1)
    penalty = REGULARITY * np.where(lengths % 4 == 0, 0.0, np.where(lengths % 2 == 0, 0.5, 1.0))
    penalty += BREVITY / (unit * np.maximum(lengths, 1))
    edges = cut(similarity, max(2, round(BAND / unit)), least, most, penalty)
    likeness = block_means(similarity, edges)
    labels, confidences = alike(likeness, CLOSENESS), _confidences(likeness)
    times = _settled(evidence, in_octave(beats, BEAT), grid[edges], float(np.median(np.diff(grid))))
    return [
        (float(times[i]), float(times[i + 1] - times[i]), float(confidences[i]), int(labels[i]))
        for i in range(len(labels))
    ]


def _last_onset(evidence: Evidence) -> float:
    """Return the seconds until just after the last sound begins: what dies away then is no section of its own."""
    rise = evidence.onset_envelope
    begins = np.flatnonzero(rise > ATTACK * (np.percentile(rise, 95) if len(rise) else 0.0))
    last = (float(begins[-1]) + 5.0) / FRAME_RATE if len(begins) else evidence.duration
    return min(max(last, evidence.duration - DECAY), evidence.duration)


def _grid(duration: float, marks: Floats) -> Floats:
    """Return the edges of units: bars where there are any, else equal stretches; the first is 0, the last the end."""
    marks = np.unique(marks)
    inside = marks[(marks > 0.5) & (marks < duration - 0.5)]
    if len(inside) < LEAST_BARS:
        count = int(np.clip(round(duration / UNIT), 1, MOST_UNITS))
        return np.linspace(0.0, duration, count + 1)
    edges = np.concatenate(([0.0], inside, [duration]))
    gaps = np.maximum(np.rint(np.diff(edges) / float(np.median(np.diff(inside)))), 1).astype(int)
    filled = [np.linspace(a, b, n, endpoint=False) for a, b, n in zip(edges[:-1], edges[1:], gaps, strict=True)]
    whole = np.concatenate(filled)
    return np.append(whole[:: -(-len(whole) // MOST_UNITS)], duration)


def _settled(evidence: Evidence, beats: Floats, times: Floats, bar: float) -> Floats:
    """Return boundaries moved to the beat where most changes, within a bar: downbeats are less sure than beats."""
    if len(beats) < AROUND:
        return times
    marks = units(beats, evidence.duration, LONGEST_BEAT)
    change = novelty(described(_descriptions(evidence, marks)), AROUND)
    settled = times.copy()
    for k in range(1, len(times) - 1):
        reach = min(bar, 0.4 * (times[k + 1] - times[k]), 0.4 * (times[k] - times[k - 1]))
        near = 1 + np.flatnonzero(np.abs(marks[1:-1] - times[k]) <= reach + 1e-6)
        if len(near):
            stays = np.where(np.abs(marks[near] - times[k]) < NEAR, DOWNBEAT, 0.0)
            settled[k] = marks[near[np.argmax(change[near] + stays)]]
    return settled


def _descriptions(evidence: Evidence, grid: Floats) -> list[Floats]:
    """Return harmony, timbre and rhythm of each unit."""
    start, end = grid[:-1], grid[1:]
    harmony = np.hstack([means(chroma, CHROMA_RATE, start, end) for chroma in (evidence.treble, evidence.bass)])
    audible = np.maximum(evidence.mel, evidence.mel.max(initial=FLOOR) - RANGE)
    timbre = means(audible @ band_cosines(N_MELS, BAND_ORDERS), FRAME_RATE, start, end)
    rhythm = means(evidence.fluxes, FRAME_RATE, start, end)
    return [harmony, timbre, rhythm]


def _confidences(likeness: Floats) -> Floats:
    """Return how much more each section resembles itself than its neighbours, 0 to 1."""
    beside = np.full(len(likeness), -1.0)
    beyond = np.diag(likeness, 1)
    beside[:-1] = beyond
    beside[1:] = np.maximum(beside[1:], beyond)
    return np.asarray(np.clip(0.5 * (np.diag(likeness) - beside), 0.0, 1.0))

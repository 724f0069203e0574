"""The stretch of a track that stands for the whole: what a preview plays.

A thumbnail is the excerpt most like everything else in the track (M. Cooper, J. Foote, "Automatic Music Summarization
via Similarity Analysis", ISMIR 2002), which in most music is its chorus: it repeats, and it is loud (M. A. Bartsch,
G. H. Wakefield, "Audio Thumbnailing of Popular Music Using Chroma-Based Representations", IEEE Transactions on
Multimedia 7(1), 2005). Both are read from the analysis as it is stored; no audio is heard again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accord.domain.entities import Span

Floats = NDArray[np.float64]

RULE = 1
"""Version of the choice; raised whenever the same analysis gives another excerpt."""
LENGTH = 30.0
"""Seconds of an excerpt."""
WEIGHTS = {"repetition": 0.5, "opening": 0.2, "loudness": 0.2, "centrality": 0.1}
"""What speaks for an excerpt; each term lies between 0 and 1.

``repetition``: how much of the track sounds like it, in timbre and harmony, relative to the excerpt with most.
``opening``: 1 where a section, but the first, begins with it.
``loudness``: its level below the loudest bar, 0 at ``QUIET``.
``centrality``: its nearness to the middle of the track.
"""
QUIET = 20.0
"""dB below the loudest bar at which nothing speaks for a bar any more."""
MOST_BARS = 1000
"""Bars that are compared with each other; of longer tracks, bars are joined."""
FEWEST_BARS = 8
"""With fewer bars, stretches of ``STEP`` stand for them."""
STEP = 2.0
"""Seconds."""


def typical_section(analysis: Mapping[str, Any], length: float = LENGTH) -> Span:
    """Return the excerpt of a track that is most typical of it; it begins with a bar.

    Parameters
    ----------
    analysis : mapping
        The audio-analysis object.
    length : float
        Seconds.

    Returns
    -------
    Span
        Of that length; the whole track where there is no more. The earliest of several that are equally typical.
    """
    duration = float(analysis["track"]["duration"])
    if duration <= length:
        return Span(0.0, duration)
    starts, terms = excerpts(analysis, length)
    score = sum(weight * terms[name] for name, weight in WEIGHTS.items())
    start = float(starts[int(np.argmax(np.round(score, 9)))])
    return Span(start, round(start + length, 5))


def excerpts(analysis: Mapping[str, Any], length: float) -> tuple[Floats, dict[str, Floats]]:
    """Return every bar with which an excerpt may begin, and what speaks for each.

    Parameters
    ----------
    analysis : mapping
        The audio-analysis object of a track that is longer than ``length``.
    length : float
        Seconds.

    Returns
    -------
    starts : ndarray, shape (n,)
        Seconds, ascending; at least one.
    terms : dict of ndarray, shape (n,)
        The terms of ``WEIGHTS`` by name.
    """
    duration = float(analysis["track"]["duration"])
    edges = _bars(analysis["bars"], duration)
    width = np.diff(edges)
    timbre, pitches, level = _described(analysis["segments"], edges)
    alike = 0.5 * _likeness(_standardised(timbre), width) + 0.5 * _likeness(pitches - pitches.mean(axis=0), width)
    starts = edges[:-1][edges[:-1] + length <= duration]
    repetition = _within(alike, edges, starts, length)
    sections = np.array([section["start"] for section in analysis["sections"] if section["start"] > 0.0])
    from_section = np.abs(starts[:, None] - sections).min(axis=1, initial=np.inf)
    middle = 0.5 * (duration - length)
    return starts, {
        "repetition": repetition / max(float(repetition.max()), 1e-9),
        "opening": (from_section < 0.5 * float(np.median(width))).astype(np.float64),
        "loudness": _within(np.clip(1.0 + (level - level.max()) / QUIET, 0.0, 1.0), edges, starts, length),
        "centrality": 1.0 - np.abs(starts - middle) / max(middle, 1e-9),
    }


def _bars(bars: Sequence[Mapping[str, float]], duration: float) -> Floats:
    """Return the edges of bars, from 0 to the end of the track."""
    marks = np.unique([bar["start"] for bar in bars])
    inside = marks[(marks > 0.0) & (marks < duration)]
    if len(inside) < FEWEST_BARS:
        inside = np.arange(STEP, duration, STEP)
    edges = np.concatenate(([0.0], inside[:: -(-len(inside) // MOST_BARS)]))
    return np.append(edges, duration)


def _described(segments: Sequence[Mapping[str, Any]], edges: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the mean timbre, pitches and level of each bar, segments weighted by the time that they have in it."""
    if not segments:
        nothing = np.zeros((len(edges) - 1, 1))
        return nothing, nothing, nothing[:, 0]
    start = np.array([segment["start"] for segment in segments])
    columns = np.array([(*one["timbre"], *one["pitches"], one["loudness_max"]) for one in segments], np.float64)
    ends = np.append(start[1:], max(edges[-1], start[-1]))
    sums = np.zeros((len(start) + 1, columns.shape[1]))
    np.cumsum(columns * (ends - start)[:, None], axis=0, out=sums[1:])
    at = np.append(start, ends[-1])
    total = np.column_stack([np.interp(edges, at, column) for column in sums.T])
    means = np.diff(total, axis=0) / np.diff(edges)[:, None]
    return means[:, :12], means[:, 12:24], means[:, 24]


def _standardised(columns: Floats) -> Floats:
    deviation = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(deviation > 1e-9, deviation, np.inf))


def _likeness(bars: Floats, width: Floats) -> Floats:
    """Return how much of the track each bar sounds like: its mean cosine to all bars, negative ones counted as 0."""
    length = np.linalg.norm(bars, axis=1, keepdims=True)
    unit = bars / np.where(length > 1e-9, length, np.inf)
    return np.asarray(np.maximum(unit @ unit.T, 0.0) @ (width / width.sum()))


def _within(values: Floats, edges: Floats, starts: Floats, length: float) -> Floats:
    """Return the mean of what bars are worth over the excerpt that begins at each start."""
    sums = np.append(0.0, np.cumsum(values * np.diff(edges)))
    return np.asarray((np.interp(starts + length, edges, sums) - np.interp(starts, edges, sums)) / length)

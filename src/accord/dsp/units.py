"""Units of time that are compared or named one by one: beats, bars, or equal stretches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MARGIN = 0.05
"""Seconds; a mark closer to an end than this makes no unit of its own."""


def units(marks: Floats, duration: float, longest: float) -> Floats:
    """Return the edges of the units between marks.

    Parameters
    ----------
    marks : ndarray, shape (n,)
        Seconds, in any order; may be empty.
    duration : float
        Seconds of the whole.
    longest : float
        Seconds; a longer unit is divided into equal ones.

    Returns
    -------
    ndarray, shape (k + 1,)
        Seconds, ascending: 0, where each further unit begins, and the end; k is at least 1.
    """
    inside = np.unique(marks[(marks > MARGIN) & (marks < duration - MARGIN)])
    edges = np.concatenate(([0.0], inside, [duration]))
    counts = np.maximum(np.ceil(np.diff(edges) / longest - 1e-9), 1).astype(int)
    starts = [np.linspace(a, b, n, endpoint=False) for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)]
    return np.append(np.concatenate(starts), duration)


def in_octave(marks: Floats, shortest: float) -> Floats:
    """Return marks at a spacing that does not depend on the metrical level at which they were found.

    Parameters
    ----------
    marks : ndarray, shape (n,)
        Seconds, ascending.
    shortest : float
        Seconds: the median spacing of the result is from this to less than twice this.

    Returns
    -------
    ndarray, shape (k,)
        The marks, with as many between them as halving needs, or every second, fourth, eighth ... of them.
    """
    spacing = float(np.median(np.diff(marks))) if len(marks) > 1 else 0.0
    if spacing <= 0.0:
        return marks
    halvings = int(np.floor(np.log2(spacing / shortest)))
    if halvings < 0:
        return marks[:: 2**-halvings]
    places = np.arange((len(marks) - 1) * 2**halvings + 1) / 2**halvings
    return np.asarray(np.interp(places, np.arange(len(marks)), marks))

"""The timbre of a segment: twelve coefficients on a fixed basis of spectro-temporal surfaces.

The basis is published here and never changes within a version. A segment is a picture: levels in dB over 64 mel bands
(low to high) and over the segment's time (start to end). Coefficient i is the mean of the picture times surface i,

    ``sign * cos(pi * time_order * time) * cos(pi * band_order * band)``, time and band from 0 to 1,

less the value of an average picture (``centre``), times a scale common to all but the first. Negative signs make more
treble, or a sharper start, count upward.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from accord.domain.analysis import Floats
from accord.dsp import surfaces
from accord.dsp.mel import FLOOR
from accord.dsp.spectra import FRAME_RATE, N_MELS
from accord.features.declaration import Feature
from accord.features.evidence import Evidence

FEATURE = Feature(
    name="timbre",
    meaning="What a segment sounds like: loud, bright, flat, sharply attacked and eight finer shades; for comparing "
    "segments with each other.",
    unit="dB, scaled",
    low=-np.inf,
    high=np.inf,
    version=1,
    sources=(
        'T. Jehan, "Creating Music by Listening", PhD thesis, Massachusetts Institute of Technology, 2005',
        (
            'S. B. Davis, P. Mermelstein, "Comparison of Parametric Representations for Monosyllabic Word Recognition '
            'in Continuously Spoken Sentences", IEEE TASSP, 1980'
        ),
    ),
)

SCALE = 16.0
"""Of all coefficients but the first, which is in dB: it makes the differences between segments count as much as
those in loudness and pitch do for programs that compare segments."""
LEAST_FRAMES = 4
"""Frames below which cosines over time are no longer orthogonal; shorter segments borrow from what follows."""


class Surface(NamedTuple):
    """One row of the basis."""

    meaning: str
    time_order: int
    band_order: int
    sign: int
    centre: float
    """dB."""


BASIS = (
    Surface("average loudness", 0, 0, 1, FLOOR),
    Surface("brightness: high against low", 0, 1, -1, 5.5),
    Surface("flatness: both ends of the spectrum against its middle", 0, 2, 1, 0.0),
    Surface("attack: start against end", 1, 0, 1, 1.3),
    Surface("three half waves over the spectrum", 0, 3, -1, 1.4),
    Surface("four half waves over the spectrum", 0, 4, 1, 0.0),
    Surface("five half waves over the spectrum", 0, 5, -1, 0.0),
    Surface("start and end against what is between", 2, 0, 1, 0.0),
    Surface("six half waves over the spectrum", 0, 6, 1, 0.0),
    Surface("seven half waves over the spectrum", 0, 7, -1, 0.0),
    Surface("brightness at the start against the end", 1, 1, -1, 0.0),
    Surface("brightness at start and end against what is between", 2, 1, -1, 0.0),
)
"""In order of the spread that they have over music; ``centre`` is their average over music."""
_COSINES = surfaces.band_cosines(N_MELS, 1 + max(row.band_order for row in BASIS))


def timbre(evidence: Evidence, start: Floats, duration: Floats) -> Floats:
    """Return the timbre of segments.

    Parameters
    ----------
    evidence : Evidence
        Of the track.
    start, duration : ndarray, shape (n,)
        Seconds.

    Returns
    -------
    ndarray, shape (n, 12)
        Coefficients on ``BASIS``; unbounded, the first 0 for silence.
    """
    first = np.rint(start * FRAME_RATE).astype(np.int64)
    last = np.maximum(np.rint((start + duration) * FRAME_RATE).astype(np.int64), first + LEAST_FRAMES)
    pictures = np.zeros((len(start), surfaces.ORDERS_IN_TIME, _COSINES.shape[1]))
    surfaces.project(evidence.mel @ _COSINES, first, last, pictures)
    columns = [row.sign * (pictures[:, row.time_order, row.band_order] - row.centre) for row in BASIS]
    coefficients = np.stack(columns, axis=1)
    coefficients[:, 1:] *= SCALE
    return coefficients

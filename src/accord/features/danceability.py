"""Danceability: how well music suits dancing."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="danceability",
    meaning=(
        "How well the track suits dancing: a clear, strong and steady beat at a tempo that bodies like, in a rhythm "
        "that returns."
    ),
    unit="1",
    low=0.0,
    high=1.0,
    version=2,
    sources=(
        (
            "S. Streich, P. Herrera, Detrended Fluctuation Analysis of Music Signals: Danceability Estimation and "
            "Further Semantic Characterization, AES 118, 2005"
        ),
        "O. Lartillot, T. Eerola, P. Toiviainen, J. Fornari, Multi-feature Modeling of Pulse Clarity, ISMIR 2008",
        "D. Moelants, Dance Music, Movement and Tempo Preferences, ESCOM 2003",
    ),
)

OFFSET = -3.6
"""Log-odds of danceability where nothing speaks for it."""

INGREDIENTS = (
    Ingredient("pulse_clarity", "1", none=0.1, plenty=0.7, weight=1.8, meaning="onsets return a beat later"),
    Ingredient("beat_strength", "dB", none=1.0, plenty=12.0, weight=1.2, meaning="the bass strikes on the beat"),
    Ingredient(
        "fluctuation",
        "1",
        none=1.1,
        plenty=0.5,
        weight=1.6,
        meaning="the level returns in a steady rhythm rather than drifting",
    ),
    Ingredient(
        "dance_tempo", "1", none=0.0, plenty=1.0, weight=1.0, meaning="the tempo is near the one that dancers choose"
    ),
    Ingredient("percussive_share", "1", none=0.15, plenty=0.6, weight=0.8, meaning="much of the sound is struck"),
    Ingredient("steadiness", "1", none=0.5, plenty=1.0, weight=0.6, meaning="the tempo does not waver"),
)
"""Measures, from which value to which each counts, and how much."""


def danceability(measures: Measures) -> Estimate:
    """Return the danceability of a track.

    Parameters
    ----------
    measures : Measures
        The measures of the track.

    Returns
    -------
    Estimate
        0 to 1, with the terms of which it is the sum.
    """
    return combine(OFFSET, INGREDIENTS, measures)

"""Acousticness: whether music is played on acoustic instruments."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="acousticness",
    meaning=(
        "How much the track sounds like acoustic instruments rather than amplified, electronic or heavily compressed "
        "ones."
    ),
    unit="1",
    low=0.0,
    high=1.0,
    version=2,
    sources=(
        "E. Vickers, The Loudness War: Background, Speculation, and Recommendations, AES 129, 2010",
        "D. FitzGerald, Harmonic/Percussive Separation Using Median Filtering, DAFx 2010",
    ),
)

OFFSET = -3.6
"""Log-odds of acousticness where nothing speaks for it."""

INGREDIENTS = (
    Ingredient("percussive_share", "1", none=0.5, plenty=0.2, weight=2.2, meaning="little of the sound is struck"),
    Ingredient("unevenness", "dB", none=1.0, plenty=4.5, weight=1.6, meaning="notes swell and die away"),
    Ingredient("sub_bass", "1", none=0.35, plenty=0.05, weight=1.6, meaning="there is little deep bass"),
    Ingredient("noise_floor", "dB", none=-10.0, plenty=-40.0, weight=1.2, meaning="there is silence between notes"),
    Ingredient("brightness", "1", none=0.5, plenty=0.1, weight=0.6, meaning="there is little treble"),
    Ingredient("pulse_clarity", "1", none=0.5, plenty=0.1, weight=0.6, meaning="the beat is not a machine's"),
)
"""Measures, from which value to which each counts, and how much."""


def acousticness(measures: Measures) -> Estimate:
    """Return the acousticness of a track.

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

"""Valence: how positive music sounds."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="valence",
    meaning=(
        "How positive the track sounds by the cues that listeners of Western music agree on: major mode, quick tempo,"
        " many and clear notes, bright timbre."
    ),
    unit="1",
    low=0.0,
    high=1.0,
    version=2,
    sources=(
        (
            "K. Hevner, The Affective Character of the Major and Minor Modes in Music, American Journal of "
            "Psychology, 1935"
        ),
        (
            "P. N. Juslin, Cue Utilization in Communication of Emotion in Music Performance, Journal of Experimental "
            "Psychology: Human Perception and Performance, 2000"
        ),
    ),
)

OFFSET = -2.9
"""Log-odds of valence where nothing speaks for it."""

INGREDIENTS = (
    Ingredient("major_mode", "1", none=0.0, plenty=1.0, weight=2.2, meaning="the mode is major"),
    Ingredient("pace", "BPM", none=70.0, plenty=160.0, weight=1.2, meaning="the tempo is quick"),
    Ingredient("onset_rate", "1/s", none=1.0, plenty=5.0, weight=0.8, meaning="many notes begin"),
    Ingredient("pulse_clarity", "1", none=0.1, plenty=0.7, weight=0.8, meaning="the rhythm is clear"),
    Ingredient("brightness", "1", none=0.1, plenty=0.5, weight=0.6, meaning="the timbre is bright"),
)
"""Measures, from which value to which each counts, and how much."""


def valence(measures: Measures) -> Estimate:
    """Return the valence of a track.

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

"""Energy: how intense and active music is."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="energy",
    meaning="How intense and active the track is: loud, dense, bright, and full of new sounds.",
    unit="1",
    low=0.0,
    high=1.0,
    version=1,
    sources=(
        (
            "A. Gabrielsson, E. Lindström, The Role of Structure in the Musical Expression of Emotions, Handbook of "
            "Music and Emotion, 2010"
        ),
        "ITU-R BS.1770-4, Algorithms to measure audio programme loudness and true-peak audio level, 2015",
        "H. Misra, S. Ikbal, H. Bourlard, H. Hermansky, Spectral Entropy Based Feature for Robust ASR, ICASSP 2004",
    ),
)

OFFSET = -4.0
"""Log-odds of energy where nothing speaks for it."""

INGREDIENTS = (
    Ingredient("loudness", "LUFS", none=-24.0, plenty=-7.0, weight=4.0, meaning="it is loud"),
    Ingredient("noise_floor", "dB", none=-45.0, plenty=-10.0, weight=1.4, meaning="it leaves no gaps"),
    Ingredient("spectral_entropy", "1", none=0.4, plenty=0.75, weight=1.0, meaning="it fills the spectrum"),
    Ingredient("brightness", "1", none=0.1, plenty=0.55, weight=1.0, meaning="it has much treble"),
    Ingredient("onset_rate", "1/s", none=1.0, plenty=5.0, weight=0.8, meaning="many sounds begin"),
    Ingredient("percussive_share", "1", none=0.15, plenty=0.6, weight=0.8, meaning="much of the sound is struck"),
    Ingredient("spectral_flux", "dB", none=0.4, plenty=1.1, weight=0.6, meaning="the sound changes fast"),
)
"""Measures, from which value to which each counts, and how much."""


def energy(measures: Measures) -> Estimate:
    """Return the energy of a track.

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

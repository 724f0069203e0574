"""Energy: how intense and active music is."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="energy",
    meaning=(
        "How intense and active the track is: dense, bright, full of new sounds, and as loud throughout as it ever "
        "gets; not how far the volume was turned up."
    ),
    unit="1",
    low=0.0,
    high=1.0,
    version=2,
    sources=(
        (
            "A. Gabrielsson, E. Lindström, The Role of Structure in the Musical Expression of Emotions, Handbook of "
            "Music and Emotion, 2010"
        ),
        "E. Vickers, The Loudness War: Background, Speculation, and Recommendations, AES 129, 2010",
        "H. Misra, S. Ikbal, H. Bourlard, H. Hermansky, Spectral Entropy Based Feature for Robust ASR, ICASSP 2004",
    ),
)

OFFSET = -4.4
"""Log-odds of energy where nothing speaks for it."""

INGREDIENTS = (
    Ingredient("unevenness", "dB", none=5.0, plenty=0.8, weight=2.2, meaning="it is pressed to be loud throughout"),
    Ingredient("noise_floor", "dB", none=-40.0, plenty=-8.0, weight=1.8, meaning="it leaves no gaps"),
    Ingredient("spectral_entropy", "1", none=0.4, plenty=0.75, weight=1.0, meaning="it fills the spectrum"),
    Ingredient("brightness", "1", none=0.1, plenty=0.55, weight=0.6, meaning="it has much treble"),
    Ingredient("percussive_share", "1", none=0.15, plenty=0.6, weight=1.4, meaning="much of the sound is struck"),
    Ingredient("onset_rate", "1/s", none=1.0, plenty=5.0, weight=0.8, meaning="many sounds begin"),
    Ingredient("spectral_flux", "dB", none=0.4, plenty=1.1, weight=0.8, meaning="the sound changes fast"),
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

"""Speechiness: whether words are spoken."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="speechiness",
    meaning="How much of the track is spoken words: a voice, pitch that glides, pauses, no chords and no beat.",
    unit="1",
    low=0.0,
    high=1.0,
    version=4,
    sources=(
        (
            "E. Scheirer, M. Slaney, Construction and Evaluation of a Robust Multifeature Speech/Music Discriminator,"
            " ICASSP 1997"
        ),
        "J. Saunders, Real-time Discrimination of Broadcast Speech/Music, ICASSP 1996",
        "Silero Team, Silero VAD: pre-trained enterprise-grade Voice Activity Detector, 2024",
        "J. Pons, X. Serra, musicnn: Pre-trained Convolutional Neural Networks for Music Audio Tagging, ISMIR 2019",
    ),
)

OFFSET = -9.6
"""Log-odds of speechiness where nothing speaks for it."""

INGREDIENTS = (
    Ingredient(
        "voice_activity", "1", none=0.2, plenty=0.6, weight=8.0, meaning="a speaker's voice is heard", missing=2.0
    ),
    Ingredient("pitch_glide", "1", none=0.04, plenty=0.16, weight=4.0, meaning="pitch glides as in speech"),
    Ingredient("pauses", "1", none=0.1, plenty=0.32, weight=3.0, meaning="there are pauses as between words"),
    Ingredient("tonal_clarity", "1", none=0.03, plenty=0.005, weight=2.0, meaning="no pitch class stands out"),
    Ingredient("pulse_clarity", "1", none=0.3, plenty=0.05, weight=1.5, meaning="nothing returns at a beat"),
    Ingredient(
        "syllabic_rhythm", "1", none=0.1, plenty=0.3, weight=0.5, meaning="the level varies at the rate of syllables"
    ),
    Ingredient("vocal_tags", "1", none=0.95, plenty=0.8, weight=-3.0, meaning="no voice is among the tags"),
)
"""Measures, from which value to which each counts, and how much."""


def speechiness(measures: Measures) -> Estimate:
    """Return the speechiness of a track.

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

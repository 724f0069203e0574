"""Instrumentalness: whether music has no voice in it."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="instrumentalness",
    meaning=(
        "How likely it is that nobody sings or speaks in the track, judged by the sound, the glides and the "
        "pauses of a voice."
    ),
    unit="1",
    low=0.0,
    high=1.0,
    version=4,
    sources=(
        (
            "B. Lehner, G. Widmer, R. Sonnleitner, On the Reduction of False Positives in Singing Voice Detection, "
            "ICASSP 2014"
        ),
        "J. Saunders, Real-time Discrimination of Broadcast Speech/Music, ICASSP 1996",
        "Silero Team, Silero VAD: pre-trained enterprise-grade Voice Activity Detector, 2024",
        "J. Pons, X. Serra, musicnn: Pre-trained Convolutional Neural Networks for Music Audio Tagging, ISMIR 2019",
    ),
)

OFFSET = -6.6
"""Log-odds of instrumentalness where nothing speaks for it."""

INGREDIENTS = (
    Ingredient("voice_activity", "1", none=0.2, plenty=0.04, weight=5.0, meaning="no voice is heard", missing=4.0),
    Ingredient("pitch_glide", "1", none=0.2, plenty=0.03, weight=3.5, meaning="pitch keeps to the notes of a scale"),
    Ingredient("pauses", "1", none=0.3, plenty=0.1, weight=1.5, meaning="there are no pauses as in speech"),
    Ingredient(
        "syllabic_rhythm",
        "1",
        none=0.35,
        plenty=0.15,
        weight=0.6,
        meaning="the level does not vary at the rate of syllables",
    ),
    Ingredient("vocal_tags", "1", none=0.8, plenty=0.95, weight=-6.0, meaning="a voice is among the tags"),
)
"""Measures, from which value to which each counts, and how much."""


def instrumentalness(measures: Measures) -> Estimate:
    """Return the instrumentalness of a track.

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

"""Liveness: whether an audience is heard."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.formula import Ingredient, combine
from accord.features.measures import Measures

FEATURE = Feature(
    name="liveness",
    meaning=(
        "How likely it is that an audience or its hall is heard: applause before or after the notes, noise between "
        "them, a long decay."
    ),
    unit="1",
    low=0.0,
    high=1.0,
    version=2,
    sources=(
        "R. Ratnam, D. L. Jones, B. C. Wheeler, et al., Blind Estimation of Reverberation Time, JASA, 2003",
        "C. Uhle, Applause Sound Detection, Journal of the Audio Engineering Society, 2011",
    ),
)

OFFSET = -4.2
"""Log-odds of liveness where nothing speaks for it."""

INGREDIENTS = (
    Ingredient(
        "edge_contrast", "dB", none=1.0, plenty=3.0, weight=3.5, meaning="noise as of applause frames the notes"
    ),
    Ingredient(
        "edge_roughness", "dB", none=4.0, plenty=2.2, weight=2.0, meaning="it begins or ends in noise as of applause"
    ),
    Ingredient("noise_floor", "dB", none=-35.0, plenty=-18.0, weight=1.0, meaning="there is sound between the notes"),
    Ingredient(
        "noise_evenness", "dB", none=2.5, plenty=0.8, weight=0.8, meaning="that sound is noise rather than notes"
    ),
    Ingredient("decay_time", "s", none=0.6, plenty=2.0, weight=0.4, meaning="sound dies away slowly"),
)
"""Measures, from which value to which each counts, and how much."""


def liveness(measures: Measures) -> Estimate:
    """Return the liveness of a track.

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

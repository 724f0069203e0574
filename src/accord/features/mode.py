"""The mode: major or minor."""

from __future__ import annotations

from accord.domain.analysis import Estimate
from accord.features.declaration import Feature
from accord.features.evidence import Evidence
from accord.features.key import centre_of

FEATURE = Feature(
    name="mode",
    meaning="Whether the key is major (1) or minor (0).",
    unit="1",
    low=0,
    high=1,
    version=2,
    sources=(
        'C. L. Krumhansl, "Cognitive Foundations of Musical Pitch", Oxford University Press, 1990',
        (
            'J. Albrecht, D. Shanahan, "The Use of Large Corpora to Train a New Type of Key-Finding Algorithm", '
            "Music Perception, 2013"
        ),
    ),
)


def mode(evidence: Evidence, span: tuple[float, float] | None = None) -> Estimate:
    """Estimate the mode.

    Parameters
    ----------
    evidence : Evidence
        Of the track.
    span : tuple of float, optional
        Start and end in seconds; the whole track if not given.

    Returns
    -------
    Estimate
        1 for major, 0 for minor; the confidence is the probability of all keys of that mode times the tonalness.
    """
    centre = centre_of(evidence, span)
    major = int(centre.major)
    return Estimate(float(major), float(centre.odds[major].sum()) * centre.tonalness)

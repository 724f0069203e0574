"""The fourteen attributes by which a recommendation can be tuned, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.domain.errors import InvalidParameter

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a track that can be bounded and aimed at."""

    name: str
    low: float
    high: float
    spread: float
    """A difference of this much is a whole point of misfit."""
    whole: bool = False
    """Whether only whole numbers occur."""


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("acousticness", 0.0, 1.0, 1.0),
    Attribute("danceability", 0.0, 1.0, 1.0),
    Attribute("duration_ms", 0.0, 86_400_000.0, 180_000.0, whole=True),
    Attribute("energy", 0.0, 1.0, 1.0),
    Attribute("instrumentalness", 0.0, 1.0, 1.0),
    Attribute("key", 0.0, 11.0, 6.0, whole=True),
    Attribute("liveness", 0.0, 1.0, 1.0),
    Attribute("loudness", -100.0, 20.0, 20.0),
    Attribute("mode", 0.0, 1.0, 1.0, whole=True),
    Attribute("popularity", 0.0, 100.0, 100.0, whole=True),
    Attribute("speechiness", 0.0, 1.0, 1.0),
    Attribute("tempo", 0.0, 1000.0, 60.0),
    Attribute("time_signature", 0.0, 16.0, 4.0, whole=True),
    Attribute("valence", 0.0, 1.0, 1.0),
)
"""In the order of the columns of ``Pool.attributes``."""

COLUMNS: Mapping[str, int] = {attribute.name: column for column, attribute in enumerate(ATTRIBUTES)}
TUNABLES: tuple[str, ...] = tuple(
    f"{bound}_{attribute.name}" for attribute in ATTRIBUTES for bound in ("min", "max", "target")
)
"""All 42 parameters."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a request asks of the attributes."""

    least: Mapping[str, float]
    most: Mapping[str, float]
    target: Mapping[str, float]

    def admits(self, attributes: Floats) -> NDArray[np.bool_]:
        """Return which tracks are within all bounds.

        Parameters
        ----------
        attributes : ndarray, shape (n, 14)
            The attributes of each track, in the order of ``ATTRIBUTES``; NaN for what is not known.

        Returns
        -------
        ndarray of bool, shape (n,)
            What is not known is outside every bound.
        """
        admitted = np.ones(len(attributes), dtype=np.bool_)
        for name, bound in self.least.items():
            admitted &= attributes[:, COLUMNS[name]] >= bound
        for name, bound in self.most.items():
            admitted &= attributes[:, COLUMNS[name]] <= bound
        return admitted

    def misfit(self, name: str, column: Floats) -> Floats:
        """Return how far tracks with these values are from the target of an attribute, in its spread, at most 1.

        Keys are compared on the circle of fifths, where neighbours share six of seven notes.
        """
        aim = self.target[name]
        away = np.abs(column - aim)
        if name == "key":
            steps = (7 * (column - aim)) % 12
            away = np.minimum(steps, 12 - steps)
        spread = ATTRIBUTES[COLUMNS[name]].spread
        return np.fmin(away / spread, 1.0)  # of NaN and 1, what is not NaN


FREE = Tuning({}, {}, {})
"""Asks nothing."""


def tuning(asked: Mapping[str, str]) -> Tuning:
    """Read the tunable parameters of a request.

    Parameters
    ----------
    asked : mapping
        Parameter to text; those that are no tunables are for somebody else to judge.

    Returns
    -------
    Tuning

    Raises
    ------
    InvalidParameter
        If a value is no number, or a minimum lies above its maximum.
    """
    bounds: dict[str, dict[str, float]] = {"min": {}, "max": {}, "target": {}}
    for parameter in TUNABLES:
        if parameter in asked and asked[parameter].strip():
            bound, _, name = parameter.partition("_")
            bounds[bound][name] = _number(parameter, asked[parameter])
    for name, least in bounds["min"].items():
        if least > bounds["max"].get(name, least):
            raise InvalidParameter(
                f"min_{name} is above max_{name}: nothing can lie between {least:g} and a lower one."
            )
    return Tuning(bounds["min"], bounds["max"], bounds["target"])


def _number(parameter: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise InvalidParameter(f"{parameter} must be a number, got {text!r}.") from None
    if not np.isfinite(value):
        raise InvalidParameter(f"{parameter} must be a finite number, got {text!r}.")
    return value

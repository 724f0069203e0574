"""What a feature declares of itself. The docs and ``accord explain`` are made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """The declaration of a feature.

    Attributes
    ----------
    name : str
        Name of the file, the function, the test and the heading in the docs.
    meaning : str
        What the value says, for a reader who is no expert.
    unit : str
        Unit of the value; ``"1"`` for a ratio.
    low, high : float
        Range; infinite where the value is unbounded.
    version : int
        Raised whenever the same audio gives another value.
    sources : tuple of str
        Author, title, venue and year of each method that it rests on.
    """

    name: str
    meaning: str
    unit: str
    low: float
    high: float
    version: int
    sources: tuple[str, ...]

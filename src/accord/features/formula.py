"""Descriptors as sums: each measure adds its weighted score to the log-odds of the value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from accord.domain.analysis import Estimate, Term
from accord.features.measures import Measures

ENOUGH = 30.0
"""Seconds of sound after which more adds little to what a descriptor can say."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A measure's part in a descriptor.

    Attributes
    ----------
    measure : str
        Name of the measure.
    unit : str
        Its unit.
    none, plenty : float
        Values of the measure that score 0 and 1; between them the score is linear. ``none`` may be the larger.
    weight : float
        What a score of 1 adds to the log-odds.
    meaning : str
        Why it counts, in a few words.
    missing : float
        What joins the log-odds where the measure cannot be taken, since a network lacks.
    """

    measure: str
    unit: str
    none: float
    plenty: float
    weight: float
    meaning: str
    missing: float = 0.0

    def term(self, value: float) -> Term:
        """Return the contribution of a measured value."""
        score = min(max((value - self.none) / (self.plenty - self.none), 0.0), 1.0)
        return Term(self.measure, value, self.unit, score, self.weight, self.weight * score, self.meaning)


def combine(offset: float, ingredients: tuple[Ingredient, ...], measures: Measures) -> Estimate:
    """Return a descriptor: the logistic function of an offset plus the sum of its ingredients' contributions.

    Parameters
    ----------
    offset : float
        Log-odds where every ingredient scores 0.
    ingredients : tuple of Ingredient
        What is added up.
    measures : Measures
        The measures of a track.

    Returns
    -------
    Estimate
        Value 0 to 1, with its terms. Confidence 0 to 1: how far the terms agree, times how much sound there was.
        Terms agree where what speaks for a high value and what speaks for a low one do not cancel out. A measure
        that cannot be taken is no term; what stands for it is part of the offset.

    Notes
    -----
    I. J. Good, "Probability and the Weighing of Evidence", 1950: independent evidence adds up in log-odds.
    """
    measured = [(ingredient, getattr(measures, ingredient.measure)) for ingredient in ingredients]
    offset += sum(ingredient.missing for ingredient, value in measured if value is None)
    terms = tuple(ingredient.term(float(value)) for ingredient, value in measured if value is not None)
    total = offset + sum(term.contribution for term in terms)
    value = 1.0 / (1.0 + math.exp(-total))
    # each term relative to its own middle speaks for or against; the share that does not cancel out is agreement
    leaning = [term.contribution - 0.5 * term.weight for term in terms]
    spoken = sum(abs(lean) for lean in leaning)
    agreement = abs(sum(leaning)) / spoken if spoken > 0.0 else 0.0
    amount = min(measures.hearing.evidence.duration / ENOUGH, 1.0)
    return Estimate(value, amount * (0.3 + 0.7 * agreement), terms, offset)

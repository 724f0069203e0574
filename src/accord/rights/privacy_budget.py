"""What shared sums cost those on whose listening they rest, and how much of that there is for all releases together.

The measure is approximate zero-concentrated differential privacy (M. Bun and T. Steinke, Concentrated differential
privacy: simplifications, extensions, and lower bounds, TCC 2016). In it the costs of releases simply add up, whatever
each of them was chosen for; what they come to is said in the better known terms, epsilon and delta, for people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from math import log, sqrt

from accord.domain.errors import BudgetSpent, InvalidParameter

LIFETIME_EPSILON = 4.0
"""What all releases that an Accord ever makes may come to, for each person in them.

It is part of what people agree to: another value needs another version of the notice.
"""
LIFETIME_DELTA = 1e-6
"""The probability with which that may not hold, over all releases together."""

LEAST_EPSILON = 0.1
"""What one release costs at least; with less there is more chance in it than listening."""

_CONVERSION = LIFETIME_DELTA / 2
"""The half of the probability that goes into saying in epsilon what the costs come to."""
_RHO = Decimal("0.000001")
_DELTA = Decimal("0.000000000001")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a release costs, or several come to: ``delta``-approximate ``rho``-zCDP."""

    rho: Decimal
    delta: Decimal

    def __add__(self, other: Cost) -> Cost:
        """Return what both cost together."""
        return Cost(self.rho + other.rho, self.delta + other.delta)

    def __sub__(self, other: Cost) -> Cost:
        """Return what is left of this when the other is spent; never less than nothing."""
        return Cost(max(self.rho - other.rho, Decimal(0)), max(self.delta - other.delta, Decimal(0)))

    def within(self, other: Cost) -> bool:
        """Return whether this can be paid from the other."""
        return self.rho <= other.rho and self.delta <= other.delta

    @property
    def epsilon(self) -> float:
        """What the cost comes to in (epsilon, delta)-differential privacy (Bun and Steinke, proposition 1.3)."""
        rho = float(self.rho)
        return rho + 2 * sqrt(rho * -log(_CONVERSION))


NOTHING = Cost(Decimal(0), Decimal(0))


def _rho_of(epsilon: float) -> Decimal:
    """Return the largest rho that does not come to more than ``epsilon``, rounded down."""
    room = -log(_CONVERSION)
    return Decimal((sqrt(room + epsilon) - sqrt(room)) ** 2).quantize(_RHO, ROUND_DOWN)


LIFETIME = Cost(_rho_of(LIFETIME_EPSILON), Decimal(str(LIFETIME_DELTA - _CONVERSION)).quantize(_DELTA, ROUND_DOWN))


def cost_of(epsilon: float) -> Cost:
    """Return the cost of a release that alone comes to ``epsilon``.

    Both numbers take the same share of what there is, so that they run out together.

    Parameters
    ----------
    epsilon : float
        From 0.1 to 4: the more, the less chance is in the sums.

    Returns
    -------
    Cost

    Raises
    ------
    InvalidParameter
        If it is outside that range.
    """
    if not LEAST_EPSILON <= epsilon <= LIFETIME_EPSILON:
        raise InvalidParameter(f"epsilon {epsilon:g} is not between {LEAST_EPSILON:g} and {LIFETIME_EPSILON:g}.")
    rho = _rho_of(epsilon)
    return Cost(rho, (LIFETIME.delta * rho / LIFETIME.rho).quantize(_DELTA, ROUND_DOWN))


def total(costs: Iterable[Cost]) -> Cost:
    """Return what releases cost together."""
    return sum(costs, NOTHING)


def left_of(spent: Cost) -> float:
    """Return the epsilon of the largest release that can still be made."""
    share = min((LIFETIME - spent).rho / LIFETIME.rho, (LIFETIME - spent).delta / LIFETIME.delta)
    return Cost(LIFETIME.rho * share, LIFETIME.delta * share).epsilon


def require_affordable(cost: Cost, spent: Cost) -> None:
    """Return if a release can be paid from what is left.

    Raises
    ------
    BudgetSpent
        If it cannot.
    """
    if not (spent + cost).within(LIFETIME):
        raise BudgetSpent(
            f"A release of epsilon {cost.epsilon:.2f} is more than is left: the largest that can still be made has "
            f"{left_of(spent):.2f}."
        )

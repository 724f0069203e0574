"""The sums over what a community heard, in two steps: what is played at all, then what of that is played together.

The second step only looks at what the first has shown. That is no longer anybody's secret, so each person's few pairs
can be put where they meet those of others; both steps are paid for. Pure: rankings in, sums out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accord.domain.errors import CommunityTooSmall
from accord.rights import contribution
from accord.rights.contribution import Pair, Ranking
from accord.rights.noisy_counts import Noise, calibrated
from accord.rights.privacy_budget import Cost, cost_of

FOR_ITEMS = Decimal(1) / 3
"""The share of a release's cost that its first step takes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release is going to do: fixed before anything is read, and published with it."""

    cost: Cost
    items: Noise
    pairs: Noise

    @classmethod
    def of(cls, epsilon: float) -> Plan:
        """Return the plan of a release that alone comes to ``epsilon``.

        Raises
        ------
        InvalidParameter
            If that is too little or too much.
        """
        cost = cost_of(epsilon)
        first = Cost(cost.rho * FOR_ITEMS, cost.delta * FOR_ITEMS)
        second = cost - first
        return cls(cost, calibrated(contribution.ITEMS, first), calibrated(contribution.PAIRS, second))

    @property
    def least_people(self) -> int:
        """People that must take part: among fewer, nothing could come out but by chance."""
        return self.items.least_shown

    def require_people(self, people: int) -> None:
        """Return if enough people take part.

        Raises
        ------
        CommunityTooSmall
            If they do not.
        """
        if people < self.least_people:
            raise CommunityTooSmall(
                f"{people} people agreed to take part; for sums of epsilon {self.cost.epsilon:.2f} there have to be "
                f"{self.least_people}."
            )


@dataclass(frozen=True, slots=True)
class Sums:
    """What may be shared: about how many people play something, and about how many play two things."""

    items: dict[int, int]
    pairs: dict[Pair, int]


def release(plan: Plan, rankings: Sequence[Ranking]) -> Sums:
    """Return the sums over what some people played; it costs each of them ``plan.cost``, once more at every call.

    Parameters
    ----------
    plan : Plan
        Noise and thresholds.
    rankings : sequence of Ranking
        One a person, most played first; that of a person who played nothing is empty.

    Returns
    -------
    Sums

    Raises
    ------
    CommunityTooSmall
        If there are too few people.
    """
    plan.require_people(len(rankings))
    items = plan.items.shown(contribution.people_by_item(rankings))
    return Sums(items, plan.pairs.shown(contribution.people_by_pair(rankings, items)))

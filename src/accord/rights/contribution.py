"""How much one person counts in shared sums: a bound on each, chosen from their own listening alone.

Which of somebody's music counts must not depend on what others play, or one person would change what another
contributes and the bound would not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import combinations
from math import comb
from typing import TypeVar

ITEMS = 10
"""Items (artists or tracks) of one person that count: those they played most."""
TOGETHER = 8
"""Items of one person, out of those that are shown at all, whose pairs count."""
PAIRS = comb(TOGETHER, 2)
"""Pairs of one person that count."""
LEAST = 5
"""Distinct people behind every sum that is shared, at the least and without exception."""

RANKED = 200
"""Items of one person that are looked through for those that are shown; further down nobody's favourites are."""

Ranking = Sequence[int]
"""What one person played, most played first, as numbers of items."""
Pair = tuple[int, int]
"""Two items, the smaller number first."""

Key = TypeVar("Key", int, Pair)


def ranking(plays: Mapping[str, int]) -> list[str]:
    """Return what somebody played most, most played first; what was played as often, by name."""
    return nsmallest(RANKED, plays, key=lambda name: (-plays[name], name))


def people_by_item(rankings: Iterable[Ranking]) -> Counter[int]:
    """Return for each item how many people have it among the ``ITEMS`` that they played most."""
    return Counter(item for one in rankings for item in set(one[:ITEMS]))


def people_by_pair(rankings: Iterable[Ranking], shown: Collection[int]) -> Counter[Pair]:
    """Return for each two items how many people have both among the ``TOGETHER`` shown ones that they played most.

    Parameters
    ----------
    rankings : iterable of Ranking
        One a person.
    shown : collection of int
        Items that are public, whoever takes part.
    """
    counts: Counter[Pair] = Counter()
    for one in rankings:
        counts.update(combinations(sorted([item for item in dict.fromkeys(one) if item in shown][:TOGETHER]), 2))
    return counts


def above_least(counts: Mapping[Key, int]) -> dict[Key, int]:
    """Return how far each count lies above ``LEAST - 1``; what does not, is not in it.

    One person more or less changes each of these by one at most, as they do the counts themselves: so chance added here
    protects as much as it would there, and nothing comes out behind which fewer than ``LEAST`` people stand.
    """
    return {key: count - (LEAST - 1) for key, count in counts.items() if count >= LEAST}

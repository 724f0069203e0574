"""Shared sums: what one person adds is bounded, few people never show, and two releases cannot be held together."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from itertools import combinations
from math import comb, exp
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import CommunityTooSmall
from accord.rights import contribution
from accord.rights.community import Plan, Sums, release
from accord.rights.contribution import ITEMS, LEAST, PAIRS, TOGETHER, people_by_item, people_by_pair
from accord.rights.noisy_counts import Noise
from accord.rights.privacy_budget import NOTHING

RANKINGS = st.lists(st.lists(st.integers(0, 30), max_size=20, unique=True), max_size=12)
QUIET = Noise(ITEMS, 0.2, 2, NOTHING)
"""So little noise that every count comes out as it is: to see what the rest of the mechanism does."""
ROUNDS = 80
SHARED = 4
"""Items that everybody plays, in front of the attacker."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.of(1.0)


def _change(one: Counter[int], other: Counter[int]) -> dict[int, int]:
    return {key: one[key] - other[key] for key in one.keys() | other.keys() if one[key] != other[key]}


# One person's part


@given(RANKINGS, st.lists(st.integers(0, 30), max_size=40), st.sets(st.integers(0, 30)))
def test_one_person_more_adds_one_to_a_bounded_number_of_sums(
    others: list[list[int]], one: list[int], shown: set[int]
) -> None:
    items = _change(people_by_item([*others, one]), people_by_item(others))
    assert len(items) <= ITEMS
    assert set(items.values()) <= {1}
    pairs = people_by_pair([*others, one], shown) - people_by_pair(others, shown)
    assert len(pairs) <= PAIRS == comb(TOGETHER, 2)
    assert set(pairs.values()) <= {1}
    assert all(a < b and {a, b} <= shown for a, b in pairs)


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 12)), st.sets(st.integers(0, 20)))
def test_what_lies_above_the_least_moves_no_more_than_the_counts(counts: dict[int, int], more: set[int]) -> None:
    before = contribution.above_least(counts)
    after = contribution.above_least({key: counts.get(key, 0) + (key in more) for key in counts.keys() | more})
    moved = {key: after.get(key, 0) - before.get(key, 0) for key in before.keys() | after.keys()}
    assert set(moved.values()) <= {0, 1}
    assert {key for key, by in moved.items() if by} <= more


def test_what_somebody_plays_most_counts_and_playing_it_more_does_not_count_more() -> None:
    plays = {f"artist {number:03}": number for number in range(400)}
    ranked = contribution.ranking(plays)
    assert ranked[:2] == ["artist 399", "artist 398"]
    assert len(ranked) == contribution.RANKED
    assert contribution.ranking({"b": 2, "a": 2, "c": 1}) == ["a", "b", "c"]
    assert people_by_item([[7] * 1_000]) == {7: 1}
    assert people_by_pair([[7, 7, 8, 8, 7]], {7, 8}) == {(7, 8): 1}
    assert people_by_pair([list(range(30))], set(range(5, 30))).keys() == {
        (a, b) for a in range(5, 13) for b in range(a + 1, 13)
    }


# What is shown


def test_t18_fewer_than_the_least_never_show_however_little_noise_there_is() -> None:
    for _ in range(ROUNDS):
        shown = QUIET.shown({1: LEAST - 1, 2: 1, 3: 40})
        assert shown.keys() == {3}
        assert abs(shown[3] - 40) <= 3
    assert QUIET.least_shown == LEAST + 1


def test_t18_what_fewer_than_the_least_play_together_never_shows() -> None:
    """Five people play item 1 and five play item 2, but only four of them both."""
    both, alone = [[1, 2]] * (LEAST - 1), [[1], [2]]
    plan = Plan(NOTHING, QUIET, Noise(PAIRS, 0.2, 2, NOTHING))
    crowd: list[list[int]] = [[1], [2]] * 20
    for _ in range(20):
        sums = release(plan, both + alone + crowd)
        assert sums.items.keys() == {1, 2}
        assert not sums.pairs
    assert release(plan, both * 3 + crowd).pairs.keys() == {(1, 2)}


def test_order_more_is_told_for_more() -> None:
    small, large = Plan.of(0.5), Plan.of(4.0)
    assert small.items.scale > large.items.scale
    assert small.pairs.least_shown > large.pairs.least_shown
    assert small.least_people > large.least_people > 10 * LEAST * 0.9


def test_theory_the_noise_is_that_of_the_formula_and_both_steps_are_paid_for(plan: Plan) -> None:
    for noise, share in ((plan.items, 1 / 3), (plan.pairs, 2 / 3)):
        # rho of Gaussian noise on counts of which one person changes `cells` by 1 (Bun and Steinke, proposition 1.6)
        assert noise.cells / (2 * noise.scale**2) == pytest.approx(float(plan.cost.rho) * share, rel=1e-6)
        assert noise.threshold > 4 * noise.scale
    # OpenDP rounds up by a few units in the last place
    assert float((plan.items.cost + plan.pairs.cost).rho) <= float(plan.cost.rho) * (1 + 1e-12)
    assert plan.items.cost.delta + plan.pairs.cost.delta <= plan.cost.delta
    assert plan.cost.delta - plan.items.cost.delta - plan.pairs.cost.delta < plan.cost.delta * Decimal("0.5")


def test_the_noise_is_as_large_as_it_is_said_to_be(plan: Plan) -> None:
    drawn = [value - 1_000 for _ in range(8) for value in plan.items.shown(dict.fromkeys(range(100), 1_000)).values()]
    assert len(drawn) == 800
    assert abs(fmean(drawn)) < 5 * plan.items.scale / 800**0.5
    assert pstdev(drawn) == pytest.approx(plan.items.scale, rel=0.15)


def test_too_small_a_community_is_refused(plan: Plan) -> None:
    with pytest.raises(CommunityTooSmall, match=f"3 people agreed.*{plan.least_people}"):
        release(plan, [[1, 2, 3]] * 3)
    assert release(plan, [[] for _ in range(plan.least_people)]) == Sums({}, {})


def test_what_many_play_together_is_found_within_its_noise(plan: Plan) -> None:
    draw = random.Random(7)
    rankings = [draw.sample(range(6), 6) if number % 2 else [10 + number, 6] for number in range(2_000)]
    sums = release(plan, rankings)
    assert sums.items.keys() == set(range(7))
    assert sums.pairs.keys() == {(a, b) for a in range(6) for b in range(a + 1, 6)}
    assert all(abs(people - 1_000) < 6 * plan.pairs.scale for people in sums.pairs.values())


# Two releases


def _crowd(plan: Plan) -> list[list[int]]:
    return [list(range(SHARED)) for _ in range(plan.least_people + 100)]


def _attacked(plan: Plan, target: list[int] | None, seen: int) -> list[float]:
    """Return what somebody sees who knows all others, and holds a release with the target against one without."""
    crowd, seen_by_attacker = _crowd(plan), []
    cells = [*((one,) for one in range(SHARED)), *combinations(range(SHARED), 2)]
    for _ in range(seen):
        with_them = release(plan, [*crowd, target or []])
        without = release(plan, [*crowd, []])
        first, second = _flat(with_them), _flat(without)
        seen_by_attacker.append(float(sum(first.get(cell, 0) - second.get(cell, 0) for cell in cells)))
    return seen_by_attacker


def _flat(sums: Sums) -> dict[tuple[int, ...], int]:
    flat: dict[tuple[int, ...], int] = {(item,): people for item, people in sums.items.items()}
    for pair, people in sums.pairs.items():
        flat[pair] = people
    return flat


def _caught(inside: list[float], outside: list[float]) -> float:
    """Return how far the best threshold of an attacker gets beyond what the promise allows; at most 0 if it holds."""
    epsilon, most = 1.0, -1.0
    for at in sorted({*inside, *outside}):
        hit, alarm = fmean(one >= at for one in inside), fmean(one >= at for one in outside)
        most = max(most, hit - exp(epsilon) * alarm, (1 - alarm) - exp(epsilon) * (1 - hit))
    return most


def test_t18_two_releases_held_against_each_other_do_not_give_a_person_away(plan: Plan) -> None:
    inside, outside = _attacked(plan, list(range(SHARED)), ROUNDS), _attacked(plan, None, ROUNDS)
    assert _caught(inside, outside) < 0.3  # the promise is 1e-6; the rest is what so few rounds can tell
    # Nor is one of the two a copy of the other's noise, which would take it out again.
    assert pstdev(outside) > plan.items.scale
    # The same attack on sums without noise catches everybody: it is not the attack that is weak.
    bare = Plan(plan.cost, QUIET, Noise(PAIRS, 0.01, 2, NOTHING))
    crowd = _crowd(plan)
    sharp = [_flat(release(bare, [*crowd, list(range(SHARED))])), _flat(release(bare, [*crowd, []]))]
    assert sum(sharp[0].values()) - sum(sharp[1].values()) > 5


def test_t18_what_only_a_newcomer_adds_does_not_show(plan: Plan) -> None:
    """Four play something rare; the fifth, with whom it would reach the least, takes part in the second release."""
    crowd, rare = _crowd(plan), [[100, 101]] * (LEAST - 1)
    for _ in range(20):
        for rankings in ([*crowd, *rare], [*crowd, *rare, [100, 101]]):
            sums = release(plan, rankings)
            assert not sums.items.keys() & {100, 101}
            assert (100, 101) not in sums.pairs

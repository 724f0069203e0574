"""The budget: costs add up to what was promised and never beyond, and nothing gives it back."""

from __future__ import annotations

import sys
from decimal import Decimal
from math import exp, inf, log, nan, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import BudgetSpent, InvalidParameter, MissingPackage
from accord.rights.noisy_counts import calibrated
from accord.rights.privacy_budget import (
    LIFETIME,
    LIFETIME_DELTA,
    LIFETIME_EPSILON,
    NOTHING,
    Cost,
    cost_of,
    left_of,
    require_affordable,
    total,
)

SIZES = st.floats(0.1, LIFETIME_EPSILON)


def test_all_releases_ever_stay_within_what_the_notice_promises() -> None:
    assert 0.999 * LIFETIME_EPSILON < LIFETIME.epsilon <= LIFETIME_EPSILON
    assert float(LIFETIME.delta) + LIFETIME_DELTA / 2 <= LIFETIME_DELTA


@given(SIZES)
def test_a_release_costs_no_more_than_was_asked_for(epsilon: float) -> None:
    cost = cost_of(epsilon)
    assert cost.epsilon <= epsilon
    assert cost.within(LIFETIME)
    # Of rho and of delta a release takes the same share, so that neither is left when the other is gone.
    assert float(cost.delta / LIFETIME.delta) == pytest.approx(float(cost.rho / LIFETIME.rho), rel=1e-2)


@given(SIZES, SIZES)
def test_costs_add_up_in_any_order_and_two_cost_more_than_one(one: float, other: float) -> None:
    a, b = cost_of(one), cost_of(other)
    assert a + b == b + a == total([a, b])
    assert (a + b).epsilon > max(a.epsilon, b.epsilon)
    assert (a + b) - b == a
    assert a - (a + b) == NOTHING


@given(st.lists(SIZES, max_size=8))
def test_the_largest_that_is_left_can_be_afforded_and_nothing_larger(sizes: list[float]) -> None:
    spent = total(map(cost_of, sizes))
    left = left_of(spent)
    if not spent.within(LIFETIME) or left < 0.11:
        return
    require_affordable(cost_of(left * 0.999), spent)
    if left < LIFETIME_EPSILON * 0.95:
        with pytest.raises(BudgetSpent, match=f"{left:.2f}"):
            require_affordable(cost_of(left * 1.01), spent)


def test_fourteen_releases_of_one_and_no_more() -> None:
    spent = NOTHING
    for _ in range(14):
        require_affordable(cost_of(1), spent)
        spent += cost_of(1)
    with pytest.raises(BudgetSpent):
        require_affordable(cost_of(1), spent)


def test_what_is_spent_beyond_all_measure_leaves_nothing() -> None:
    assert left_of(LIFETIME) == left_of(LIFETIME + LIFETIME) == 0


@pytest.mark.parametrize("epsilon", [0, -1, 0.09, 4.001, inf, nan])
def test_sizes_out_of_range_are_refused(epsilon: float) -> None:
    with pytest.raises(InvalidParameter, match=r"0\.1 and 4"):
        cost_of(epsilon)


def test_epsilon_bounds_what_gaussian_noise_of_that_rho_can_give_away() -> None:
    """The exact trade-off of the Gaussian mechanism (Balle and Wang, ICML 2018) is below what is promised of it."""
    from statistics import NormalDist

    normal = NormalDist()
    for rho in (0.005, 0.05, 0.24):
        epsilon, mu = Cost(Decimal(str(rho)), Decimal(0)).epsilon, sqrt(2 * rho)
        exact = normal.cdf(mu / 2 - epsilon / mu) - exp(epsilon) * normal.cdf(-mu / 2 - epsilon / mu)
        assert exact <= LIFETIME_DELTA / 2
        assert epsilon < rho + 2 * sqrt(rho * log(1 / exact))  # and is not so loose that anything would pass


def test_without_opendp_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(MissingPackage, match=r"pip install 'accord-music\[community\]'"):
        calibrated(3, Cost(Decimal("0.1234"), Decimal("1e-7")))

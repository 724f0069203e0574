"""The bar decoder: accents whose best explanation is plain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from accord.dsp.bar_decoder import decode

LENGTHS = {2: 0.0, 3: 0.0, 4: 0.0, 5: 1.0, 7: 1.0}
SLIP, CHANGE = 8.0, 6.0


def accents(bars: list[int]) -> NDArray[np.float64]:
    return np.concatenate([[2.0] + [-2.0] * (beats - 1) for beats in bars])


@pytest.mark.parametrize("metre", [2, 3, 4, 5, 7])
def test_places_follow_the_accent(metre: int) -> None:
    log_odds = np.where((np.arange(40) + 1) % metre == 0, 2.0, -2.0)
    places, held = decode(log_odds, LENGTHS, SLIP, CHANGE)
    np.testing.assert_array_equal(places, (np.arange(40) + 1) % metre)
    assert set(held) == {metre}


def test_one_strong_beat_out_of_place_is_not_followed_but_a_lasting_change_is() -> None:
    regular = np.where(np.arange(64) % 4 == 0, 1.5, -0.5)
    stray = regular.copy()
    stray[22] = 3.0
    np.testing.assert_array_equal(decode(stray, {4: 0.0}, SLIP, CHANGE)[0], np.arange(64) % 4)
    shifted = np.concatenate([regular, [-0.5, -0.5], regular])  # a bar of six in between
    assert (np.flatnonzero(decode(shifted, {4: 0.0}, SLIP, CHANGE)[0][70:] == 0) % 4 == 0).all()


def test_another_metre_is_followed_where_it_lasts() -> None:
    places, held = decode(accents([4] * 8 + [3] * 8), LENGTHS, SLIP, CHANGE)
    np.testing.assert_array_equal(np.flatnonzero(places == 0), np.cumsum([0] + [4] * 8 + [3] * 7))
    np.testing.assert_array_equal(held, [4] * 32 + [3] * 24)


def test_a_price_keeps_a_rare_metre_out() -> None:
    log_odds = accents([5] * 6)
    assert set(decode(log_odds, {4: 0.0, 5: 1.0}, SLIP, CHANGE)[1]) == {5}
    assert 5 not in decode(log_odds, {4: 0.0, 5: 50.0}, SLIP, CHANGE)[1]


@given(arrays.arrays(np.float64, st.integers(0, 60), elements=st.floats(-10, 10)))
def test_any_accents_give_places_within_bars(log_odds: NDArray[np.float64]) -> None:
    places, held = decode(log_odds, LENGTHS, SLIP, CHANGE)
    assert len(places) == len(held) == len(log_odds)
    assert ((places >= 0) & (places < held)).all()

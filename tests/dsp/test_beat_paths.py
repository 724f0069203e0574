"""Ways to tap along: the one that is plain first, then twice and half as fast."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from accord.dsp.beat_decoder import RATE
from accord.dsp.beat_paths import APART, FEWEST, Path, paths

FASTEST, SLOWEST = 27, 150
FLAT = np.zeros(SLOWEST - FASTEST + 1)


def ways(log_odds: NDArray[np.float64]) -> list[Path]:
    return paths(log_odds, 1.0, FASTEST, SLOWEST, FLAT, 0.015)


def pulses(period: int, n: int = 2000, on: float = 3.0, off: float = -4.0) -> NDArray[np.float64]:
    log_odds = np.full(n, off)
    log_odds[::period] = on
    return log_odds


@pytest.mark.parametrize("period", [40, 50, 61])
def test_the_plain_way_comes_first_with_all_its_support(period: int) -> None:
    first = ways(pulses(period))[0]
    np.testing.assert_array_equal(first.beats, np.arange(0, 2000, period))
    assert first.support == pytest.approx(3.0 * len(first.beats) * RATE / 2000)
    assert first.period == period


def test_half_and_double_follow_with_less() -> None:
    found = ways(pulses(60))
    periods = [way.period for way in found]
    assert periods[1:3] == [30.0, 120.0]
    assert all(way.support < found[0].support for way in found[1:])


def test_no_two_ways_are_alike_or_out_of_range() -> None:
    for period in (30, 45, 100, 140):
        found = np.log2([way.period for way in ways(pulses(period))])
        assert (np.abs(found[:, None] - found)[~np.eye(len(found), dtype=bool)] >= APART).all()
        assert (found >= np.log2(FASTEST / 1.25)).all()
        assert (found <= np.log2(SLOWEST * 1.25)).all()


def test_too_short_a_track_has_none() -> None:
    assert ways(pulses(50, FEWEST * FASTEST // 2)) == []

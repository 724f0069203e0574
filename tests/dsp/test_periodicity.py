"""Autocorrelation of rhythm envelopes: pulses of known period."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from accord.dsp.periodicity import LONGEST, autocorrelation, local_strength, moving_mean, strength_near

Envelope = NDArray[np.float64]


def pulses(period: int, n: int = 3000) -> Envelope:
    return np.asarray(np.arange(n) % period == 0, dtype=np.float64)


@pytest.mark.parametrize("period", [15, 25, 40])
def test_pulses_repeat_after_their_period(period: int) -> None:
    r = autocorrelation(local_strength(pulses(period)))
    assert r[0] == pytest.approx(1.0)
    assert r[period] == pytest.approx(1.0, abs=0.05)
    assert r[2 * period] == pytest.approx(1.0, abs=0.05)
    assert r[period // 2] < 0.0
    assert int(r[10 : period + 10].argmax()) + 10 == period


def test_noise_repeats_never() -> None:
    r = autocorrelation(np.random.default_rng(0).random(20_000))
    assert np.abs(r[1:300]).max() < 0.1


def test_a_sparser_pulse_repeats_less_at_the_faster_period() -> None:
    alternating = pulses(25) + 0.5 * np.roll(pulses(50), 25)
    r = autocorrelation(local_strength(alternating))
    assert r[50] > r[25] > 0.0


def test_strength_near_reads_between_frames() -> None:
    r = np.zeros(LONGEST)
    r[100:102] = 1.0
    assert strength_near(r, 100.5) == pytest.approx(1.0)
    assert strength_near(r, 99.0) == pytest.approx(1.0)
    assert strength_near(r, 90.0) == 0.0
    assert strength_near(r, 2.0 * LONGEST) == 0.0


def test_a_soft_passage_weighs_almost_as_much_as_a_loud_one() -> None:
    envelope = pulses(25, 2000)
    envelope[:1000] *= 0.2
    strength = local_strength(envelope)
    soft, loud = strength[200:800].max(), strength[1200:1800].max()
    assert 0.5 * loud < soft <= 1.01 * loud


def test_gain_does_not_count() -> None:
    envelope = np.random.default_rng(1).random(1000)
    np.testing.assert_allclose(local_strength(100.0 * envelope), local_strength(envelope), rtol=1e-3, atol=1e-5)


def test_moving_mean_is_the_mean_of_what_is_around() -> None:
    y = np.arange(50.0)
    averaged = moving_mean(y, 5)
    np.testing.assert_allclose(averaged[2:-2], y[2:-2])
    assert averaged[0] == pytest.approx((0 + 1 + 2) / 5)
    assert len(averaged) == len(y)


@pytest.mark.parametrize("n", [0, 1, 30, 599, 601])
def test_nothing_that_varies_gives_zeros(n: int) -> None:
    assert not local_strength(np.zeros(n)).any()
    assert len(local_strength(np.ones(n))) == n
    assert not autocorrelation(np.zeros(n)).any()


@settings(deadline=None, max_examples=40)
@given(arrays.arrays(np.float64, st.integers(0, 700), elements=st.floats(0.0, 100.0)))
def test_everything_is_finite(envelope: Envelope) -> None:
    strength = local_strength(envelope)
    assert np.isfinite(strength).all()
    assert (strength >= 0.0).all()
    assert np.isfinite(autocorrelation(strength)).all()

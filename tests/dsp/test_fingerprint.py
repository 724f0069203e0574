"""Fingerprints of harmony that is drawn by hand: the same one is found, whatever is cut, shifted or shaken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from accord.domain.analysis import Floats
from accord.dsp.fingerprint import BITS, ERRORS, RATE, Fingerprint, fingerprint, match

Sounds = tuple[Floats, Floats, Floats]


def sounds(seed: int, seconds: float = 60.0) -> Sounds:
    """Chords of half a second on average, at random."""
    rng = np.random.default_rng(seed)
    duration = rng.uniform(0.2, 0.8, round(seconds / 0.5))
    duration *= seconds / duration.sum()
    start = np.concatenate([[0.0], np.cumsum(duration)[:-1]])
    return start, duration, rng.uniform(0.0, 1.0, (len(start), 12)) ** 3


def cut(whole: Sounds, first: float, last: float) -> Sounds:
    """What lies between two times."""
    start, duration, pitches = whole
    begins, ends = np.maximum(start, first), np.minimum(start + duration, last)
    there = ends > begins
    return begins[there] - first, (ends - begins)[there], pitches[there]


def shaken(whole: Sounds, amount: float) -> Sounds:
    start, duration, pitches = whole
    noise = np.random.default_rng(5).normal(0.0, amount, pitches.shape)
    return start, duration, np.clip(pitches + noise, 0.0, 1.0)


def test_a_recording_is_itself() -> None:
    one = fingerprint(*sounds(1))
    assert len(one.words) == pytest.approx((60.0 - 4.0) * RATE, abs=1)
    assert match(one, one) == (0.0, 0.0)


def test_strangers_differ_in_nearly_every_other_bit() -> None:
    found = [match(fingerprint(*sounds(1)), fingerprint(*sounds(seed))).errors for seed in range(2, 12)]
    assert min(found) > 0.4
    assert max(found) < 0.5


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_cut_edges_move_it_and_no_more(seed: int, before: float, after: float) -> None:
    whole = sounds(seed)
    found = match(fingerprint(*whole), fingerprint(*cut(whole, before, 60.0 - after)))
    assert found.same
    assert found.offset == pytest.approx(before, abs=1.0 / RATE)


def test_noise_costs_bits_the_more_the_louder() -> None:
    whole = sounds(3)
    errors = [match(fingerprint(*whole), fingerprint(*shaken(whole, amount))).errors for amount in (0.01, 0.05, 0.2)]
    assert errors == sorted(errors)
    assert 0.0 < errors[0] < errors[1] < ERRORS


def test_order_of_comparison_turns_the_offset_round() -> None:
    whole = sounds(4)
    one, other = fingerprint(*whole), fingerprint(*cut(whole, 2.0, 60.0))
    assert match(one, other).errors == pytest.approx(match(other, one).errors)
    assert match(one, other).offset == -match(other, one).offset


def test_half_of_a_recording_is_not_that_recording() -> None:
    whole = sounds(6)
    assert match(fingerprint(*whole), fingerprint(*cut(whole, 0.0, 30.0))).errors == 1.0


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_what_does_not_move_is_like_nothing(strength: float) -> None:
    start, duration, pitches = sounds(7)
    still = fingerprint(start, duration, np.full_like(pitches, strength))
    assert not still.moving.any()
    assert not len(still.keys)
    assert match(still, still).errors == 1.0


@pytest.mark.parametrize("count", [0, 1, 4])
def test_what_is_too_short_has_no_words(count: int) -> None:
    start, duration, pitches = (part[:count] for part in sounds(8))
    short = fingerprint(start, duration, pitches)
    assert len(short.words) == len(short.keys) == 0
    assert match(short, fingerprint(*sounds(8))).errors == 1.0


def test_bits_are_in_balance() -> None:
    words = np.concatenate([fingerprint(*sounds(seed)).words for seed in range(10)])
    shares = np.unpackbits(words.view(np.uint8).reshape(-1, 4), axis=1).mean(axis=0)
    assert len(shares) == BITS
    assert np.abs(shares - 0.5).max() < 0.06


def test_the_surest_words_outlast_the_others() -> None:
    whole = sounds(9)
    one, other = fingerprint(*whole), fingerprint(*shaken(whole, 0.02))

    def lasting(places: NDArray[np.integer]) -> float:
        return float((one.words[places] == other.words[places]).mean())

    assert lasting(one.places) > lasting(np.arange(len(one.words))) + 0.1


def test_keys_are_words_and_each_with_one_bit_turned() -> None:
    one = fingerprint(*sounds(10))
    plain, turned = np.split(one.keys, 2)
    first, second = np.split(one.places, 2)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(plain, one.words[first])
    assert {int(both).bit_count() for both in plain ^ turned} == {1}


def test_a_fingerprint_is_the_same_everywhere() -> None:
    """Golden: words are compared across machines and versions."""
    one: Fingerprint = fingerprint(*sounds(0, 12.0))
    assert one.words[:4].tolist() == GOLDEN


GOLDEN = [1954784838, 1958979142, 2126751302, 2126718534]

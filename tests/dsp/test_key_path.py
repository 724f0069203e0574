"""Keys over time: a key that lasts, one that changes, a passing chord that changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Floats
from accord.dsp.key_path import STRETCH, key_path
from accord.dsp.key_profiles import MAJOR, MINOR

RATE = 10.0
LENGTH = round(60 * RATE)


def frames(*parts: tuple[Floats, int, float]) -> Floats:
    """Noisy frames of profiles on tonics, each for some seconds."""
    rng = np.random.default_rng(3)
    rows = np.concatenate([np.tile(np.roll(shape, tonic), (round(s * RATE), 1)) for shape, tonic, s in parts])
    return np.asarray(rows * rng.uniform(0.5, 1.5, rows.shape))


def keys(rows: Floats) -> list[tuple[int, int]]:
    """Mode and tonic of each stretch."""
    return [(int(k) // 12, int(k) % 12) for k in key_path(rows, rows, RATE).reshape(-1, 24).argmax(axis=1)]


@pytest.mark.parametrize("tonic", [0, 5, 11])
def test_one_key_is_one_key_throughout(tonic: int) -> None:
    assert set(keys(frames((MINOR, tonic, 60.0)))) == {(0, tonic)}


@pytest.mark.parametrize("lift", [1, 2, 3, 7])
def test_a_change_of_key_is_found_where_it_is(lift: int) -> None:
    found = keys(frames((MAJOR, 0, 40.0), (MAJOR, lift, 40.0)))
    change = found.index((1, lift))
    assert abs(change * STRETCH - 40.0) <= 2 * STRETCH
    assert found == [(1, 0)] * change + [(1, lift)] * (len(found) - change)


def test_a_passing_chord_is_no_change_of_key() -> None:
    assert set(keys(frames((MAJOR, 0, 30.0), (MINOR, 2, 3.0), (MAJOR, 0, 30.0)))) == {(1, 0)}


def test_a_short_track_has_one_stretch_and_silence_no_preference() -> None:
    assert key_path(np.ones((3, 12)), np.ones((3, 12)), RATE).shape == (1, 2, 12)
    silent = key_path(np.zeros((LENGTH, 12)), np.zeros((LENGTH, 12)), RATE)
    np.testing.assert_allclose(silent.sum(axis=(1, 2)), 1.0)
    assert silent.max() < 0.1

"""The tonal centre from profiles alone: every key, transposition, doubt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from accord.domain.analysis import Floats
from accord.dsp.key_profiles import MAJOR, MINOR, correlations, mean_profile, tonal_centre

ROWS = 100


def frames(profile: Floats) -> Floats:
    return np.tile(profile, (ROWS, 1))


@pytest.mark.parametrize("tonic", range(12))
def test_a_key_is_recognised_by_its_own_profile(tonic: int) -> None:
    for shape, major in ((MAJOR, True), (MINOR, False)):
        profile = np.roll(shape, tonic)
        centre = tonal_centre(frames(profile), frames(profile))
        assert (centre.tonic, centre.major) == (tonic, major)
        assert correlations(profile)[int(major), tonic] == pytest.approx(1.0)


def test_the_bass_decides_between_relatives() -> None:
    """Notes that C major and A minor share alike."""
    shared = frames(np.roll(MINOR, 9) + MAJOR)
    under_c, under_a = (tonal_centre(shared, frames(np.eye(12)[note])) for note in (0, 9))
    assert (under_c.tonic, under_a.tonic) == (0, 9)


def test_transposition_turns_the_odds() -> None:
    rng = np.random.default_rng(5)
    treble, bass = rng.random((ROWS, 12)), rng.random((ROWS, 12))
    here, there = tonal_centre(treble, bass), tonal_centre(np.roll(treble, 5, axis=1), np.roll(bass, 5, axis=1))
    np.testing.assert_allclose(np.roll(here.odds, 5, axis=1), there.odds)
    assert here.tonalness == pytest.approx(there.tonalness)


def test_faint_frames_do_not_count() -> None:
    loud, faint = np.eye(12)[:1], 0.001 * np.eye(12)[6:7]
    profile, sounding = mean_profile(np.concatenate([loud, faint, faint]))
    assert sounding == 1
    assert profile.argmax() == 0


def test_flat_and_empty_profiles_have_no_tonic() -> None:
    for rows in (np.ones((ROWS, 12)), np.zeros((ROWS, 12)), np.zeros((0, 12))):
        assert tonal_centre(rows, rows).tonic == -1


@given(arrays(np.float64, (20, 12), elements=st.floats(0.0, 10.0)))
def test_odds_are_probabilities(rows: Floats) -> None:
    centre = tonal_centre(rows, rows)
    assert centre.odds.sum() == pytest.approx(1.0)
    assert centre.odds.min() >= 0.0
    assert 0.0 <= centre.tonalness <= 1.0

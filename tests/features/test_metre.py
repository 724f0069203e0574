"""The evidence for metre: what stands at beats, and what is too faint to count."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Intervals
from accord.features.beats import beats
from accord.features.metre import BeatEvidence, bar_path, beat_evidence, similarity, standardise
from tests.rhythms import click_track, compound, dance, metred
from tests.sounds import Sound, evidence_of


def evidence_for(y: Sound) -> BeatEvidence:
    evidence = evidence_of(y)
    return beat_evidence(evidence, beats(evidence))


@pytest.mark.parametrize("metre", [3, 4, 5])
def test_downbeats_are_accented(metre: int) -> None:
    accent = evidence_for(metred(metre)).accent
    means = [accent[phase::metre].mean() for phase in range(metre)]
    assert int(np.argmax(means)) == 0
    assert means[0] > max(means[1:]) + 1.0


def test_equal_clicks_have_no_accent() -> None:
    """What differs is only where they fall between frames."""
    assert np.abs(evidence_for(click_track(140)).accent).max() < 0.5
    assert np.linalg.norm(evidence_for(click_track(140)).vectors, axis=1).max() < 0.5


def test_onsets_are_where_they_are_played() -> None:
    beat, quarter, half, *_ = evidence_for(dance()).onsets.sum(axis=2).mean(axis=0)
    assert half > 0.4 * beat
    assert quarter < 0.2 * beat
    dotted = Intervals(np.arange(20.0) * (60.0 / 70.0), np.full(20, 60.0 / 70.0), np.ones(20))
    *_, first_third, last_third = beat_evidence(evidence_of(compound(70.0)), dotted).onsets.sum(axis=2).mean(axis=0)
    assert min(first_third, last_third) > 1.0


def test_a_rhythm_is_like_itself_a_bar_later() -> None:
    vectors = evidence_for(metred(4)).vectors
    assert similarity(vectors, 4) > 0.8 > 0.3 > similarity(vectors, 3)


@pytest.mark.parametrize(("thirds", "held"), [(0.0, 4), (1.0, 2)], ids=["simple", "compound"])
def test_like_halves_make_one_bar_of_four_unless_beats_fall_into_three(thirds: float, held: int) -> None:
    """A downbeat every four beats and almost one half-way between, beats divided by nothing or by three."""
    onsets = np.zeros((32, 6, 4))
    onsets[:, 0], onsets[:, 4:] = 1.0, thirds
    log_odds = np.tile([0.5, -3.0, -0.4, -3.0], 8)
    places, lengths = bar_path(BeatEvidence(onsets, np.zeros(32), np.zeros((32, 16)), log_odds))
    assert set(lengths) == {held}
    np.testing.assert_array_equal(np.flatnonzero(places == 0), np.arange(0, 32, held))


def test_too_few_beats_are_like_nothing() -> None:
    assert similarity(np.ones((4, 16)), 3) == 0.0


def test_standardised_values_have_deviation_one_unless_they_are_faint() -> None:
    values = np.sin(np.arange(100.0))
    assert standardise(values, 0.05).std() == pytest.approx(1.0, abs=0.01)
    assert standardise(1e-3 * values, 0.05).std() < 0.02
    assert not standardise(np.ones(5), 0.05).any()
    assert np.abs(standardise(np.append(np.zeros(99), 1e6), 0.05)).max() == 3.0

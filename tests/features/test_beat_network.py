"""What the network is fed with and what it answers: deaf to gain, without seams, quiet where there is no beat."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.errors import NetworkRefused
from accord.features import beat_network
from accord.features.beat_network import INPUTS, OVERLAP, WINDOW, beat_log_odds, calibrated, network_input, refusal
from accord.features.beats import beats
from accord.features.evidence import Evidence
from tests.heard import analysed
from tests.rhythms import click_track, dance
from tests.sounds import Sound, evidence_of, noise, silence


def input_of(evidence: Evidence) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return network_input(evidence.mel, evidence.bass, evidence.treble)


def test_gain_changes_nothing(song: Sound) -> None:
    loud, soft = (input_of(evidence_of(song * np.float32(gain))) for gain in (1.0, 0.1))
    assert loud.shape[1] == INPUTS
    np.testing.assert_allclose(loud, soft, atol=0.02)


def test_input_stays_in_range(song: Sound) -> None:
    x = input_of(evidence_of(song))
    assert x.min() >= 0.0
    assert x.max() <= 1.5


def test_a_change_of_chord_is_new_and_a_held_one_is_not(song: Sound) -> None:
    novelty = input_of(evidence_of(song))[:, -3]
    bar = 4 * 60 / 124 * 50
    changes = novelty[np.rint(np.arange(1, 6) * bar).astype(int)].mean()
    held = novelty[np.rint((np.arange(1, 6) + 0.5) * bar).astype(int)].mean()
    assert changes > 1.5 * held


def test_windows_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = evidence_of(dance(bars=24))
    whole = beat_log_odds(evidence.mel, evidence.bass, evidence.treble)
    monkeypatch.setattr(beat_network, "WINDOW", 600)
    parts = beat_log_odds(evidence.mel, evidence.bass, evidence.treble)
    assert whole is not None
    assert parts is not None
    assert len(whole) == len(parts) == len(evidence.mel) < WINDOW + OVERLAP
    assert np.abs(whole - parts).mean() < 0.2


def test_beats_are_likelier_than_what_lies_between() -> None:
    log_odds = evidence_of(dance(bars=16)).beat_log_odds
    assert log_odds is not None
    at = np.rint(np.arange(4, 60) * 60 / 124 * 50).astype(int)
    between = np.rint((np.arange(4, 60) + 0.25) * 60 / 124 * 50).astype(int)
    assert log_odds[at, 0].mean() > log_odds[between, 0].mean() + 2.0


@pytest.mark.parametrize("y", [silence(20.0), noise(20.0, 0.1)], ids=["silence", "noise"])
def test_what_has_no_beat_is_taken_for_none(y: Sound) -> None:
    log_odds = evidence_of(y).beat_log_odds
    assert log_odds is not None
    assert log_odds[:, 0].max() < 0.0


def test_chances_grow_with_the_log_odds_of_an_event_and_of_those_around() -> None:
    log_odds = np.array([-2.0] * 10 + [2.0] * 10)
    chances = calibrated(log_odds, 0.0, 1.0, 0.5)
    assert (np.diff(chances) >= 0.0).all()
    assert chances[0] == pytest.approx(1.0 / (1.0 + np.exp(3.0)))
    assert len(calibrated(np.zeros(0), 0.0, 1.0, 0.5)) == 0


def test_without_the_network_the_signal_serves_and_the_analysis_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat_network, "network", lambda _: NetworkRefused("beats/weights.onnx is another's."))
    assert refusal() == "beats/weights.onnx is another's."
    found = analysed(click_track(120))
    np.testing.assert_allclose(np.diff(found.beats.start), 0.5, atol=0.03)
    assert found.notes == ("Beats and bars come from the signal alone, since beats/weights.onnx is another's.",)


def test_with_it_there_is_nothing_to_say() -> None:
    assert refusal() is None
    assert not [note for note in analysed(click_track(120)).notes if note.startswith("Beats")]


def test_the_network_hears_a_beat_that_nobody_strikes() -> None:
    y = dance(bars=16).copy()
    y[round(8 * 60 / 124 * 22050) - 2000 : round(8 * 60 / 124 * 22050) + 4000] = 0.0
    assert np.abs(beats(evidence_of(y)).start - 8 * 60 / 124).min() < 0.04

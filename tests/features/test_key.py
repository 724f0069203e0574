"""The key: cadences in every key, quarter-tone limits, sounds without one."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.chroma import fold
from accord.features.key import FEATURE, key
from accord.features.mode import mode
from tests.sounds import EXTREMES, MAJOR, MINOR, cadence, clicks, evidence_of, noise


@pytest.mark.parametrize("tonic", range(12))
@pytest.mark.parametrize("shape", [MAJOR, MINOR])
def test_a_cadence_is_in_its_key(tonic: int, shape: tuple[int, int, int]) -> None:
    evidence = evidence_of(cadence(tonic, shape, seconds=0.8))
    assert key(evidence).value == tonic
    assert mode(evidence).value == (shape == MAJOR)


def test_a_recording_thirty_cents_sharp_is_in_the_same_key() -> None:
    in_tune = cadence(2, MAJOR)
    sharp = np.interp(np.arange(0, len(in_tune) - 1, 2 ** (0.3 / 12)), np.arange(len(in_tune)), in_tune)
    evidence = evidence_of(sharp.astype(np.float32))
    assert evidence.tuning == pytest.approx(0.3, abs=0.05)
    assert key(evidence).value == 2
    assert fold(evidence.spectra.treble, evidence.tuning).sum(axis=0).argmax() == 2


def test_a_span_has_its_own_key_if_it_lasts() -> None:
    long, passing = np.tile(cadence(0, MAJOR), 4), cadence(6, MINOR)
    evidence = evidence_of(np.concatenate([long, np.tile(passing, 4)]))
    assert (key(evidence, (0.0, 20.0)).value, mode(evidence, (0.0, 20.0)).value) == (0, 1)
    assert (key(evidence, (20.0, 40.0)).value, mode(evidence, (20.0, 40.0)).value) == (6, 0)
    assert np.isfinite(key(evidence, (50.0, 51.0)).confidence)
    interrupted = evidence_of(np.concatenate([long, passing[: len(passing) // 2], long]))
    assert key(interrupted, (20.0, 22.5)).value == 0


def test_a_span_without_notes_has_no_key() -> None:
    evidence = evidence_of(np.concatenate([np.tile(cadence(0, MAJOR), 2), noise(10.0)]))
    assert key(evidence, (10.5, 20.0)).value == -1


def test_noise_and_drums_have_no_key() -> None:
    assert key(evidence_of(noise(5.0))).value == -1
    drums = key(evidence_of(clicks(list(np.arange(0.0, 5.0, 0.25)), 5.0)))
    assert drums.confidence < 0.1


def test_music_is_surer_than_music_under_noise_is_surer_than_noise() -> None:
    music = cadence(9, MINOR)
    clear, blurred, lost = (key(evidence_of(music + noise(5.0, level))).confidence for level in (0.0, 0.1, 1.0))
    assert clear > blurred > lost


def test_more_of_the_same_is_surer() -> None:
    once = cadence(4, MAJOR)
    assert key(evidence_of(np.tile(once, 4))).confidence > key(evidence_of(once)).confidence


def test_golden() -> None:
    """Whoever changes these numbers raises the version."""
    assert FEATURE.version == 2
    evidence = evidence_of(cadence(9, MINOR))
    assert key(evidence).confidence == pytest.approx(0.635, abs=0.01)
    assert mode(evidence).confidence == pytest.approx(0.627, abs=0.01)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    estimate = key(evidence_of(EXTREMES[name]))
    assert estimate.value in range(-1, 12)
    assert 0.0 <= estimate.confidence <= 1.0

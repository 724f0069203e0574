"""The tuning: concert pitch, other pitches, sounds that have none."""

from __future__ import annotations

import numpy as np
import pytest

from accord.domain.analysis import Analysis
from accord.features.key import key
from accord.features.mode import mode
from accord.features.tuning import FEATURE, tuning
from tests.sounds import EXTREMES, MAJOR, MINOR, Sound, cadence, clicks, evidence_of, noise


def played_at(y: Sound, a4: float) -> Sound:
    """The sound, faster or slower, so that its A is at ``a4`` Hz rather than at 440."""
    return np.asarray(np.interp(np.arange(0, len(y) - 1, a4 / 440.0), np.arange(len(y)), y), dtype=np.float32)


@pytest.mark.parametrize("a4", [430.0, 432.0, 440.0, 443.0, 450.3])
@pytest.mark.parametrize(("tonic", "shape"), [(2, MAJOR), (9, MINOR)])
def test_the_tuning_is_found_and_the_key_is_kept(a4: float, tonic: int, shape: tuple[int, int, int]) -> None:
    evidence = evidence_of(played_at(cadence(tonic, shape), a4))
    found = tuning(evidence)
    assert found.value == pytest.approx(a4, abs=1.0)
    assert found.confidence > 0.9
    assert (key(evidence).value, mode(evidence).value) == (tonic, shape == MAJOR)


def test_noise_and_drums_are_in_no_tuning() -> None:
    assert tuning(evidence_of(noise(5.0))).confidence < 0.3
    assert tuning(evidence_of(clicks(list(np.arange(0.0, 5.0, 0.25)), 5.0))).confidence < 0.5


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    found = tuning(evidence_of(EXTREMES[name]))
    assert FEATURE.low - 1e-6 <= found.value <= FEATURE.high + 1e-6
    assert 0.0 <= found.confidence <= 1.0


def test_golden(heard: Analysis) -> None:
    """Whoever changes this raises the version."""
    assert heard.estimates["tuning"].value == pytest.approx(440.0, abs=0.5)

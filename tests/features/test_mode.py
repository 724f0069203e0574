"""The mode: the third decides."""

from __future__ import annotations

import pytest

from accord.domain.analysis import Analysis
from accord.features.mode import mode
from tests.sounds import EXTREMES, MAJOR, MINOR, cadence, evidence_of


def test_the_third_decides() -> None:
    assert mode(evidence_of(cadence(7, MAJOR))).value == 1
    assert mode(evidence_of(cadence(7, MINOR))).value == 0


def test_a_whole_cadence_is_surer_than_its_first_fifth() -> None:
    evidence = evidence_of(cadence(7, MAJOR))
    assert mode(evidence).confidence > mode(evidence, (0.0, 1.0)).confidence


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    estimate = mode(evidence_of(EXTREMES[name]))
    assert estimate.value in {0, 1}
    assert 0.0 <= estimate.confidence <= 1.0


def test_golden(heard: Analysis) -> None:
    assert heard.estimates["mode"].value == 0.0
    assert heard.estimates["mode"].confidence == pytest.approx(0.646, abs=0.02)

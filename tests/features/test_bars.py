"""Bars: they begin where the bass drum strikes and the chord changes."""

from __future__ import annotations

import mir_eval
import numpy as np
import pytest

from accord.domain.analysis import Analysis, Intervals
from accord.features.bars import bars
from accord.features.beats import beats
from accord.features.metre import beat_evidence
from tests.features.conftest import Demo
from tests.heard import assert_consecutive
from tests.rhythms import metred
from tests.sounds import Sound, evidence_of


def bars_of(y: Sound, beats_in_bar: int) -> Intervals:
    evidence = evidence_of(y)
    found = beats(evidence)
    return bars(found, beat_evidence(evidence, found), beats_in_bar)


@pytest.mark.parametrize("metre", [3, 4, 5])
def test_bars_begin_where_they_are_accented(metre: int) -> None:
    found = bars_of(metred(metre, 120.0, 12), metre)
    np.testing.assert_allclose(found.start, np.arange(12) * metre * 0.5, atol=0.03)
    assert found.confidence.mean() > 0.65


def test_an_upbeat_belongs_to_no_bar() -> None:
    y = metred(4, 120.0, 12)[round(3 * 0.5 * 22050) :]  # begins on the last beat of a bar
    assert bars_of(y, 4).start[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_beats_make_no_bar(count: int) -> None:
    few = Intervals(np.arange(float(count)), np.ones(count), np.ones(count))
    assert len(bars(few, None, 4).start) == 0


def test_bars_of_the_demo_library_begin_on_beats(demo: Demo) -> None:
    for name in demo.names:
        heard = demo.analysis(name)
        assert_consecutive(heard.bars, heard.duration)
        assert set(heard.bars.start) <= set(heard.beats.start)


def test_downbeats_of_the_demo_library(demo: Demo) -> None:
    scores = {}
    for name in demo.names:
        truth, found = np.array(demo.truth(name)["downbeats"]), demo.analysis(name).bars.start
        scores[name] = mir_eval.beat.f_measure(truth, found)
    assert np.mean(list(scores.values())) > 0.9, scores
    assert min(scores.values()) > 0.7, scores  # bars half as long would score two thirds


def test_golden(heard: Analysis) -> None:
    np.testing.assert_allclose(heard.bars.start, np.arange(8) * 4 * 60 / 124, atol=0.03)
    assert heard.bars.confidence.mean() == pytest.approx(0.79, abs=0.03)

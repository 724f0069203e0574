"""A whole recommendation, timed: it happens, it is explained, and its stages are parts of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from accord.bench.big_library import fill, real_analyses
from accord.bench.recommendation import whole
from accord.bench.recommendation.whole import Answers, answer_times, stages_table, whole_table
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.rights.registry import DEMO_LIBRARY


def test_people_are_answered_and_the_stages_add_up(
    demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = real_analyses(sorted(demo_library.glob("*.flac"))[:2], lambda _: None)
    with open_library(Settings(home=tmp_path)) as library:
        fill(library, reports, 2000, 1, DEMO_LIBRARY, lambda _: None)
    monkeypatch.setattr(whole, "kept_library", lambda tracks, seed, say: tmp_path)
    answers = answer_times(2000, 50, lambda _: None, times=4, people=2000)
    assert answers.tracks == 2000
    assert answers.items == 20
    assert answers.reasons > 3
    assert answers.whole.shape == (4, 2)
    assert len(answers.stages) == 8
    assert all((values > 0).all() for values in answers.stages.values())
    assert (sum(answers.stages.values()) <= answers.whole[:, 1]).all()


def test_the_tables_say_what_each_stage_took() -> None:
    seconds = np.array([[0.004, 0.003], [0.006, 0.005]])
    answers = Answers(9, 5, 20.0, 4.0, seconds, {"order": np.array([0.001, 0.001])})
    assert "| time | 5.00 ms | 5.98 ms | < 10 ms |" in whole_table(answers)
    assert "| order | 1.00 ms | 25% |" in stages_table(answers)
    assert "| the rest | 3.00 ms | 75% |" in stages_table(answers)

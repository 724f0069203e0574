"""``accord bench leaving``, small: what it says is what happened."""

from __future__ import annotations

import os

import pytest

from accord.bench.leaving import EACH, leaving_report, leaving_times


def test_whoever_leaves_is_out_of_the_same_model_as_training_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    steps: list[str] = []
    times = leaving_times(50, 120, steps.append)
    assert "training anew" in steps
    assert [one.whose for one in times.left] == ["median"] * EACH + ["90th percentile"] * EACH
    assert all(one.same for one in times.left)
    assert all(0 < one.first.wall <= one.whole.wall for one in times.left)
    assert times.left[0].recordings <= times.left[-1].recordings
    said = leaving_report(times)
    assert "| 6 of 6 |" in said
    assert "accord bench leaving --listeners 50 --tracks 120 --update" in said

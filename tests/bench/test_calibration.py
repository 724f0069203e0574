"""Calibration: what is said with some confidence, and how much of it is right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.bench.calibration import Cases, calibration_table, cases, draw, joined
from accord.bench.hearing import Heard
from accord.bench.truth import Music

PIECES = [
    Music("One", Path("1.ogg"), beats=[1.0, 2.0, 3.0], tempo=60.0, key="C major"),
    Music("Two", Path("2.ogg"), tempo=90.0),
    Music("Three", Path("3.ogg"), tempo=90.0),
]
HEARD = [
    Heard(
        {
            "beats": [1.01, 2.5, 3.05],
            "tempo": 61.0,
            "key": "A minor",
            "confidence": {"tempo": 0.9, "key": 0.4, "mode": 0.6, "beats": [0.8, 0.3, 0.7]},
        }
    ),
    Heard(
        {
            "beats": [],
            "tempo": 180.0,
            "key": "C major",
            "confidence": {"tempo": 0.2, "key": 0.5, "mode": 0.5, "beats": []},
        }
    ),
    Heard(None, "Accord could not use 3.ogg: no."),
]


def test_each_estimate_is_judged_where_the_truth_is_known() -> None:
    found = cases(PIECES, HEARD)
    assert found["tempo"].confidence.tolist() == [0.9, 0.2]
    assert found["tempo"].right.tolist() == [True, False]
    assert found["key"].right.tolist() == found["mode"].right.tolist() == [False]
    assert found["beats"].right.tolist() == [True, False, True]


def test_honest_confidences_have_no_error() -> None:
    honest = Cases(np.full(10, 0.8), np.arange(10) < 8)
    assert honest.error == pytest.approx(0.0)
    assert Cases(np.full(10, 0.8), np.arange(10) < 3).error == pytest.approx(0.5)


def test_the_error_weighs_bins_by_what_they_hold() -> None:
    mixed = Cases(np.array([0.05, 0.95, 0.95, 0.95]), np.array([True, True, True, True]))
    assert mixed.error == pytest.approx((0.95 + 3 * 0.05) / 4)
    assert [count for _, _, count in mixed.bins()] == [1, 3]


@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=60))
def test_the_error_is_a_share(judged: list[tuple[float, bool]]) -> None:
    confidence, right = zip(*judged, strict=True)
    one = Cases(np.array(confidence), np.array(right))
    assert 0.0 <= one.error <= 1.0
    assert sum(count for _, _, count in one.bins()) == len(judged)


def test_sets_are_joined_tabled_and_drawn(tmp_path: Path) -> None:
    together = joined([cases(PIECES, HEARD), cases(PIECES[:1], HEARD[:1])])
    assert len(together["beats"].right) == 6
    assert calibration_table(together).splitlines()[5].startswith("| beats | 6 | 0.60 | 0.67 |")
    draw(together, tmp_path / "one.svg")
    draw(together, tmp_path / "two.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert b"<svg" in (tmp_path / "one.svg").read_bytes()

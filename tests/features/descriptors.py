"""What holds for every descriptor: range, sum of terms, the demo library's orders, frozen values."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import pytest

from accord.demo.orders import orders
from accord.domain.analysis import Analysis, Estimate
from accord.features.measures import Measures
from tests.features.conftest import Demo
from tests.heard import measures_of
from tests.sounds import EXTREMES, silence, sine, tone

TOLERANCE = 0.02
"""By which a golden value may differ from one processor to another."""
SOUNDS = {**EXTREMES, "a steady tone": sine(440.0, 6.0), "a note": tone(60, 4.0, decay=3.0), "half": silence(0.5)}


@cache
def extremes() -> dict[str, Measures]:
    """Measures of sounds that are hardly music."""
    return {name: measures_of(y) for name, y in SOUNDS.items()}


def assert_sane(descriptor: Callable[[Measures], Estimate]) -> None:
    """Value and confidence keep their range, and terms add up to the log-odds, for whatever sound there is."""
    for name, measures in extremes().items():
        estimate = descriptor(measures)
        assert 0.0 < estimate.value < 1.0, name
        assert 0.0 <= estimate.confidence <= 1.0, name
        assert all(math.isfinite(term.value) and 0.0 <= term.score <= 1.0 for term in estimate.terms), name
        total = estimate.offset + sum(term.contribution for term in estimate.terms)
        assert math.log(estimate.value / (1.0 - estimate.value)) == pytest.approx(total, abs=1e-9), name


def assert_orders(demo: Demo, name: str, *, but: str | None = None) -> None:
    """Of every pair that the composition makes certain, the right piece has more.

    Parameters
    ----------
    but : str, optional
        A piece that is left out where it should have less.
    """
    asked = [order for order in orders() if order.descriptor == name]
    pairs = [(order.more, less, order.why) for order in asked for less in order.less if less != but]
    assert pairs
    wrong = [
        f"{more} {demo.value(more, name):.3f} <= {less} {demo.value(less, name):.3f}: {why}"
        for more, less, why in pairs
        if demo.value(more, name) <= demo.value(less, name)
    ]
    assert not wrong, "; ".join(wrong)


def assert_golden(heard: Analysis, name: str, value: float) -> None:
    """The frozen value of this version; a change of it raises the version."""
    found = heard.estimates[name].value
    assert found == pytest.approx(value, abs=TOLERANCE), f"{name} is {found:.3f}, was {value}"

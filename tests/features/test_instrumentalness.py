"""Instrumentalness: keys over voices, and the orders of the demo library."""

from __future__ import annotations

import pytest

from accord.domain.analysis import Analysis
from accord.features.instrumentalness import instrumentalness
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import lullaby
from tests.sounds import tone
from tests.voices import sliding, spoken


def test_keys_over_a_speaker() -> None:
    assert instrumentalness(measures_of(lullaby())).value > 0.8
    assert instrumentalness(measures_of(spoken())).value < 0.3


def test_steady_notes_over_slides() -> None:
    assert instrumentalness(measures_of(tone(60, 10.0))).value > 0.8
    assert instrumentalness(measures_of(sliding(3.0))).value < 0.5


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "instrumentalness", but="kite_weather")


@pytest.mark.xfail(strict=True, reason="a synthesised singer in a band sounds like no speaker, nor does pitch show it")
def test_a_singer_amid_a_band_is_heard(demo: Demo) -> None:
    assert_orders(demo, "instrumentalness")


def test_any_sound_gives_a_value() -> None:
    assert_sane(instrumentalness)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "instrumentalness", 0.870)

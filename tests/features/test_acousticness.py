"""Acousticness: soft strings over drum machines, and the orders of the demo library."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Analysis
from accord.features.acousticness import acousticness
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import dance, lullaby
from tests.sounds import sine, time


def test_a_lullaby_over_a_drum_machine() -> None:
    assert acousticness(measures_of(lullaby())).value > 0.7 > 0.4 > acousticness(measures_of(dance())).value


def test_what_is_pressed_to_be_loud_is_less_acoustic() -> None:
    calm = lullaby()
    pressed = np.tanh(30.0 * calm).astype(np.float32)
    assert acousticness(measures_of(calm)).value > acousticness(measures_of(pressed)).value + 0.03


def test_deep_bass_is_electronic() -> None:
    calm = lullaby()
    deep = (calm + sine(45.0, len(calm) / 22050, 0.3) * (time(len(calm) / 22050) % 1.0 < 0.9)).astype(np.float32)
    assert acousticness(measures_of(calm)).value > acousticness(measures_of(deep)).value


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "acousticness")


def test_any_sound_gives_a_value() -> None:
    assert_sane(acousticness)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "acousticness", 0.167)

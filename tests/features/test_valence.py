"""Valence: major over minor, quick over slow, and the orders of the demo library."""

from __future__ import annotations

from accord.domain.analysis import Analysis
from accord.features.valence import valence
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import MAJOR_SONG, MINOR_SONG, dance, lullaby
from tests.sounds import MAJOR, MINOR, cadence


def test_major_over_minor() -> None:
    major, minor = (measures_of(dance(chords=chords)) for chords in (MAJOR_SONG, MINOR_SONG))
    assert valence(major).value > valence(minor).value + 0.2
    assert valence(measures_of(cadence(0, MAJOR))).value > valence(measures_of(cadence(0, MINOR))).value


def test_quick_over_slow() -> None:
    values = [valence(measures_of(dance(bpm, 6))).value for bpm in (150, 110, 80)]
    assert values == sorted(values, reverse=True)


def test_a_dance_in_major_over_a_lullaby_in_minor() -> None:
    assert valence(measures_of(dance(140, chords=MAJOR_SONG))).value > 0.7
    assert valence(measures_of(lullaby())).value < 0.3


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "valence")


def test_any_sound_gives_a_value() -> None:
    assert_sane(valence)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "valence", 0.545)

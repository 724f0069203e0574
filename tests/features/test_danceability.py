"""Danceability: a steady drum over a lullaby, and the orders that the demo library was composed for."""

from __future__ import annotations

from accord.domain.analysis import Analysis
from accord.dsp.spectra import SR
from accord.features.danceability import danceability
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import dance, lullaby
from tests.sounds import Sound, noise, silence


def test_drums_on_every_beat_over_a_lullaby() -> None:
    assert danceability(measures_of(dance())).value > 0.8 > 0.5 > danceability(measures_of(lullaby())).value


def test_the_tempo_that_dancers_choose_over_one_too_slow() -> None:
    assert danceability(measures_of(dance(120))).value > danceability(measures_of(dance(66, 5))).value


def test_a_beat_over_the_same_beat_buried_in_noise(song: Sound) -> None:
    buried = song + noise(len(song) / SR, 0.5)
    assert danceability(measures_of(song)).value > danceability(measures_of(buried)).value


def test_nobody_dances_to_silence_or_noise() -> None:
    assert danceability(measures_of(silence(10.0))).value < 0.2
    assert danceability(measures_of(noise(20.0))).value < 0.25


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "danceability")


def test_any_sound_gives_a_value() -> None:
    assert_sane(danceability)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "danceability", 0.956)

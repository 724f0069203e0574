"""Speechiness: a speaker over music, and the orders of the demo library."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Analysis
from accord.features.speechiness import speechiness
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import dance, lullaby
from tests.sounds import noise, silence
from tests.voices import spoken


def test_a_speaker_over_music() -> None:
    assert speechiness(measures_of(spoken())).value > 0.66
    for music in (lullaby(), dance()):
        assert speechiness(measures_of(music)).value < 0.33


def test_speech_alone_over_speech_with_a_band() -> None:
    speech, band = spoken(), dance()
    n = min(len(speech), len(band))
    together = (speech[:n] + np.float32(0.5) * band[:n]).astype(np.float32)
    alone, amid, none = (speechiness(measures_of(y)).value for y in (speech, together, band))
    assert alone > amid > none


def test_nobody_speaks_in_silence_or_noise() -> None:
    assert speechiness(measures_of(silence(10.0))).value < 0.1
    assert speechiness(measures_of(noise(10.0))).value < 0.1


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "speechiness")


def test_a_speaker_over_music_is_heard_in_the_demo_library(demo: Demo) -> None:
    assert 0.33 < demo.value("clockmaker", "speechiness") < 0.66


def test_any_sound_gives_a_value() -> None:
    assert_sane(speechiness)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "speechiness", 0.004)

"""Measures: each on sounds that have much and little of what it measures."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from functools import cached_property

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis.analyze import DESCRIPTORS
from accord.features.measures import Measures
from tests.heard import measures_of
from tests.rhythms import MAJOR_SONG, click_track, dance, hat, kick, lullaby, struck
from tests.sounds import EXTREMES, MAJOR, MINOR, Sound, cadence, clicks, noise, silence, sine, time, tone
from tests.voices import spoken

NAMES = [
    name
    for name, attribute in vars(Measures).items()
    if isinstance(attribute, cached_property) and not name.startswith("_") and name != "vocal_tags"
]
"""All but the one that takes a network which is not shipped; test_tag_network.py has that one."""


def swung(hz: float, seconds: float = 10.0) -> Sound:
    """Noise whose level swings."""
    return np.asarray(noise(seconds) * (1.0 + 0.9 * np.sin(2.0 * np.pi * hz * time(seconds))), dtype=np.float32)


def struck_noise(t60: float, seconds: float = 12.0) -> Sound:
    return np.asarray(noise(seconds, 0.3) * 10.0 ** (-3.0 * (time(seconds) % 1.5) / t60), dtype=np.float32)


Make = Callable[[], Sound]
ORDERS: list[tuple[str, Make, Make]] = [
    ("dance_tempo", lambda: click_track(120), lambda: click_track(75)),
    ("pace", lambda: click_track(140), lambda: click_track(80)),
    ("steadiness", lambda: click_track(120), lambda: noise(20.0)),
    ("major_mode", lambda: cadence(0, MAJOR), lambda: cadence(0, MINOR)),
    ("pulse_clarity", lambda: click_track(120), lambda: noise(20.0)),
    ("beat_strength", lambda: struck(kick(), list(range(10)), 10.0), lambda: struck(hat(), list(range(10)), 10.0)),
    ("fluctuation", lambda: noise(15.0) * np.abs(np.cumsum(noise(15.0, 1e-3))), lambda: click_track(120)),
    ("onset_rate", lambda: clicks(list(np.arange(0.0, 8.0, 0.2)), 8.0), lambda: clicks([1.0, 4.0], 8.0)),
    ("spectral_entropy", lambda: noise(5.0), lambda: sine(440.0, 5.0)),
    ("brightness", lambda: sine(4000.0, 5.0), lambda: sine(200.0, 5.0)),
    ("spectral_flux", lambda: click_track(140), lambda: tone(60, 10.0)),
    ("percussive_share", lambda: click_track(120), lambda: tone(60, 10.0)),
    (
        "loudness_range",
        lambda: np.concatenate([tone(60, 15.0, 0.3), tone(60, 15.0, 0.06)]),
        lambda: tone(60, 30.0, 0.3),
    ),
    ("unevenness", lambda: struck_noise(0.5), lambda: noise(12.0)),
    ("sub_bass", lambda: sine(50.0, 5.0), lambda: sine(500.0, 5.0)),
    ("syllabic_rhythm", lambda: swung(5.0), lambda: swung(1.0)),
    ("pauses", lambda: np.asarray(noise(9.0) * (time(9.0) % 0.5 < 0.3), dtype=np.float32), lambda: noise(9.0)),
    ("voice_activity", spoken, dance),
    ("tonal_clarity", lambda: tone(60, 6.0), lambda: noise(6.0)),
    ("decay_time", lambda: struck_noise(2.0), lambda: struck_noise(0.5)),
    ("noise_floor", lambda: noise(10.0), lambda: struck_noise(0.5)),
    ("noise_evenness", lambda: tone(72, 10.0) + tone(79, 10.0), lambda: noise(10.0)),
    ("edge_roughness", lambda: tone(72, 20.0) + tone(79, 20.0), lambda: noise(20.0)),
    ("edge_contrast", lambda: np.concatenate([noise(8.0), tone(72, 12.0), noise(8.0)]), lambda: noise(28.0)),
    (
        "attack_time",
        lambda: np.tile(np.asarray(noise(1.0) * time(1.0), dtype=np.float32), 8),
        lambda: clicks(list(range(8)), 8.0),
    ),
    ("loudness", lambda: noise(5.0, 0.2), lambda: noise(5.0, 0.02)),
]
"""Of the measure, the first sound has more than the second."""


@pytest.mark.parametrize(("name", "more", "less"), ORDERS, ids=[name for name, *_ in ORDERS])
def test_more_is_more(name: str, more: Make, less: Make) -> None:
    assert getattr(measures_of(more()), name) > getattr(measures_of(less()), name)


def test_every_measure_is_tested_and_described() -> None:
    assert {name for name, *_ in ORDERS} | {"pitch_glide"} == set(NAMES)  # tests/dsp/test_glide.py has that one
    assert all(inspect.getdoc(vars(Measures)[name]) for name in NAMES)


def test_known_values() -> None:
    clicked = measures_of(click_track(118))
    assert clicked.dance_tempo == pytest.approx(1.0, abs=0.01)
    assert clicked.pace == pytest.approx(118.0, rel=0.01)
    assert clicked.steadiness > 0.95
    assert clicked.pulse_clarity > 0.7
    assert measures_of(dance()).onset_rate == pytest.approx(2 * 124 / 60, rel=0.15)
    assert measures_of(sine(4000.0, 4.0)).brightness == pytest.approx(1.0, abs=0.01)
    assert measures_of(sine(50.0, 4.0)).sub_bass == pytest.approx(1.0, abs=0.05)
    assert measures_of(struck_noise(1.2)).decay_time == pytest.approx(1.2, rel=0.15)
    assert measures_of(noise(12.0)).fluctuation == pytest.approx(0.5, abs=0.1)
    assert measures_of(swung(5.0)).syllabic_rhythm > 0.8


def test_loudness_range_is_the_distance_of_the_passages() -> None:
    two_levels = np.concatenate([tone(60, 15.0, 0.3), tone(60, 15.0, 0.3 * 10 ** (-12 / 20))])
    assert measures_of(two_levels).loudness_range == pytest.approx(12.0, abs=0.5)


def test_a_doubtful_mode_lies_in_the_middle() -> None:
    assert measures_of(noise(8.0)).major_mode == pytest.approx(0.5, abs=0.1)


def test_gain_moves_loudness_alone(measured: Measures, song: Sound) -> None:
    softer = measures_of(song * np.float32(0.5))
    assert softer.loudness == pytest.approx(measured.loudness - 6.02, abs=0.02)
    for name in set(NAMES) - {"loudness", "beat_strength"}:
        assert getattr(softer, name) == pytest.approx(getattr(measured, name), rel=0.1, abs=0.02), name


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_give_numbers(name: str) -> None:
    measures = measures_of(EXTREMES[name])
    assert all(math.isfinite(getattr(measures, each)) for each in NAMES)


def test_silence_has_nothing_of_anything() -> None:
    measures = measures_of(silence(10.0))
    for name in ("pulse_clarity", "beat_strength", "onset_rate", "pitch_glide", "tonal_clarity", "pauses", "pace"):
        assert getattr(measures, name) == 0.0, name
    assert measures.percussive_share == 0.0
    assert measures.noise_floor < -40.0


def test_music_differs_as_it_should() -> None:
    lively, calm = measures_of(dance(chords=MAJOR_SONG)), measures_of(lullaby())
    assert lively.percussive_share > calm.percussive_share
    assert lively.loudness > calm.loudness
    assert lively.major_mode > calm.major_mode


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    level=st.floats(1e-5, 1.0),
    note=st.integers(24, 100),
    hiss=st.floats(0.0, 0.5),
    seconds=st.floats(0.5, 4.0),
    seed=st.integers(0, 99),
)
def test_any_mixture_gives_numbers(level: float, note: int, hiss: float, seconds: float, seed: int) -> None:
    mixture = level * tone(note, seconds, 0.5) + noise(seconds, hiss, seed)
    measures = measures_of(mixture.astype(np.float32))
    assert all(math.isfinite(getattr(measures, each)) for each in NAMES)
    assert all(0.0 < describe(measures).value < 1.0 for describe in DESCRIPTORS)

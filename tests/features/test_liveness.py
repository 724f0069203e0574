"""Liveness: music with applause over music alone, and the orders of the demo library."""

from __future__ import annotations

import numpy as np
import soxr

from accord.demo.sound.crowd import applause
from accord.demo.sound.oscillators import SR as DEMO_SR
from accord.domain.analysis import Analysis
from accord.dsp.spectra import SR
from accord.features.liveness import liveness
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import lullaby
from tests.sounds import Sound, noise, silence, tone


def clapped(y: Sound) -> Sound:
    """The music between two bouts of applause, with the audience below it."""
    crowd = applause(len(y) / SR + 16.0, np.random.default_rng(0))
    crowd = np.asarray(soxr.resample(crowd, DEMO_SR, SR), dtype=np.float32)[: len(y) + 16 * SR]
    level = np.full(len(crowd), 0.02, dtype=np.float32)
    level[: 8 * SR] = level[-8 * SR :] = 0.3
    return np.asarray(np.concatenate([silence(8.0), y, silence(8.0)])[: len(crowd)] + level * crowd, dtype=np.float32)


def test_applause_over_none() -> None:
    quiet, live = measures_of(lullaby()), measures_of(clapped(lullaby()))
    assert liveness(live).value > liveness(quiet).value + 0.1


def test_silence_a_tone_and_noise_have_no_audience() -> None:
    assert liveness(measures_of(silence(10.0))).value < 0.1
    assert liveness(measures_of(tone(60, 20.0))).value < 0.4
    assert liveness(measures_of(noise(30.0))).value < 0.5


def test_distortion_throughout_is_no_applause() -> None:
    distorted = np.tanh(20.0 * tone(40, 30.0) + noise(30.0, 0.5)).astype(np.float32)
    assert liveness(measures_of(distorted)).value < 0.4


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "liveness")


def test_any_sound_gives_a_value() -> None:
    assert_sane(liveness)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "liveness", 0.015)

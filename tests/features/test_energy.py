"""Energy: loud over soft, dense over sparse, and the orders of the demo library."""

from __future__ import annotations

import numpy as np

from accord.domain.analysis import Analysis
from accord.dsp.spectra import SR
from accord.features.energy import energy
from tests.features.conftest import Demo
from tests.features.descriptors import assert_golden, assert_orders, assert_sane
from tests.heard import measures_of
from tests.rhythms import dance, lullaby
from tests.sounds import Sound, noise, silence, sine


def test_drums_over_a_lullaby() -> None:
    assert energy(measures_of(dance())).value > energy(measures_of(lullaby())).value + 0.3


def test_the_volume_does_not_matter(song: Sound) -> None:
    values = [energy(measures_of(song * np.float32(gain))).value for gain in (1.0, 0.6, 0.25)]
    assert max(values) - min(values) < 0.03


def test_loud_throughout_over_loud_at_times(song: Sound) -> None:
    pressed = np.tanh(8.0 * song).astype(np.float32)
    assert energy(measures_of(pressed)).value > energy(measures_of(song)).value + 0.02


def test_with_noise_over_without(song: Sound) -> None:
    fuller = song + noise(len(song) / SR, 0.1)
    assert energy(measures_of(fuller)).value > energy(measures_of(song)).value


def test_noise_over_a_tone_of_its_loudness() -> None:
    assert energy(measures_of(noise(8.0, 0.1))).value > energy(measures_of(sine(440.0, 8.0, 0.14))).value


def test_silence_has_none() -> None:
    assert energy(measures_of(silence(10.0))).value < 0.05


def test_the_demo_library_is_in_order(demo: Demo) -> None:
    assert_orders(demo, "energy")


def test_any_sound_gives_a_value() -> None:
    assert_sane(energy)


def test_golden(heard: Analysis) -> None:
    assert_golden(heard, "energy", 0.647)

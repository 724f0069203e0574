"""The synthesiser obeys acoustics: pitch, decay, reverberation, formants."""

from __future__ import annotations

import numpy as np
import pytest

from accord.demo.harmony import frequency, note
from accord.demo.sound import effects
from accord.demo.sound.crowd import applause, murmur
from accord.demo.sound.envelopes import adsr, decaying
from accord.demo.sound.filters import bandpass, highpass, lowpass
from accord.demo.sound.orchestra import DRUMS, PITCHED
from accord.demo.sound.oscillators import SR, Audio, noise, partials, saw, sine
from accord.demo.sound.phonemes import VOWELS
from accord.demo.sound.voice import sing, speak


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(7))


def spectrum(y: Audio) -> tuple[np.ndarray, np.ndarray]:
    size = 1 << 17
    return np.fft.rfftfreq(size, 1 / SR), np.abs(np.fft.rfft(y * np.hanning(len(y)), size))


def pitch_of(y: Audio, expected: float) -> float:
    """Return the frequency of the strongest partial near `expected` Hz."""
    freqs, size = spectrum(y)
    near = np.abs(np.log2(freqs[1:] / expected)) < 0.25
    return float(freqs[1:][near][np.argmax(size[1:][near])])


@pytest.mark.parametrize("name", sorted(PITCHED))
@pytest.mark.parametrize("written", ["A4", "E3"])
def test_an_instrument_plays_the_note_that_is_written(name: str, written: str) -> None:
    expected = frequency(note(written))
    y = PITCHED[name](expected, 1.0, 0.8, generator())
    assert pitch_of(y, expected) == pytest.approx(expected, rel=0.01)
    assert y.dtype == np.float32
    assert np.isfinite(y).all()
    assert 0.15 < np.abs(y).max() < 3.0
    assert abs(y[-1]) < 0.02


@pytest.mark.parametrize("name", sorted(DRUMS))
def test_a_drum_is_struck_at_once_and_dies_away(name: str) -> None:
    y = DRUMS[name](440.0, 0.1, 0.8, generator())
    power = np.square(y)
    assert np.argmax(np.abs(y)) < 0.04 * SR
    assert power[: len(y) // 4].mean() > 4 * power[3 * len(y) // 4 :].mean()
    assert abs(y[-1]) < 1e-3


def test_a_sung_note_is_on_pitch_and_a_vowel_has_its_formants() -> None:
    assert pitch_of(sing(440.0, 1.5, 0.8, generator()), 440.0) == pytest.approx(440.0, rel=0.015)
    for vowel, (first, *_) in VOWELS.items():
        freqs, size = spectrum(sing(110.0, 1.0, 0.8, generator(), vowel))
        near = size[(freqs > first - 80) & (freqs < first + 80)].max()
        far = size[(freqs > 1.45 * first) & (freqs < 1.55 * first)].max()
        assert near > far, vowel


def test_speech_has_its_rate_of_syllables() -> None:
    y = speak("pata kapi tako patu kati pako " * 4, 120.0, generator(), rate=4.6)
    assert 48 / 4.6 * 0.8 < len(y) / SR < 48 / 4.6 * 1.3
    envelope = np.sqrt(np.square(y[: len(y) // 441 * 441]).reshape(-1, 441).mean(axis=1))
    rate = np.abs(np.fft.rfft(envelope - envelope.mean(), 8192))
    rates = np.fft.rfftfreq(8192, 0.01)
    heard = (rates > 1) & (rates < 15)
    assert 3.0 < float(np.average(rates[heard], weights=rate[heard] ** 2)) < 7.0


def test_a_partial_falls_by_60_db_in_its_time() -> None:
    y = partials([1000.0], [1.0], [0.5], SR)
    assert np.abs(y[: SR // 100]).max() == pytest.approx(1.0, abs=0.1)
    assert 20 * np.log10(np.abs(y[SR // 2 - 100 : SR // 2 + 100]).max()) == pytest.approx(-60, abs=1)
    assert 20 * np.log10(decaying(SR, 0.5)[SR // 2]) == pytest.approx(-60, abs=0.1)


def test_a_sawtooth_aliases_little() -> None:
    freq = 2637.0
    freqs, size = spectrum(saw(freq, SR))
    harmonic = np.abs(freqs / freq - np.round(freqs / freq)) * freq < 40
    assert size[~harmonic & (freqs > 100)].max() < 0.05 * size.max()


def test_filters_keep_their_side() -> None:
    low, high = sine(100.0, SR), sine(8000.0, SR)
    for keep, drop, filtered in ((low, high, lowpass), (high, low, highpass)):
        assert np.std(filtered(keep, 1000.0)) == pytest.approx(np.std(keep), rel=0.05)
        assert np.std(filtered(drop, 1000.0)) < 0.05 * np.std(drop)
    assert np.std(bandpass(sine(1000.0, SR), 1000.0, 3.0)[SR // 4 :]) == pytest.approx(np.sqrt(0.5), rel=0.02)


@pytest.mark.parametrize("decay", [0.6, 2.0])
def test_a_room_decays_by_60_db_in_its_time(decay: float) -> None:
    click = np.zeros((2, int(2 * SR * decay)), np.float32)
    click[:, 0] = 1.0
    energy = np.square(effects.room(click, decay, 0.0)).sum(axis=0)
    left = 10 * np.log10(np.cumsum(energy[::-1])[::-1] / energy.sum() + 1e-12)  # Schroeder's integration
    early, late = np.argmax(left < -5), np.argmax(left < -35)
    assert 2 * (late - early) / SR == pytest.approx(decay, rel=0.15)


def test_the_limiter_leaves_what_is_quiet_and_holds_what_is_loud() -> None:
    y = np.linspace(-3.0, 3.0, 1001, dtype=np.float32)
    out = effects.limited(y, 0.9)
    quiet = np.abs(y) < 0.67
    assert (out[quiet] == y[quiet]).all()
    assert np.abs(out).max() <= 0.9
    assert (np.diff(out) >= 0).all()


def test_ducking_is_deepest_on_the_beat() -> None:
    gain = effects.ducking(np.array([0.5, 1.0]), 2 * SR, 0.8, 0.3)
    assert gain[0] == 1.0
    assert gain[SR // 2] == pytest.approx(0.2, abs=1e-3)
    assert gain[int(0.85 * SR)] == 1.0


def test_an_envelope_stays_in_bounds_and_ends_silent() -> None:
    curve = adsr(SR, 0.05, 0.2, 0.5, 0.1)
    assert 0.0 <= curve.min() <= curve.max() <= 1.0
    assert curve[-1] == 0.0
    assert curve[SR // 2] == pytest.approx(0.5, abs=0.01)


def test_applause_is_noise_and_murmur_is_voices() -> None:
    flat = {}
    for crowd in (applause, murmur):
        freqs, size = spectrum(crowd(3.0, generator()))
        power = size[(freqs > 200) & (freqs < 4000)] ** 2 + 1e-12
        flat[crowd] = np.exp(np.mean(np.log(power))) / np.mean(power)
    assert flat[applause] > 2 * flat[murmur]


def test_the_same_seed_makes_the_same_noise() -> None:
    assert (noise(1000, generator()) == noise(1000, generator())).all()

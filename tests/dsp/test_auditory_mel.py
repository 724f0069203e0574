"""Mel bands of the Auditory Toolbox: the fixed points of the scale, one area each, and values of another program."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.auditory_mel import auditory_bands, hz_to_mel, mel_to_hz

BANDS = auditory_bands(16_000, 512, 96)


def test_the_scale_is_its_own_inverse() -> None:
    hz = np.linspace(0.0, 8000.0, 100)
    np.testing.assert_allclose(mel_to_hz(hz_to_mel(hz)), hz, atol=1e-9)


def test_a_thousand_hertz_are_fifteen_and_so_is_the_break() -> None:
    """Slaney (1998): linear up to 1 kHz, then 27 steps for a factor of 6.4."""
    assert hz_to_mel(np.array([1000.0, 6400.0])) == pytest.approx([15.0, 42.0])


def test_each_band_has_the_same_area() -> None:
    fine = auditory_bands(16_000, 1 << 16, 96)
    np.testing.assert_allclose(fine.sum(axis=0) * (16_000 / (1 << 16)), 1.0, atol=1e-3)


def test_golden() -> None:
    """The values of librosa 0.10's ``filters.mel`` for the same bands."""
    assert BANDS.shape == (257, 96)
    assert BANDS[:, [0, 50, 95]].max(axis=0) == pytest.approx([0.031999, 0.0130777, 0.0039846], abs=1e-6)
    assert BANDS[250, 95] == pytest.approx(0.002988, abs=1e-6)
    assert np.flatnonzero(BANDS[:, 60]).tolist() == [79, 80, 81, 82, 83]
    assert float(BANDS.sum()) == pytest.approx(3.0719, abs=1e-3)

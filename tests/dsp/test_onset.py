"""Onset strength: where something begins, in the right bands, and not where a pitch merely glides."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.spectra import FRAME_RATE
from tests.sounds import clicks, evidence_of, noise, silence, sine, time, tone


def test_clicks_stand_out_where_they_are() -> None:
    times = [0.5, 1.1, 1.72, 2.4]
    envelope = evidence_of(clicks(times, 3.0)).onset_envelope
    loudest = np.sort(np.argsort(envelope)[::-1][:12])
    for at in times:
        assert np.abs(loudest / FRAME_RATE - at).min() < 0.05
    assert np.median(envelope) < 0.1 * envelope.max()


@pytest.mark.parametrize(("hz", "group"), [(80.0, 0), (500.0, 1), (1800.0, 2), (6000.0, 3)])
def test_each_group_hears_its_own_bands(hz: float, group: int) -> None:
    swell = np.sin(np.pi * time(0.3) / 0.3).astype(np.float32)
    beep = np.concatenate([silence(0.5), sine(hz, 0.3) * swell])
    assert evidence_of(beep).fluxes.max(axis=0).argmax() == group


def test_a_steady_tone_begins_once() -> None:
    envelope = evidence_of(np.concatenate([silence(0.5), tone(60, 2.0)])).onset_envelope
    assert envelope[:35].max() > 20.0 * envelope[40:110].max()


def test_vibrato_is_no_onset() -> None:
    """Böck and Widmer (2013)."""
    phase = 2.0 * np.pi * 2000.0 * time(2.0) + 12.0 * np.sin(2.0 * np.pi * 5.0 * time(2.0))
    vibrato = (0.3 * np.sin(phase)).astype(np.float32)
    struck = np.concatenate([silence(1.0), tone(83, 1.0)])
    assert evidence_of(vibrato).onset_envelope[10:90].max() < 0.3 * evidence_of(struck).onset_envelope.max()


def test_level_does_not_matter() -> None:
    y = clicks([0.5, 1.0], 1.5) + noise(1.5, 0.001)
    np.testing.assert_allclose(evidence_of(y).onset_envelope, evidence_of(y * 0.3).onset_envelope, atol=0.05)


def test_an_end_is_no_onset() -> None:
    envelope = evidence_of(np.concatenate([tone(60, 1.0), silence(1.0)])).onset_envelope
    assert envelope[60:].max() == 0.0

"""Segments: cut where notes begin, without gaps, with the loudness that the notes have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.domain.analysis import Analysis, Segments
from accord.features.segments import FLOOR, segments
from tests.sounds import EXTREMES, Sound, clicks, evidence_of, noise, silence, sine, tone


def segments_of(y: Sound) -> Segments:
    return segments(evidence_of(y))


def assert_well_formed(found: Segments, duration: float) -> None:
    assert found.start[0] == 0.0
    np.testing.assert_allclose(found.start[:-1] + found.duration[:-1], found.start[1:], atol=1e-9)
    assert found.start[-1] + found.duration[-1] == pytest.approx(duration, abs=1e-9)
    assert (found.duration > 0.0).all()
    assert ((found.confidence >= 0.0) & (found.confidence <= 1.0)).all()
    assert ((found.loudness_max_time >= 0.0) & (found.loudness_max_time <= found.duration)).all()
    assert (found.loudness_max >= found.loudness_start - 1e-9).all()
    for level in (found.loudness_start, found.loudness_max, found.loudness_end):
        assert ((level >= FLOOR) & (level < 10.0)).all()
    np.testing.assert_array_equal(found.loudness_end[:-1], found.loudness_start[1:])
    assert found.pitches.shape == found.timbre.shape == (len(found.start), 12)
    assert np.isfinite(found.timbre).all()
    np.testing.assert_array_equal(found.pitches.max(axis=1), 1.0)


def test_notes_are_cut_where_they_begin() -> None:
    lengths = [0.5, 0.3, 0.25, 0.6, 0.4, 0.35, 0.5]
    notes = [tone(note, length, decay=4.0) for note, length in zip([60, 64, 67, 72, 65, 62, 60], lengths, strict=True)]
    found = segments_of(np.concatenate([silence(0.5), *notes]))
    expected = np.cumsum([0.5, *lengths])[:-1]
    assert len(found.start) == len(expected) + 1
    np.testing.assert_allclose(found.start[1:], expected, atol=0.015)


def test_clicks_are_cut_to_the_cell() -> None:
    times = [0.5, 1.235, 2.11]
    found = segments_of(clicks(times, 3.0) + noise(3.0, 1e-4))
    for at in times:
        assert np.abs(found.start - at).min() < 0.0051


def test_changes_of_note_without_attack_are_cut() -> None:
    found = segments_of(np.concatenate([tone(note, 1.0) for note in (48, 52, 55, 60, 57)]))
    for boundary in (1.0, 2.0, 3.0, 4.0):
        assert np.abs(found.start - boundary).min() < 0.08


def test_clear_onsets_are_surer_than_faint_ones() -> None:
    bed = noise(4.0, 0.02)
    clear = segments_of(bed + clicks([1.0, 2.0, 3.0], 4.0, 0.5))
    faint = segments_of(bed + clicks([1.0, 2.0, 3.0], 4.0, 0.05))
    nearest = np.abs(clear.start - 2.0).argmin(), np.abs(faint.start - 2.0).argmin()
    assert clear.confidence[nearest[0]] > faint.confidence[nearest[1]]


def test_loudness_follows_attack_and_decay() -> None:
    slow = tone(60, 1.0) * np.minimum(np.arange(22050) / 8820, 1.0).astype(np.float32)
    found = segments_of(np.concatenate([silence(1.0), slow, silence(0.5)]))
    note = int(np.abs(found.start - 1.0).argmin())
    assert found.loudness_max_time[note] > 0.3
    assert found.loudness_max[note] > found.loudness_start[note] + 10.0


def test_loudness_of_a_steady_tone_is_its_level() -> None:
    """997 Hz at -20 dBFS is -23 LUFS (BS.1770-4)."""
    found = segments_of(sine(997.0, 3.0, 0.1))
    assert found.loudness_max.max() == pytest.approx(-23.0, abs=0.5)


def test_silence_is_one_segment_without_onset() -> None:
    found = segments_of(silence(10.0))
    assert len(found.start) == 1
    assert found.confidence[0] == 0.0
    assert found.loudness_max[0] == FLOOR


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_well_formed(name: str) -> None:
    assert_well_formed(segments_of(EXTREMES[name]), len(EXTREMES[name]) / 22050)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(30, 90), st.floats(0.03, 0.8), st.floats(0.0, 0.9)), min_size=1, max_size=8),
    st.integers(0, 5),
)
def test_any_music_is_cut_without_gaps(notes: list[tuple[int, float, float]], seed: int) -> None:
    y = np.concatenate([tone(note, seconds, amplitude) for note, seconds, amplitude in notes])
    y = y + 1e-3 * seed * np.random.default_rng(seed).standard_normal(len(y)).astype(np.float32)
    assert_well_formed(segments_of(y), len(y) / 22050)


def test_golden(heard: Analysis) -> None:
    segments = heard.segments
    assert len(segments.start) == 64
    np.testing.assert_allclose(segments.start[:5], [0.0, 0.235, 0.48, 0.725, 0.965], atol=0.006)
    np.testing.assert_allclose(segments.loudness_max[:3], [-8.790, -8.944, -6.700], atol=0.05)
    np.testing.assert_allclose(segments.confidence[:3], [0.980, 0.637, 0.840], atol=0.02)

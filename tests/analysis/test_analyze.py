"""The analyser from a file to the whole analysis: layouts, rates, lengths, damage of no kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis import analyze as analyser
from accord.analysis.analyze import DESCRIPTORS, Timings, analysis_version, analyze
from accord.analysis.decode import open_audio
from accord.domain.analysis import Analysis
from accord.domain.errors import TooShort
from accord.dsp.spectra import SR
from accord.features import registry
from accord.features.declaration import Feature
from accord.features.registry import features
from tests.heard import analysed, assert_consecutive
from tests.rhythms import dance
from tests.sounds import EXTREMES, Sound, noise, silence, sine, tone

STAGES = {
    "chords",
    "decode",
    "spectra",
    "rhythm",
    "key",
    "segments",
    "loudness",
    "descriptors",
    "embedding",
    "sections",
    "fades",
}
NUMBERS = {"tempo", "key", "mode", "time_signature", "loudness", "end_of_fade_in", "start_of_fade_out", "tuning"}


def assert_whole(heard: Analysis) -> None:
    """Everything that an analysis promises, whatever the sound."""
    assert set(heard.estimates) == NUMBERS | {describe.__name__ for describe in DESCRIPTORS}
    for name, estimate in heard.estimates.items():
        declared = features()[name]
        assert declared.low <= estimate.value <= declared.high, name
        assert np.isfinite(estimate.value), name
        assert 0.0 <= estimate.confidence <= 1.0, name
    for intervals in (heard.beats, heard.bars, heard.tatums):
        assert_consecutive(intervals, heard.duration)
    assert set(heard.bars.start) <= set(heard.beats.start) <= set(heard.tatums.start)
    assert heard.sections[0].start == 0.0
    for parts in (heard.sections, heard.chords):
        assert sum(part.duration for part in parts) == pytest.approx(heard.duration)
    assert heard.segments.start[0] == 0.0
    assert heard.segments.duration.sum() == pytest.approx(heard.duration)
    assert heard.embedding.dtype == np.float32
    assert np.isfinite(heard.embedding).all()


@pytest.fixture(scope="module")
def song() -> Sound:
    """Fifteen seconds in A minor at 124 BPM."""
    return 0.5 * dance()


@pytest.fixture(scope="module")
def heard(song: Sound) -> Analysis:
    return analysed(song)


def assert_alike(heard: Analysis, other: Analysis) -> None:
    assert other.estimates["tempo"].value == pytest.approx(heard.estimates["tempo"].value, rel=0.01)
    for name in ("key", "mode", "time_signature"):
        assert other.estimates[name].value == heard.estimates[name].value, name
    np.testing.assert_allclose(other.beats.start, heard.beats.start, atol=0.03)
    assert other.duration == pytest.approx(heard.duration, abs=1e-3)


def test_a_piece_of_the_demo_library(demo_library: Path) -> None:
    timings: Timings = {}
    with open_audio(demo_library / "kite_weather.flac") as stream:
        heard = analyze(stream, timings)
    assert_whole(heard)
    assert (heard.sr, heard.channels, heard.codec) == (44100, 2, "flac")
    assert heard.decoder in ("libsndfile", "FFmpeg")
    assert heard.version == analysis_version()
    assert heard.estimates["tempo"].value == pytest.approx(100.0, rel=0.01)
    assert (heard.estimates["key"].value, heard.estimates["mode"].value) == (9, 1)
    assert set(timings) == STAGES
    assert all(seconds >= 0.0 for seconds in timings.values())


def test_stereo_is_heard_like_mono(heard: Analysis, song: Sound) -> None:
    stereo = analysed(np.stack([song, song], axis=1))
    assert stereo.channels == 2
    assert_alike(heard, stereo)
    assert stereo.estimates["loudness"].value == pytest.approx(heard.estimates["loudness"].value + 3.01, abs=0.02)


def test_eight_channels_are_heard(heard: Analysis, song: Sound) -> None:
    spread = analysed(np.stack([song * np.float32(level) for level in (1, 1, 0.5, 0.1, 0.3, 0.3, 0.2, 0.2)], axis=1))
    assert spread.channels == 8
    assert_alike(heard, spread)


@pytest.mark.parametrize("sr", [8000, 44100, 96000, 192000])
def test_every_rate_is_heard(heard: Analysis, song: Sound, sr: int) -> None:
    other = analysed(np.asarray(soxr.resample(song, SR, sr), dtype=np.float32), sr)
    assert other.sr == sr
    assert_alike(heard, other)


def test_half_the_level_is_six_decibels(heard: Analysis, song: Sound) -> None:
    softer = analysed(song * np.float32(0.5))
    assert_alike(heard, softer)
    assert softer.estimates["loudness"].value == pytest.approx(heard.estimates["loudness"].value - 6.02, abs=0.02)


def test_silence_in_front_shifts_everything(heard: Analysis, song: Sound) -> None:
    later = analysed(np.concatenate([silence(2.0), song]))
    np.testing.assert_allclose(later.beats.start, heard.beats.start + 2.0, atol=0.03)
    assert later.estimates["tempo"].value == pytest.approx(heard.estimates["tempo"].value, rel=0.01)
    assert later.estimates["key"].value == heard.estimates["key"].value
    assert later.estimates["end_of_fade_in"].value == pytest.approx(2.0, abs=0.1)


def test_the_same_sound_gives_the_same_analysis(heard: Analysis, song: Sound) -> None:
    again = analysed(song)
    assert again.estimates == heard.estimates
    np.testing.assert_array_equal(again.beats.start, heard.beats.start)
    np.testing.assert_array_equal(again.segments.timbre, heard.segments.timbre)
    np.testing.assert_array_equal(again.embedding, heard.embedding)


@pytest.mark.parametrize("seconds", [0.0001, 0.1, 0.49])
def test_too_little_sound_is_refused(seconds: float) -> None:
    with pytest.raises(TooShort, match=r"There are only 0\.\d\d s of sound; an analysis needs 0\.5 s\."):
        analysed(sine(440.0, seconds))


@pytest.mark.parametrize("seconds", [0.5, 0.7, 1.9, 2.0, 3.0])
def test_little_sound_is_enough(seconds: float) -> None:
    for y in (tone(60, seconds), noise(seconds), silence(seconds)):
        assert_whole(analysed(y))


@pytest.mark.parametrize("name", [name for name, y in EXTREMES.items() if len(y) >= SR // 2])
def test_extremes_are_whole(name: str) -> None:
    assert_whole(analysed(EXTREMES[name]))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    gain=st.floats(-80.0, 20.0),
    note=st.integers(20, 110),
    hiss=st.floats(0.0, 1.0),
    seconds=st.floats(0.5, 6.0),
    gate=st.floats(0.0, 4.0),
)
def test_any_sound_is_whole(gain: float, note: int, hiss: float, seconds: float, gate: float) -> None:
    y = tone(note, seconds) + noise(seconds, 0.1 * hiss)
    level = 10.0 ** (gain / 20.0) * (np.sin(2.0 * np.pi * gate * np.arange(len(y)) / SR) >= 0.0)
    assert_whole(analysed((y * level).astype(np.float32)))


def test_the_version_changes_with_that_of_a_feature(monkeypatch: pytest.MonkeyPatch) -> None:
    before = analysis_version()
    raised = {
        name: Feature(each.name, each.meaning, each.unit, each.low, each.high, each.version + 1, each.sources)
        if name == "tempo"
        else each
        for name, each in registry.features().items()
    }
    analyser._version.cache_clear()
    monkeypatch.setattr(analyser, "features", lambda: raised)
    try:
        assert analysis_version() != before
    finally:
        analyser._version.cache_clear()
    monkeypatch.undo()
    assert analysis_version() == before

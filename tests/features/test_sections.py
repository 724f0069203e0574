"""Sections: parts that differ are told apart, parts that return are recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from accord.analysis.analyze import analyze
from accord.analysis.decode import open_audio
from accord.domain.analysis import Floats
from accord.dsp.spectra import CHROMA_RATE, FRAME_RATE, N_MELS, Spectra
from accord.features.evidence import Evidence
from accord.features.sections import FEATURE, sections
from tests.features.conftest import Demo
from tests.sounds import EXTREMES, MAJOR, MINOR, Sound, cadence, clicks, evidence_of, noise, tone

NONE: Floats = np.zeros(0)
BEATS: Floats = np.arange(0.0, 60.0, 0.5)


def verse() -> Sound:
    """10 seconds."""
    return np.tile(cadence(0, MAJOR, seconds=0.5), 4)


def chorus() -> Sound:
    """10 seconds."""
    drums = clicks(list(np.arange(0.0, 10.0, 0.25)), 10.0, 0.3)
    return np.tile(cadence(9, MINOR, seconds=0.5), 4) + drums + tone(81, 10.0)


def assert_gapless(found: list[tuple[float, float, float, int]], duration: float) -> None:
    starts, lengths, confidences, labels = (np.array(column) for column in zip(*found, strict=True))
    assert starts[0] == 0.0
    np.testing.assert_allclose(starts[:-1] + lengths[:-1], starts[1:])
    assert starts[-1] + lengths[-1] == pytest.approx(duration)
    assert (lengths > 0.0).all()
    assert ((confidences >= 0.0) & (confidences <= 1.0)).all()
    assert labels[0] == 0
    assert set(labels) == set(range(labels.max() + 1))


@pytest.mark.parametrize("marks", [(BEATS, BEATS[::4]), (BEATS, NONE), (NONE, NONE)], ids=["bars", "beats", "seconds"])
def test_verse_and_chorus(marks: tuple[Floats, Floats]) -> None:
    song = np.concatenate([verse(), chorus(), verse(), chorus(), verse(), chorus()])
    found = sections(evidence_of(song), *marks)
    assert_gapless(found, 60.0)
    starts = np.array([start for start, *_ in found])
    labels = [label for *_, label in found]
    for boundary in (10.0, 20.0, 30.0, 40.0, 50.0):
        assert np.abs(starts - boundary).min() <= 2.0
    at = {second: labels[int(np.searchsorted(starts, second, side="right")) - 1] for second in (5, 15, 25, 35, 45, 55)}
    assert at[5] == at[25] == at[45] != at[15]
    assert at[15] == at[35] == at[55]


def between(marks: Floats) -> Floats:
    """Marks, and one halfway from each to the next."""
    return np.sort(np.concatenate([marks, 0.5 * (marks[1:] + marks[:-1])]))


def test_the_octave_of_the_tempo_does_not_matter() -> None:
    evidence = evidence_of(np.concatenate([verse(), chorus(), verse(), chorus()]))
    beats, bars = BEATS[BEATS < 40.0], BEATS[BEATS < 40.0][::4]
    found = sections(evidence, beats, bars)
    assert len(found) == 4
    for taken in ((beats[::2], bars[::2]), (beats[::2], bars[1::2]), (between(beats), between(bars))):
        again = sections(evidence, *taken)
        assert [label for *_, label in again] == [label for *_, label in found]
        np.testing.assert_allclose(np.array(again)[:, :3], np.array(found)[:, :3], atol=0.01)


def test_what_dies_away_is_no_section() -> None:
    fading = tone(57, 5.0) * np.exp(-1.5 * np.arange(5 * 22050) / 22050).astype(np.float32)
    song = np.concatenate([verse(), chorus(), fading])
    starts = [start for start, *_ in sections(evidence_of(song), BEATS[BEATS < 25.0], BEATS[BEATS < 25.0][::4])]
    np.testing.assert_allclose(starts, [0.0, 10.0], atol=0.51)


@pytest.mark.parametrize("late", [0.0, 0.5, 1.0, 1.5])
def test_boundaries_lie_on_the_right_beats_whatever_the_downbeats(late: float) -> None:
    song = np.concatenate([verse(), chorus(), verse(), chorus()])
    downbeats = np.arange(late, 40.0, 2.0)
    starts = [start for start, *_ in sections(evidence_of(song), BEATS[BEATS < 40], downbeats)]
    assert set(starts) <= set(BEATS)
    np.testing.assert_allclose(starts, [0.0, 10.0, 20.0, 30.0], atol=0.51)


def test_a_sharp_contrast_is_surer_than_none() -> None:
    contrast = sections(evidence_of(np.concatenate([verse(), chorus()])), NONE, NONE)
    noises = sections(evidence_of(noise(20.0)), NONE, NONE)
    assert contrast[0][2] > noises[0][2]


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_have_a_section(name: str) -> None:
    assert_gapless(sections(evidence_of(EXTREMES[name]), NONE, NONE), len(EXTREMES[name]) / 22050)


def test_marks_that_make_no_sense_do_no_harm() -> None:
    evidence = evidence_of(verse())
    assert_gapless(sections(evidence, np.full(20, 5.0), np.full(20, 5.0)), 10.0)
    assert_gapless(sections(evidence, np.linspace(8.0, 9.0, 40), np.linspace(8.0, 9.0, 10)), 10.0)


def test_three_hours_are_cut() -> None:
    """Made from random spectra, so that the test need not compute three hours of them."""
    duration, rng = 10800.0, np.random.default_rng(0)
    part = np.repeat(rng.integers(0, 3, 180), 60)
    mel = np.repeat(part, round(FRAME_RATE))[:, None] * np.linspace(-5.0, 5.0, N_MELS) - 40.0
    chroma = rng.random((int(duration * CHROMA_RATE), 36))
    spectra = Spectra(
        duration=duration,
        mel=mel.astype(np.float32),
        bass=chroma.astype(np.float32),
        treble=chroma.astype(np.float32),
        mean_squares=np.full(int(duration * 200), 0.01),
        peak=1.0,
        excerpts=np.zeros(0, dtype=np.float32),
        passages=np.zeros(0, dtype=np.float32),
    )
    beats = np.arange(0.0, duration, 0.5)
    found = sections(Evidence(spectra), beats, beats[::4])
    assert_gapless(found, duration)
    assert len(found) > 100


def test_golden() -> None:
    """Whoever changes these numbers raises the version."""
    assert FEATURE.version == 4
    y = np.concatenate([verse(), chorus(), verse()])
    found = sections(evidence_of(y), BEATS, BEATS[::4])
    np.testing.assert_allclose([start for start, *_ in found], [0.0, 10.0, 20.0], atol=0.01)
    assert [label for *_, label in found] == [0, 1, 0]
    np.testing.assert_allclose([confidence for *_, confidence, _ in found], [0.944, 0.974, 0.970], atol=0.02)


def encoded(path: Path, y: Sound, sr: int, **how: Any) -> None:
    """Write a file a second at a time: libsndfile's Vorbis encoder overflows its stack where it gets all at once."""
    with soundfile.SoundFile(path, "w", sr, y.shape[1], **how) as file:
        for start in range(0, len(y), sr):
            file.write(y[start : start + sr])


@pytest.mark.parametrize("name", ["harbour_lullaby", "glass_motorway"])
def test_sections_survive_encoding(demo: Demo, demo_library: Path, tmp_path: Path, name: str) -> None:
    """As many, on the same beats, with the same labels, in MP3 and Ogg Vorbis, and softer at 48 kHz."""
    y, sr = soundfile.read(demo_library / f"{name}.flac", dtype="float32")
    encoded(tmp_path / "strong.mp3", y, sr, bitrate_mode="CONSTANT", compression_level=0.75)
    encoded(tmp_path / "vorbis.ogg", y, sr, compression_level=0.6)
    encoded(tmp_path / "soft.flac", 0.3 * soxr.resample(y, sr, 48000), 48000)

    original = demo.analysis(name).sections
    for copy in sorted(tmp_path.iterdir()):
        with open_audio(copy) as stream:
            found = analyze(stream).sections
        assert [part.label for part in found] == [part.label for part in original], copy.name
        for again, part in zip(found, original, strict=True):
            assert again.start == pytest.approx(part.start, abs=0.5), copy.name

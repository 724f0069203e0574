"""The drawing of an analysis: what is measured for it, and that it shows what it is given."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from accord.analysis import plot
from accord.domain.analysis import Analysis, Chord, Estimate, Intervals, Section, Segments
from accord.domain.errors import InvalidParameter, NotFound

DURATION = 32.0


def intervals(length: float) -> Intervals:
    start = np.arange(0, DURATION, length)
    return Intervals(start, np.full(len(start), length), np.ones(len(start)))


def section(start: float, label: int) -> Section:
    sure = Estimate(1.0, 1.0)
    return Section(start, 8.0, 1.0, label, -14.0 - label, sure, sure, sure, sure)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    start = np.arange(0, DURATION, 0.25)
    n = len(start)
    pitches = np.eye(12)[np.arange(n) % 12]
    level = np.linspace(-30, -6, n)
    values = {"tempo": 120.0, "time_signature": 4.0, "key": 9.0, "mode": 0.0, "loudness": -14.25}
    return Analysis(
        version="1",
        duration=DURATION,
        sr=44100,
        channels=2,
        codec="flac",
        decoder="libsndfile",
        estimates={name: Estimate(value, 1.0) for name, value in values.items()},
        bars=intervals(2.0),
        beats=intervals(0.5),
        tatums=intervals(0.25),
        chords=(Chord(0.0, 16.0, 1.0, "Am"), Chord(16.0, DURATION - 16.0, 1.0, "N")),
        sections=(section(0.0, 0), section(8.0, 1), section(16.0, 0), section(24.0, 2)),
        segments=Segments(
            start,
            np.full(n, 0.25),
            np.ones(n),
            level - 6,
            np.full(n, 0.05),
            level,
            level - 9,
            pitches,
            np.zeros((n, 12)),
        ),
        embedding=np.zeros(8, np.float32),
    )


@pytest.mark.parametrize("size", [1, 7, 1000, 4096])
def test_the_envelope_does_not_depend_on_the_blocks(size: int) -> None:
    y = np.random.default_rng(0).uniform(-1, 1, (10_000, 2)).astype(np.float32)
    blocks = (y[at : at + size] for at in range(0, len(y), size))
    waveform = plot.envelope(blocks, len(y))
    whole = plot.envelope([y], len(y))
    np.testing.assert_array_equal(waveform, whole)
    assert waveform[:, 0].min() == y.mean(axis=1).min()
    assert waveform[:, 1].max() == y.mean(axis=1).max()
    assert len(waveform) == 10_000 / 5


@pytest.mark.parametrize(("name", "drawn"), [("A#", "B♭"), ("F#m", "F♯m"), ("Am", "Am"), ("N", "N")])
def test_chords_are_spelt_as_the_scale_beside_them(name: str, drawn: str) -> None:
    assert plot.spelt(name) == drawn


def test_the_envelope_of_nothing_is_empty() -> None:
    assert plot.envelope([], 0).shape == (0, 2)


def test_the_title_says_the_main_facts(analysis: Analysis) -> None:
    assert plot.summary(analysis) == "0:32   ·   120.0 BPM   ·   4 beats a bar   ·   A minor   ·   -14.2 LUFS"


def test_the_title_says_nothing_of_what_was_not_found(analysis: Analysis) -> None:
    nothing = {"tempo": 0.0, "time_signature": 4.0, "key": -1.0, "mode": 0.0, "loudness": -np.inf}
    silent = dataclasses.replace(analysis, estimates={name: Estimate(value, 0.0) for name, value in nothing.items()})
    assert plot.summary(silent) == "0:32"


def test_clock() -> None:
    assert [plot.clock(seconds) for seconds in (0, 59.6, 61, 3725)] == ["0:00", "1:00", "1:01", "1:02:05"]


def test_a_drawing_has_a_mark_for_every_section_bar_and_beat(analysis: Analysis, tmp_path: Path) -> None:
    wave = np.tile(np.array([-0.5, 0.5], np.float32), (500, 1))
    plot.draw(analysis, wave, "A piece", tmp_path / "piece.svg")
    drawing = (tmp_path / "piece.svg").read_text()
    colours = [plot.PALETTE[label] for label in (0, 1, 0, 2)]
    strip = re.findall(r"fill: (#[0-9a-f]{6}); stroke: #ffffff", drawing)
    assert strip == colours
    lines = re.findall(r'<g id="LineCollection_\d+">(.*?)</g>', drawing, re.DOTALL)
    assert [lines[0].count("<path"), lines[1].count("<path")] == [len(analysis.beats.start), len(analysis.bars.start)]


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_a_silent_track_without_beats_is_drawn(analysis: Analysis, tmp_path: Path, suffix: str, magic: bytes) -> None:
    none = Intervals(np.empty(0), np.empty(0), np.empty(0))
    empty, grid = np.empty(0), np.empty((0, 12))
    segments = Segments(empty, empty, empty, empty, empty, empty, empty, grid, grid)
    silent = dataclasses.replace(analysis, bars=none, beats=none, tatums=none, sections=(), segments=segments)
    plot.draw(silent, np.empty((0, 2), np.float32), "Silence", tmp_path / f"silence{suffix}")
    assert (tmp_path / f"silence{suffix}").read_bytes().startswith(magic)


def test_what_cannot_be_drawn_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match=r"\.pdf, \.png, \.svg"):
        plot.require_drawable(tmp_path / "piece.bmp")
    with pytest.raises(NotFound, match="no folder"):
        plot.require_drawable(tmp_path / "nowhere" / "piece.png")

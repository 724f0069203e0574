"""The ground truth is consistent with itself and with what is heard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from accord.demo import load, piece_names
from accord.demo.albums import albums
from accord.demo.listing import with_table
from accord.demo.orders import orders
from accord.demo.score import BEATS
from accord.demo.timeline import timeline
from accord.demo.truth import Truth, truth_of

DOCS = Path(__file__).parents[2] / "docs" / "demo.md"


def truth(name: str) -> Truth:
    piece = load(name)
    return truth_of(piece, timeline(piece))


@pytest.mark.parametrize("name", piece_names())
def test_truth_is_consistent(name: str) -> None:
    true = truth(name)
    beats, downbeats = np.array(true.beats), np.array(true.downbeats)
    assert (np.diff(beats) > 0).all()
    assert beats[0] >= 0
    assert beats[-1] < true.duration
    assert downbeats.tolist() == beats[:: BEATS[true.meter]].tolist()
    assert len(beats) == BEATS[true.meter] * len(downbeats)
    assert true.tempo == pytest.approx(60 / np.median(np.diff(beats)))
    assert true.sections[0].start == 0
    assert true.sections[-1].end == pytest.approx(true.duration, abs=1e-3)
    for section, following in zip(true.sections, true.sections[1:], strict=False):
        assert section.end == following.start
        assert np.isclose(downbeats, following.start).any()


@pytest.mark.parametrize("name", piece_names())
def test_a_steady_piece_keeps_its_tempo_to_the_sample(name: str) -> None:
    true = truth(name)
    if not true.tempo_changes:
        expected = true.beats[0] + np.arange(len(true.beats)) * 60 / load(name).tempo
        np.testing.assert_allclose(true.beats, expected, atol=1e-9)


@pytest.mark.parametrize("name", piece_names())
def test_chords_follow_each_other_through_all_bars(name: str) -> None:
    true = truth(name)
    starts, ends = [chord.start for chord in true.chords], [chord.end for chord in true.chords]
    assert starts[0] == pytest.approx(true.downbeats[0])
    np.testing.assert_allclose(starts[1:], ends[:-1])
    assert set(np.round(true.downbeats, 6)) <= set(np.round(starts, 6))


def test_chords_are_those_of_the_score() -> None:
    assert [chord.chord for chord in truth("undertow").chords[:4]] == ["C#:min", "A:maj", "F#:min", "G#:7"]
    assert [chord.chord for chord in truth("candle_at_noon").chords[:3]] == ["F:maj", "A#:maj", "C:maj"]


def test_gear_change_goes_from_96_to_128() -> None:
    true = truth("gear_change")
    tempi = 60 / np.diff(true.beats)
    assert tempi[0] == pytest.approx(96)
    assert tempi[-1] == pytest.approx(128)
    assert (np.diff(tempi) > -1e-6).all()
    assert true.tempo_changes[-1].bpm == pytest.approx(128)
    assert true.tempo == pytest.approx(128)


def test_the_library_is_varied() -> None:
    all_true = [truth(name) for name in piece_names()]
    assert len(all_true) >= 12
    assert min(true.tempo for true in all_true) == pytest.approx(60)
    assert max(true.tempo for true in all_true) == pytest.approx(190)
    assert {true.meter for true in all_true} == {"3/4", "4/4", "5/4", "6/8"}
    assert {true.mode for true in all_true} == {0, 1}
    assert len({true.key for true in all_true}) >= 10
    assert {true.drums for true in all_true} == {True, False}
    assert all(40 <= true.duration <= 90 for true in all_true)
    assert any(true.fade_in and true.fade_out for true in all_true)


def test_tracks_of_an_album_are_numbered_through() -> None:
    pieces = [load(name) for name in piece_names()]
    for name, album in albums().items():
        assert sorted(piece.track for piece in pieces if piece.album == name) == list(range(1, album.total + 1))
    assert len({piece.seed for piece in pieces}) == len(pieces)


def test_orders_name_pieces_that_exist_and_do_not_contradict_each_other() -> None:
    claimed = {(order.descriptor, order.more, less) for order in orders() for less in order.less}
    for descriptor, more, less in claimed:
        assert {more, less} <= set(piece_names())
        assert (descriptor, less, more) not in claimed


def test_the_page_lists_the_pieces_as_they_are() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert page == with_table(page), "`python -m accord.demo.listing docs/demo.md` writes it again"


@pytest.mark.parametrize("name", piece_names())
def test_the_file_beside_the_sound_holds_the_truth(demo_library: Path, name: str) -> None:
    written: dict[str, Any] = json.loads((demo_library / f"{name}.json").read_bytes())
    true = truth(name)
    assert written["beats"] == list(true.beats)
    assert written["key"] == true.key
    assert sf.info(demo_library / f"{name}.flac").duration == pytest.approx(true.duration, abs=1e-9)


@pytest.mark.parametrize("name", piece_names())
def test_a_piece_sounds_and_does_not_clip(demo_library: Path, name: str) -> None:
    y, sr = sf.read(demo_library / f"{name}.flac", dtype="float32")
    assert (y.shape[1], sr) == (2, 44100)
    assert 0.3 < np.abs(y).max() < 0.9
    assert np.abs(y.mean(axis=0)).max() < 0.005
    assert 0.3 < np.corrcoef(y.T)[0, 1] < 0.9999
    level = 20 * np.log10(np.sqrt(np.mean(y**2)))
    assert level == pytest.approx(load(name).level, abs=1.5)


@pytest.mark.parametrize("name", [name for name in piece_names() if truth(name).drums])
def test_strokes_fall_where_the_truth_says(demo_library: Path, name: str) -> None:
    """The rise of power at high frequencies, averaged over all beats, is steepest within 5 ms of the beat."""
    y, sr = sf.read(demo_library / f"{name}.flac", dtype="float64")
    hop = 44
    high = np.diff(y.mean(axis=1), prepend=0.0, n=2)
    power = np.log(np.square(high[: len(high) // hop * hop]).reshape(-1, hop).mean(axis=1) + 1e-9)
    rises = np.maximum(np.diff(power, prepend=power[0]), 0.0)
    around = np.arange(-40, 41)
    centres = np.round(np.array(truth(name).beats[4:-8]) * sr / hop).astype(int)
    mean_rise = rises[centres[:, None] + around].mean(axis=0)
    assert abs(around[np.argmax(mean_rise)] * hop / sr) < 0.005
    assert mean_rise.max() > 3 * np.median(mean_rise)

"""The composer of training music: repeatable, varied, and with beats where its notes are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest

from accord.bench.truth import annotated_folder
from training.beats.annotated import annotated
from training.beats.band import any_song, song
from training.beats.chords import NAMES
from training.beats.compose import compose
from training.beats.drums import BARS, PATTERNS
from training.beats.metre import METRES, Metre, seconds, swung
from training.beats.piece import DRUMS, Piece, Span
from training.beats.styles import STYLES

PARTS = ("rock", "pop", "house", "swing", "waltz")
"""Styles of songs."""


@cache
def pieces() -> list[Piece]:
    return [compose(seed) for seed in range(120)]


def beating(most: int) -> list[Piece]:
    """The first pieces that have beats."""
    return [piece for piece in pieces() if piece.beats][:most]


@cache
def songs() -> list[Piece]:
    return [song(Random(seed), name, STYLES[name]) for seed, name in enumerate(PARTS)]


@pytest.mark.parametrize("composer", [compose, any_song], ids=["piece", "song"])
def test_a_number_always_gives_the_same_piece(composer: Callable[[int], Piece]) -> None:
    """In a process whose sets have another order too."""
    name, module = composer.__name__, composer.__module__
    program = f"from {module} import {name}; print([repr({name}(number)) for number in (2, 3)])"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {f"{[repr(composer(number)) for number in (2, 3)]}\n".encode()}
    assert composer(4).notes != composer(3).notes


def test_many_styles_and_tempi_come_up() -> None:
    tempi = [60.0 / float(np.median(np.diff(piece.beats))) for piece in pieces() if piece.beats]
    assert len({piece.style for piece in pieces()}) > 0.7 * len(STYLES)
    assert min(tempi) < 70.0
    assert max(tempi) > 160.0


def test_some_music_has_no_beat() -> None:
    assert {piece.style for piece in pieces() if not piece.beats} == {"none"}


def test_downbeats_are_beats_and_beats_go_on() -> None:
    for piece in beating(40):
        assert set(piece.downbeats) <= set(piece.beats), piece.style
        assert (np.diff(piece.beats) > 0.2).all(), piece.style
        assert piece.beats[-1] < piece.duration, piece.style


def test_more_notes_begin_at_beats_than_half_way_between() -> None:
    def near(piece: Piece, times: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int:
        starts = np.array([note.start for note in piece.notes])
        return int(sum((np.abs(starts - time) < 0.03).sum() for time in times))

    on = sum(near(piece, np.array(piece.beats)) for piece in beating(30))
    off = sum(near(piece, np.array(piece.beats[:-1]) + np.diff(piece.beats) / 2) for piece in beating(30))
    assert on > 1.3 * off


def test_every_pattern_fills_whole_bars() -> None:
    assert {len(row) for patterns in PATTERNS.values() for pattern in patterns for row in pattern.values()} == {12, 16}
    for (beats, parts), patterns in BARS.items():
        assert {len(row) for pattern in patterns for row in pattern.values()} == {Metre(beats, parts).slots}


def test_every_style_names_what_there_is() -> None:
    for style in STYLES.values():
        assert set(style.metres) <= set(METRES)
        assert set(style.drums) <= set(PATTERNS)


def test_swing_moves_the_second_of_two_only() -> None:
    assert [round(swung(place, 1 / 6, 2), 6) for place in (0.0, 0.5, 1.0, 1.5)] == [0.0, 0.666667, 1.0, 1.666667]
    assert [round(swung(place, 0.0, 4), 6) for place in (0.0, 0.25, 0.5)] == [0.0, 0.25, 0.5]


def test_time_goes_on_before_the_first_beat_and_after_the_last() -> None:
    assert [seconds([1.0, 2.0, 4.0], place) for place in (-1.0, 0.5, 1.5, 3.0)] == [0.0, 1.5, 3.0, 6.0]


def test_chords_are_what_sounds() -> None:
    """Of the time that notes last inside a chord, most is spent on its tones, and more than if it were elsewhere."""
    judged = 0
    for piece in (*beating(30), *songs()):
        stated = [one for one in piece.chords if re.search(":(maj|min)", one.name)]
        if len(stated) < 8:
            continue
        shares = np.array([[_share(piece, one, shift) for shift in range(12)] for one in stated[:40]]).mean(axis=0)
        assert shares[0] > 0.5, piece.style
        assert shares[0] == shares.max(), piece.style
        judged += 1
    assert judged >= 20


def _share(piece: Piece, chord: Span, shift: int) -> float:
    root, quality = chord.name.split(":")
    third = 4 if quality.startswith("maj") else 3
    tones = {(NAMES.index(root) + up + shift) % 12 for up in (0, third, 7)}
    sounding = np.zeros(2)
    for note in piece.notes:
        lasts = min(note.start + note.duration, chord.end) - max(note.start, chord.start)
        if lasts > 0.0 and note.channel != DRUMS:
            sounding += (lasts, lasts * (note.pitch % 12 in tones))
    return float(sounding[1] / max(sounding[0], 1e-9))


@pytest.mark.parametrize("which", range(len(PARTS)), ids=PARTS)
def test_parts_of_a_song_return_note_for_note(which: int) -> None:
    piece = songs()[which]
    lift = [NAMES.index(one.name.split()[0]) for one in piece.keys]
    for name in {one.name for one in piece.sections}:
        heard = [_pitches(piece, one) for one in piece.sections if one.name == name]
        for again in heard[1:]:
            moved = {(pitch + lift[-1] - lift[0]) % 12 for pitch in heard[0]}
            assert again in (heard[0], moved)
    assert len({one.name for one in piece.sections}) < len(piece.sections)


def _pitches(piece: Piece, section: Span) -> set[int]:
    inside = (note for note in piece.notes if section.start + 0.1 <= note.start < section.end - 0.1)
    return {note.pitch % 12 for note in inside if note.channel != DRUMS}


def test_spans_follow_each_other() -> None:
    for piece in (*songs(), *beating(30)):
        for spans in (piece.chords, piece.sections, piece.keys):
            np.testing.assert_allclose([one.end for one in spans[:-1]], [one.start for one in spans[1:]])


def test_a_folder_of_scores_says_what_is_true_of_them(tmp_path: Path) -> None:
    annotated(tmp_path, 8)
    pieces = annotated_folder(tmp_path)["composed"]
    assert len(pieces) == 8
    assert all(piece.audio.is_file() for piece in pieces)
    assert any(piece.chords and piece.keys for piece in pieces)
    assert any(piece.boundaries for piece in pieces)

"""The composer of training music: repeatable, varied, and with beats where its notes are."""

from __future__ import annotations

import numpy as np
import pytest

from training.beats.compose import compose
from training.beats.drums import BARS, PATTERNS
from training.beats.metre import METRES, Metre, seconds, swung
from training.beats.piece import Piece
from training.beats.styles import STYLES

PIECES = [compose(seed) for seed in range(120)]
BEATING = [piece for piece in PIECES if piece.beats]


def test_a_number_always_gives_the_same_piece() -> None:
    again = compose(3)
    assert (again.notes, again.beats, again.programs) == (PIECES[3].notes, PIECES[3].beats, PIECES[3].programs)
    assert compose(4).notes != again.notes


def test_many_styles_and_tempi_come_up() -> None:
    tempi = [60.0 / float(np.median(np.diff(piece.beats))) for piece in BEATING]
    assert len({piece.style for piece in PIECES}) > 0.7 * len(STYLES)
    assert min(tempi) < 70.0
    assert max(tempi) > 160.0


def test_some_music_has_no_beat() -> None:
    assert {piece.style for piece in PIECES if not piece.beats} == {"none"}


@pytest.mark.parametrize("piece", BEATING[:40], ids=lambda piece: piece.style)
def test_downbeats_are_beats_and_beats_go_on(piece: Piece) -> None:
    assert set(piece.downbeats) <= set(piece.beats)
    assert (np.diff(piece.beats) > 0.2).all()
    assert piece.beats[-1] < piece.duration


def test_more_notes_begin_at_beats_than_half_way_between() -> None:
    def near(piece: Piece, times: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> int:
        starts = np.array([note.start for note in piece.notes])
        return int(sum((np.abs(starts - time) < 0.03).sum() for time in times))

    on = sum(near(piece, np.array(piece.beats)) for piece in BEATING[:30])
    off = sum(near(piece, np.array(piece.beats[:-1]) + np.diff(piece.beats) / 2) for piece in BEATING[:30])
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

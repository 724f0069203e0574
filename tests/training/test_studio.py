"""Training music played by the demo library's instruments: each note sounds where it stands."""

from __future__ import annotations

import numpy as np
import pytest

from accord.dsp.spectra import SR
from training.beats.piece import DRUMS, Note, Piece
from training.beats.studio import FAMILIES, played


@pytest.mark.parametrize("program", range(0, 128, 8))
def test_every_family_of_programs_sounds_from_its_note_on(program: int) -> None:
    y = played(Piece("one", 2.0, [Note(1.0, 0.5, 57, 100, 0)], {0: program}))
    assert len(y) == 2 * SR
    before, after = np.abs(y[: round(0.98 * SR)]).max(), np.abs(y[SR : round(1.4 * SR)]).max()
    assert before < 0.01 * after


@pytest.mark.parametrize("key", [35, 36, 38, 42, 45, 49, 76])
def test_drums_strike_where_they_stand(key: int) -> None:
    y = played(Piece("one", 1.0, [Note(0.5, 0.1, key, 110, DRUMS)]))
    assert np.abs(y[: round(0.48 * SR)]).max() < 0.01 * np.abs(y[SR // 2 :]).max()


def test_there_is_an_instrument_for_every_family() -> None:
    assert len(FAMILIES) == 16


def test_the_same_piece_sounds_the_same_again() -> None:
    piece = Piece("one", 1.0, [Note(0.2, 0.3, 60, 90, 0), Note(0.4, 0.1, 38, 90, DRUMS)], {0: 24})
    np.testing.assert_array_equal(played(piece), played(piece))

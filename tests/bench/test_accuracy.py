"""Which program hears which set."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from accord.bench.accuracy import verdicts
from accord.bench.program import PEERS
from accord.bench.truth import Music


def _silent(said: str) -> None:
    """Ask for no progress."""


@pytest.fixture
def piece(tmp_path: Path) -> Music:
    soundfile.write(tmp_path / "one.wav", np.zeros(1000), 8000)
    return Music("One", tmp_path / "one.wav", tempo=100.0)


def test_a_slow_program_is_spared_the_second_sound_of_a_score(piece: Music) -> None:
    pythons = {PEERS["madmom"]: Path(sys.executable)}
    elsewhere = verdicts("MIDI", [piece], [PEERS["madmom"]], pythons, 1, _silent, elsewhere=True)
    assert not elsewhere.judged
    assert elsewhere.left_out == ["madmom takes about a minute for a piece, and did not hear the other sounds."]


def test_a_slow_program_hears_what_there_is_once(piece: Music) -> None:
    """Here it cannot start, since this environment lacks it, and that is said instead."""
    pythons = {PEERS["madmom"]: Path(sys.executable)}
    found = verdicts("MIDI", [piece], [PEERS["madmom"]], pythons, 1, _silent)
    assert not found.judged
    assert found.left_out
    assert "did not hear the other sounds" not in found.left_out[0]

"""What does not change a piece does not change its descriptors: volume, format, bit rate, sampling rate, channels."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.analysis.analyze import DESCRIPTORS, analyze
from accord.analysis.decode import open_audio
from accord.bench.descriptors_changes import CHANGES, GAIN, SECONDS, brought_to_peak
from accord.bench.descriptors_music import SR, Sound, sound
from tests.heard import analysed, measures_of
from tests.sounds import Sound as Mono

NAMES = [describe.__name__ for describe in DESCRIPTORS]
MOST = 0.03
PIECES = ("red_light_run", "kite_weather")
"""Loud, dense and distorted; a band with a singer."""


@pytest.fixture(scope="module")
def pieces(demo_library: Path) -> dict[str, Sound]:
    """Half a minute from the middle of each."""
    return {name: _middle(demo_library / f"{name}.flac") for name in PIECES}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", PIECES)
def test_the_form_of_a_piece_does_not_matter(pieces: dict[str, Sound], name: str, change: str, tmp_path: Path) -> None:
    y = pieces[name]
    before = _before(name, y.tobytes())
    suffix, write = CHANGES[change]
    write(tmp_path / f"changed{suffix}", y)
    with open_audio(tmp_path / f"changed{suffix}") as stream:
        after = {each: estimate.value for each, estimate in analyze(stream).estimates.items()}
    moved = {each: round(after[each] - before[each], 3) for each in NAMES}
    assert max(map(abs, moved.values())) <= MOST, moved
    if change == "12 dB softer":
        assert after["loudness"] == pytest.approx(before["loudness"] - GAIN, abs=0.01)
    elif change.startswith("FLAC"):
        assert after["loudness"] == pytest.approx(before["loudness"], abs=0.1)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gain=st.floats(-12.0, 12.0))
def test_no_volume_matters(song: Mono, gain: float) -> None:
    before, after = (measures_of(y) for y in (song, song * np.float32(10.0 ** (gain / 20.0))))
    for describe in DESCRIPTORS:
        assert describe(after).value == pytest.approx(describe(before).value, abs=MOST), describe.__name__
    assert after.loudness == pytest.approx(before.loudness + gain, abs=0.02)


def _middle(path: Path) -> Sound:
    y = sound(path)
    spare = max(0, len(y) - round(SECONDS * SR)) // 2
    return brought_to_peak(y[spare : len(y) - spare])


@cache
def _before(name: str, content: bytes) -> dict[str, float]:
    y = np.frombuffer(content, np.float32).reshape(-1, 2)
    return {each: estimate.value for each, estimate in analysed(y, SR).estimates.items()}

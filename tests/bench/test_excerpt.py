"""Excerpts: of exactly the length asked for, whatever they are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from accord.bench.excerpt import write_tiled
from accord.domain.errors import TooShort


def written(path: Path, level: float, seconds: float, sr: int = 8000) -> Path:
    soundfile.write(path, np.full(round(seconds * sr), level), sr)
    return path


@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.75])
def test_files_are_repeated_to_the_sample(tmp_path: Path, seconds: float) -> None:
    files = [written(tmp_path / "a.wav", 0.25, 0.6), written(tmp_path / "b.wav", 0.5, 0.3)]
    write_tiled(files, seconds, tmp_path / "long.flac")
    y, sr = soundfile.read(tmp_path / "long.flac")
    period = np.repeat([0.25, 0.5], [4800, 2400])
    assert (len(y), sr) == (round(seconds * 8000), 8000)
    np.testing.assert_allclose(y, np.resize(period, len(y)), atol=1e-4)


def test_files_of_another_rate_are_passed_over(tmp_path: Path) -> None:
    files = [written(tmp_path / "a.wav", 0.25, 0.6), written(tmp_path / "b.wav", 0.5, 0.3, sr=16000)]
    write_tiled(files, 1.5, tmp_path / "long.flac")
    assert np.ptp(soundfile.read(tmp_path / "long.flac")[0]) == 0.0


def test_a_file_without_sound_is_not_repeated_for_ever(tmp_path: Path) -> None:
    with pytest.raises(TooShort, match="no sound"):
        write_tiled([written(tmp_path / "a.wav", 0.25, 0.0)], 1.0, tmp_path / "long.flac")

"""``accord analyze``: a file in, JSON and a drawing out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from accord import cli
from accord.analysis.packets import packets_digest
from accord.domain.ids import track_id

SR = 22050


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds at 120 BPM, clicks over a chord of A minor."""
    time = np.arange(12 * SR) / SR
    chord = np.sum([np.sin(2 * np.pi * hertz * time) for hertz in (220.0, 261.63, 329.63, 440.0)], axis=0)
    clicks = np.exp(-60 * (time % 0.5)) * np.random.default_rng(0).uniform(-1, 1, len(time))
    path = tmp_path_factory.mktemp("music") / "clicks.flac"
    soundfile.write(path, 0.1 * chord + 0.4 * clicks, SR)
    return path


def test_all_of_the_analysis_is_printed_and_drawn(
    song: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = tmp_path / "clicks.png"
    assert cli.invoke(["analyze", str(song), "--plot", str(drawing)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["features"]["id"] == track_id(packets_digest(song))
    assert said["features"]["tempo"] == pytest.approx(120, rel=0.02)
    assert (said["features"]["key"], said["features"]["mode"]) == (9, 0)
    assert said["features"]["duration_ms"] == 12_000
    beats = np.array([beat["start"] for beat in said["analysis"]["beats"]])
    np.testing.assert_allclose(np.diff(beats), 0.5, atol=0.03)
    assert {"tempo", "key", "danceability"} <= said["confidences"].keys()
    assert all(0 <= confidence <= 1 for confidence in said["confidences"].values())
    assert drawing.read_bytes().startswith(b"\x89PNG")


def test_the_same_sound_gives_the_same_bytes(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (cli.invoke(["analyze", str(song)]) or capsys.readouterr().out for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("content", "exit_code", "says"), [(None, 3, "no file"), (b"", 4, "empty"), (b"text", 4, "")])
def test_what_cannot_be_heard_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, exit_code: int, says: str
) -> None:
    path = tmp_path / "song.mp3"
    if content is not None:
        path.write_bytes(content)
    assert cli.invoke(["analyze", str(path)]) == exit_code
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert said.err.startswith("accord: ")


def test_a_drawing_that_cannot_be_is_refused_before_the_work(song: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["analyze", str(song), "--plot", "drawing.txt"]) == 2
    assert capsys.readouterr().out == ""

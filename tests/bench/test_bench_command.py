"""The command line of the bench, with Accord alone: peers are installed only where somebody measures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from accord.cli.bench import app
from accord.domain.errors import InvalidParameter, PeerFailed


@pytest.fixture
def clicks(tmp_path: Path) -> Path:
    """Eight seconds at 120 BPM."""
    sr = 22050
    t = np.arange(sr // 2) / sr
    click = np.exp(-t * 40) * np.sin(2 * np.pi * 880 * t)
    soundfile.write(tmp_path / "clicks.flac", np.tile(0.5 * click, 16), sr)
    return tmp_path / "clicks.flac"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_analysis_is_measured_and_written_down(clicks: Path, tmp_path: Path) -> None:
    printed = run("analysis", str(clicks), "--peers", "", "--repeat", "2", "--update", "--docs", str(tmp_path))
    written = (tmp_path / "bench.md").read_text()
    assert printed.strip() in written
    assert "| clicks | FLAC | 8 s |" in written
    for stage in ("decode", "rhythm", "sections", "the whole analysis", "reading the tags"):
        assert stage in written
    assert str(tmp_path) not in written


def test_without_update_nothing_is_written(clicks: Path, tmp_path: Path) -> None:
    run("analysis", str(clicks.parent), "--peers", "", "--docs", str(tmp_path))
    assert not (tmp_path / "bench.md").exists()


@pytest.mark.parametrize(("peers", "hint"), [("esentia", "did you mean essentia"), ("xyz", "there are essentia")])
def test_an_unknown_peer_is_refused(clicks: Path, peers: str, hint: str) -> None:
    with pytest.raises(InvalidParameter, match=hint):
        run("analysis", str(clicks), "--peers", peers)


@pytest.mark.parametrize("counts", ["", "two", "0", "1,-2"])
def test_workers_are_counted_in_whole_numbers(tmp_path: Path, counts: str) -> None:
    with pytest.raises(InvalidParameter, match="no list of numbers"):
        run("workers", str(tmp_path), "--counts", counts)


def test_files_that_are_no_music_end_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "words.mp3").write_text("no sound in this")
    with pytest.raises(PeerFailed, match=r"none of the files.*words\.mp3"):
        run("analysis", str(tmp_path / "words.mp3"), "--peers", "")


def test_a_folder_without_music_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match="no music"):
        run("analysis", str(tmp_path), "--peers", "")

"""Cold starts: every run is a fresh process, and a command that fails is no time."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.bench.startup import wall_times
from accord.domain.errors import PeerFailed


def test_the_first_run_is_not_counted(tmp_path: Path) -> None:
    walls = wall_times(["--help"], tmp_path / "home", 2)
    assert len(walls) == 2
    assert min(walls) > 0.0


def test_a_command_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match=r"accord analyze ended with exit code \d+: .*missing\.flac"):
        wall_times(["analyze", str(tmp_path / "missing.flac")], tmp_path / "home", 1)

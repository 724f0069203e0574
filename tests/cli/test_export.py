"""Sharing and its budget, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accord.cli import invoke


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two listeners, one of whom agreed to be counted."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    for name in ("Ann", "Bob"):
        assert invoke(["listener", "add", name]) == 0
    assert invoke(["me", "give", "community-statistics", "--as", "Ann"]) == 0
    return tmp_path / "home"


def test_a_household_shares_nothing(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "community.zip"
    assert invoke(["export", "community", str(file), "--of", "tracks", "--epsilon", "4"]) == 6
    said = capsys.readouterr().err
    assert "1 people agreed" in said
    assert "accord export budget" in said
    assert not file.exists()
    assert invoke(["export", "community", str(file), "--epsilon", "40"]) == 2
    assert invoke(["export", "community", str(file), "--of", "people"]) == 2


def test_the_budget_says_what_is_left_and_how_many_people_it_takes(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert invoke(["export", "budget", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["people"] == 1
    assert said["releases"] == said["spent"]["epsilon"] == 0
    assert said["largest_left"] == pytest.approx(4, abs=1e-3)
    needed = [row["people"] for row in said["people_needed"]]
    assert needed == sorted(needed, reverse=True)
    assert invoke(["export", "budget"]) == 0
    assert f"epsilon 4 needs {needed[-1]} people, more than agreed" in capsys.readouterr().out

"""Backup, restore, export, import and erasure, as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accord.cli import invoke


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two listeners."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    for name in ("Ann", "Bob"):
        assert invoke(["listener", "add", name]) == 0
    return tmp_path / "home"


def _listed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert invoke(["listener", "list"]) == 0
    return [line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines()]


def test_a_backup_comes_back_without_who_was_erased(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = str(tmp_path / "backup.tar.gz")
    assert invoke(["backup", archive]) == 0
    assert "keep a copy" in capsys.readouterr().err
    assert invoke(["me", "erase", "--as", "Ann", "--yes"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"]["tokens"] == 1
    assert invoke(["restore", archive]) == 12
    assert "--replace" in capsys.readouterr().err
    assert invoke(["restore", archive, "--replace"]) == 0
    assert "Erased again: 1 listeners" in capsys.readouterr().out
    assert _listed(capsys) == ["Bob"]


def test_an_export_is_imported_elsewhere(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = str(tmp_path / "mine.zip")
    assert invoke(["me", "export", "--as", "Ann", "--to", mine]) == 0
    assert invoke(["me", "export", "--as", "Ann", "--to", mine]) == 2
    assert invoke(["me", "export", "--as", "Ann"]) == 0
    assert len(list(home.glob("exports/*/*.zip"))) == 1
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "second"))
    capsys.readouterr()
    assert invoke(["me", "import", mine, "--as", "Ann"]) == 0
    assert "token" in capsys.readouterr().out
    assert invoke(["me", "import", mine, "--as", "Carl"]) == 6
    assert _listed(capsys) == ["Ann"]


def test_the_name_must_be_typed_to_erase(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.prompt", lambda _: "Bo")
    assert invoke(["listener", "remove", "Bob"]) == 2
    assert _listed(capsys) == ["Ann", "Bob"]
    monkeypatch.setattr("typer.prompt", lambda _: "Bob")
    assert invoke(["listener", "remove", "Bob"]) == 0
    assert _listed(capsys) == ["Ann"]


@pytest.mark.parametrize("arguments", [["restore", "nowhere"], ["me", "import", "nowhere", "--as", "Ann"]])
def test_a_file_that_is_not_there_is_named(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(arguments) == 3
    assert "no file nowhere" in capsys.readouterr().err


def test_there_is_no_backup_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "nothing"))
    assert invoke(["backup", str(tmp_path / "backup.tar.gz")]) == 3
    assert not (tmp_path / "backup.tar.gz").exists()

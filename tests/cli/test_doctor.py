"""``accord doctor`` tells what is so, on this machine and for these settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord import cli
from accord.domain.settings import load_settings
from accord.library.catalogue import open_library
from accord.library.schema import schema_version


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path))
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_a_sound_installation_passes(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.invoke(["doctor"]) == 0
    out = said(capsys)
    assert f"{home} is writable." in out
    assert "libsndfile" in out
    assert "FFmpeg" in out
    assert "workers are kept by: " in out
    assert not (home / "library.db").exists(), "looking must not make a library"


def test_a_misspelt_variable_is_noticed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_WORKRES", "3")
    cli.invoke(["doctor"])
    assert "ACCORD_WORKRES is no setting. Did you mean ACCORD_WORKERS?" in said(capsys)


def test_a_folder_that_takes_no_file_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "home"
    in_the_way.write_text("a file, where a folder is meant")
    monkeypatch.setenv("ACCORD_HOME", str(in_the_way))
    assert cli.invoke(["doctor"]) == 1
    assert "cannot be written" in said(capsys)


def test_a_damaged_library_is_bad(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "library.db").write_bytes(b"not a database at all" * 100)
    assert cli.invoke(["doctor"]) == 1
    out = said(capsys)
    assert "bad library:" in out


def test_a_library_is_reported_with_its_schema(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_library(load_settings()).close()
    assert cli.invoke(["doctor"]) == 0
    assert f"library: schema {schema_version()}, 0 tracks in 0 files." in said(capsys)

"""``accord duplicates``: what it prints of recordings that are there several times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from tests.cli import ada
from tests.library import recordings


@pytest.mark.usefixtures("at_home")
def test_nothing_twice_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert ada.said(capsys, "duplicates") == "No recording is there twice.\n"
    assert json.loads(ada.said(capsys, "duplicates", "--json")) == {"recordings": []}


def test_no_library_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "none"))
    assert "no library" in ada.said(capsys, "duplicates", code=3)


def test_copies_are_listed_best_first(
    demo_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    with open_library(Settings(home=tmp_path / "home")) as library:
        recordings.fill(library, demo_library, tmp_path)
    name, best, *others, sums = ada.said(capsys, "duplicates").splitlines()
    assert name == "Ada - Undertow"
    assert best.startswith("  best  ")
    assert "whole.flac" in best
    assert "lossless" in best
    assert len(others) == 2
    assert "2 files more" in sums
    ((first, *rest),) = json.loads(ada.said(capsys, "duplicates", "--json"))["recordings"]
    assert first["path"].endswith("whole.flac")
    assert not any(one["lossless"] for one in rest)

"""A library of invented music with one listener, Ada, and what a command says about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.cli import invoke
from accord.domain.settings import Settings
from accord.library.people import open_people
from tests.server import music


def at_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill a folder and make it the data folder."""
    monkeypatch.setenv("ACCORD_HOME", str(folder))
    with open_people(Settings(home=folder)) as people:
        music.fill(people.library)
        people.listeners.add("Ada")
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Return what a command prints, or what it complains of where it is to fail."""
    assert invoke([*arguments]) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out

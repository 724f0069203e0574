"""Ada's library, filled once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from accord.domain.settings import Settings
from accord.library.people import open_people
from tests.server import music


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a library of invented music with one listener, Ada. Do not write into it."""
    home = tmp_path_factory.mktemp("ada") / "home"
    with open_people(Settings(home=home)) as people:
        music.fill(people.library)
        people.listeners.add("Ada")
    return home


@pytest.fixture
def at_home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the data folder."""
    home = tmp_path / "home"
    for mine, copied in ((filled, home), (Settings(home=filled).key_folder, Settings(home=home).key_folder)):
        shutil.copytree(mine, copied)
    monkeypatch.setenv("ACCORD_HOME", str(home))
    return home

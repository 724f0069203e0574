"""A library in an empty folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from tests.library.shelf import Shelf

hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder of its own."""
    return Settings(home=tmp_path / "home")


@pytest.fixture
def shelf(settings: Settings, empty: Path) -> Iterator[Shelf]:
    """An empty library."""
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with open_library(settings) as library:
        yield Shelf(library)

"""A library that is served while programs run on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from accord.domain.settings import Settings
from accord.library.passwords import Passwords
from accord.library.people import open_people
from tests.clients.scanned import scanned_home
from tests.run.running import WAYS, Place
from tests.server.conftest import PASSWORD, serving

NAME = "Ada"


@pytest.fixture(scope="session")
def library(demo_library: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a library with one person. It is shared."""
    home = tmp_path_factory.mktemp("run") / "home"
    shutil.copytree(scanned_home(request.config.cache.mkdir("accord-scanned"), demo_library), home)
    with open_people(Settings(home=home)) as people:
        ada, _ = people.listeners.add(NAME)
        Passwords(people.library.store).set(ada.id, PASSWORD)
    return home


@pytest.fixture(scope="session")
def served(library: Path) -> Iterator[str]:
    """The URL of a server over it."""
    with serving(library) as (url, _):
        yield url


def at(library: Path, served: str, cwd: Path, way: str = WAYS[-1]) -> Place:
    """Where programs find the server that runs already."""
    return Place(library, cwd, {"ACCORD_PORT": str(urlsplit(served).port)}, way)


@pytest.fixture
def place(library: Path, served: str, tmp_path: Path) -> Place:
    """Behind the wall, where there is one."""
    return at(library, served, tmp_path)


@pytest.fixture(params=WAYS)
def either_place(library: Path, served: str, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """Behind the wall, and without one."""
    return at(library, served, tmp_path, request.param)

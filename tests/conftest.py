"""What all tests share: the demo library, rendered once a machine, and a library without music."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from accord.demo import compose, piece_names
from accord.domain.settings import Settings
from accord.library.catalogue import open_library


@pytest.fixture(scope="session")
def demo_library(request: pytest.FixtureRequest) -> Path:
    """The folder of the demo library: ``NAME.flac`` and ``NAME.json`` for every name in ``piece_names()``.

    It lies in pytest's cache, so that later runs and parallel workers find it rendered. Do not write into it.
    """
    folder = request.config.cache.mkdir("accord-demo")
    with (folder.parent / "accord-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for path in folder.iterdir():
            if path.stem not in piece_names():
                path.unlink()
        compose(folder)
    return folder


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an empty library; copying it is quicker than migrating anew."""
    made = Settings(home=tmp_path_factory.mktemp("empty"))
    open_library(made).close()
    return made.database

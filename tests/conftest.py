"""What all tests share: the demo library, rendered once a machine."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from accord.demo import compose, piece_names


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

"""The demo library as the bench's default music, rendered once into the cache folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from accord.bench.cache import cache_dir
from accord.demo import compose


def demo_library(say: Callable[[str], None]) -> Path:
    """Return the folder of the demo library; what is not there as this version composes it is rendered first."""
    folder = cache_dir("demo")
    truths = compose(folder, progress=lambda title, done, total: say(f"composing {done}/{total} {title}"))
    names = {truth.name for truth in truths}
    for stray in folder.iterdir():
        if stray.stem not in names:
            stray.unlink()
    return folder

"""What the tests of features share: one analysis of each sound and of each piece of the demo library."""

from __future__ import annotations

import fcntl
import hashlib
import json
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import accord
from accord.analysis.analyze import analyze
from accord.analysis.decode import open_audio
from accord.demo import piece_names
from accord.domain.analysis import Analysis
from accord.features.measures import Measures
from tests.heard import analysed, measures_of
from tests.rhythms import dance
from tests.sounds import Sound

FLOORS = ("domain", "dsp", "features", "analysis")
"""What an analysis depends on."""


class Demo:
    """The demo library as analysed: each piece once a machine, until the code or the piece changes."""

    def __init__(self, library: Path, store: Path) -> None:
        self.names = piece_names()
        self._library = library
        self._store = store

    def truth(self, name: str) -> dict[str, Any]:
        truth: dict[str, Any] = json.loads((self._library / f"{name}.json").read_text(encoding="utf-8"))
        return truth

    def analysis(self, name: str) -> Analysis:
        audio = self._library / f"{name}.flac"
        version = hashlib.sha256(_code() + audio.read_bytes()).hexdigest()[:16]
        kept = self._store / f"{name}-{version}.pickle"
        with (self._store / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                for old in self._store.glob(f"{name}-????????????????.pickle"):
                    old.unlink()
                with open_audio(audio) as stream:
                    kept.write_bytes(pickle.dumps(analyze(stream)))
        heard: Analysis = pickle.loads(kept.read_bytes())
        return heard

    def value(self, name: str, feature: str) -> float:
        return self.analysis(name).estimates[feature].value


@cache
def _code() -> bytes:
    root = Path(accord.__file__).parent
    files = sorted(path for floor in FLOORS for path in (root / floor).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).digest()


@pytest.fixture(scope="session")
def demo(demo_library: Path, request: pytest.FixtureRequest) -> Demo:
    return Demo(demo_library, request.config.cache.mkdir("accord-heard"))


@pytest.fixture(scope="session")
def song() -> Sound:
    """The sound of which golden values are frozen: sixteen seconds to dance to, in A minor at 124 BPM."""
    return dance()


@pytest.fixture(scope="session")
def heard(song: Sound) -> Analysis:
    return analysed(song)


@pytest.fixture(scope="session")
def measured(song: Sound) -> Measures:
    return measures_of(song)

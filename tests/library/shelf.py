"""The shortest way to say what a scan found, and to ask what the library makes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accord.domain.entities import ScannedFile, Span, StoredAnalysis, Tags, Track
from accord.domain.ids import track_id
from accord.library.catalogue import Library
from accord.rights.registry import OWN_AUDIO


def sound(name: str) -> str:
    """The id of a sound."""
    return track_id(hashlib.sha256(name.encode()).digest())


def scanned(path: str | Path, of: str, span: Span | None = None, duration: float = 60.0, **tags: Any) -> ScannedFile:
    """A file with the sound ``of``."""
    return ScannedFile(
        path=Path(path),
        size=1000,
        mtime_ns=1,
        span=span,
        track_id=sound(of),
        duration=duration,
        container="ogg",
        codec="vorbis",
        sr=44100,
        channels=2,
        tags=Tags(**tags),
    )


def analysis_of(name: str, version: str = "1") -> StoredAnalysis:
    """Bytes that can be told apart from those of another sound or version."""
    word = f"{name} {version}".encode()
    return StoredAnalysis(version, b"features " + word, b"document " + word, b"embedding " + word, b"{}")


@dataclass
class Shelf:
    """A library and what the tests ask of it most."""

    library: Library

    def add(self, path: str | Path, of: str, **more: Any) -> Track:
        """Record a file and return its track."""
        self.library.record_file(scanned(path, of, **more), analysis_of(of), OWN_AUDIO.id)
        return self.track(of)

    def track(self, of: str) -> Track:
        """The track of a sound."""
        track = self.library.tracks([sound(of)])[0]
        assert track is not None
        return track

    def titles(self, query: str) -> list[str]:
        """Titles of the tracks that a search finds, best first."""
        return [track.title for track in self.library.search(query, "track", 50, 0).items]

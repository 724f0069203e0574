"""Where the sound of a track lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from accord.domain.entities import Span
from accord.library.paths import restored, span_of
from accord.store.reader import Reader

# The file whose tags speak for the track comes first; the others hold the same sound.
_FILES = "SELECT path, span FROM files WHERE track_id = ? ORDER BY speaks DESC, path, span"
_TRACK = """
    SELECT duration, (SELECT version FROM analyses WHERE track_id = tracks.id ORDER BY id DESC LIMIT 1)
    FROM tracks WHERE id = ?
"""


@dataclass(frozen=True, slots=True)
class Sound:
    """A track as something that can be decoded."""

    duration: float
    """Seconds."""
    version: str | None
    """Of its newest analysis; ``None`` where there is none."""
    files: tuple[tuple[Path, Span | None], ...]
    """Each file that holds it, and where in the file; ``None`` for the whole of it. At least one."""


def sound(db: Reader, track_id: str) -> Sound | None:
    """Return where a track's sound lies; ``None`` for one without a file."""
    files = tuple((restored(path), span_of(span)) for path, span in db.rows(_FILES, track_id))
    if not files:
        return None
    ((duration, version),) = db.rows(_TRACK, track_id)
    return Sound(duration, version, files)

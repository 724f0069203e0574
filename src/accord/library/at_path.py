"""Which track lies in a file."""

from __future__ import annotations

from pathlib import Path

from accord.domain.errors import InvalidParameter
from accord.domain.labels import Purpose
from accord.library.catalogue import Library
from accord.library.paths import stored

_TRACKS = "SELECT DISTINCT track_id FROM files WHERE path = ? ORDER BY track_id"


def track_at(library: Library, path: Path) -> str | None:
    """Return the id of the track in a file of the library; ``None`` where it knows no such file.

    Raises
    ------
    InvalidParameter
        If the file holds several tracks, by a CUE sheet.
    """
    found = library.door.rows(Purpose.SERVICE, _TRACKS, stored(path))
    if len(found) > 1:
        raise InvalidParameter(f"{path} holds {len(found)} tracks; name one of them.")
    return found[0][0] if found else None

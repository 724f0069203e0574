"""URIs as clients write them: ``spotify:track:ID``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from accord.domain.errors import InvalidParameter, TooManyIds
from accord.domain.ids import require_id

KINDS = ("track", "album", "artist", "playlist", "user", "show", "episode", "audiobook")

_URI = re.compile(rf"spotify:(?:user:[^:]{{1,100}}:(?=playlist:))?({'|'.join(KINDS)}):([0-9A-Za-z]{{1,64}})")


def parse_uri(uri: Any) -> tuple[str, str]:
    """Return kind and id that a URI names; the old form of a playlist's, with its owner, is one too.

    Raises
    ------
    InvalidParameter
        If it is none.
    """
    found = _URI.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        raise InvalidParameter(f"Invalid uri: {uri!r:.80}")
    return found[1], found[2]


def track_ids(uris: Sequence[Any], most: int) -> list[str]:
    """Return the ids of tracks, from their URIs.

    Raises
    ------
    TooManyIds
        If there are more than ``most``.
    InvalidParameter, InvalidId
        If one is no URI of a track.
    """
    if len(uris) > most:
        raise TooManyIds(f"This endpoint takes {most} uris at a time, got {len(uris)}.")
    found = []
    for uri in uris:
        kind, id_ = parse_uri(uri)
        if kind != "track":
            raise InvalidParameter(f"Invalid track uri: {uri!r:.80}; a playlist holds tracks.")
        found.append(require_id(id_))
    return found

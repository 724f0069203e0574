"""Stored bytes, served as they lie: plain SQL on a pooled connection, no ORM in between."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from accord.domain.labels import Purpose
from accord.library.door import Door
from accord.library.results import HeardTags
from accord.store.reader import listed

# The newest analysis of a track answers, whichever version made it.
_FEATURES = """
    SELECT track_id, features FROM analyses
    WHERE id IN (SELECT max(id) FROM analyses WHERE track_id IN (SELECT value FROM json_each(?)) GROUP BY track_id)
"""
_ONE_FEATURES = "SELECT track_id, features FROM analyses WHERE track_id = ? ORDER BY id DESC LIMIT 1"
# What a release holds and what an artist is credited with; an id is one or the other.
_FEATURES_ABOUT = """
    SELECT features FROM analyses WHERE id IN (
        SELECT max(id) FROM analyses WHERE track_id IN (
            SELECT track_id FROM files WHERE release_id = (SELECT owner_id FROM release_aliases WHERE id = ?1)
            UNION
            SELECT file.track_id FROM credits JOIN files AS file ON file.id = file_id
            WHERE role = 'track' AND artist_id = (SELECT owner_id FROM artist_aliases WHERE id = ?1)
            ORDER BY track_id LIMIT ?2
        ) GROUP BY track_id
    ) ORDER BY track_id
"""
_TAGS = """
    SELECT track_id, weights, tags FROM analyses
    WHERE id IN (SELECT max(id) FROM analyses WHERE track_id IN (SELECT value FROM json_each(?)) GROUP BY track_id)
        AND tags IS NOT NULL
"""
_DOCUMENT = "SELECT document FROM analyses WHERE track_id = ? ORDER BY id DESC LIMIT 1"


def features_documents(door: Door, ids: Sequence[str]) -> list[bytes | None]:
    """Return the audio-features object of each track, ``None`` where there is none."""
    one = len(ids) == 1  # the common case, and half the cost of a batch of one
    statement, parameter = (_ONE_FEATURES, ids[0]) if one else (_FEATURES, listed(ids))
    found: dict[str, bytes] = dict(door.rows(Purpose.SERVICE, statement, parameter))
    return [found.get(id_) for id_ in ids]


def features_about(door: Door, id_: str, most: int) -> list[bytes]:
    """Return the audio-features objects of the tracks of a release or an artist, of ``most`` at most."""
    return [features for (features,) in door.rows(Purpose.SERVICE, _FEATURES_ABOUT, id_, most)]


def heard_tags(door: Door, ids: Sequence[str]) -> list[HeardTags | None]:
    """Return the tags of each track that a network of others gave, ``None`` where there are none."""
    rows = door.rows(Purpose.SERVICE, _TAGS, listed(ids))
    found = {id_: HeardTags(weights, orjson.loads(tags)) for id_, weights, tags in rows}
    return [found.get(id_) for id_ in ids]


def analysis_document(door: Door, track_id: str) -> bytes | None:
    """Return the audio-analysis object of a track, compressed with gzip."""
    rows = door.rows(Purpose.SERVICE, _DOCUMENT, track_id)
    return rows[0][0] if rows else None

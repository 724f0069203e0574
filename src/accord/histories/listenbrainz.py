"""ListenBrainz's export: JSON Lines of listens, alone or in the zip archive (``listens/YEAR/MONTH.jsonl``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Owner, Source, each, named
from accord.histories.json_rows import objects
from accord.histories.values import known_isrc, known_mbid, length, number, text
from accord.rights.listen_origin import SPOTIFY_WEB_API, origin, without_platform_ids

LONGEST_INFO = 200
"""Characters of a text among what a player said besides the names; a longer one is not kept."""

MOST_INFO = 20
"""Members of it that are kept, and of each list in it."""


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"listened_at", "track_metadata"} <= head.keys


def rows(source: Source) -> Iterator[Row]:
    """Yield the listens of a file."""
    return each(objects(source.file), lambda said: row_of(said, source.owner))


def row_of(said: dict[str, Any], owner: Owner) -> Row:
    """Return what a listen is: a play, or why it is none."""
    track = said.get("track_metadata")
    if not isinstance(track, dict):
        return LeftOut.DAMAGED
    if owner.is_other(said.get("user_name")):
        return LeftOut.OTHER_PERSON
    info = _object(track.get("additional_info"))
    if origin(info) == SPOTIFY_WEB_API:
        return LeftOut.POLLED
    mapping = _object(track.get("mbid_mapping"))
    return named(
        text(track.get("artist_name")),
        text(track.get("track_name")),
        number(said.get("listened_at")),
        album=text(track.get("release_name")),
        isrc=known_isrc(info.get("isrc")),
        recording_mbid=known_mbid(info.get("recording_mbid")) or known_mbid(mapping.get("recording_mbid")),
        duration=length(info.get("duration_ms"), 1000) or length(info.get("duration")),
        info=_kept(info),
    )


def _kept(info: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is short and plain of what a player said, without the names by which a platform knows things."""
    plain = {key: value for key, value in info.items() if len(key) <= LONGEST_INFO and _plain(value)}
    kept, _ = without_platform_ids(plain)
    return dict(list(kept.items())[:MOST_INFO])


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return 0 < len(value) <= MOST_INFO and all(isinstance(item, str) and _plain(item) for item in value)
    return bool(value) and (len(value) <= LONGEST_INFO if isinstance(value, str) else isinstance(value, int | float))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


FORMAT = Format("listenbrainz", "ListenBrainz", "export-listenbrainz", claims, rows)

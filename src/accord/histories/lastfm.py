"""Last.fm's scrobbles as CSV with the columns ``uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accord.domain.history import Row
from accord.histories.format import Format, Head, Source, each, named
from accord.histories.table_rows import lines
from accord.histories.table_rows import rows as table
from accord.histories.values import known_mbid, number, text


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"uts", "artist", "track"} <= head.columns


def rows(source: Source) -> Iterator[Row]:
    """Yield the scrobbles of a file; what plays now has no time."""
    return each(table(lines(source.file, source.head)), _row)


def _row(said: dict[str, Any]) -> Row:
    return named(
        text(said["artist"]),
        text(said["track"]),
        number(said["uts"]),
        album=text(said.get("album")),
        recording_mbid=known_mbid(said.get("track_mbid")),
    )


FORMAT = Format("lastfm", "Last.fm", "export-lastfm", claims, rows)

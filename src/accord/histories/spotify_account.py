"""Spotify's account data: ``StreamingHistory_music_*.json``, the streams of the past year.

Times are those of the end of a play, to the minute. Podcasts come in files of their own, with other members.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Source, each, named
from accord.histories.json_rows import objects
from accord.histories.values import moment, seconds, text


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"endTime", "msPlayed"} <= head.keys


def rows(source: Source) -> Iterator[Row]:
    """Yield the plays of a file."""
    return each(objects(source.file), _row)


def _row(said: dict[str, Any]) -> Row:
    if said.get("podcastName") or said.get("episodeName"):
        return LeftOut.PODCAST
    end, played = moment(said.get("endTime")), seconds(said.get("msPlayed"), 1000)
    start = None if end is None else end - (played or 0.0)
    return named(text(said.get("artistName")), text(said.get("trackName")), start, played=played)


FORMAT = Format("spotify-account", "Spotify, account data", "export-spotify", claims, rows)

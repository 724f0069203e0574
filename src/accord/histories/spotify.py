"""Spotify's extended streaming history: ``Streaming_History_Audio_*.json``, before 2023 ``endsong_*.json``.

Every stream since the account was made, one JSON object each: 23 members since 2023, 21 before. ``ts`` is the end of
the play. The ids by which Spotify names things (``spotify_track_uri``) are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Owner, Source, each, named
from accord.histories.json_rows import objects
from accord.histories.values import moment, seconds, text

SKIPS = frozenset({"fwdbtn", "backbtn", "clickrow", "playbtn", "remote", "endplay"})
"""Reasons for an end that are the person's own doing."""


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"ts", "ms_played", "master_metadata_track_name"} <= head.keys


def rows(source: Source) -> Iterator[Row]:
    """Yield the plays of a file."""
    return each(objects(source.file), lambda said: _row(said, source.owner))


def _row(said: dict[str, Any], owner: Owner) -> Row:
    if owner.is_other(said.get("username")):
        return LeftOut.OTHER_PERSON
    if said.get("incognito_mode") is True:
        return LeftOut.PRIVATE
    artist, title = text(said.get("master_metadata_album_artist_name")), text(said.get("master_metadata_track_name"))
    if not title:
        if said.get("episode_name") or said.get("spotify_episode_uri"):
            return LeftOut.PODCAST
        if said.get("audiobook_title") or said.get("audiobook_uri"):
            return LeftOut.AUDIOBOOK
    end, played, reason = moment(said.get("ts")), seconds(said.get("ms_played"), 1000), said.get("reason_end")
    return named(
        artist,
        title,
        None if end is None else end - (played or 0.0),
        album=text(said.get("master_metadata_album_album_name")),
        played=played,
        ended=reason == "trackdone",
        skipped=said.get("skipped") in (True, 1) or (isinstance(reason, str) and reason in SKIPS),
    )


FORMAT = Format("spotify-extended", "Spotify, extended streaming history", "export-spotify", claims, rows)

"""Apple's "Apple Music Play Activity.csv": every event of the player since the subscription began.

The columns changed twice (2018, 2021, 2023) and are found by their names. Since 2023 the column of the artist may be
empty: the name then comes from the other files of the export, where one of them names the same song.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.apple_artists import Artists
from accord.histories.format import Format, Head, Owner, Source, each, named
from accord.histories.table_rows import lines
from accord.histories.table_rows import rows as table
from accord.histories.values import length, moment, seconds, text

_TITLES = ("song name", "content name")
_ALBUMS = ("album name", "container album name", "container name")


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"event type", "event end timestamp", "play duration milliseconds"} <= head.columns


def rows(source: Source) -> Iterator[Row]:
    """Yield the plays of a file."""
    artists = Artists(source.beside)
    return each(table(lines(source.file, source.head)), lambda said: _row(said, source.owner, artists))


def _row(said: dict[str, Any], owner: Owner, artists: Artists) -> Row:
    if owner.is_other(said.get("apple id number")):
        return LeftOut.OTHER_PERSON
    if said["event type"].strip().upper() not in ("PLAY_END", ""):
        return LeftOut.NO_PLAY
    if (kind := _kind(said)) is not None:
        return kind
    played, reason = seconds(said["play duration milliseconds"], 1000), said.get("end reason type", "").strip().upper()
    if reason == "FAILED_TO_LOAD":
        return LeftOut.NOT_PLAYED
    title, album = _first(said, _TITLES), _first(said, _ALBUMS)
    artist = text(said.get("artist name")) or (artists.of(title, album) if title else None)
    start, end = moment(said.get("event start timestamp")), moment(said["event end timestamp"])
    return named(
        artist,
        title,
        start if start is not None or end is None else end - (played or 0.0),
        album=album,
        duration=length(said.get("media duration in milliseconds"), 1000),
        played=played,
        ended=reason == "NATURAL_END_OF_TRACK",
        skipped="SKIP" in reason or reason == "MANUALLY_SELECTED_PLAYBACK_OF_A_DIFF_ITEM",
    )


def _kind(said: Mapping[str, str]) -> LeftOut | None:
    if said.get("media type", "").strip().upper() == "VIDEO":
        return LeftOut.VIDEO
    return LeftOut.RADIO if "STREAM" in said.get("item type", "").upper() else None


def _first(said: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := text(said.get(name)))), None)


FORMAT = Format("apple-music", "Apple Music, play activity", "export-apple-music", claims, rows, "apple-music-daily")

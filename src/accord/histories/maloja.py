"""Maloja's export: one JSON object with an array of scrobbles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Source, each, named
from accord.histories.json_rows import objects
from accord.histories.values import length, number, text


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"maloja", "scrobbles"} <= head.members


def rows(source: Source) -> Iterator[Row]:
    """Yield the scrobbles of a file."""
    return each(objects(source.file, "scrobbles"), _row)


def _row(said: dict[str, Any]) -> Row:
    track = said.get("track")
    if not isinstance(track, dict):
        return LeftOut.DAMAGED
    artists, album = track.get("artists"), track.get("album")
    names = [name for name in map(text, artists) if name] if isinstance(artists, list) else []
    return named(
        ", ".join(names) or None,
        text(track.get("title")),
        number(said.get("time")),
        album=text(album.get("albumtitle")) if isinstance(album, dict) else None,
        duration=length(track.get("length")),
        played=length(said.get("duration")),
        ended=True,  # whatever it lasted, Maloja counted it
        info={"artist_names": names} if len(names) > 1 else {},
    )


FORMAT = Format("maloja", "Maloja", "export-other", claims, rows)

"""Pano Scrobbler's export: JSON Lines of events, times and lengths in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Source, each, named
from accord.histories.json_rows import objects
from accord.histories.values import length, number, text


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"timeMs", "artist", "track"} <= head.keys


def rows(source: Source) -> Iterator[Row]:
    """Yield the scrobbles of a file."""
    return each(objects(source.file), _row)


def _row(said: dict[str, Any]) -> Row:
    if said.get("event") not in (None, "", "scrobble"):
        return LeftOut.NO_PLAY
    time, player = number(said.get("timeMs")), text(said.get("mediaPlayerName"))
    return named(
        text(said.get("artist")),
        text(said.get("track")),
        None if time is None else time / 1000,
        album=text(said.get("album")),
        duration=length(said.get("durationMs"), 1000),
        info={"media_player": player} if player else {},
    )


FORMAT = Format("pano-scrobbler", "Pano Scrobbler", "export-other", claims, rows)

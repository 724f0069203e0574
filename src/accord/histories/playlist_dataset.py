"""Playlists in the form of the Million Playlist Dataset: JSON slices with a thousand playlists each.

A slice is an object with ``info`` and ``playlists``; a playlist has ``pid``, ``name`` and ``tracks``, a track
``artist_name``, ``track_name``, ``album_name`` and ``duration_ms``. The ids by which Spotify names things are not read.
Chen, Lamere, Schedl and Zamani, "RecSys Challenge 2018: automatic music playlist continuation" (2018).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accord.domain.baskets import Basket, Item
from accord.domain.errors import UnreadableHistory
from accord.histories.format import HEAD, Head
from accord.histories.json_rows import objects
from accord.histories.values import length, text

SOURCE = "mpd"
"""Of the registry of sources: research that is not commercial."""


def claims(head: Head) -> bool:
    """Return whether a file is a slice."""
    return "playlists" in head.members


def playlists(path: Path) -> Iterator[Basket]:
    """Yield the playlists of a slice, or of all slices in a folder, one in memory at a time.

    Parameters
    ----------
    path : Path
        A file, or a folder that is read in the order of its names.

    Yields
    ------
    Basket
        A playlist, named by its ``pid``.

    Raises
    ------
    UnreadableHistory
        If a file is no slice, or is cut off or damaged: a model of half a slice would be another one.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise UnreadableHistory(f"{path} holds no JSON file.")
    for file in files:
        with file.open("rb") as opened:
            if not claims(Head(opened.read(HEAD))):
                raise UnreadableHistory(f"{file.name} is no slice of playlists.")
            opened.seek(0)
            for number, said in enumerate(objects(opened, "playlists")):
                tracks = said.get("tracks") if isinstance(said, dict) else None
                if not isinstance(said, dict) or not isinstance(tracks, list):
                    raise UnreadableHistory(f"Playlist {number} of {file.name} is damaged, or the file is cut off.")
                name = str(said.get("pid", f"{file.name}/{number}"))
                yield Basket(name, [_item(track) for track in tracks if isinstance(track, dict)])


def _item(track: dict[str, Any]) -> Item:
    return Item(
        artist=text(track.get("artist_name")),
        title=text(track.get("track_name")),
        album=text(track.get("album_name")),
        duration=length(track.get("duration_ms"), 1000),
    )

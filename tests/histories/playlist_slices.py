"""A maker of files in the form of the Million Playlist Dataset, with made-up playlists of any number."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

GENERATED_ON = "2017-12-03 08:41:42.057563"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def write_slices(folder: Path, playlists: int, tracks: int = 500, a_slice: int = 1000, seed: int = 1) -> list[Path]:
    """Write slices: tracks are drawn by a power law, from a taste that each playlist has.

    Parameters
    ----------
    folder : Path
        Gets the files ``mpd.slice.FIRST-LAST.json``.
    playlists : int
        How many.
    tracks : int
        From how many tracks they are drawn.
    a_slice : int
        Playlists of a file.
    seed : int
        The same seed makes the same files.

    Returns
    -------
    list of Path
    """
    chance, written = random.Random(seed), []
    for first in range(0, playlists, a_slice):
        last = min(first + a_slice, playlists) - 1
        path = folder / f"mpd.slice.{first}-{last}.json"
        info = {"generated_on": GENERATED_ON, "slice": f"{first}-{last}", "version": "v1"}
        made = [_playlist(pid, tracks, chance) for pid in range(first, last + 1)]
        path.write_text(json.dumps({"info": info, "playlists": made}, indent=4), encoding="utf-8")
        written.append(path)
    return written


def _playlist(pid: int, tracks: int, chance: random.Random) -> dict[str, Any]:
    taste = chance.randrange(5)
    drawn = [int(tracks * chance.random() ** 3) // 5 * 5 + taste for _ in range(chance.randint(5, 40))]
    listed = [_track(pos, number % tracks) for pos, number in enumerate(drawn)]
    return {
        "name": f"taste {taste}",
        "collaborative": "false",
        "pid": pid,
        "modified_at": 1493424000,
        "num_tracks": len(listed),
        "num_albums": len({track["album_uri"] for track in listed}),
        "num_artists": len({track["artist_uri"] for track in listed}),
        "num_followers": 1,
        "num_edits": 2,
        "duration_ms": sum(int(track["duration_ms"]) for track in listed),
        "tracks": listed,
    }


def _track(pos: int, number: int) -> dict[str, Any]:
    return {
        "pos": pos,
        "artist_name": f"Artist {number // 7}",
        "track_uri": f"spotify:track:{_id(number)}",
        "artist_uri": f"spotify:artist:{_id(number // 7)}",
        "track_name": f"Track {number}",
        "album_uri": f"spotify:album:{_id(number // 3)}",
        "duration_ms": 180_000 + number,
        "album_name": f"Album {number // 3}",
    }


def _id(number: int) -> str:
    return "".join(random.Random(number).choices(_LETTERS, k=22))

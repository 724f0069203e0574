"""The albums that the pieces belong to, and the tags that a rendered piece carries."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from accord.demo.score import Piece

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True, slots=True)
class Album:
    """An album: its name, its artist, and how its cover is drawn."""

    title: str
    artist: str
    date: str
    style: str
    """A style of ``cover``."""
    colours: tuple[str, ...]
    """``#rrggbb``: ground first, then three colours to draw with."""
    total: int
    """Tracks."""


@cache
def albums() -> dict[str, Album]:
    """Return all albums of the demo library by the name that pieces use."""
    text = (resources.files("accord.demo") / "albums.toml").read_text(encoding="utf-8")
    return {name: Album(**{**row, "colours": tuple(row["colours"])}) for name, row in tomllib.loads(text).items()}


def isrc(piece: Piece) -> str:
    """Return a made-up ISRC: no country has the prefix XX, so it can be no one else's recording."""
    return f"XXACC26{piece.seed:05d}"


def comments(piece: Piece) -> list[tuple[str, str]]:
    """Return a piece's Vorbis comments; a name that occurs twice is a tag with two values."""
    album = albums()[piece.album]
    return [
        ("TITLE", piece.title),
        *(("ARTIST", name) for name in piece.artists),
        ("ALBUM", album.title),
        ("ALBUMARTIST", album.artist),
        ("DATE", album.date),
        *(("GENRE", name) for name in piece.genres),
        ("TRACKNUMBER", str(piece.track)),
        ("TRACKTOTAL", str(album.total)),
        ("DISCNUMBER", "1"),
        ("DISCTOTAL", "1"),
        ("ISRC", isrc(piece)),
        ("LICENSE", LICENCE),
        ("COMMENT", "Composed and rendered by Accord."),
    ]

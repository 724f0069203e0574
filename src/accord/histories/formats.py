"""The formats that are read, in the order in which they are looked for."""

from __future__ import annotations

from accord.histories import (
    apple_music,
    apple_music_daily,
    deezer,
    lastfm,
    librefm,
    listenbrainz,
    maloja,
    pano_scrobbler,
    scrobbler_log,
    spotify,
    spotify_account,
    youtube_music,
)
from accord.histories.format import Format, Head

FORMATS: tuple[Format, ...] = (
    spotify.FORMAT,
    spotify_account.FORMAT,
    listenbrainz.FORMAT,
    maloja.FORMAT,
    pano_scrobbler.FORMAT,
    youtube_music.FORMAT,
    apple_music.FORMAT,
    apple_music_daily.FORMAT,
    lastfm.FORMAT,
    librefm.FORMAT,
    scrobbler_log.FORMAT,
    deezer.FORMAT,
)


def format_of(head: Head) -> Format | None:
    """Return the format of a file by what it begins with; its name says nothing."""
    return next((format_ for format_ in FORMATS if format_.claims(head)), None)

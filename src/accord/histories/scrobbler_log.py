"""``.scrobbler.log``, the log that portable players write (Audioscrobbler Portable Player Logging 1.1).

Tab-separated: artist, album, title, number, length in seconds, ``L`` (listened) or ``S`` (skipped), time, MusicBrainz
id. Where its header says that the player knew no time zone, its times are taken as UTC.
"""

from __future__ import annotations

from collections.abc import Iterator

from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Source, named
from accord.histories.values import known_mbid, length, number, text


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return head.text.startswith("#AUDIOSCROBBLER/")


def rows(source: Source) -> Iterator[Row]:
    """Yield the entries of a log."""
    for line in source.file:
        if line.strip() and not line.removeprefix(b"\xef\xbb\xbf").startswith(b"#"):
            yield _row(_decoded(line).rstrip("\r\n").split("\t"))


def _row(said: list[str]) -> Row:
    if len(said) < 7 or said[5] not in ("L", "S"):
        return LeftOut.DAMAGED
    return named(
        text(said[0]),
        text(said[2]),
        number(said[6]),
        album=text(said[1]),
        recording_mbid=known_mbid(said[7]) if len(said) > 7 else None,
        duration=length(said[4]),
        skipped=said[5] == "S",
    )


def _decoded(line: bytes) -> str:
    """Return a line as text: players of old wrote in the alphabet of their system."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


FORMAT = Format("scrobbler-log", "A player's .scrobbler.log", "own-listening", claims, rows)

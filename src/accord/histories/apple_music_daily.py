"""Apple's "Apple Music - Play History Daily Tracks.csv": how often each track was played on each day, in which hours.

It is read where the play activity is missing, which says the same to the second. The plays of a row are put at the
beginning of the hours that it names, one minute apart where there are more plays than hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from accord.domain.history import LeftOut, Row
from accord.histories.apple_artists import DESCRIPTION
from accord.histories.format import Format, Head, Source, named
from accord.histories.table_rows import lines
from accord.histories.table_rows import rows as table
from accord.histories.values import number, seconds, text

MOST_PLAYS = 1440
"""Plays of one row: a day has no more minutes."""


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return {"date played", "play count", DESCRIPTION} <= head.columns


def rows(source: Source) -> Iterator[Row]:
    """Yield the plays of a file."""
    for said in table(lines(source.file, source.head)):
        if isinstance(said, LeftOut):
            yield said
        else:
            yield from _plays(said)


def _plays(said: dict[str, str]) -> Iterator[Row]:
    if "VIDEO" in said.get("media type", "").upper():
        yield LeftOut.VIDEO
    elif said.get("ignore for recommendations", "").strip().lower() in ("true", "1", "yes"):
        yield LeftOut.PRIVATE
    else:
        artist, _, title = said[DESCRIPTION].partition(" - ")
        count = int(min(number(said["play count"]) or 0, MOST_PLAYS))
        skips = int(min(number(said.get("skip count")) or 0, MOST_PLAYS))
        times, length = _times(said, count + skips), seconds(said.get("play duration milliseconds"), 1000)
        played = length / count if length is not None and count else None
        for at in times[:count]:
            yield named(text(artist), text(title), at, played=played)
        for at in times[count:]:
            yield named(text(artist), text(title), at, played=0.0, skipped=True)


def _times(said: dict[str, str], count: int) -> list[float | None]:
    try:
        day = datetime.strptime(said["date played"].strip(), "%Y%m%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return [None] * count
    hours = sorted({int(hour) for hour in said.get("hours", "").split(",") if hour.strip().isdecimal()})
    begins = [day + 3600 * hour for hour in hours if hour < 24] or [day]
    return [begins[each % len(begins)] + 60 * (each // len(begins)) for each in range(count)]


FORMAT = Format("apple-music-daily", "Apple Music, daily tracks", "export-apple-music", claims, rows)

"""Libre.fm's scrobbles as CSV: lines of preamble, then the columns ``Artist,Track,Album,Time``.

Signs that are not letters or digits may be written in UTF-7 (RFC 2152): ``+ACM-`` is ``#``.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from accord.domain.history import Row
from accord.histories.format import Format, Head, Source, each, named
from accord.histories.table_rows import columns, lines
from accord.histories.table_rows import rows as table
from accord.histories.values import number, text

COLUMNS = ["artist", "track", "album", "time"]
MOST_PREAMBLE = 10
"""Lines before the names of the columns."""

_SHIFTED = re.compile(r"\+([A-Za-z0-9+/]*)-")


def claims(head: Head) -> bool:
    """Return whether a file is of this format."""
    return any(columns(line)[:4] == COLUMNS for line in head.text.splitlines()[:MOST_PREAMBLE])


def rows(source: Source) -> Iterator[Row]:
    """Yield the scrobbles of a file."""
    return each(table(_table(lines(source.file, source.head))), _row)


def _row(said: dict[str, Any]) -> Row:
    album = text(_unshifted(said["album"]))
    return named(text(_unshifted(said["artist"])), text(_unshifted(said["track"])), number(said["time"]), album=album)


def _table(lines: Iterator[str]) -> Iterator[str]:
    """Return the lines from the names of the columns on."""
    for line in islice(lines, MOST_PREAMBLE):
        if columns(line)[:4] == COLUMNS:
            return chain([line], lines)
    return iter(())


def _unshifted(value: str) -> str:
    return _SHIFTED.sub(_sign, value) if "+" in value else value


def _sign(match: re.Match[str]) -> str:
    shifted = match[1]
    if not shifted:
        return "+"
    try:
        return base64.b64decode(shifted + "=" * (-len(shifted) % 4), validate=True).decode("utf-16-be")
    except ValueError:
        return match[0]


FORMAT = Format("librefm", "Libre.fm", "export-other", claims, rows)

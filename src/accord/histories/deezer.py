"""Deezer's export: an Office Open XML workbook, whose sheet ``10_listeningHistory`` holds a play a row.

The columns are named in the person's language. Those of the names known here are found by them; in other languages
by their place beside the column ISRC, which is called so everywhere, and by what stands in them. Times are UTC.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from accord.domain.errors import UnreadableHistory
from accord.domain.history import LeftOut, Row
from accord.histories.format import Format, Head, Source, named
from accord.histories.values import known_isrc, moment, number, seconds, text

NAMES = {
    "title": ("song title", "titre", "titre de la chanson", "songtitel", "titel", "título de la canción", "titolo"),
    "artist": ("artist", "artiste", "künstler", "artista", "interpret"),
    "isrc": ("isrc",),
    "album": ("album title", "album", "titre de l'album", "albumtitel", "título del álbum", "titolo album"),
    "played": ("listening time", "temps d'écoute", "durée d'écoute", "hördauer", "tiempo de escucha"),
    "date": ("date", "datum", "fecha", "data"),
}
"""What each column is called."""

SHEET = "listeninghistory"
LARGEST_TEXTS = 512 << 20
"""Bytes, unpacked, of the part of a workbook that is read as a whole."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")


def claims(head: Head) -> bool:
    """Return whether a file is a workbook."""
    return head.data.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head.data or b"xl/" in head.data)


def rows(source: Source) -> Iterator[Row]:
    """Yield the plays of a workbook.

    Raises
    ------
    UnreadableHistory
        If it is not one of Deezer, or its columns are not known.
    """
    from openpyxl import load_workbook  # half a second, for this format alone
    from openpyxl.utils.exceptions import InvalidFileException

    with zipfile.ZipFile(source.file) as archive:
        if any("sharedStrings" in one.filename and one.file_size > LARGEST_TEXTS for one in archive.infolist()):
            raise UnreadableHistory("The workbook holds more text than any export does.")
    source.file.seek(0)
    try:
        book = load_workbook(source.file, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, SyntaxError) as error:  # what its parsers raise
        raise UnreadableHistory(f"The workbook cannot be read: {error}.") from error
    sheet = next((book[name] for name in book.sheetnames if SHEET in name.lower().replace(" ", "")), None)
    if sheet is None:
        raise UnreadableHistory("The workbook has no sheet listeningHistory: it is no export of Deezer.")
    yield from _plays(sheet.iter_rows(values_only=True))


def _plays(table: Iterator[Sequence[Any]]) -> Iterator[Row]:
    header, first = next(table, ()), next(table, ())
    if not header:
        return
    places = _places([str(name or "").strip().casefold() for name in header], first)
    while first:
        yield _row({name: first[place] if place < len(first) else None for name, place in places.items()})
        first = next(table, ())


def _places(header: Sequence[str], first: Sequence[Any]) -> dict[str, int]:
    """Return where each column stands."""
    found = {name: header.index(one) for name, known in NAMES.items() for one in known if one in header}
    if "isrc" in found:
        at = found["isrc"]
        beside = {"title": at - 2, "artist": at - 1, "album": at + 1}
        found = {name: place for name, place in beside.items() if 0 <= place < len(header)} | found
        dates = [place for place, value in enumerate(first) if _DATE.match(str(value))]
        found |= {"date": dates[0]} if dates and "date" not in found else {}
        numbers = [place for place, value in enumerate(first) if place > at + 1 and number(value) is not None]
        found |= {"played": numbers[0]} if numbers and "played" not in found else {}
    if missing := {"title", "artist", "date"} - found.keys():
        raise UnreadableHistory(f"The sheet listeningHistory has no column that is known to hold: {sorted(missing)}.")
    return found


def _row(said: dict[str, Any]) -> Row:
    if not any(said.values()):
        return LeftOut.DAMAGED
    return named(
        text(said["artist"]),
        text(said["title"]),
        moment(str(said["date"])),
        album=text(said.get("album")),
        isrc=known_isrc(said.get("isrc")),
        played=seconds(said.get("played")),
    )


FORMAT = Format("deezer", "Deezer", "export-deezer", claims, rows)

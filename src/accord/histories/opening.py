"""Exports opened: plain files, or archives of which one member is read at a time and nothing is unpacked."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, NamedTuple, cast

from accord.domain.errors import UnreadableHistory
from accord.domain.history import LeftOut, Part, Row
from accord.histories.format import HEAD, Format, Head, Owner, Source
from accord.histories.formats import format_of

MOST_MEMBERS = 100_000
MOST_BYTES = 256 << 30
"""Bytes of all members of an archive, unpacked: some 250 million plays in the wordiest format."""

DEEPEST = 2
"""Archives within archives."""

_PIECE = 1 << 10
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)
"""What goes wrong with a file or a member that is damaged, encrypted, or packed in a way that is not known."""


class Named(NamedTuple):
    """A file that somebody hands in."""

    name: str
    file: IO[bytes]


class _Member(NamedTuple):
    name: str
    open: Callable[[], IO[bytes]]
    head: Head


@dataclass(frozen=True, slots=True)
class Export:
    """Files of an export, of which the formats are known."""

    parts: tuple[Part, ...]
    """To be read in this order, each once."""
    unread: tuple[str, ...]
    """Names of those that hold no history."""


class Histories:
    """Opens exports; what it opens is closed with it.

    Parameters
    ----------
    account : str, optional
        The person's name in the export; rows of others are left out. The first that a row names, if left out.
    """

    def __init__(self, account: str | None = None) -> None:
        self._held = ExitStack()
        self._owner = Owner(account)

    def __enter__(self) -> Histories:
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def open(self, files: Sequence[Named]) -> Export:
        """Find what there is to read in files of one export.

        Parameters
        ----------
        files : sequence of Named
            Files and archives, open for reading.

        Returns
        -------
        Export

        Raises
        ------
        UnreadableHistory
            If none of them holds a history, or an archive is damaged or too large.
        """
        members = [member for file in files for member in self._members(file, 0)]
        members.sort(key=lambda member: _natural(member.name))
        known = [(member, format_of(member.head)) for member in members]
        better = {found.instead_of for _, found in known if found is not None}
        parts, unread = [], []
        for member, found in known:
            if found is None or found.id in better:
                unread.append(member.name)
            else:
                parts.append(self._part(member, found, members))
        if not parts:
            raise UnreadableHistory(_nothing(files, members))
        return Export(tuple(parts), tuple(unread))

    def _part(self, member: _Member, found: Format, members: Sequence[_Member]) -> Part:
        def beside() -> Iterator[tuple[Head, IO[bytes]]]:
            for other in members:
                if other is not member:
                    with other.open() as file:
                        yield other.head, file

        def rows() -> Iterator[Row]:
            try:
                with member.open() as file:
                    yield from found.rows(Source(file, member.head.data, self._owner, beside))
            except _DAMAGE:
                yield LeftOut.CUT_OFF

        return Part(member.name, found.id, found.name, found.source_id, rows())

    def _members(self, named: Named, depth: int) -> Iterator[_Member]:
        name, file = named
        if not zipfile.is_zipfile(file):
            begins = _again(file).read(4)
            if begins == b"PK\x03\x04":
                raise UnreadableHistory(f"{name} is cut off or damaged: it is no whole zip archive.")
            opened = partial(_unpacked if begins.startswith(b"\x1f\x8b") else _again, file)
            yield _member(name, opened)
            return
        archive = self._held.enter_context(zipfile.ZipFile(file))
        inside = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
        if any(one.filename == "xl/workbook.xml" for one in inside):
            yield _member(name, partial(_again, file))
            return
        if len(inside) > MOST_MEMBERS or sum(one.file_size for one in inside) > MOST_BYTES:
            raise UnreadableHistory(f"{name} is too large to be the export of one person.")
        for one in inside:
            member = _member(one.filename, partial(_within, archive, one))
            if member.head.data.startswith(b"PK\x03\x04") and depth < DEEPEST:
                yield from self._members(Named(one.filename, self._spooled(member)), depth + 1)
            else:
                yield member

    def _spooled(self, member: _Member) -> IO[bytes]:
        """Return an archive within an archive as a file without a name: it cannot be sought in while it is packed."""
        spool = self._held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        try:
            with member.open() as file:
                shutil.copyfileobj(file, spool, 1 << 20)
        except _DAMAGE as error:
            raise UnreadableHistory(f"{member.name} cannot be read: {error}.") from error
        return cast(IO[bytes], spool)


def _member(name: str, opened: Callable[[], IO[bytes]]) -> _Member:
    head = b""
    with suppress(*_DAMAGE), closing(opened()) as file:
        while len(head) < HEAD and (piece := file.read(_PIECE)):
            head += piece
    return _Member(name, opened, Head(head))


def _again(file: IO[bytes]) -> IO[bytes]:
    """Return an open file from its beginning, to be closed without closing it."""
    again = open(os.dup(file.fileno()), "rb")  # noqa: SIM115 - whoever asked closes it
    again.seek(0)
    return again


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    return cast(IO[bytes], gzip.GzipFile(fileobj=_again(file)))


def _within(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    return archive.open(member)


def _natural(name: str) -> list[tuple[str, int]]:
    """Return a key by which 2 comes before 10."""
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d{0,18})", name)]


def _nothing(files: Sequence[Named], members: Sequence[_Member]) -> str:
    said = ", ".join(PurePosixPath(file.name).name for file in files)
    if all("".join(member.head.text.split()) in ("", "[]") for member in members):
        return f"{said} is empty."
    if any("<html" in member.head.text[:2000].lower() for member in members):
        return f"{said} is a web page: ask the service for its export as JSON instead of HTML."
    return f"{said} holds no listening history of a format that is known here."

"""What a format of exports declares: how it is told from others, and how its rows are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

from accord.domain.history import LeftOut, Played, Row
from accord.histories.json_rows import encoding_of, first_members, first_object
from accord.histories.table_rows import columns

HEAD = 1 << 16
"""Bytes of a file by which its format is told."""


class Head:
    """How a file begins.

    Parameters
    ----------
    data : bytes
        Its first bytes.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def text(self) -> str:
        """As text, without a byte order mark."""
        return self.data.decode(encoding_of(self.data), errors="replace")

    @cached_property
    def keys(self) -> frozenset[str]:
        """The names of the members of the first object in it."""
        return frozenset(first_object(self.text.lstrip()) or {})

    @cached_property
    def members(self) -> frozenset[str]:
        """The names of the members with which the outermost object begins."""
        return frozenset(first_members(self.text))

    @cached_property
    def columns(self) -> frozenset[str]:
        """The names of columns in its first line, in lower case."""
        return frozenset(columns(self.text.partition("\n")[0].strip("\r")))


@dataclass(slots=True)
class Owner:
    """Whose history is read: the first account that a row names, unless it is known before."""

    account: str | None = None

    def is_other(self, account: Any) -> bool:
        """Return whether a row that names this account is another person's."""
        if not isinstance(account, str) or not account.strip():
            return False
        if self.account is None:
            self.account = account.strip()
        return account.strip().casefold() != self.account.casefold()


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, and what is known beside it."""

    file: IO[bytes]
    head: bytes
    owner: Owner
    beside: Callable[[], Iterator[tuple[Head, IO[bytes]]]] = field(default=lambda: iter(()))
    """Opens the other files of the export, one after the other."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of exports."""

    id: str
    name: str
    """For people."""
    source_id: str
    """Of the registry."""
    claims: Callable[[Head], bool]
    rows: Callable[[Source], Iterator[Row]]
    instead_of: str | None = None
    """A format that says less of the same plays: it is not read where this one is in the same export."""


def each(found: Iterator[dict[str, Any] | LeftOut], read: Callable[[dict[str, Any]], Row]) -> Iterator[Row]:
    """Yield what a reader makes of each object or row."""
    for one in found:
        yield one if isinstance(one, LeftOut) else read(one)


def named(artist: str | None, title: str | None, listened_at: float | None, **more: Any) -> Row:
    """Return a play, or which of what every play needs is not there."""
    if not artist or not title:
        return LeftOut.NO_NAMES
    if listened_at is None:
        return LeftOut.NO_TIME
    return Played(listened_at, artist, title, **more)

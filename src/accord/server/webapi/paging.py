"""Paging objects, whose ``next`` and ``previous`` clients follow as given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from typing_extensions import TypedDict

from accord.server.links import Links

Item = TypeVar("Item")

MOST = 50
DEFAULT = 20
Limit = Annotated[int, Query(ge=1, le=MOST)]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]


class Stretch(TypedDict):
    """Which part of a longer list a page is."""

    href: str
    limit: int
    next: str | None
    offset: int
    previous: str | None
    total: int


class Paging(Stretch, Generic[Item]):
    """A stretch of a longer list, with what stands in it."""

    items: list[Item]


class Pages:
    """Addresses of the pages of one list.

    Parameters
    ----------
    links : Links
    path : str
        Path of the list below the server's URL.
    query : mapping
        Parameters that every page repeats.
    """

    def __init__(self, links: Links, path: str, query: Mapping[str, str | int] | None = None) -> None:
        self._links = links
        self._path = path
        self._query = query or {}

    def around(self, offset: int, limit: int, total: int) -> Stretch:
        """Return every field but ``items`` of the page that starts at ``offset``, of a list of ``total`` items."""
        after, before = offset + limit, max(0, offset - limit)
        return {
            "href": self._at(offset, limit),
            "limit": limit,
            "next": self._at(after, limit) if after < total else None,
            "offset": offset,
            "previous": self._at(before, limit) if offset > 0 else None,
            "total": total,
        }

    def _at(self, offset: int, limit: int) -> str:
        return self._links.query(self._path, {**self._query, "offset": offset, "limit": limit})

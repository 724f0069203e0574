"""What of a library a person speaks of: by its id, or by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from accord.domain.entities import Artist, Release, Track
from accord.domain.errors import InvalidId, NotFound
from accord.domain.ids import normalise, require_id
from accord.domain.spelling import plain_artist, plain_title
from accord.library.catalogue import Library
from accord.library.feedback import Kind
from accord.library.names import names

_LOOKED_THROUGH = 50
"""Results of a search among which the name must be."""


class Thing(NamedTuple):
    """A track, album, artist or genre."""

    id: str
    name: str
    """For people: of tracks and albums with their artists."""


def thing(library: Library, kind: Kind, what: str) -> Thing:
    """Return what a person means.

    Parameters
    ----------
    library : Library
        An open library.
    kind : Kind
        What it is.
    what : str
        Its id or name; of a track or album also ``ARTIST - TITLE``.

    Returns
    -------
    Thing

    Raises
    ------
    NotFound
        If the library has nothing of that id or name.
    """
    if kind is Kind.GENRE:
        return Thing(what, " ".join(what.split()))
    found = _by_id(library, kind, what) or _by_name(library, kind, what)
    if found is None:
        raise NotFound(f"The library has no {kind} {what!r}.")
    return found


def name_of(library: Library, kind: Kind, id_: str) -> str:
    """Return the name of something, its id where the library has it no more."""
    found = None if kind is Kind.GENRE else _by_id(library, kind, id_)
    return id_ if found is None else found.name


def _by_id(library: Library, kind: Kind, what: str) -> Thing | None:
    try:
        id_ = require_id(what)
    except InvalidId:
        return None
    name = names(library, kind, [id_]).get(id_)
    if name is not None:
        return Thing(id_, name)
    found: Sequence[Track | Release | Artist | None]  # an id may be an alias, or of what may not be used here
    if kind is Kind.TRACK:
        found = library.tracks([id_])
    else:
        found = library.releases([id_]) if kind is Kind.ALBUM else library.artists([id_])
    return None if found[0] is None else _thing(found[0])


def _by_name(library: Library, kind: Kind, what: str) -> Thing | None:
    artist, dash, title = what.partition(" - ")
    for asked, by in ((what, None), (title, artist) if dash else (what, None)):
        for one in _search(library, kind, f"{by} {asked}" if by else asked):
            names = [one.name] if isinstance(one, Artist) else [credit.name for credit in one.artists]
            if _same(one, asked) and (by is None or plain_artist(by) in map(plain_artist, names)):
                return _thing(one)
    return None


def _search(library: Library, kind: Kind, query: str) -> list[Track] | list[Artist] | list[Release]:
    words = "".join(sign if sign.isalnum() else " " for sign in normalise(query))
    if not words.strip():
        return []
    match kind:
        case Kind.TRACK:
            return list(library.search(words, "track", _LOOKED_THROUGH, 0).items)
        case Kind.ALBUM:
            return list(library.search(words, "release", _LOOKED_THROUGH, 0).items)
    return list(library.search(words, "artist", _LOOKED_THROUGH, 0).items)


def _same(one: Track | Artist | Release, name: str) -> bool:
    if isinstance(one, Artist):
        return plain_artist(one.name) == plain_artist(name)
    return plain_title(one.title) == plain_title(name)


def _thing(found: Track | Artist | Release) -> Thing:
    if isinstance(found, Artist):
        return Thing(found.id, found.name)
    return Thing(found.id, f"{', '.join(artist.name for artist in found.artists)} - {found.title}")

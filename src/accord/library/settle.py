"""What follows from the files: which one speaks for a track, what a release and an artist are called, what is found.

Every rule counts over all the files concerned, so the order in which a scan met them does not matter. What is derived
carries the source of the row from which it follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, delete, distinct, func, select, update
from sqlalchemy.dialects.sqlite import insert

from accord.domain.ids import normalise
from accord.library.naming import VARIOUS_ARTISTS, artist
from accord.store.schema import (
    ArtistAliasRow,
    ArtistRow,
    CreditRow,
    FileGenreRow,
    FileRow,
    GenreRow,
    ReleaseArtistRow,
    ReleaseRow,
    SearchEntryRow,
)

V = TypeVar("V", str, tuple[tuple[str, str], ...])

SINGLE_AT_MOST = 3
"""Tracks that a release may declare and still be a single."""


@dataclass(slots=True)
class Touched:
    """Ids of what a change of files concerns."""

    tracks: set[str] = field(default_factory=set)
    releases: set[str] = field(default_factory=set)
    artists: set[str] = field(default_factory=set)


def settle(db: Connection, touched: Touched) -> None:
    """Bring all that follows from the files up to date, for what was touched."""
    for track_id in sorted(touched.tracks):
        _settle_track(db, track_id)
    for release_id in sorted(touched.releases):
        touched.artists |= _settle_release(db, release_id)
    for artist_id in sorted(touched.artists):
        _settle_artist(db, artist_id)


def _settle_track(db: Connection, track_id: str) -> None:
    """Let the file with the most tags speak; among equals, the first by path."""
    files = select(FileRow.id).where(FileRow.track_id == track_id)
    best = db.scalar(files.order_by(FileRow.completeness.desc(), FileRow.path, FileRow.span).limit(1))
    db.execute(update(FileRow).where(FileRow.track_id == track_id, FileRow.speaks).values(speaks=False))
    if best is None:
        _forget_words(db, "track", track_id)
        return
    db.execute(update(FileRow).where(FileRow.id == best).values(speaks=True))
    row = db.execute(select(FileRow.title, FileRow.album, FileRow.source_id).where(FileRow.id == best)).one()
    names = select(CreditRow.name).where(CreditRow.file_id == best, CreditRow.role == "track")
    artists = db.scalars(names.order_by(CreditRow.position))
    genres = db.scalars(select(GenreRow.name).join(FileGenreRow).where(FileGenreRow.file_id == best))
    _index(db, "track", track_id, row.source_id, title=row.title, artists=artists, album=row.album, genres=genres)


def _settle_release(db: Connection, release_id: str) -> set[str]:
    """Return the artists whose place on the release may have changed."""
    credit = select(ReleaseArtistRow.artist_id).where(ReleaseArtistRow.release_id == release_id)
    concerned = set(db.scalars(credit))
    db.execute(delete(ReleaseArtistRow).where(ReleaseArtistRow.release_id == release_id))
    this = update(ReleaseRow).where(ReleaseRow.id == release_id)
    files = db.execute(select(FileRow).where(FileRow.release_id == release_id).order_by(FileRow.path)).all()
    if not files:
        db.execute(this.values(track_count=0))
        _forget_words(db, "release", release_id)
        return concerned
    source_id = files[0].source_id
    artists = _credit(db, release_id, source_id)
    track_count, declared = len({file.track_id for file in files}), _declared_total(files)
    title = _commonest(file.album for file in files)
    facts = {
        "title": title,
        "date": _commonest(file.date for file in files if file.date),
        "cover_id": _commonest(file.cover_id for file in files if file.cover_id),
        "track_count": track_count,
        "total_tracks": max(track_count, declared),
        "kind": _kind(artists, any(file.album_tagged for file in files), declared),
    }
    db.execute(this.values(facts))
    db.execute(
        insert(ReleaseArtistRow),
        [
            {"release_id": release_id, "position": place, "artist_id": id_, "name": name, "source_id": source_id}
            for place, (id_, name) in enumerate(artists)
        ],
    )
    genres = select(GenreRow.name).distinct().join(FileGenreRow).join(FileRow).where(FileRow.release_id == release_id)
    names = [name for _, name in artists]
    _index(db, "release", release_id, source_id, artists=names, album=title or "", genres=db.scalars(genres))
    return concerned | {id_ for id_, _ in artists}


def _credit(db: Connection, release_id: str, source_id: str) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of whom a release is credited to.

    That is its commonest album artist tag; without one, the artists that all its tracks share, or various artists.
    """
    query = (
        select(CreditRow.file_id, CreditRow.role, CreditRow.artist_id, CreditRow.name)
        .join(FileRow)
        .where(FileRow.release_id == release_id)
        .order_by(FileRow.path, FileRow.span, CreditRow.position)
    )
    credits: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for row in db.execute(query):
        credits.setdefault((row.role, row.file_id), []).append((row.artist_id, row.name))
    albums = [tuple(names) for (role, _), names in credits.items() if role == "album"]
    tagged = _commonest(albums)
    if tagged is not None:
        return tagged
    tracks = [names for (role, _), names in credits.items() if role == "track"]
    shared = set.intersection(*({id_ for id_, _ in names} for names in tracks))
    common = {id_: (id_, name) for id_, name in reversed(tracks[0]) if id_ in shared}
    various = (artist(db, VARIOUS_ARTISTS, None, source_id), VARIOUS_ARTISTS)
    return tuple(reversed(common.values())) or (various,)


def _declared_total(files: Sequence[Row[Any]]) -> int:
    """Return the sum of what the discs say they hold; 0 where none says."""
    discs: dict[int, int] = {}
    for file in files:
        disc = file.disc_number or 1
        discs[disc] = max(discs.get(disc, 0), file.track_total or 0)
    return sum(discs.values())


def _kind(artists: tuple[tuple[str, str], ...], tagged: bool, declared: int) -> str:
    if any(normalise(name) == normalise(VARIOUS_ARTISTS) for _, name in artists):
        return "compilation"
    return "single" if not tagged or 0 < declared <= SINGLE_AT_MOST else "album"


def _settle_artist(db: Connection, artist_id: str) -> None:
    """Call the artist what most credits say; count the tracks; index every name."""
    mine = CreditRow.artist_id == artist_id
    names = db.scalars(select(CreditRow.name).where(mine)).all()
    tracks = select(func.count(distinct(FileRow.track_id))).join(CreditRow).where(mine, CreditRow.role == "track")
    facts: dict[str, Any] = {"track_count": db.scalar(tracks)}
    if names:
        facts["name"] = _commonest(names)
    db.execute(update(ArtistRow).where(ArtistRow.id == artist_id).values(facts))
    on_release = db.scalar(select(ReleaseArtistRow.artist_id).where(ReleaseArtistRow.artist_id == artist_id).limit(1))
    if not names and on_release is None:
        _forget_words(db, "artist", artist_id)
        return
    aliases = db.scalars(select(ArtistAliasRow.name).distinct().where(ArtistAliasRow.owner_id == artist_id))
    of_artist = select(FileGenreRow.genre_key).join(CreditRow, CreditRow.file_id == FileGenreRow.file_id).where(mine)
    genres = db.scalars(select(GenreRow.name).where(GenreRow.key.in_(of_artist)))
    source_id = db.scalars(select(ArtistRow.source_id).where(ArtistRow.id == artist_id)).one()
    _index(db, "artist", artist_id, source_id, artists=aliases, genres=genres)


def _commonest(values: Iterable[V]) -> V | None:
    """Return the value that occurs most often; among equals, the first in their order."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def _index(
    db: Connection,
    kind: str,
    entity_id: str,
    source_id: str,
    *,
    title: str = "",
    artists: Iterable[str] = (),
    album: str = "",
    genres: Iterable[str] = (),
) -> None:
    words = {"title": title, "artists": "\n".join(artists), "album": album, "genres": "\n".join(genres)}
    statement = insert(SearchEntryRow).values(kind=kind, entity_id=entity_id, source_id=source_id, **words)
    db.execute(statement.on_conflict_do_update(index_elements=["kind", "entity_id"], set_=words))


def _forget_words(db: Connection, kind: str, entity_id: str) -> None:
    db.execute(delete(SearchEntryRow).where(SearchEntryRow.kind == kind, SearchEntryRow.entity_id == entity_id))

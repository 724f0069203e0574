"""What follows from the files: which one speaks for a track, what a release and an artist are called, what is found.

Every rule counts over all the files concerned, so the order in which a scan met them does not matter. What is derived
carries the source of the row from which it follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, delete, distinct, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import InstrumentedAttribute

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

Credit = tuple[tuple[str, str], ...]
"""(id, name) of each artist, in order."""

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
    """Let a release be what most of its files say; return the artists whose place on it may have changed.

    It is credited to whom its tags name as album artist, else to the artists that all its files share, else to various
    artists.
    """
    mine = FileRow.release_id == release_id
    before = set(db.scalars(select(ReleaseArtistRow.artist_id).where(ReleaseArtistRow.release_id == release_id)))
    db.execute(delete(ReleaseArtistRow).where(ReleaseArtistRow.release_id == release_id))
    files = db.execute(
        select(
            func.count(distinct(FileRow.track_id)).label("tracks"),
            func.max(FileRow.album_tagged).label("tagged"),
            func.min(FileRow.source_id).label("source_id"),
            _commonest(FileRow.album, mine).label("title"),
            _commonest(FileRow.date, mine).label("date"),
            _commonest(FileRow.cover_id, mine).label("cover_id"),
        ).where(mine)
    ).one()
    if not files.tracks:
        db.execute(update(ReleaseRow).where(ReleaseRow.id == release_id).values(track_count=0))
        _forget_words(db, "release", release_id)
        return before
    credit = _tagged_credit(db, mine) or _shared_credit(db, mine)
    artists = credit or ((artist(db, VARIOUS_ARTISTS, None, files.source_id), VARIOUS_ARTISTS),)
    rows = [
        {"release_id": release_id, "position": place, "artist_id": id_, "name": name, "source_id": files.source_id}
        for place, (id_, name) in enumerate(artists)
    ]
    db.execute(insert(ReleaseArtistRow), rows)
    declared = _declared_total(db, mine)
    facts = {name: getattr(files, name) for name in ("title", "date", "cover_id")} | {
        "track_count": files.tracks,
        "total_tracks": max(files.tracks, declared),
        "kind": _kind(artists, files.tagged, declared),
    }
    db.execute(update(ReleaseRow).where(ReleaseRow.id == release_id).values(facts))
    names = [name for _, name in artists]
    genres = db.scalars(select(GenreRow.name).distinct().join(FileGenreRow).join(FileRow).where(mine))
    _index(db, "release", release_id, files.source_id, artists=names, album=files.title, genres=genres)
    return before | {id_ for id_, _ in artists}


def _tagged_credit(db: Connection, mine: ColumnElement[bool]) -> Credit:
    """Return the commonest album artist tag of a release's files."""
    query = select(CreditRow.file_id, CreditRow.artist_id, CreditRow.name).join(FileRow)
    query = query.where(mine, CreditRow.role == "album").order_by(CreditRow.file_id, CreditRow.position)
    by_file = groupby(db.execute(query), key=attrgetter("file_id"))
    counts = Counter(tuple((row.artist_id, row.name) for row in rows) for _, rows in by_file)
    return min(counts, key=lambda credit: (-counts[credit], credit), default=())


def _shared_credit(db: Connection, mine: ColumnElement[bool]) -> Credit:
    """Return the artists whom every file of a release credits."""
    files = select(func.count()).select_from(FileRow).where(mine).correlate(None).scalar_subquery()
    query = select(CreditRow.artist_id, func.min(CreditRow.name).label("name")).join(FileRow)
    query = query.where(mine, CreditRow.role == "track").group_by(CreditRow.artist_id)
    query = query.having(func.count(distinct(FileRow.id)) == files)
    rows = db.execute(query.order_by(func.min(CreditRow.position), CreditRow.artist_id))
    return tuple((row.artist_id, row.name) for row in rows)


def _declared_total(db: Connection, mine: ColumnElement[bool]) -> int:
    """Return the sum of what the discs say they hold; 0 where none says."""
    discs = select(func.max(FileRow.track_total)).where(mine).group_by(func.coalesce(FileRow.disc_number, 1))
    return sum(total or 0 for total in db.scalars(discs))


def _kind(artists: Credit, tagged: bool, declared: int) -> str:
    if any(normalise(name) == normalise(VARIOUS_ARTISTS) for _, name in artists):
        return "compilation"
    return "single" if not tagged or 0 < declared <= SINGLE_AT_MOST else "album"


def _settle_artist(db: Connection, artist_id: str) -> None:
    """Call an artist what most credits say; count the tracks; index every name."""
    mine = CreditRow.artist_id == artist_id
    row = db.execute(
        select(ArtistRow.source_id, ArtistRow.name, _commonest(CreditRow.name, mine).label("credited")).where(
            ArtistRow.id == artist_id
        )
    ).one()
    tracks = select(func.count(distinct(FileRow.track_id))).join(CreditRow).where(mine, CreditRow.role == "track")
    facts = {"track_count": db.execute(tracks).scalar_one(), "name": row.credited or row.name}
    db.execute(update(ArtistRow).where(ArtistRow.id == artist_id).values(facts))
    on_release = db.scalar(select(ReleaseArtistRow.artist_id).where(ReleaseArtistRow.artist_id == artist_id).limit(1))
    if not facts["track_count"] and on_release is None:
        _forget_words(db, "artist", artist_id)
        return
    aliases = db.scalars(select(ArtistAliasRow.name).distinct().where(ArtistAliasRow.owner_id == artist_id))
    of_artist = select(FileGenreRow.genre_key).join(CreditRow, CreditRow.file_id == FileGenreRow.file_id).where(mine)
    genres = db.scalars(select(GenreRow.name).where(GenreRow.key.in_(of_artist)))
    _index(db, "artist", artist_id, row.source_id, artists=aliases, genres=genres)


def _commonest(column: InstrumentedAttribute[Any], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return the query for the value that occurs most often; among equals, the first in their order."""
    query = select(column).where(condition, column.is_not(None)).group_by(column)
    return query.order_by(func.count().desc(), column).limit(1).correlate(None).scalar_subquery()


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
    entry = insert(SearchEntryRow)
    replaced = {name: entry.excluded[name] for name in words}
    entry = entry.on_conflict_do_update(index_elements=["kind", "entity_id"], set_=replaced)
    db.execute(entry, {"kind": kind, "entity_id": entity_id, "source_id": source_id} | words)


def _forget_words(db: Connection, kind: str, entity_id: str) -> None:
    db.execute(delete(SearchEntryRow).where(SearchEntryRow.kind == kind, SearchEntryRow.entity_id == entity_id))

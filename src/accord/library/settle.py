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

from sqlalchemy import (
    BindParameter,
    ColumnClause,
    ColumnElement,
    Connection,
    Integer,
    ScalarSelect,
    Text,
    bindparam,
    delete,
    distinct,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from accord.domain.ids import normalise
from accord.library.naming import VARIOUS_ARTISTS, artist
from accord.library.search_words import spelt
from accord.store.schema import (
    AnalysisRow,
    ArtistAliasRow,
    ArtistRow,
    CreditRow,
    FileGenreRow,
    FileRow,
    GenreRow,
    ReleaseArtistRow,
    ReleaseRow,
    SearchEntryRow,
    TrackRow,
)
from accord.store.schema.catalogue import ENTRIES_OF_A_KIND, FIRST_ENTRY

Credit = tuple[tuple[str, str], ...]
"""(id, name) of each artist, in order."""

SINGLE_AT_MOST = 3
"""Tracks that a release may declare and still be a single."""


def _commonest(column: ColumnClause[Any], condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return the query for the value that occurs most often; among equals, the first in their order."""
    query = select(column).where(condition, column.is_not(None)).group_by(column)
    return query.order_by(func.count().desc(), column).limit(1).correlate(None).scalar_subquery()


# The statements are built once: building one takes SQLAlchemy three times as long as SQLite takes to run it. ``the``
# stands for the id of the track, release or artist that is settled.
_THE: BindParameter[str] = bindparam("the", type_=Text())
_OF_TRACK, _OF_RELEASE = FileRow.track_id == _THE, FileRow.release_id == _THE
_BY_ARTIST, _ON_RELEASE = CreditRow.artist_id == _THE, ReleaseArtistRow.release_id == _THE
_OF_FILE: BindParameter[int] = bindparam("file", type_=Integer())

_BEST_FILE = (
    select(FileRow.id, FileRow.title, FileRow.album, FileRow.date, FileRow.isrc, FileRow.source_id)
    .where(_OF_TRACK)
    .order_by(FileRow.completeness.desc(), FileRow.path, FileRow.span)
    .limit(1)
)
_SILENCE = update(FileRow).where(_OF_TRACK, FileRow.speaks).values(speaks=False)
_SPEAK = update(FileRow).where(FileRow.id == _OF_FILE).values(speaks=True)
_FOLLOW_SPEAKER = [
    update(row)
    .where(owner == _THE, row.source_id != bindparam("source", type_=Text()))
    .values(source_id=bindparam("source", type_=Text()))
    for row, owner in ((TrackRow, TrackRow.id), (AnalysisRow, AnalysisRow.track_id))
]
_FILE_ARTISTS = select(CreditRow.name).where(CreditRow.file_id == _OF_FILE, CreditRow.role == "track")
_FILE_GENRES = select(GenreRow.name).select_from(GenreRow).join(FileGenreRow).where(FileGenreRow.file_id == _OF_FILE)

_CREDITED = select(ReleaseArtistRow.artist_id).where(_ON_RELEASE)
_UNCREDIT = delete(ReleaseArtistRow).where(_ON_RELEASE)
_RELEASE_FACTS = select(
    func.count(distinct(FileRow.track_id)).label("tracks"),
    func.max(FileRow.album_tagged).label("tagged"),
    func.min(FileRow.source_id).label("source_id"),
    _commonest(FileRow.album, _OF_RELEASE).label("title"),
    _commonest(FileRow.date, _OF_RELEASE).label("date"),
    _commonest(FileRow.cover_id, _OF_RELEASE).label("cover_id"),
).where(_OF_RELEASE)
_ALBUM_CREDITS = (
    select(CreditRow.file_id, CreditRow.artist_id, CreditRow.name)
    .select_from(CreditRow)
    .join(FileRow)
    .where(_OF_RELEASE, CreditRow.role == "album")
    .order_by(CreditRow.file_id, CreditRow.position)
)
_FILES_OF_RELEASE = select(func.count()).select_from(FileRow).where(_OF_RELEASE).correlate(None).scalar_subquery()
_SHARED_CREDITS = (
    select(CreditRow.artist_id, func.min(CreditRow.name))
    .select_from(CreditRow)
    .join(FileRow)
    .where(_OF_RELEASE, CreditRow.role == "track")
    .group_by(CreditRow.artist_id)
    .having(func.count(distinct(FileRow.id)) == _FILES_OF_RELEASE)
    .order_by(func.min(CreditRow.position), CreditRow.artist_id)
)
_DISC_TOTALS = select(func.max(FileRow.track_total)).where(_OF_RELEASE).group_by(func.coalesce(FileRow.disc_number, 1))
_RELEASE_GENRES = (
    select(GenreRow.name).distinct().select_from(GenreRow).join(FileGenreRow).join(FileRow).where(_OF_RELEASE)
)
_SET_RELEASE = update(ReleaseRow).where(ReleaseRow.id == _THE)

_ARTIST_FACTS = select(
    ArtistRow.source_id, func.coalesce(_commonest(CreditRow.name, _BY_ARTIST), ArtistRow.name).label("name")
).where(ArtistRow.id == _THE)
_ARTIST_TRACKS = (
    select(func.count(distinct(FileRow.track_id)))
    .select_from(FileRow)
    .join(CreditRow)
    .where(_BY_ARTIST, CreditRow.role == "track")
)
_ARTIST_RELEASE = select(ReleaseArtistRow.release_id).where(ReleaseArtistRow.artist_id == _THE).limit(1)
_ARTIST_NAMES = select(ArtistAliasRow.name).distinct().where(ArtistAliasRow.owner_id == _THE)
_ARTIST_GENRES = (
    select(GenreRow.name)
    .distinct()
    .select_from(GenreRow)
    .join(FileGenreRow)
    .join(CreditRow, CreditRow.file_id == FileGenreRow.file_id)
    .where(_BY_ARTIST)
)
_ARTIST_YEARS = (
    select(func.substr(FileRow.date, 1, 4))
    .distinct()
    .select_from(FileRow)
    .join(CreditRow)
    .where(_BY_ARTIST, FileRow.date.is_not(None))
    .order_by(func.substr(FileRow.date, 1, 4))
)
_SET_ARTIST = update(ArtistRow).where(ArtistRow.id == _THE)

_WORDS = ("title", "artists", "album", "genres", "year", "isrc")
_FIRST: BindParameter[int] = bindparam("first", type_=Integer())
_OF_KIND = SearchEntryRow.id.between(_FIRST, _FIRST + (ENTRIES_OF_A_KIND - 1))
_FREE_ID = select(func.coalesce(func.max(SearchEntryRow.id), _FIRST) + 1).where(_OF_KIND).scalar_subquery()
_ENTRY_COLUMNS = ("kind", "entity_id", *_WORDS, "source_id")
_NEW_ENTRY = insert(SearchEntryRow).values(id=_FREE_ID, **{name: bindparam(name) for name in _ENTRY_COLUMNS})
_ENTER = _NEW_ENTRY.on_conflict_do_update(
    index_elements=["kind", "entity_id"], set_={word: _NEW_ENTRY.excluded[word] for word in _WORDS}
)
_FORGET = delete(SearchEntryRow).where(
    SearchEntryRow.kind == bindparam("of_kind", type_=Text()), SearchEntryRow.entity_id == _THE
)


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
    """Let the file with the most tags speak; among equals, the first by path. Its source is that of the track."""
    the = {"the": track_id}
    best = db.execute(_BEST_FILE, the).one_or_none()
    db.execute(_SILENCE, the)
    if best is None:
        db.execute(_FORGET, the | {"of_kind": "track"})
        return
    file = {"file": best.id}
    db.execute(_SPEAK, file)
    for statement in _FOLLOW_SPEAKER:
        db.execute(statement, the | {"source": best.source_id})
    artists, genres = db.scalars(_FILE_ARTISTS, file), db.scalars(_FILE_GENRES, file)
    words = {"title": best.title, "album": best.album, "year": (best.date or "")[:4], "isrc": best.isrc or ""}
    _enter(db, "track", track_id, best.source_id, artists=artists, genres=genres, **words)


def _settle_release(db: Connection, release_id: str) -> set[str]:
    """Let a release be what most of its files say; return the artists whose place on it may have changed.

    It is credited to whom its tags name as album artist, else to the artists that all its files share, else to various
    artists.
    """
    the = {"the": release_id}
    before = set(db.scalars(_CREDITED, the))
    db.execute(_UNCREDIT, the)
    files = db.execute(_RELEASE_FACTS, the).one()
    if not files.tracks:
        db.execute(_SET_RELEASE, the | {"track_count": 0})
        db.execute(_FORGET, the | {"of_kind": "release"})
        return before
    origin = {"source_id": files.source_id}
    artists = _tagged_credit(db, release_id) or tuple((id_, name) for id_, name in db.execute(_SHARED_CREDITS, the))
    artists = artists or ((artist(db, VARIOUS_ARTISTS, None, files.source_id), VARIOUS_ARTISTS),)
    credits = [{"position": place, "artist_id": id_, "name": name} for place, (id_, name) in enumerate(artists)]
    db.execute(insert(ReleaseArtistRow), [credit | origin | {"release_id": release_id} for credit in credits])
    declared = sum(total or 0 for total in db.scalars(_DISC_TOTALS, the))
    facts = {
        "title": files.title,
        "date": files.date,
        "cover_id": files.cover_id,
        "track_count": files.tracks,
        "total_tracks": max(files.tracks, declared),
        "kind": _kind(artists, files.tagged, declared),
    }
    db.execute(_SET_RELEASE, the | facts)
    names, genres = [name for _, name in artists], db.scalars(_RELEASE_GENRES, the)
    words = {"album": files.title, "year": (files.date or "")[:4]}
    _enter(db, "release", release_id, files.source_id, artists=names, genres=genres, **words)
    return before | {id_ for id_, _ in artists}


def _tagged_credit(db: Connection, release_id: str) -> Credit:
    """Return the commonest album artist tag of a release's files."""
    by_file = groupby(db.execute(_ALBUM_CREDITS, {"the": release_id}), key=attrgetter("file_id"))
    counts = Counter(tuple((row.artist_id, row.name) for row in rows) for _, rows in by_file)
    return min(counts, key=lambda credit: (-counts[credit], credit), default=())


def _kind(artists: Credit, tagged: bool, declared: int) -> str:
    if any(normalise(name) == normalise(VARIOUS_ARTISTS) for _, name in artists):
        return "compilation"
    return "single" if not tagged or 0 < declared <= SINGLE_AT_MOST else "album"


def _settle_artist(db: Connection, artist_id: str) -> None:
    """Call an artist what most credits say; count the tracks; index every name."""
    the = {"the": artist_id}
    facts, track_count = db.execute(_ARTIST_FACTS, the).one(), db.execute(_ARTIST_TRACKS, the).scalar_one()
    db.execute(_SET_ARTIST, the | {"name": facts.name, "track_count": track_count})
    if not track_count and db.scalar(_ARTIST_RELEASE, the) is None:
        db.execute(_FORGET, the | {"of_kind": "artist"})
        return
    names, genres = db.scalars(_ARTIST_NAMES, the), db.scalars(_ARTIST_GENRES, the)
    years = "\n".join(db.scalars(_ARTIST_YEARS, the))
    _enter(db, "artist", artist_id, facts.source_id, artists=names, genres=genres, year=years)


def _enter(
    db: Connection,
    kind: str,
    entity_id: str,
    source_id: str,
    *,
    artists: Iterable[str],
    genres: Iterable[str],
    **words: str,
) -> None:
    lists = {"artists": "\n".join(artists), "genres": "\n".join(genres)}
    said = {name: spelt(text) for name, text in (words | lists).items()}
    entry = {"kind": kind, "entity_id": entity_id, "source_id": source_id, "first": FIRST_ENTRY[kind]}
    db.execute(_ENTER, dict.fromkeys(_WORDS, "") | said | entry)

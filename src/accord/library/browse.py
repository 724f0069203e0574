"""Tracks, artists and releases by id: a fixed number of queries, however many are asked for.

What has no file any more is not answered, though its row stays: it cannot be played. When the file comes back, the
same id answers again.

Without listening data, popularity is presence: the tracks of an artist here, relative to the artist with most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute

from accord.domain.entities import Artist, ArtistRef, Cover, Release, Track
from accord.library.results import Page
from accord.store.schema import (
    AnalysisRow,
    ArtistAliasRow,
    ArtistRow,
    CoverRow,
    CreditRow,
    FileGenreRow,
    FileRow,
    GenreRow,
    ReleaseAliasRow,
    ReleaseArtistRow,
    ReleaseRow,
    TrackRow,
)

GENRES_SHOWN = 5
"""Genres named for an artist or a release, the commonest first."""


def tracks(db: Connection, ids: Sequence[str]) -> list[Track | None]:
    """Return the tracks of these ids, each as the file that speaks for it says; ``None`` for the unknown."""
    files = db.execute(_track_files().where(FileRow.track_id.in_(set(ids)), FileRow.speaks)).all()
    found = {track.id: track for track in _as_tracks(db, files)}
    return [found.get(id_) for id_ in ids]


def any_tracks(db: Connection, limit: int) -> list[Track]:
    """Return some tracks that were analysed, in no particular but always the same order."""
    analysed = select(AnalysisRow.track_id)
    query = _track_files().where(FileRow.speaks, FileRow.track_id.in_(analysed)).order_by(FileRow.track_id)
    return _as_tracks(db, db.execute(query.limit(limit)).all())


def release_tracks(db: Connection, release_id: str, limit: int, offset: int) -> Page[Track]:
    """Return the tracks of a release in its order, each as its file on this release says."""
    owner = select(ReleaseAliasRow.owner_id).where(ReleaseAliasRow.id == release_id).scalar_subquery()
    best_first = (FileRow.speaks.desc(), FileRow.completeness.desc(), FileRow.path, FileRow.span)
    copy = func.row_number().over(partition_by=FileRow.track_id, order_by=best_first).label("copy")
    copies = select(FileRow.id, copy).where(FileRow.release_id == owner).subquery()
    query = _track_files().join(copies, copies.c.id == FileRow.id).where(copies.c.copy == 1)
    order = (
        func.coalesce(FileRow.disc_number, 1),
        FileRow.track_number.is_(None),
        FileRow.track_number,
        FileRow.path,
        FileRow.span,
    )
    total = db.scalar(select(func.count()).select_from(copies).where(copies.c.copy == 1)) or 0
    return Page(_as_tracks(db, db.execute(query.order_by(*order).limit(limit).offset(offset)).all()), total)


def artists(db: Connection, ids: Sequence[str]) -> list[Artist | None]:
    """Return the artists of these ids or aliases; ``None`` for the unknown."""
    owners = _owners(db, ArtistAliasRow, ids)
    rows = db.execute(select(ArtistRow).where(ArtistRow.id.in_(set(owners.values())))).all()
    known = [row.id for row in rows]
    genres = _commonest_genres(db, CreditRow.artist_id, known)
    covers = _artist_covers(db, known)
    present = {row.artist_id for row in db.execute(_credited_somewhere(known))}
    popularity = _popularity(db, known)
    found = {
        row.id: Artist(row.id, row.name, row.mbid, genres[row.id], covers.get(row.id), popularity[row.id])
        for row in rows
        if row.track_count or row.id in present
    }
    return [found.get(owners.get(id_, "")) for id_ in ids]


def releases(db: Connection, ids: Sequence[str]) -> list[Release | None]:
    """Return the releases of these ids or aliases; ``None`` for the unknown."""
    owners = _owners(db, ReleaseAliasRow, ids)
    query = select(ReleaseRow).where(ReleaseRow.id.in_(set(owners.values())), ReleaseRow.track_count > 0)
    rows = db.execute(query).all()
    known = [row.id for row in rows]
    credits = _references(db, ReleaseArtistRow.release_id, ReleaseArtistRow, known)
    genres = _commonest_genres(db, FileRow.release_id, known)
    licences = _licences(db, known)
    popularity = _popularity(db, [ref.id for refs in credits.values() for ref in refs])
    found = {
        row.id: Release(
            id=row.id,
            title=row.title,
            kind=row.kind,
            artists=credits[row.id],
            date=row.date,
            total_tracks=row.total_tracks,
            genres=genres[row.id],
            cover_id=row.cover_id,
            mbid=row.mbid,
            popularity=max(popularity[ref.id] for ref in credits[row.id]),
            licences=licences[row.id],
        )
        for row in rows
    }
    return [found.get(owners.get(id_, "")) for id_ in ids]


def cover(db: Connection, cover_id: str) -> Cover | None:
    """Return a picture."""
    row = db.execute(select(CoverRow.media_type, CoverRow.data).where(CoverRow.id == cover_id)).one_or_none()
    return None if row is None else Cover(row.media_type, row.data)


def _track_files() -> Select[*tuple[Any, ...]]:
    columns = (FileRow.id, FileRow.track_id, FileRow.release_id, FileRow.title, FileRow.track_number)
    return select(*columns, FileRow.disc_number, FileRow.isrc, TrackRow.duration).join(TrackRow)


def _as_tracks(db: Connection, files: Sequence[Row[Any]]) -> list[Track]:
    credits = _references(db, CreditRow.file_id, CreditRow, [file.id for file in files], CreditRow.role == "track")
    release_ids = list(dict.fromkeys(file.release_id for file in files))
    on = dict(zip(release_ids, releases(db, release_ids), strict=True))
    popularity = _popularity(db, [ref.id for refs in credits.values() for ref in refs])
    shown = []
    for file in files:
        release = on[file.release_id]
        assert release is not None  # a release with a file is answered
        shown.append(
            Track(
                id=file.track_id,
                title=file.title,
                artists=credits[file.id],
                release=release,
                duration=file.duration,
                track_number=file.track_number or 0,
                disc_number=file.disc_number or 1,
                isrc=file.isrc,
                popularity=max(popularity[ref.id] for ref in credits[file.id]),
            )
        )
    return shown


def _owners(db: Connection, alias: type[ArtistAliasRow | ReleaseAliasRow], ids: Iterable[str]) -> dict[str, str]:
    rows = db.execute(select(alias.id, alias.owner_id).where(alias.id.in_(set(ids))))
    return {row.id: row.owner_id for row in rows}


def _references(
    db: Connection,
    of: InstrumentedAttribute[Any],
    table: type[CreditRow | ReleaseArtistRow],
    ids: Sequence[Any],
    *conditions: Any,
) -> Mapping[Any, tuple[ArtistRef, ...]]:
    query = select(of.label("of"), table.artist_id, table.name).where(of.in_(ids), *conditions)
    found: defaultdict[Any, tuple[ArtistRef, ...]] = defaultdict(tuple)
    for row in db.execute(query.order_by(of, table.position)):
        found[row.of] += (ArtistRef(row.artist_id, row.name),)
    return found


def _popularity(db: Connection, artist_ids: Iterable[str]) -> Mapping[str, int]:
    most = db.scalar(select(func.max(ArtistRow.track_count))) or 1
    rows = db.execute(select(ArtistRow.id, ArtistRow.track_count).where(ArtistRow.id.in_(set(artist_ids))))
    return {row.id: round(100 * row.track_count / most) for row in rows}


def _commonest_genres(
    db: Connection, of: InstrumentedAttribute[str], ids: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    files, first = func.count(distinct(FileGenreRow.file_id)), func.min(FileGenreRow.position)
    query = select(of.label("of"), GenreRow.name).select_from(FileGenreRow).join(GenreRow)
    query = query.join(FileRow).outerjoin(CreditRow, CreditRow.file_id == FileRow.id).where(of.in_(ids))
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in db.execute(query.group_by(of, GenreRow.key).order_by(of, files.desc(), first, GenreRow.key)):
        if len(found[row.of]) < GENRES_SHOWN:
            found[row.of] += (row.name,)
    return found


def _licences(db: Connection, release_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    query = select(FileRow.release_id, FileRow.licence).distinct()
    query = query.where(FileRow.release_id.in_(release_ids), FileRow.licence.is_not(None))
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in db.execute(query.order_by(FileRow.release_id, FileRow.licence)):
        found[row.release_id] += (row.licence,)
    return found


def _credited_somewhere(artist_ids: Sequence[str]) -> Select[str]:
    return select(ReleaseArtistRow.artist_id).distinct().where(ReleaseArtistRow.artist_id.in_(artist_ids))


def _artist_covers(db: Connection, artist_ids: Sequence[str]) -> Mapping[str, str]:
    """Return a picture that can stand for each artist: that of the earliest release with one that credits them."""
    query = (
        select(CreditRow.artist_id, ReleaseRow.cover_id)
        .distinct()
        .select_from(CreditRow)
        .join(FileRow)
        .join(ReleaseRow)
        .where(CreditRow.artist_id.in_(artist_ids), ReleaseRow.cover_id.is_not(None))
        .order_by(ReleaseRow.date.is_(None).desc(), ReleaseRow.date.desc(), ReleaseRow.id.desc())
    )
    return {row.artist_id: row.cover_id for row in db.execute(query)}  # the last one of each stays: the earliest

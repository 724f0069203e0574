"""Where what the catalogue says comes from: the chain from a track, a release or an artist down to the registry."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import PurePath

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.sql.elements import ColumnElement

from accord.rights.algebra import meet
from accord.rights.lineage import Activity, Thing, source_thing
from accord.store.schema import (
    AnalysisRow,
    ArtistAliasRow,
    ArtistRow,
    CreditRow,
    FileRow,
    ReleaseAliasRow,
    ReleaseRow,
    TrackRow,
)

_STATED = func.coalesce(FileRow.terms, FileRow.licence).label("licence")
"""The licence that tags and the files beside the music state, as an SPDX expression where it is known."""


def catalogued(db: Connection, id_: str) -> Thing | None:
    """Return the chain of the track, release or artist that has this id, ``None`` where nothing has.

    Parameters
    ----------
    db : Connection
        Sees everything: to say why something may not be used is not to use it.
    id_ : str
        An id of 22 characters, or an alias of a release or an artist.
    """
    kinds: tuple[Callable[[Connection, str], Thing | None], ...] = (_track, _release, _artist)
    return next((found for kind in kinds if (found := kind(db, id_)) is not None), None)


def _track(db: Connection, id_: str) -> Thing | None:
    row = db.execute(select(TrackRow.source_id).where(TrackRow.id == id_)).one_or_none()
    if row is None:
        return None
    columns = (FileRow.id, FileRow.path, FileRow.span, FileRow.title, _STATED, FileRow.source_id)
    order = (FileRow.speaks.desc(), FileRow.path, FileRow.span)
    rows = db.execute(select(*columns).where(FileRow.track_id == id_).order_by(*order)).all()
    files = tuple(_file(file) for file in rows)
    made = select(AnalysisRow.version, AnalysisRow.source_id, AnalysisRow.weights).where(AnalysisRow.track_id == id_)
    analyses = tuple(
        _analysis(id_, analysis, files) for analysis in db.execute(made.order_by(AnalysisRow.id.desc())).all()
    )
    name = rows[0].title if rows else "a track without a file"
    return _gathering("track", id_, name, row.source_id, members=analyses or files)


def _analysis(track_id: str, row: Row[str, str, str | None], files: Sequence[Thing]) -> Thing:
    weights = (source_thing(row.weights),) if row.weights else ()
    origins = (tuple(files) or (source_thing(row.source_id),)) + weights
    label = meet(source_thing(row.source_id).label, *(file.label for file in origins))
    made_by = Activity("analysis of the audio", f"accord-analysis {row.version}")
    return Thing(
        "analysis", f"{track_id}/{row.version}", f"analysis, version {row.version}", label, origins, activity=made_by
    )


def _file(row: Row[int, bytes, str, str, str | None, str]) -> Thing:
    name = PurePath(os.fsdecode(row.path)).name + (f" [{row.span} s]" if row.span else "")
    origin = source_thing(row.source_id)
    return Thing("file", str(row.id), name, origin.label, (origin,), licence=row.licence)


def _release(db: Connection, id_: str) -> Thing | None:
    owner = select(ReleaseAliasRow.owner_id).where(ReleaseAliasRow.id == id_).scalar_subquery()
    columns = (ReleaseRow.id, ReleaseRow.title, ReleaseRow.source_id)
    row = db.execute(select(*columns).where(ReleaseRow.id.in_((id_, owner)))).one_or_none()
    if row is None:
        return None
    origins = _files(db, f"release/{row.id}", FileRow.release_id == row.id)
    return _gathering("release", row.id, row.title, row.source_id, origins=origins)


def _artist(db: Connection, id_: str) -> Thing | None:
    owner = select(ArtistAliasRow.owner_id).where(ArtistAliasRow.id == id_).scalar_subquery()
    columns = (ArtistRow.id, ArtistRow.name, ArtistRow.source_id)
    row = db.execute(select(*columns).where(ArtistRow.id.in_((id_, owner)))).one_or_none()
    if row is None:
        return None
    credited = select(CreditRow.file_id).where(CreditRow.artist_id == row.id)
    origins = _files(db, f"artist/{row.id}", FileRow.id.in_(credited))
    return _gathering("artist", row.id, row.name, row.source_id, origins=origins)


def _files(db: Connection, of: str, condition: ColumnElement[bool]) -> tuple[Thing, ...]:
    """Return the files whose tags something follows from, gathered by source and licence."""
    by = (FileRow.source_id, _STATED)
    counted = select(*by, func.count().label("files")).where(condition).group_by(*by).order_by(*by)
    groups = []
    for number, row in enumerate(db.execute(counted)):
        origin = source_thing(row.source_id)
        name = f"tags of {row.files} file{'s' if row.files > 1 else ''}"
        groups.append(
            Thing("files", f"{of}/{number}", name, origin.label, (origin,), rows=row.files, licence=row.licence)
        )
    return tuple(groups)


def _gathering(
    kind: str, id_: str, name: str, source_id: str, *, origins: tuple[Thing, ...] = (), members: tuple[Thing, ...] = ()
) -> Thing:
    """Return a thing whose label is that of its own row and of all below it together."""
    if not origins and not members:
        origins = (source_thing(source_id),)
    label = meet(source_thing(source_id).label, *(below.label for below in members + origins))
    return Thing(kind, id_, name, label, origins, members)

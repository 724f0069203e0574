"""What a scan asks before it reads a file, and what a person asks after it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnClause, Connection, distinct, func, select

from accord.domain.entities import ScanProblem, Span
from accord.library.paths import below, restored, span_of
from accord.library.results import KnownFile, LibraryCounts, LicenceCount
from accord.store.schema import (
    AnalysisRow,
    CreditRow,
    FileGenreRow,
    FileRow,
    ProblemRow,
    ReleaseRow,
    TrackRow,
)

BATCH = 10_000
"""Ids in one statement; SQLite takes 32,766 parameters."""


def known_files(db: Connection, root: Path) -> dict[tuple[Path, Span | None], KnownFile]:
    """Return what is known of the files below a folder."""
    facts = (FileRow.size, FileRow.mtime_ns, FileRow.track_id, FileRow.source_id, FileRow.licence, FileRow.terms)
    columns = (FileRow.path, FileRow.span, *facts)
    return {
        (restored(row.path), span_of(row.span)): KnownFile(*row[2:])
        for row in db.execute(select(*columns).where(below(FileRow.path, root)))
    }


def known_problems(db: Connection, root: Path) -> dict[Path, tuple[int, int, bool]]:
    """Return size, modification time and whether it failed, for each file below a folder with a problem."""
    failed = func.max(ProblemRow.failed)
    query = select(ProblemRow.path, ProblemRow.size, ProblemRow.mtime_ns, failed.label("failed"))
    rows = db.execute(query.where(below(ProblemRow.path, root)).group_by(ProblemRow.path))
    return {restored(row.path): (row.size, row.mtime_ns, bool(row.failed)) for row in rows}


def analysed(db: Connection, track_ids: Iterable[str], version: str) -> set[str]:
    """Return those of the tracks that have an analysis of this version."""
    wanted = sorted(set(track_ids))
    of_version = select(AnalysisRow.track_id).where(AnalysisRow.version == version)
    found: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        found.update(db.scalars(of_version.where(AnalysisRow.track_id.in_(wanted[start : start + BATCH]))))
    return found


def problems(db: Connection) -> list[ScanProblem]:
    """Return all problems, failures first, then by path."""
    rows = db.execute(select(ProblemRow).order_by(ProblemRow.failed.desc(), ProblemRow.path, ProblemRow.id))
    return [
        ScanProblem(
            path=restored(row.path),
            code=row.code,
            sentence=row.sentence,
            remedy=row.remedy,
            failed=row.failed,
            size=row.size,
            mtime_ns=row.mtime_ns,
        )
        for row in rows
    ]


def licences(db: Connection) -> list[LicenceCount]:
    """Return how many files there are under each licence, by source, the commonest licence of each first."""
    by, files = (FileRow.source_id, FileRow.terms), func.count().label("files")
    query = select(*by, files).group_by(*by).order_by(FileRow.source_id, files.desc(), FileRow.terms)
    return [LicenceCount(*row) for row in db.execute(query)]


def counts(db: Connection) -> LibraryCounts:
    """Count what the library holds."""

    def count(column: ColumnClause[Any]) -> int:
        return db.execute(select(func.count(distinct(column)))).scalar_one()

    speaking = select(func.count(), func.coalesce(func.sum(TrackRow.duration), 0.0)).join_from(FileRow, TrackRow)
    tracks, seconds = db.execute(speaking.where(FileRow.speaks)).one()
    releases = db.scalar(select(func.count()).select_from(ReleaseRow).where(ReleaseRow.track_count > 0))
    return LibraryCounts(
        tracks=tracks,
        files=count(FileRow.id),
        artists=count(CreditRow.artist_id),
        releases=releases or 0,
        genres=count(FileGenreRow.genre_key),
        analyses=count(AnalysisRow.track_id),
        problems=count(ProblemRow.path),
        seconds=seconds,
    )

"""What a scan brings in and takes out. Each function is one transaction's work on the connection that it is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    LargeBinary,
    Row,
    Text,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from accord.domain.entities import ArtistRef, Cover, ScannedFile, ScanProblem, StoredAnalysis
from accord.domain.ids import TRACK_RULE, normalise
from accord.library.naming import UNKNOWN_ARTIST, credited, release, shown
from accord.library.paths import below, overlap, span_of, span_text, stored
from accord.library.settle import Touched, settle
from accord.rights.licence import narrowest
from accord.rights.registry import require_storable
from accord.store.schema import (
    AnalysisRow,
    CoverRow,
    CreditRow,
    FileGenreRow,
    FileRow,
    GenreRow,
    ProblemRow,
    TrackRow,
)

# Built once, as in ``settle``.
_TRACK = insert(TrackRow)
_TRACK = _TRACK.on_conflict_do_update(index_elements=["id"], set_={"duration": _TRACK.excluded.duration})
_FILE = insert(FileRow).returning(FileRow.id)
_CREDIT, _FILE_GENRE, _ANALYSIS = insert(CreditRow), insert(FileGenreRow), insert(AnalysisRow)
_GENRE = insert(GenreRow).on_conflict_do_nothing()
_PATH: BindParameter[bytes] = bindparam("of_path", type_=LargeBinary())
_AT_PATH = select(FileRow).where(FileRow.path == _PATH)
_NO_PROBLEMS = delete(ProblemRow).where(ProblemRow.path == _PATH)
_NO_OLD_PROBLEMS = _NO_PROBLEMS.where(
    or_(
        ProblemRow.size != bindparam("of_size", type_=Integer()),
        ProblemRow.mtime_ns != bindparam("of_mtime", type_=Integer()),
    )
)
_NO_ANALYSIS = delete(AnalysisRow).where(
    AnalysisRow.track_id == bindparam("of_track", type_=Text()), AnalysisRow.version == bindparam("of", type_=Text())
)


def record_files(db: Connection, files: Iterable[tuple[ScannedFile, StoredAnalysis | None]], source_id: str) -> None:
    """Store files with their tags, each in place of what its path and span held before, and settle them all at once."""
    touched = Touched()
    for file, analysis in files:
        _record(db, file, analysis, source_id, touched)
    settle(db, touched)


def _record(
    db: Connection, file: ScannedFile, analysis: StoredAnalysis | None, source_id: str, touched: Touched
) -> None:
    tags, origin = file.tags, {"source_id": source_id}
    db.execute(_TRACK, {"id": file.track_id, "rule": TRACK_RULE, "duration": file.duration} | origin)
    artists = credited(db, tags.artists or (UNKNOWN_ARTIST,), tags.mb_artist_ids, source_id)
    album_artists = credited(db, tags.album_artists, tags.mb_album_artist_ids, source_id)
    release_id = release(db, file, artists, source_id)
    touched.tracks.add(file.track_id)
    touched.releases.add(release_id)
    touched.artists.update(credit.id for credit in (*artists, *album_artists))
    _remove(db, _replaced(db, file), touched)
    facts = _facts(file) | origin | {"release_id": release_id, "cover_id": _cover(db, tags.cover, source_id)}
    file_id = db.execute(_FILE, facts).scalar_one()
    _add_credits(db, file_id, artists, album_artists, source_id)
    _add_genres(db, file_id, tags.genres, source_id)
    if analysis is not None:
        _add_analysis(db, file.track_id, analysis, source_id)
    _forget_problems(db, file.path, None if file.span is None else (file.size, file.mtime_ns))


def record_problem(db: Connection, problem: ScanProblem, source_id: str) -> None:
    """Store a problem; those of an earlier state of the file go."""
    path, state = stored(problem.path), {"size": problem.size, "mtime_ns": problem.mtime_ns}
    _forget_problems(db, problem.path, (problem.size, problem.mtime_ns))
    values = {"remedy": problem.remedy, "failed": problem.failed, **state}
    row = insert(ProblemRow).values(
        path=path, code=problem.code, sentence=problem.sentence, source_id=source_id, **values
    )
    db.execute(row.on_conflict_do_update(index_elements=["path", "code", "sentence"], set_=values))


def missing(db: Connection, root: Path, seen: set[Path]) -> list[bytes]:
    """Return the stored paths below ``root``, of files and of problems, that were not seen."""
    known = select(FileRow.path).where(below(FileRow.path, root))
    known_problems = select(ProblemRow.path).where(below(ProblemRow.path, root))
    return sorted({*db.scalars(known), *db.scalars(known_problems)} - {stored(path) for path in seen})


def forget(db: Connection, paths: Sequence[bytes]) -> int:
    """Remove the files and problems of some stored paths; return how many files, spans counted apart."""
    touched = Touched()
    files = db.execute(select(FileRow).where(FileRow.path.in_(paths))).all()
    _remove(db, files, touched)
    db.execute(delete(ProblemRow).where(ProblemRow.path.in_(paths)))
    settle(db, touched)
    return len(files)


def forget_made_with(db: Connection, weights: str) -> int:
    """Remove the analyses that were made with some weights; return how many."""
    return db.execute(delete(AnalysisRow).where(AnalysisRow.weights == weights)).rowcount


def _facts(file: ScannedFile) -> dict[str, Any]:
    tags, look = file.tags, shown(file)
    telling = (tags.title, tags.artists, tags.album, tags.date, tags.genres, tags.track_number)
    precise = (tags.album_artists, tags.isrc, tags.mb_recording_id, tags.mb_release_id, tags.cover)
    same = (
        *("date", "track_number", "track_total", "disc_number", "disc_total", "isrc", "mb_recording_id"),
        *("mb_release_group_id", "replaygain_track_gain", "replaygain_track_peak", "replaygain_album_gain"),
        *("licence", "comment"),
    )
    return {
        "path": stored(file.path),
        "span": span_text(file.span),
        "folder": stored(file.path.parent),
        **{name: getattr(file, name) for name in ("size", "mtime_ns", "track_id")},
        **{name: getattr(file, name) for name in ("container", "codec", "sr", "channels")},
        **{name: getattr(look, name) for name in ("title", "album", "album_key", "album_tagged")},
        **{name: getattr(tags, name) for name in same},
        "terms": file.terms,
        "speaks": False,
        "completeness": sum(bool(tag) for tag in (*telling, *precise)),
    }


def _replaced(db: Connection, file: ScannedFile) -> list[Row[Any]]:
    """Return the rows that a file takes the place of: its own, and spans of its path that it overlaps.

    So a file that gets a CUE sheet becomes its tracks, and one that loses it becomes whole again.
    """
    rows = db.execute(_AT_PATH, {"of_path": stored(file.path)})
    return [row for row in rows if overlap(span_of(row.span), file.span)]


def _remove(db: Connection, files: Sequence[Row[Any]], touched: Touched) -> None:
    """Delete file rows (tracks and analyses stay), and note what that concerns."""
    if not files:
        return
    row_ids = [file.id for file in files]
    touched.tracks |= {file.track_id for file in files}
    touched.releases |= {file.release_id for file in files}
    touched.artists |= set(db.scalars(select(CreditRow.artist_id).where(CreditRow.file_id.in_(row_ids))))
    db.execute(delete(FileRow).where(FileRow.id.in_(row_ids)))


def _forget_problems(db: Connection, path: Path, but_of: tuple[int, int] | None) -> None:
    """Remove the problems of a path, but those of one state (size, mtime_ns) if that is given."""
    if but_of is None:
        db.execute(_NO_PROBLEMS, {"of_path": stored(path)})
    else:
        size, mtime = but_of
        db.execute(_NO_OLD_PROBLEMS, {"of_path": stored(path), "of_size": size, "of_mtime": mtime})


def _cover(db: Connection, cover: Cover | None, source_id: str) -> str | None:
    if cover is None:
        return None
    cover_id = hashlib.sha256(cover.data).hexdigest()
    shared = db.scalar(select(CoverRow.source_id).where(CoverRow.id == cover_id))
    if shared and shared != source_id:  # files of two sources embed it: until all are known, the narrower counts
        db.execute(update(CoverRow).where(CoverRow.id == cover_id).values(source_id=narrowest((shared, source_id))))
    row = {"id": cover_id, "media_type": cover.media_type, "data": cover.data, "source_id": source_id}
    db.execute(insert(CoverRow).on_conflict_do_nothing(), row)
    return cover_id


def _add_credits(
    db: Connection, file_id: int, artists: list[ArtistRef], album_artists: list[ArtistRef], source_id: str
) -> None:
    rows = [
        {"file_id": file_id, "role": role, "position": place, "artist_id": ref.id, "name": ref.name}
        for role, refs in (("track", artists), ("album", album_artists))
        for place, ref in enumerate(refs)
    ]
    db.execute(_CREDIT, [row | {"source_id": source_id} for row in rows])


def _add_genres(db: Connection, file_id: int, names: tuple[str, ...], source_id: str) -> None:
    by_key = {normalise(name): name for name in reversed(names)}
    for place, key in enumerate(dict.fromkeys(normalise(name) for name in names)):
        genre = {"key": key, "name": by_key[key], "source_id": source_id}
        db.execute(_GENRE, genre)
        of_file = {"file_id": file_id, "position": place, "genre_key": key, "source_id": source_id}
        db.execute(_FILE_GENRE, of_file)


def _add_analysis(db: Connection, track_id: str, analysis: StoredAnalysis, source_id: str) -> None:
    db.execute(_NO_ANALYSIS, {"of_track": track_id, "of": analysis.version})
    if analysis.weights is not None:
        require_storable(analysis.weights)
    fields = {name: getattr(analysis, name) for name in ("version", "features", "confidences", "embedding", "document")}
    made_with = {"weights": analysis.weights, "tags": analysis.tags or None}
    db.execute(_ANALYSIS, {"track_id": track_id, "source_id": source_id} | made_with | fields)

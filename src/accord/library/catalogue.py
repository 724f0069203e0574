"""The library: the only door to the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, TypeVar, overload

from accord.domain.entities import (
    Artist,
    Cover,
    Release,
    ReleaseDetail,
    ScannedFile,
    ScanProblem,
    Span,
    StoredAnalysis,
    Track,
)
from accord.domain.errors import NotFound
from accord.domain.labels import Profile, Purpose
from accord.domain.settings import Settings
from accord.library import browse, described, discography, documents, intake, inventory, relabel, search, sounds
from accord.library.described import Described
from accord.library.door import Door, require_catalogued
from accord.library.opening import ready_store
from accord.library.relabel import Relabelled
from accord.library.results import HeardTags, KnownFile, LibraryCounts, LicenceCount, Page
from accord.library.sounds import Sound
from accord.store.engine import Store

__all__ = ["KnownFile", "Library", "LibraryCounts", "LicenceCount", "Page", "Relabelled", "open_library"]

Kind = Literal["track", "artist", "release"]
T = TypeVar("T")


FORGOTTEN_AT_ONCE = 200
"""Files that one transaction forgets."""
RELABELLED_AT_ONCE = 2000
"""Files that one transaction puts under another source."""


def open_library(settings: Settings, *, create: bool = True) -> Library:
    """Open the library of the data folder, bringing its schema up to date.

    Parameters
    ----------
    settings : Settings
        ``database`` names the file.
    create : bool
        Whether to make an empty library where there is none.

    Returns
    -------
    Library
        A context manager; it closes the database.

    Raises
    ------
    NotFound
        If there is no library and none is to be made.
    StoreTooNew
        If a newer Accord wrote it.
    StoreError
        If the data folder or the database cannot be used.
    """
    if not create and not settings.database.is_file():
        raise NotFound(f"There is no library in {settings.home} yet.")
    return Library(ready_store(settings.database), settings.profile)


class Library:
    """An open library.

    Any number of threads and processes may read while one writes; each sees the state after some whole write. A method
    that writes is one short transaction, so a process that dies leaves all of a call or nothing. Every method raises a
    ``StoreError`` where the database cannot be used: ``StoreFull`` and ``StoreBusy`` leave it as it was. What a server
    asks sees only what the profile permits, and raises a ``RightsError`` for an id that is there but out of reach.
    """

    def __init__(self, store: Store, profile: Profile = Profile.PERSONAL) -> None:
        self.store = store
        self.door = Door(store, profile)

    def __enter__(self) -> Library:
        """Return the library itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the database."""
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.door.close()
        self.store.close()

    # Writing

    def record_file(self, file: ScannedFile, analysis: StoredAnalysis | None, source_id: str) -> None:
        """Store a file, its tags, and what follows from them; the problems of its path are forgotten.

        The row of the same path and span is replaced, and so is every row of the path whose span overlaps this one's: a
        file that got a CUE sheet becomes its tracks. A file recorded as a span leaves the problems of its path alone
        unless they are those of an earlier state of the file: another span may have caused them.

        Parameters
        ----------
        file : ScannedFile
            What the scan read.
        analysis : StoredAnalysis or None
            ``None`` leaves the track's analysis as it is.
        source_id : str
            Id of one of ``domain.labels.SOURCES``; new rows carry it.
        """
        self.record_files([(file, analysis)], source_id)

    def record_files(self, files: Iterable[tuple[ScannedFile, StoredAnalysis | None]], source_id: str) -> None:
        """Store many files as ``record_file`` stores one: what follows from them is worked out once, for all of them.

        Parameters
        ----------
        files : iterable of (ScannedFile, StoredAnalysis or None)
            A thousand or so at a time: until they are stored, nobody else can write.
        source_id : str
            As for ``record_file``.
        """
        require_catalogued(source_id)
        with self.store.writing() as db:
            intake.record_files(db, files, source_id)

    def record_problem(self, problem: ScanProblem, source_id: str) -> None:
        """Store a problem of a file; a file may have several. Those of an earlier state of the file are forgotten.

        What was stored of the file before stays: a file that is damaged today was that track yesterday.
        """
        require_catalogued(source_id)
        with self.store.writing() as db:
            intake.record_problem(db, problem, source_id)

    def relabel(self, files: Sequence[Relabelled]) -> None:
        """Put files under other sources, though they did not change: their licence did.

        Parameters
        ----------
        files : sequence of Relabelled
            Any number; each transaction takes some.

        Raises
        ------
        UnknownSource, SourceRefused
            If rows may not come from one of the sources.
        """
        for source_id in {file.source_id for file in files}:
            require_catalogued(source_id)
        for start in range(0, len(files), RELABELLED_AT_ONCE):
            with self.store.writing() as db:
                relabel.relabel(db, files[start : start + RELABELLED_AT_ONCE])

    def settle_sources(self) -> None:
        """Put what several files share under the narrowest of their sources; for the end of a scan."""
        with self.store.writing() as db:
            relabel.follow(db)

    def forget_missing(self, root: Path, seen: set[Path]) -> int:
        """Forget the files below a folder that are no more, and their problems.

        Their tracks and analyses are kept but no longer answered; they answer again, under the same id, when the sound
        comes back anywhere.

        Parameters
        ----------
        root : Path
            The folder (or file) that was scanned, spelt as in the recorded paths.
        seen : set of Path
            The files that are there.

        Returns
        -------
        int
            How many files, spans of a file counted apart, were forgotten.
        """
        with self.door.maintaining() as db:
            paths = intake.missing(db, root, seen)
        forgotten = 0
        for start in range(0, len(paths), FORGOTTEN_AT_ONCE):  # a whole lost disk must not lock others out for long
            with self.store.writing() as db:
                forgotten += intake.forget(db, paths[start : start + FORGOTTEN_AT_ONCE])
        return forgotten

    def forget_made_with(self, weights: str) -> int:
        """Forget the analyses that were made with weights of others, and return how many; older ones answer again."""
        with self.store.writing() as db:
            return intake.forget_made_with(db, weights)

    # What a scan asks

    def known_files(self, root: Path) -> dict[tuple[Path, Span | None], KnownFile]:
        """Return what is known of the files below a folder, by path and span."""
        with self.door.maintaining() as db:
            return inventory.known_files(db, root)

    def known_problems(self, root: Path) -> dict[Path, tuple[int, int, bool]]:
        """Return (size, mtime_ns, failed) of each file below a folder that has a problem."""
        with self.door.maintaining() as db:
            return inventory.known_problems(db, root)

    def analysed(self, track_ids: Iterable[str], version: str) -> set[str]:
        """Return those of the tracks that have an analysis of this version."""
        with self.door.maintaining() as db:
            return inventory.analysed(db, track_ids, version)

    def problems(self) -> list[ScanProblem]:
        """Return all problems, failures first, then by path."""
        with self.door.maintaining() as db:
            return inventory.problems(db)

    def track_count(self) -> int:
        """Return how many tracks have a file."""
        return int(self.door.rows(Purpose.SERVICE, "SELECT count(*) FROM files WHERE speaks")[0][0])

    def counts(self) -> LibraryCounts:
        """Count what the library holds."""
        with self.door.maintaining() as db:
            return inventory.counts(db)

    def licences(self) -> list[LicenceCount]:
        """Return how many files there are under each licence, by source."""
        with self.door.maintaining() as db:
            return inventory.licences(db)

    def described_state(self) -> tuple[object, ...]:
        """Return what changes when files or analyses come or go."""
        with self.door.maintaining() as db:
            return described.state(db)

    # What a server asks. Lists keep the order of the ids; what is unknown is None.

    def features_documents(self, ids: Sequence[str]) -> list[bytes | None]:
        """Return the audio-features objects of tracks, as stored: ``{base}`` stands for the server's URL."""
        return self._or_why("tracks", ids, documents.features_documents(self.door, ids))

    def features_about(self, id: str, most: int = 100) -> list[bytes]:
        """Return the audio-features objects of some tracks of a release or an artist, as stored."""
        return documents.features_about(self.door, id, most)

    def analysis_document(self, id: str) -> bytes | None:
        """Return the audio-analysis object of a track, as stored: JSON compressed with gzip."""
        return self._or_why("tracks", [id], [documents.analysis_document(self.door, id)])[0]

    def tracks(self, ids: Sequence[str]) -> list[Track | None]:
        """Return tracks, each as the file that speaks for it says."""
        with self.door.reading(Purpose.SERVICE) as db:
            found = browse.tracks(db, ids)
        return self._or_why("tracks", ids, found)

    def artists(self, ids: Sequence[str]) -> list[Artist | None]:
        """Return artists, by id or by an id that is an alias."""
        with self.door.reading(Purpose.SERVICE) as db:
            found = browse.artists(db, ids)
        return self._or_why("artists", ids, found)

    def releases(self, ids: Sequence[str]) -> list[ReleaseDetail | None]:
        """Return releases, by id or by an id that is an alias."""
        with self.door.reading(Purpose.SERVICE) as db:
            found = browse.releases(db, ids)
        return self._or_why("releases", ids, found)

    def release_tracks(self, release_id: str, limit: int, offset: int) -> Page[Track]:
        """Return tracks of a release in its order, each as its file on this release says."""
        with self.door.reading(Purpose.SERVICE) as db:
            return browse.release_tracks(db, release_id, limit, offset)

    def artist_releases(
        self, artist_id: str, groups: Sequence[str], limit: int, offset: int
    ) -> Page[tuple[Release, str]]:
        """Return an artist's releases, each with its group (``discography.GROUPS``): own ones first, newest first."""
        with self.door.reading(Purpose.SERVICE) as db:
            return discography.artist_releases(db, artist_id, groups, limit, offset)

    def new_releases(self, limit: int, offset: int) -> Page[Release]:
        """Return the releases that came to the library last, the newest first."""
        with self.door.reading(Purpose.SERVICE) as db:
            return discography.new_releases(db, limit, offset)

    @overload
    def search(self, query: str, kind: Literal["track"], limit: int, offset: int) -> Page[Track]: ...
    @overload
    def search(self, query: str, kind: Literal["artist"], limit: int, offset: int) -> Page[Artist]: ...
    @overload
    def search(self, query: str, kind: Literal["release"], limit: int, offset: int) -> Page[Release]: ...

    def search(self, query: str, kind: Kind, limit: int, offset: int) -> Page[Track] | Page[Artist] | Page[Release]:
        """Return what matches a search, best first; ``library.search`` says what may be asked."""
        with self.door.reading(Purpose.SERVICE) as db:
            ids, total = search.found(db, query, kind, limit, offset)
            if kind == "track":
                return Page([track for track in browse.tracks(db, ids) if track], total)
            if kind == "artist":
                return Page([artist for artist in browse.artists(db, ids) if artist], total)
            return Page(browse.short_releases(db, ids), total)

    def cover(self, cover_id: str) -> Cover | None:
        """Return a picture."""
        with self.door.reading(Purpose.SERVICE) as db:
            return browse.cover(db, cover_id)

    def sound(self, id: str) -> Sound | None:
        """Return where a track's sound lies."""
        with self.door.reading(Purpose.SERVICE) as db:
            found = sounds.sound(db, id)
        return self._or_why("tracks", [id], [found])[0]

    def heard_tags(self, ids: Sequence[str]) -> list[HeardTags | None]:
        """Return the tags that a network of others gives tracks, where one was added and may be used."""
        return documents.heard_tags(self.door, ids)

    def any_tracks(self, limit: int) -> list[Track]:
        """Return some analysed tracks, for a person to try."""
        with self.door.reading(Purpose.SERVICE) as db:
            return browse.any_tracks(db, limit)

    def described(self, purpose: Purpose) -> list[Described]:
        """Return all that is known of every analysed track that may be used for a purpose."""
        with self.door.reading(purpose) as db:
            return described.described(db)

    def genre_names(self) -> dict[str, str]:
        """Return the name of each genre of the library, by its normalised form."""
        with self.door.reading(Purpose.SERVICE) as db:
            return described.genre_names(db)

    def _or_why(self, table: str, ids: Sequence[str], found: list[T]) -> list[T]:
        """Return what was found; raise where something is there and may not be used."""
        missing = [id_ for id_, item in zip(ids, found, strict=True) if item is None]
        self.door.explain_absence(Purpose.SERVICE, table, missing)
        return found

"""``accord bench library``: a library of any size, from real analyses of some music under invented tags."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from accord.analysis.analyze import analysis_version
from accord.analysis.examine import examine
from accord.analysis.report import Report
from accord.bench.cache import cache_dir
from accord.bench.demo_library import demo_library
from accord.bench.excerpt import write_tiled
from accord.bench.invented_tags import invented_albums
from accord.bench.speed import audio_files
from accord.domain.entities import ScannedFile, StoredAnalysis, Tags
from accord.domain.errors import InvalidParameter
from accord.domain.ids import track_id
from accord.domain.labels import Source
from accord.domain.settings import load_settings
from accord.library.catalogue import Library, open_library
from accord.library.schema import schema_version
from accord.rights.registry import DEMO_LIBRARY

SONG = 240.0
"""Seconds of one more piece, made of the others end to end: what most songs have, and the demo library's have not."""
AT_ONCE = 2_000
"""Tracks that one transaction stores."""


class _Everything:
    """What ``examine`` asks: every analysis is wanted, and nobody waits for a sign of life."""

    def heard(self, seconds: float) -> None:
        pass

    def wanted(self, digest: str) -> bool:
        return True


def real_analyses(files: Sequence[Path], say: Callable[[str], None]) -> list[Report]:
    """Return the reports of files, each analysed whole, and of one more of four minutes made of them.

    Raises
    ------
    AudioError
        If one of them cannot be used.
    """
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        song = Path(folder) / "song.flac"
        write_tiled(files, SONG, song)
        for place, path in enumerate([*files, song]):
            say(f"analysing {place + 1}/{len(files) + 1} {path.name}")
            with path.open("rb") as file:
                reports.append(examine(file.fileno(), path.name, None, _Everything()))
    return reports


def kept_library(size: int, seed: int, say: Callable[[str], None]) -> Path:
    """Return the data folder of a library of the demo music, made if it is not there whole as this version makes it.

    Parameters
    ----------
    size : int
        Number of tracks.
    seed : int
        Another seed gives other tags and ids.
    say : callable
        Is told each step in a few words.
    """
    home = cache_dir("webapi") / f"{size}-{seed}-{analysis_version()}-{schema_version()}"
    done = home / "whole"
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        make_library(home, audio_files([demo_library(say)]), size, seed, DEMO_LIBRARY, say)
        done.touch()
    return home


def make_library(
    home: Path, files: Sequence[Path], size: int, seed: int, source: Source, say: Callable[[str], None]
) -> None:
    """Make a library: real analyses, over and over, each time as another sound with other tags.

    Parameters
    ----------
    home : Path
        The data folder; there is no library in it yet.
    files : sequence of Path
        What is analysed.
    size : int
        Number of tracks.
    seed : int
        The same seed, size and files give the same library.
    source : Source
        What the rows come from.
    say : callable
        Is told each step in a few words.

    Raises
    ------
    InvalidParameter
        If the library has tracks already.
    AudioError
        If one of the files cannot be used.
    """
    with open_library(load_settings(home=home)) as library:
        if library.counts().files:
            raise InvalidParameter(f"There is music in the library of {home} already: name an empty folder.")
        fill(library, real_analyses(files, say), size, seed, source, say)


def fill(
    library: Library, reports: Sequence[Report], size: int, seed: int, source: Source, say: Callable[[str], None]
) -> None:
    """Store tracks in a library; see ``make_library``.

    Parameters
    ----------
    library : Library
        Where they go.
    reports : sequence of Report
        The analyses; the tracks take them in turn.
    size : int
        Number of tracks.
    seed : int
        The same seed, size and reports give the same library.
    source : Source
        What the rows come from.
    say : callable
        Is told each step in a few words.
    """
    tracks = invented_tracks(reports, size, seed)
    for stored in range(0, size, AT_ONCE):
        say(f"storing {stored:,} of {size:,} tracks")
        library.record_files(islice(tracks, AT_ONCE), source.id)


def invented_tracks(reports: Sequence[Report], size: int, seed: int) -> Iterator[tuple[ScannedFile, StoredAnalysis]]:
    """Return tracks as a scan would have found them."""
    numbered = enumerate(islice(_tags(seed), size))
    return (_track(reports[number % len(reports)], number, seed, album, tags) for number, (album, tags) in numbered)


def _tags(seed: int) -> Iterable[tuple[int, Tags]]:
    return ((place, tags) for place, album in enumerate(invented_albums(seed)) for tags in album)


def _track(report: Report, number: int, seed: int, album: int, tags: Tags) -> tuple[ScannedFile, StoredAnalysis]:
    assert report.analysis is not None  # all were wanted
    id_ = track_id(hashlib.sha256(f"{seed} {number} {report.digest}".encode()).digest())
    file = ScannedFile(
        path=Path(f"/nowhere/{album:06}/{tags.track_number:02}.{report.container}"),
        size=1,
        mtime_ns=1,
        span=None,
        track_id=id_,
        duration=report.duration,
        container=report.container,
        codec=report.codec,
        sr=report.sr,
        channels=report.channels,
        tags=tags,
    )
    features = report.analysis.features.replace(report.track_id.encode(), id_.encode())
    return file, replace(report.analysis, features=features)

"""What a scan has to do: of all that lies below a folder, what is new, changed, or analysed by an older version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accord.analysis.cue import CueTrack, read_cue
from accord.analysis.report import Task
from accord.analysis.walk import Found, Listing
from accord.domain.entities import ScanProblem, Span
from accord.domain.errors import AudioError, CueError, FileDenied, FileVanished
from accord.library.catalogue import KnownFile, Library

_MENDED_UNSEEN = (FileDenied.code(), FileVanished.code())
"""Failures whose remedy leaves size and time of the file as they were: tried again each time, at no cost."""


@dataclass(slots=True)
class Plan:
    """What is to be done below one folder."""

    listing: Listing
    known: dict[tuple[Path, Span | None], KnownFile]
    """What is in the library of what lies below the folder."""
    tasks: list[Task] = field(default_factory=list)
    unchanged: int = 0
    """Sounds that are in the library as they are on disk."""
    given_up: int = 0
    """Files that failed before and have not changed since."""
    problems: list[ScanProblem] = field(default_factory=list)
    """What is known to be wrong before any file is opened."""


def plan(listing: Listing, library: Library, version: str, *, retry: bool) -> Plan:
    """Decide what a scan has to do.

    Parameters
    ----------
    listing : Listing
        What lies below the folder now.
    library : Library
        What is known of it.
    version : str
        The analyser's; what an older one analysed is analysed again.
    retry : bool
        Whether to try again what failed before and has not changed.

    Returns
    -------
    Plan
        The largest files first, so that no worker is left alone with one at the end.
    """
    known = library.known_files(listing.root)
    made = Plan(listing, known, problems=list(listing.problems))
    current = library.analysed({file.track_id for file in known.values()}, version)
    # What this version has analysed nothing of may fare better with it, too.
    retry = retry or bool(known and not current)
    failed = {problem.path: problem for problem in library.problems() if problem.failed}
    for task in _sounds(listing, made.problems):
        file, problem = known.get((task.path, task.span)), failed.get(task.path)
        stamp = (task.size, task.mtime_ns)
        if file and (file.size, file.mtime_ns) == stamp and file.track_id in current:
            made.unchanged += 1
        elif problem and (problem.size, problem.mtime_ns) == stamp and not (retry or problem.code in _MENDED_UNSEEN):
            made.given_up += 1
        else:
            made.tasks.append(task)
    made.tasks.sort(key=lambda task: -task.size)
    return made


def _sounds(listing: Listing, problems: list[ScanProblem]) -> Iterator[Task]:
    """Yield every sound once: the stretches of files that a CUE sheet splits, all other files whole."""
    audio = {file.path: file for file in listing.audio}
    split: set[Path] = set()
    for sheet in listing.sheets:
        try:
            tracks = [(_named(track, audio), track) for track in read_cue(sheet.path)]
        except (CueError, AudioError) as error:
            problems.append(
                ScanProblem(sheet.path, error.code(), str(error), error.remedy, True, sheet.size, sheet.mtime_ns)
            )
            continue
        for file, track in tracks:
            if file.path not in split:
                yield Task(file.path, file.size, max(file.mtime_ns, sheet.mtime_ns), track.span, track.tags)
        split |= {file.path for file, _ in tracks}
    for file in listing.audio:
        if file.path not in split:
            yield Task(file.path, file.size, file.mtime_ns)


def _named(track: CueTrack, audio: dict[Path, Found]) -> Found:
    try:
        return audio[track.path]
    except KeyError:
        raise CueError(f"The sheet names {track.path.name}, which is not below the folder that was scanned.") from None

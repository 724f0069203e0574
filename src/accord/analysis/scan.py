"""``accord scan``: bring the library up to date with folders of music.

Walk, decide, have workers examine what is new, and write what they report, one file a transaction, from one thread.
So a scan can be ended at any moment, by whatever means: what was written stays, and the next scan does the rest.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accord.analysis import worker
from accord.analysis.analyze import NETWORKS, analysis_version
from accord.analysis.licensing import Licensing, Standing
from accord.analysis.plan import Plan, plan
from accord.analysis.report import Report, Task
from accord.analysis.supervisor import Event, Finished, supervise
from accord.analysis.tagger import Added, open_tagger, tagger_file
from accord.analysis.walk import problem, walk
from accord.domain.entities import ScannedFile, ScanProblem, Tags
from accord.domain.errors import (
    AudioError,
    DamagedAudio,
    LicencesDisagree,
    NetworkRefused,
    RightsError,
    StoreBusy,
    UnknownLicence,
    UnusableTags,
)
from accord.domain.ids import track_id
from accord.domain.labels import Source
from accord.domain.settings import Settings
from accord.features.networks.manifest import WEIGHTS, intact, path_of
from accord.library.catalogue import KnownFile, Library, Relabelled
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO


@dataclass(frozen=True, slots=True)
class Planned:
    """What there is to do is known."""

    files: int
    bytes: int
    unchanged: int


@dataclass(slots=True)
class Summary:
    """What a scan came to."""

    examined: int = 0
    """Sounds read in this scan and now in the library."""
    analysed: int = 0
    """Those of them that were new, and not just moved, copied or retagged."""
    seconds: float = 0.0
    """Playing time of those that were analysed."""
    unchanged: int = 0
    given_up: int = 0
    """Files that failed in an earlier scan and have not changed since."""
    forgotten: int = 0
    """Files that were in the library and are no more on disk."""
    others: int = 0
    """Files that are no music."""
    relabelled: int = 0
    """Files that did not change and whose licence did."""
    problems: list[ScanProblem] = field(default_factory=list)
    """What this scan met, failures and reservations."""


def scan_folders(
    library: Library,
    settings: Settings,
    folders: Iterable[Path],
    *,
    retry: bool = False,
    watch: Callable[[Planned | Event], None] = lambda _: None,
) -> Summary:
    """Bring the library up to date with what lies below some folders.

    Parameters
    ----------
    library : Library
        Where results go.
    settings : Settings
        Names the data folder, the number of workers and how long they may be silent.
    folders : iterable of Path
        What lies elsewhere is left as it is.
    retry : bool
        Whether to try again what failed before and has not changed.
    watch : callable
        Told what happens, for a progress bar.

    Returns
    -------
    Summary
        Complete once everything was written.

    Raises
    ------
    NotFound, BadInput
        If a folder is none.
    StoreBusy
        If another scan of this library is running.
    StoreError
        If the store cannot be written; what was written before stays.
    WorkerBroken
        If workers do not start.
    """
    with _alone(settings):
        tagger = open_tagger(settings.home, settings.profile)
        version = analysis_version(tagger)
        plans = [plan(walk(folder), library, version, retry=retry) for folder in folders]
        writer = _Writer(library, settings, Licensing(made.listing for made in plans))
        for made in plans:
            writer.take_over(made)
        writer.relabel(plans)
        tasks = list({(task.path, task.span): task for made in plans for task in made.tasks}.values())
        watch(Planned(len(tasks), sum(task.size for task in tasks), writer.summary.unchanged))

        def known(digest: str) -> bool:
            return bool(library.analysed([track_id(bytes.fromhex(digest))], version))

        command = worker.command(settings)
        crew = supervise(tasks, known, command=command, workers=settings.workers, timeout=settings.file_timeout)
        with contextlib.closing(crew):
            for event in crew:
                if isinstance(event, Finished):
                    writer.write(event.task, event.outcome)
                watch(event)
        for made in plans:
            writer.forget(made, library)
        if writer.summary.analysed:
            writer.summary.problems += _lacking(settings, tagger)
        if writer.summary.examined or writer.summary.relabelled or writer.summary.forgotten:
            library.settle_sources()
        return writer.summary


def _lacking(settings: Settings, tagger: Added) -> list[ScanProblem]:
    """Return what every analysis of this scan had to do without, though it is meant to be there."""
    refused = [(path_of(name, WEIGHTS), why) for name in NETWORKS if (why := intact(name))]
    if isinstance(tagger, NetworkRefused):
        refused.append((tagger_file(settings.home), tagger))
    return [ScanProblem(path, why.code(), str(why), why.remedy, False, 0, 0) for path, why in refused]


_OF_LICENCES = (UnknownLicence.code(), LicencesDisagree.code())


class _Writer:
    """Writes what a scan finds, and counts it."""

    def __init__(self, library: Library, settings: Settings, licensing: Licensing) -> None:
        self.summary = Summary()
        self._library = library
        self._licensing = licensing
        self._demo = (settings.home / "demo").resolve()

    def take_over(self, made: Plan) -> None:
        self.summary.unchanged += made.unchanged
        self.summary.given_up += made.given_up
        self.summary.others += made.listing.others
        for found in made.problems:
            self._record(found)

    def relabel(self, plans: Iterable[Plan]) -> None:
        """Put files that are in the library under what their licences say now, and list what is wrong with those."""
        listed: dict[Path, set[str]] = defaultdict(set)
        for found in self._library.problems():
            if found.code in _OF_LICENCES:
                listed[found.path].add(found.sentence)
        standings, remarks = [], defaultdict[Path, dict[str, tuple[RightsError, KnownFile]]](dict)
        for made in plans:
            present = {file.path for file in made.listing.audio}
            for (path, span), known in made.known.items():
                if path in present:
                    standing = self._standing(path, known.licence)
                    standings.append((path, span, known, standing))
                    if standing.remark:
                        remarks[path][str(standing.remark)] = standing.remark, known
            for path in present:  # what is wrong beside the music is told whether or not it can be examined
                self._licensing.beside(path)
        reworded = {path for path in {*listed, *remarks} if listed.get(path, set()) != set(remarks.get(path, ()))}
        changed = [
            Relabelled(path, span, standing.source_id, standing.terms)
            for path, span, known, standing in standings
            if path in reworded or (standing.source_id, standing.terms) != (known.source_id, known.terms)
        ]
        self._library.relabel(changed)
        self.summary.relabelled = len(changed)
        for path in reworded:
            for remark, known in remarks.get(path, {}).values():
                self._remark(path, remark, known.size, known.mtime_ns)
        for found in self._licensing.problems.values():
            self._record(found)

    def write(self, task: Task, outcome: Report | AudioError) -> None:
        if not isinstance(outcome, Report):
            self._record(problem(task.path, outcome, task.size, task.mtime_ns))
            return
        tags = _merged(outcome.tags, task.tags)
        standing = self._standing(task.path, tags.licence)
        file = ScannedFile(
            path=task.path,
            size=task.size,
            mtime_ns=task.mtime_ns,
            span=task.span,
            track_id=outcome.track_id,
            duration=outcome.duration,
            container=outcome.container,
            codec=outcome.codec,
            sr=outcome.sr,
            channels=outcome.channels,
            tags=tags,
            terms=standing.terms,
        )
        self._library.record_file(file, outcome.analysis, standing.source_id)
        self.summary.examined += 1
        if outcome.analysis is not None:
            self.summary.analysed += 1
            self.summary.seconds += outcome.duration
        for kind, sentences in ((DamagedAudio, outcome.problems), (UnusableTags, file.tags.problems)):
            if sentences:
                found = problem(task.path, kind(" ".join(sentences)), task.size, task.mtime_ns)
                self._record(dataclasses.replace(found, failed=False))
        if standing.remark:
            self._remark(task.path, standing.remark, task.size, task.mtime_ns)

    def forget(self, made: Plan, library: Library) -> None:
        """Take out what is no more, except where a folder could not be looked into."""
        listing = made.listing
        seen = {file.path for file in listing.audio} | {found.path for found in made.problems}
        seen |= {found.path for found in self._licensing.problems.values()}
        for path, _ in library.known_files(listing.root):
            if any(path.is_relative_to(folder) for folder in listing.unlisted):
                seen.add(path)
        self.summary.forgotten += library.forget_missing(listing.root, seen)

    def _record(self, found: ScanProblem) -> None:
        self._library.record_problem(found, self._source(found.path).id)
        self.summary.problems.append(found)

    def _remark(self, path: Path, error: RightsError, size: int, mtime_ns: int) -> None:
        self._record(ScanProblem(path, error.code(), str(error), error.remedy, False, size, mtime_ns))

    def _standing(self, path: Path, written: str | None) -> Standing:
        if path.is_relative_to(self._demo):
            return Standing(DEMO_LIBRARY.id, DEMO_LIBRARY.licence)
        return self._licensing.standing(path, written)

    def _source(self, path: Path) -> Source:
        return DEMO_LIBRARY if path.is_relative_to(self._demo) else OWN_AUDIO


def _merged(of_file: Tags, of_sheet: Tags | None) -> Tags:
    """Return a file's tags, overridden by what a CUE sheet says of its stretch."""
    if of_sheet is None:
        return of_file
    said = {item.name: getattr(of_sheet, item.name) for item in dataclasses.fields(Tags)}
    return dataclasses.replace(of_file, **{name: value for name, value in said.items() if value not in (None, ())})


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the library's scan lock; the system releases it when the process ends, however it ends."""
    fd = os.open(settings.home / "scan.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy(f"Another scan into {settings.home} is running.") from error
        yield
    finally:
        os.close(fd)

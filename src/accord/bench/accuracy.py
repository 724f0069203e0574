"""``accord bench accuracy``: sets of annotated pieces, heard by Accord and its peers, judged by one yardstick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import accord
from accord.bench.environment import Environment, pinned
from accord.bench.hearing import hear
from accord.bench.program import Program
from accord.bench.render import rendered
from accord.bench.truth import Music
from accord.bench.verdicts import Judged, judge
from accord.domain.errors import BenchError, PeerFailed


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All programs on one set."""

    name: str
    pieces: Sequence[Music]
    judged: Sequence[Judged]
    left_out: Sequence[str]
    """A sentence for each piece that could not be made audible, and each peer that did not come up."""


def audible(pieces: Sequence[Music], jobs: int) -> tuple[list[Music], list[str]]:
    """Return the pieces as audio files, MIDI rendered, and a sentence for each that could not be."""

    def as_audio(piece: Music) -> Music | str:
        if not piece.is_midi:
            return piece
        try:
            return replace(piece, audio=rendered(piece.audio))
        except BenchError as error:
            return str(error)

    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(as_audio, pieces))
    return [one for one in results if isinstance(one, Music)], [one for one in results if isinstance(one, str)]


def verdicts(
    name: str,
    pieces: Sequence[Music],
    programs: Sequence[Program],
    environment: Environment,
    jobs: int,
    progress: Callable[[str], None],
) -> Verdicts:
    """Have every program hear every piece of a set, and judge each.

    Parameters
    ----------
    name : str
        The set's.
    pieces : sequence of Music
        What is known of them, with audio or MIDI.
    programs : sequence of Program
        Accord and the peers; one that is not available here is left out.
    environment : Environment
        The peers' own.
    jobs : int
        Processes at once.
    progress : callable
        Is told each step in a few words.

    Returns
    -------
    Verdicts
        One ``Judged`` a program that came up.

    Raises
    ------
    PeerFailed
        If Accord itself does not come up.
    """
    progress(f"{name}: preparing {len(pieces)} pieces")
    present, left_out = audible(pieces, jobs)
    files = [piece.audio for piece in present]
    judged = []
    for program in programs:
        if program.requirement in environment.unavailable or not program.estimates:
            continue
        own = program.requirement is None
        version = accord.__version__ if own else pinned(program.requirement or "")
        done: list[None] = []

        def heard_one(label: str = f"{name}: {program.name}", done: list[None] = done) -> None:
            done.append(None)
            progress(f"{label} {len(done)}/{len(files)}")

        try:
            heard = hear(program, files, None if own else environment.python, jobs, heard_one)
        except PeerFailed as failure:
            if own:
                raise
            left_out.append(str(failure))
            continue
        judged.append(judge(program, version, present, heard))
    return Verdicts(name, present, judged, sorted(set(left_out)))

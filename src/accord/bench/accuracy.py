"""``accord bench accuracy``: sets of annotated pieces, heard by Accord and its peers, judged by one yardstick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import accord
from accord.bench.environment import pinned
from accord.bench.halves import Half, of_half
from accord.bench.hearing import hear
from accord.bench.program import Program
from accord.bench.render import rendered
from accord.bench.truth import Music, known_facts
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


def audible(pieces: Sequence[Music], jobs: int, *, elsewhere: bool = False) -> tuple[list[Music], list[str]]:
    """Return the pieces as audio files, MIDI rendered, and a sentence for each that could not be."""

    def as_audio(piece: Music) -> Music | str:
        if not piece.is_midi:
            return piece
        try:
            return replace(piece, audio=rendered(piece.audio, elsewhere=elsewhere))
        except BenchError as error:
            return str(error)

    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(as_audio, pieces))
    return [one for one in results if isinstance(one, Music)], [one for one in results if isinstance(one, str)]


def verdicts(
    name: str,
    pieces: Sequence[Music],
    programs: Sequence[Program],
    pythons: Mapping[Program, Path],
    jobs: int,
    progress: Callable[[str], None],
    *,
    elsewhere: bool = False,
) -> Verdicts:
    """Have every program hear every piece of a set, and judge each.

    Parameters
    ----------
    name : str
        The set's.
    pieces : sequence of Music
        What is known of them, with audio or MIDI.
    programs : sequence of Program
        Accord and the peers; one that is not available here, or estimates nothing that is known, is left out.
    pythons : mapping of Program to Path
        The interpreters of the peers' environments.
    jobs : int
        Processes at once.
    progress : callable
        Is told each step in a few words.
    elsewhere : bool
        Whether scores are played by another soundfont, in a room, with some noise.

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
    present, left_out = audible(pieces, jobs, elsewhere=elsewhere)
    files = [piece.audio for piece in present]
    judged = []
    for program in programs:
        own = program.requirement is None
        if not program.estimates & known_facts(present) or not (own or program in pythons):
            continue
        if elsewhere and program.slow:
            left_out.append(f"{program.name} takes about a minute for a piece, and did not hear the other sounds.")
            continue
        version = accord.__version__ if own else pinned(program.requirement or "", program.pins)
        done: list[None] = []

        def heard_one(label: str = f"{name}: {program.name}", done: list[None] = done) -> None:
            done.append(None)
            progress(f"{label} {len(done)}/{len(files)}")

        try:
            heard = hear(program, files, pythons.get(program), jobs, heard_one)
        except PeerFailed as failure:
            if own:
                raise
            left_out.append(str(failure))
            continue
        judged.append(judge(program, version, present, heard))
    return Verdicts(name, present, judged, sorted(set(left_out)))


def heard_by_all(
    demo: Sequence[Music],
    known: Mapping[str, Sequence[Music]],
    half: Half,
    programs: Sequence[Program],
    pythons: Mapping[Program, Path],
    jobs: int,
    progress: Callable[[str], None],
) -> list[Verdicts]:
    """Judge the demo library, one half of each set of annotated music, and its scores in another sound.

    Parameters
    ----------
    demo : sequence of Music
        All of it is judged: it was composed here.
    known : mapping of str to sequence of Music
        Sets by name.
    half : str
        ``report``, or ``tune``, with which constants are chosen.
    programs : sequence of Program
        Accord, then its peers.
    pythons : mapping of Program to Path
        The peers' interpreters.
    jobs : int
        Processes at once.
    progress : callable
        Is told each step in a few words.

    Returns
    -------
    list of Verdicts
        One a set.
    """

    def judged(name: str, pieces: Sequence[Music], *, elsewhere: bool = False) -> Verdicts:
        return verdicts(name, pieces, programs, pythons, jobs, progress, elsewhere=elsewhere)

    results = [judged("Demo library", demo)]
    for name, pieces in known.items():
        chosen = of_half(pieces, half)
        results.append(judged(name, chosen))
        if scores := [piece for piece in chosen if piece.is_midi]:
            results.append(judged(f"{name}, other sounds in a room", scores, elsewhere=True))
    return results

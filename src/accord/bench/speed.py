"""``accord bench analysis``: what the programs cost on the same files, in the same minutes, on one processor."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from accord.analysis.walk import walk
from accord.bench.program import ACCORD, Answer, Program, Running, start
from accord.domain.errors import InvalidParameter, PeerFailed

BESIDE = {"tags": "reading the tags", "digest": "the id: SHA-256 over the packets"}
"""Tasks of Accord that a scan adds to the analysis of a file."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the race."""

    path: Path
    title: str
    """From its tags, else its name."""
    seconds: float
    """Of audio."""

    @property
    def kind(self) -> str:
        """What the name ends in, such as ``MP3``."""
        return self.path.suffix.lstrip(".").upper()


@dataclass(slots=True)
class Race:
    """What every program cost on every file."""

    pieces: list[Piece] = field(default_factory=list)
    costs: dict[str, dict[Path, Answer]] = field(default_factory=dict)
    """Program -> file -> the run of least CPU time."""
    beside: dict[str, float] = field(default_factory=dict)
    """CPU seconds over all files of what a scan adds, by task."""
    versions: dict[str, str] = field(default_factory=dict)
    start_cpu: dict[str, float] = field(default_factory=dict)
    """CPU seconds of importing and of what the first file compiles or loads: not part of any other figure."""
    problems: list[str] = field(default_factory=list)

    def stages(self) -> dict[str, float]:
        """Return the CPU seconds of each stage of Accord's analysis, over all files."""
        total: dict[str, float] = {}
        for answer in self.costs[ACCORD.name].values():
            for stage, seconds in answer.result["stages"].items():
                total[stage] = total.get(stage, 0.0) + seconds
        return total


def audio_files(paths: Sequence[Path]) -> list[Path]:
    """Return files as given, and of folders all music below them.

    Raises
    ------
    InvalidParameter
        If there is none.
    """
    files = [path for path in paths if not path.is_dir()]
    files += [found.path for path in paths if path.is_dir() for found in walk(path).audio]
    if not files:
        raise InvalidParameter(f"There is no music in {', '.join(map(str, paths))}.")
    return files


def race(
    files: Sequence[Path],
    programs: Mapping[Program, Path | None],
    repeat: int,
    progress: Callable[[str], None],
) -> Race:
    """Measure programs, file by file in turn, so that a noisy neighbour disturbs all of them alike.

    Parameters
    ----------
    files : sequence of Path
        Each is measured ``repeat`` times and the least cost kept: noise only ever adds. The smallest is run once
        before, unmeasured, for what is compiled or loaded on first use.
    programs : mapping of Program to Path or None
        Accord among them; each with its interpreter, ``None`` for Accord's own.
    repeat : int
        At least 1.
    progress : callable
        Is told each step in a few words.

    Returns
    -------
    Race
        A file that a program fails at is named among the problems, and is no part of that program's figures.

    Raises
    ------
    PeerFailed
        If Accord itself does not come up, or can use none of the files.
    """
    result = Race(costs={program.name: {} for program in programs})
    with ExitStack() as stack:
        running = _up(result, programs, stack, progress)
        smallest = min(files, key=lambda file: file.stat().st_size)
        _measure(result, smallest, running)
        first = {name: costs.pop(smallest).cpu for name, costs in result.costs.items() if smallest in costs}
        for place, file in enumerate(files):
            running = [one for one in running if one.alive]
            for turn in range(repeat):
                progress(f"{place + 1}/{len(files)} {file.name}" + (f", again ({turn + 1})" if turn else ""))
                shift = (place + turn) % max(1, len(running))
                _measure(result, file, running[shift:] + running[:shift])
            _measure_beside(result, file, running)
    if not result.pieces:
        raise PeerFailed(f"Accord could use none of the files. {' '.join(result.problems[:1])}")
    for name, cost in first.items():
        again = result.costs[name].get(smallest)
        result.start_cpu[name] += max(0.0, cost - again.cpu) if again else 0.0
    return result


def last_processor() -> int | None:
    """Return the highest-numbered processor that this process may use, where the system says."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def _up(
    result: Race, programs: Mapping[Program, Path | None], stack: ExitStack, progress: Callable[[str], None]
) -> list[Running]:
    """Start all programs; a peer that does not come up is a problem, Accord an error."""
    running = []
    for program, python in programs.items():
        progress(f"starting {program.name}")
        try:
            one = stack.enter_context(start(program, python, last_processor()))
        except PeerFailed as failure:
            if program is ACCORD:
                raise
            result.problems.append(str(failure))
            continue
        running.append(one)
        result.versions[program.name] = one.version
        result.start_cpu[program.name] = one.import_cpu
    return running


def _measure(result: Race, file: Path, running: Sequence[Running]) -> None:
    for one in running:
        try:
            answer = one.ask("whole", file)
        except PeerFailed as failure:
            if str(failure) not in result.problems:
                result.problems.append(str(failure))
            continue
        kept = result.costs[one.program.name].get(file)
        if kept is None or answer.cpu < kept.cpu:
            result.costs[one.program.name][file] = answer


def _measure_beside(result: Race, file: Path, running: Sequence[Running]) -> None:
    """Measure what a scan adds, and note the file's title and length; a file that Accord cannot use is no piece."""
    analysed = result.costs[ACCORD.name].get(file)
    own = next((one for one in running if one.program is ACCORD), None)
    if analysed is None or own is None:
        return
    answers = {task: own.ask(task, file) for task in BESIDE}
    for task, answer in answers.items():
        result.beside[task] = result.beside.get(task, 0.0) + answer.cpu
    title = answers["tags"].result or file.stem
    result.pieces.append(Piece(file, title, analysed.result["duration"]))

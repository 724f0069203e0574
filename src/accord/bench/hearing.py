"""What Accord and its peers hear in audio files; what a peer heard is kept, since neither it nor the file changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from accord.bench.cache import cache_dir, content_hash, write_whole
from accord.bench.program import HERE, Program, Running, start
from accord.domain.errors import PeerFailed


@dataclass(frozen=True, slots=True)
class Heard:
    """One program's estimates of one file."""

    estimates: dict[str, Any] | None
    """By the names of ``truth.Music``; ``None`` where the program failed."""
    problem: str | None = None
    """Why there is nothing."""


def hear(
    program: Program, files: Sequence[Path], python: Path | None, jobs: int, heard_one: Callable[[], None]
) -> list[Heard]:
    """Have one program listen to files.

    Parameters
    ----------
    program : Program
        Accord is asked anew each time; a peer only about files that this version of it has not heard.
    files : sequence of Path
        Audio files.
    python : Path or None
        Interpreter that has the program; ``None`` for Accord's own.
    jobs : int
        Processes at once.
    heard_one : callable
        Called after each file.

    Returns
    -------
    list of Heard
        One a file, in order; a file that a program fails at does not stop the others.
    """
    memory = None if program.requirement is None else _memory(program)
    answers: dict[Path, Heard] = {}

    def listen(share: Sequence[Path]) -> None:
        waiting = list(share)
        while waiting:
            waiting = _listen(program, waiting, python, memory, answers, heard_one)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(listen, [files[k::jobs] for k in range(jobs)]))
    return [answers[file] for file in files]


def _listen(
    program: Program,
    files: list[Path],
    python: Path | None,
    memory: Path | None,
    answers: dict[Path, Heard],
    heard_one: Callable[[], None],
) -> list[Path]:
    """Go through files until the program dies of one; return those after it, for a fresh process."""
    unheard = []
    for file in files:
        kept = memory / f"{content_hash(file)}.json" if memory else None
        if kept and kept.exists():
            answers[file] = Heard(orjson.loads(kept.read_bytes()))
            heard_one()
        else:
            unheard.append((file, kept))
    if not unheard:
        return []
    with start(program, python) as running:
        for place, (file, kept) in enumerate(unheard):
            answers[file] = _ask(running, file)
            heard_one()
            if kept and answers[file].estimates is not None:
                write_whole(kept, orjson.dumps(answers[file].estimates))
            if not running.alive:
                return [later for later, _ in unheard[place + 1 :]]
    return []


def _ask(running: Running, file: Path) -> Heard:
    try:
        return Heard(running.ask("listen", file).result)
    except PeerFailed as failure:
        return Heard(None, str(failure))


def _memory(program: Program) -> Path:
    """Return the folder of what this program heard before: another version or wrapper starts with an empty one."""
    return cache_dir("heard", f"{program.requirement}-{content_hash(program.path, HERE / program.pins)}")

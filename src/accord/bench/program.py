"""A program under measurement, as a process of its own that is asked one file at a time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from accord.bench.commands import complaint
from accord.domain.errors import PeerFailed

HERE = Path(__file__).parent
ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMBA", "RAYON", "NUMEXPR")
} | {"VECLIB_MAXIMUM_THREADS": "1"}
LIMIT = 1800.0
"""Seconds after which a program that does not answer is stopped."""


@dataclass(frozen=True, slots=True)
class Program:
    """Something that analyses audio files: Accord or a peer."""

    name: str
    what: str
    """What it computes, for the table."""
    script: str
    """File in ``programs`` that wraps it."""
    requirement: str | None
    """Its name on the package index; ``None`` for what runs in Accord's own environment."""
    estimates: frozenset[str] = field(default_factory=frozenset)
    """What its task ``listen`` gives, by the names of ``truth.Music``; empty where it has no such task."""
    pins: str = "peers.txt"
    """The file of versions beside this one that its environment is made of."""
    slow: bool = False
    """Whether it takes about a minute for a piece, and so hears scores in one sound only."""

    @property
    def path(self) -> Path:
        """Path of the wrapping script."""
        return HERE / "programs" / self.script


ACCORD = Program(
    "Accord",
    "the whole analysis, decoding included",
    "accord_whole.py",
    None,
    frozenset({"beats", "downbeats", "tempo", "key", "keys", "chords", "meter", "boundaries"}),
)
PEERS = {
    "essentia": Program(
        "Essentia",
        "`MusicExtractor`, its default profile; for accuracy `RhythmExtractor2013` (multifeature), `KeyExtractor` and "
        "`ChordsDetection`",
        "essentia_extractor.py",
        "essentia",
        frozenset({"beats", "tempo", "key", "chords"}),
    ),
    "librosa": Program(
        "librosa",
        "`load` at 22,050 Hz, `beat_track`, `chroma_cqt`, `mfcc`, five spectral features, `tempogram`, segmentation",
        "librosa_script.py",
        "librosa",
        frozenset({"beats", "tempo"}),
    ),
    "bliss": Program(
        "bliss-audio",
        "`Song`: 23 numbers, no beats; for accuracy the tempo among them",
        "bliss_song.py",
        "bliss-audio",
        frozenset({"tempo"}),
    ),
    "aubio": Program(
        "aubio",
        "its beat tracker with its defaults",
        "aubio_tracker.py",
        "aubio",
        frozenset({"beats", "tempo"}),
        "peers_apart.txt",
    ),
    "madmom": Program(
        "madmom",
        "`RNNBeatProcessor` and `RNNDownBeatProcessor` with their dynamic Bayesian networks",
        "madmom_trackers.py",
        "madmom",
        frozenset({"beats", "downbeats", "tempo"}),
        "peers_apart.txt",
        slow=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one task gave and cost."""

    result: Any
    cpu: float
    """CPU seconds, user and system."""
    wall: float
    """Seconds."""
    peak: int
    """Most bytes of memory that the process held up to then."""


class Running:
    """A program that is up and waits for a file; made by ``start``."""

    def __init__(self, program: Program, process: subprocess.Popen[str], said: IO[bytes]) -> None:
        self.program = program
        self._process = process
        self._said = said
        first = self._reply()
        self.version: str = first["version"]
        self.import_cpu: float = first["import_cpu"]

    @property
    def alive(self) -> bool:
        """Whether the process can take another file."""
        return self._process.poll() is None

    def ask(self, task: str, path: Path) -> Answer:
        """Have one task done on one file.

        Raises
        ------
        PeerFailed
            If the program raised, died, or did not answer within the limit; the message says which.
        """
        assert self._process.stdin is not None
        request = json.dumps({"task": task, "path": str(path)}) + "\n"
        with contextlib.suppress(BrokenPipeError):  # a dead program is reported by its missing reply
            os.write(self._process.stdin.fileno(), request.encode())
        reply = self._reply()
        if "error" in reply:
            raise PeerFailed(f"{self.program.name} could not use {path.name}: {reply['error']}")
        return Answer(reply["result"], reply["cpu"], reply["wall"], reply["peak"])

    def _reply(self) -> Any:
        assert self._process.stdout is not None
        stop = threading.Timer(LIMIT, self._process.kill)
        stop.start()
        try:
            line = self._process.stdout.readline()
        finally:
            stop.cancel()
        if not line:
            code = self._process.wait()
            self._said.seek(0)
            why = complaint(self._said.read().decode(errors="replace"))
            raise PeerFailed(f"{self.program.name} ended with exit code {code} instead of an answer: {why}")
        return json.loads(line)


@contextlib.contextmanager
def start(program: Program, python: Path | None = None, cpu: int | None = None) -> Iterator[Running]:
    """Run a program until the block ends.

    Parameters
    ----------
    program : Program
        What to run.
    python : Path, optional
        Interpreter of the environment that has it; Accord's own by default.
    cpu : int, optional
        The one processor it may use, where the system can hold it there; all libraries are told to use one thread
        in any case.

    Raises
    ------
    PeerFailed
        If it does not come up.
    """
    worker = [str(HERE / "worker.py"), str(program.path), "any" if cpu is None else str(cpu)]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [str(python or sys.executable), "-I", *worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env=os.environ | ONE_THREAD,
        ) as process,
    ):
        try:
            yield Running(program, process, said)
        finally:
            process.kill()

"""``accord bench start``: how long a person waits for the first words, and for one short file."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from accord.bench.commands import accord_command, accord_environment, complaint
from accord.bench.document import table
from accord.bench.excerpt import write_tiled
from accord.domain.errors import PeerFailed

SHORT = 30.0
"""Seconds of the short file."""


def start_table(song: Path, repeat: int) -> str:
    """Time ``accord --help`` and ``accord analyze`` of 30 s of a song, each in a fresh process with warm caches.

    Parameters
    ----------
    song : Path
        An audio file, whatever its length.
    repeat : int
        Runs of each command, after one that is not counted.
    """
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / "short.flac"
        write_tiled([song], SHORT, short)
        commands = {"accord --help": ["--help"], f"accord analyze, a file of {SHORT:.0f} s": ["analyze", str(short)]}
        rows = []
        for name, arguments in commands.items():
            walls = wall_times(arguments, Path(folder) / "home", repeat)
            rows.append([name, f"{statistics.median(walls):.2f} s", f"{min(walls):.2f} s"])
    return table(["command", "median", "least"], rows)


def wall_times(arguments: Sequence[str], home: Path, repeat: int) -> list[float]:
    """Return the seconds that each of ``repeat`` runs of an ``accord`` command took, after one that is not counted.

    Raises
    ------
    PeerFailed
        If the command fails.
    """
    walls = []
    for _ in range(repeat + 1):
        began = time.perf_counter()
        done = subprocess.run(
            accord_command(*arguments),
            env=accord_environment(home),
            capture_output=True,
            text=True,
            check=False,
        )
        walls.append(time.perf_counter() - began)
        if done.returncode:
            why = complaint(done.stderr)
            raise PeerFailed(f"accord {arguments[0]} ended with exit code {done.returncode}: {why}")
    return walls[1:]

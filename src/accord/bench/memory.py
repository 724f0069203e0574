"""``accord bench memory``: the most memory that an analysis holds, on songs and on one file of three hours."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from accord.bench.document import table
from accord.bench.excerpt import write_tiled
from accord.bench.program import ACCORD, start
from accord.domain.errors import PeerFailed

LONG = 3 * 3600.0
"""Seconds of the long file."""


def memory_table(files: Sequence[Path], progress: Callable[[str], None]) -> str:
    """Analyse all files in one process, then a long one made of them in another; return the table of peaks.

    Parameters
    ----------
    files : sequence of Path
        Songs.
    progress : callable
        Is told each step in a few words.
    """
    with start(ACCORD) as running:
        on_songs, seconds, analysed = 0, 0.0, 0
        for place, file in enumerate(files):
            progress(f"{place + 1}/{len(files)} {file.name}")
            try:
                answer = running.ask("whole", file)
            except PeerFailed:
                continue  # its memory counts all the same: the peak is the process's
            on_songs, seconds, analysed = answer.peak, seconds + answer.result["duration"], analysed + 1
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.flac"
        progress(f"writing a file of {LONG / 3600:.0f} hours")
        write_tiled(files, LONG, long)
        progress(f"{LONG / 3600:.0f} hours")
        with start(ACCORD) as running:
            answer = running.ask("whole", long)
    rows = [
        [f"{analysed} songs one after the other, {seconds / 60:.0f} minutes", f"{on_songs / 1e6:.0f} MB", ""],
        [f"one FLAC file of {LONG / 3600:.0f} hours", f"{answer.peak / 1e6:.0f} MB", f"{answer.cpu:.0f} s"],
    ]
    return table(["one process on", "peak memory", "CPU"], rows)

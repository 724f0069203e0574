"""``accord bench workers``: a real scan by one worker and by two, and the memory that the workers hold."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from accord.bench.commands import accord_command, accord_environment, complaint
from accord.bench.document import table
from accord.domain.errors import PeerFailed
from accord.domain.settings import load_settings
from accord.library.catalogue import open_library

PROC = Path("/proc")
GLANCE = 0.1
"""Seconds between two looks at the workers' memory."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan of the whole folder into an empty library."""

    wall: float
    """Seconds from the command to its end."""
    peak: int
    """Most bytes that any one process below the command held; 0 where the system does not tell."""
    files: int
    """Files that were analysed."""
    seconds: float
    """Of music in them."""


def race_of_workers(
    folder: Path, counts: tuple[int, ...], repeat: int, progress: Callable[[str], None]
) -> dict[int, Scan]:
    """Scan a folder by each number of workers in turn.

    Parameters
    ----------
    folder : Path
        Music; enough of it that a scan takes far longer than its start.
    counts : tuple of int
        Numbers of workers; the first is what the others are compared with.
    repeat : int
        Scans by each, taken in turns; the quickest counts, since noise only ever adds.
    progress : callable
        Is told each step in a few words.

    Returns
    -------
    dict of int to Scan
        By number of workers, the quickest scan.
    """
    progress("an uncounted scan, so that files and compiled code are in memory")
    scan(folder, max(counts))
    quickest: dict[int, Scan] = {}
    for turn in range(repeat):
        for workers in counts:
            progress(f"{workers} worker{'s' if workers > 1 else ''}, scan {turn + 1} of {repeat}")
            done = scan(folder, workers)
            if workers not in quickest or done.wall < quickest[workers].wall:
                quickest[workers] = done
    return quickest


def workers_table(quickest: Mapping[int, Scan]) -> str:
    """Return the table of scans; throughput is relative to the first."""
    first = next(iter(quickest.values()))
    rows = [
        [str(workers), f"{done.wall:.1f} s", f"{first.wall / done.wall:.2f}", f"{done.peak / 1e6:.0f} MB"]
        for workers, done in quickest.items()
    ]
    return table(["workers", "the scan took", "throughput", "peak memory of a worker"], rows)


def scan(folder: Path, workers: int) -> Scan:
    """Run ``accord scan`` on a folder into a new library and watch the processes below it.

    Raises
    ------
    PeerFailed
        If the command fails.
    """
    command = accord_command("scan", str(folder))
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryFile() as said:
        environment = accord_environment(scratch) | {"ACCORD_WORKERS": str(workers)}
        began, peak = time.perf_counter(), 0
        with subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
            while not _ended(process):
                peak = max([peak, *map(peak_of, below(process.pid, parents()))])
            wall = time.perf_counter() - began
        if process.returncode:
            said.seek(0)
            why = complaint(said.read().decode(errors="replace"))
            raise PeerFailed(f"accord scan ended with exit code {process.returncode}: {why}")
        with open_library(load_settings(home=Path(scratch))) as library:
            counts = library.counts()
    return Scan(wall, peak, counts.files, counts.seconds)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(GLANCE)
    except subprocess.TimeoutExpired:
        return False
    return True


def parents() -> dict[int, int]:
    """Return the parent of every process; empty where there is no ``/proc``."""
    found = {}
    for folder in PROC.glob("[0-9]*"):
        status = _status(int(folder.name))
        if "PPid" in status:
            found[int(folder.name)] = int(status["PPid"])
    return found


def below(pid: int, parent_of: Mapping[int, int]) -> set[int]:
    """Return the children of a process, their children, and so on."""
    found: set[int] = set()
    layer = {pid}
    while layer:
        layer = {child for child, parent in parent_of.items() if parent in layer} - found
        found |= layer
    return found


def peak_of(pid: int) -> int:
    """Return the most bytes that a process ever held, 0 where it is gone."""
    return int(_status(pid).get("VmHWM", "0 kB").split()[0]) * 1024


def _status(pid: int) -> dict[str, str]:
    try:
        lines = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}  # it ended between two looks
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

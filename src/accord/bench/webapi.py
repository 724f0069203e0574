"""``accord bench webapi``: how many requests one core answers over a large library, how soon, and in what memory."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from accord.bench.big_library import kept_library
from accord.bench.commands import accord_command, accord_environment, complaint
from accord.bench.throughput import PROC, peak_of
from accord.bench.webapi_load import PACE, Load, loads
from accord.domain.errors import MissingTool, PeerFailed
from accord.domain.settings import load_settings
from accord.library.apps import Apps
from accord.library.catalogue import open_library

CONNECTIONS = 50
SEED = 1
SCRIPT = Path(__file__).with_name("requests.lua")
PATIENCE = 120.0
"""Seconds that the server may take to answer at all."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How the requests of one kind went."""

    rate: float
    """Requests a second."""
    p50: float
    """Seconds within which half of them were answered."""
    p99: float
    cpu: float
    """Seconds of CPU that the server took for one."""
    failed: int


@dataclass(slots=True)
class Served:
    """What was measured."""

    size: int
    start: float = 0.0
    """Seconds from the command to the first answer."""
    peak: int = 0
    """Most bytes that the server held."""
    answered: dict[Load, Answered] = field(default_factory=dict)


def measure(size: int, seconds: int, repeat: int, say: Callable[[str], None]) -> Served:
    """Serve a library of invented tracks from one core and load it from another.

    Parameters
    ----------
    size : int
        Tracks of the library; it is made once and kept in the cache folder.
    seconds : int
        Length of each run.
    repeat : int
        Runs of each kind and starts of the server; the best counts, since noise only ever adds.
    say : callable
        Is told each step in a few words.

    Returns
    -------
    Served

    Raises
    ------
    MissingTool
        If ``wrk`` or ``taskset`` is not installed.
    PeerFailed
        If the server or ``wrk`` fails.
    """
    for tool in ("wrk", "taskset"):
        if shutil.which(tool) is None:
            raise MissingTool(f"accord bench webapi needs {tool} (Debian's packages wrk and util-linux).")
    home = kept_library(size, SEED, say)
    token, asked = _prepared(home, size)
    served = Served(size, start=PATIENCE)
    for turn in range(repeat):
        say(f"starting the server, {turn + 1} of {repeat}")
        with _serving(home) as (url, start, _):
            served.start = min(served.start, start)
    with _serving(home) as (url, _, pid):
        for load in asked:
            for turn in range(repeat):
                say(f"{load.name}, run {turn + 1} of {repeat}")
                run = _run(url, token, load, seconds, pid)
                best = served.answered.get(load)
                if best is None or (run.p99 < best.p99 if load.p99 else run.rate > best.rate):
                    served.answered[load] = run
        served.peak = peak_of(pid)
    return served


def _prepared(home: Path, size: int) -> tuple[str, list[Load]]:
    settings = load_settings(home=home)
    with open_library(settings) as library:
        apps = Apps(library.store, settings.token_lifetime)
        app, secret = apps.register("accord bench")
        return apps.grant(app.client_id, secret).token, loads(library.any_tracks(size), SEED)


@contextmanager
def _serving(home: Path) -> Iterator[tuple[str, float, int]]:
    """Run ``accord serve`` on the first core; give its URL, the seconds until it answered, and its process id."""
    command = ["taskset", "-c", str(_cores()[0]), *accord_command("serve", "--port", "0")]
    with tempfile.TemporaryFile("w+") as complaints:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=accord_environment(home), stdout=subprocess.PIPE, stderr=complaints, text=True
        )
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            if found is None:
                complaints.seek(0)
                raise PeerFailed(f"accord serve did not start: {complaint(complaints.read())}")
            urllib.request.urlopen(found[0], timeout=PATIENCE).close()
            yield found[0], time.perf_counter() - began, process.pid
        finally:
            process.terminate()
            process.communicate()


def _run(url: str, token: str, load: Load, seconds: int, pid: int) -> Answered:
    """Ask for one kind of path for some seconds, from the last core."""
    pause = CONNECTIONS * 1000 // PACE if load.p99 else 0
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "paths"
        paths.write_text("\n".join(load.paths))
        before = _cpu(pid)
        done = subprocess.run(
            [
                *("taskset", "-c", str(_cores()[-1]), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"),
                *("-s", str(SCRIPT), url, "--", str(paths), token, str(pause)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        cpu = _cpu(pid) - before
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise PeerFailed(f"wrk ended with exit code {done.returncode}: {complaint(done.stderr or done.stdout)}")
    said = json.loads(lines[-1])
    requests = max(1, said["requests"])
    return Answered(requests / said["seconds"], said["p50"], said["p99"], cpu / requests, said["failed"])


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used (``proc(5)``, fields 14 and 15 of ``stat``)."""
    fields = (PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cores() -> Sequence[int]:
    return sorted(os.sched_getaffinity(0))

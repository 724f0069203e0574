"""The loop that runs in a program's own interpreter: a path comes in, what it cost and what it gave go out.

Started as ``python -I worker.py PROGRAM CPU``, so it knows nothing but the standard library. ``PROGRAM`` is one of the
scripts in ``programs``; the first line out tells its version and what importing it cost, then each line in,
``{"task": ..., "path": ...}``, is answered by one line out. Costs are CPU seconds (user and system, all threads).
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import sys
import time
from typing import Any


def main(program_file: str, cpu: str) -> None:
    """Serve the tasks of one program until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a program prints must not end up between the replies
    if cpu != "any" and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(cpu)})
    before = cpu_seconds()
    program = runpy.run_path(program_file)
    first = {"version": program["version"](), "import_cpu": cpu_seconds() - before}
    print(json.dumps(first), file=replies, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(measured(program[request["task"]], request["path"])), file=replies, flush=True)


def measured(task: Any, path: str) -> dict[str, Any]:
    """Run one task on one file and return its result with its cost, or the sentence that says why there is none."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    try:
        result = task(path)
    except Exception as error:  # noqa: BLE001 - programs raise what they like; the caller lists it
        return {"error": f"{type(error).__name__}: {error}"}
    return {
        "cpu": cpu_seconds() - cpu,
        "wall": time.perf_counter() - wall,
        "peak": peak_memory(),
        "result": result,
    }


def cpu_seconds() -> float:
    """Return the seconds that this process has spent computing so far, system calls included."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_memory() -> int:
    """Return the most bytes of memory that this process held at any time.

    On Linux from ``VmHWM``: ``ru_maxrss`` survives ``exec`` and may tell the size of the process that started this one.
    """
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Sharing the items of a model out among threads, without letting the number of threads into any result."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

SHARES = 8
"""Shares for each thread, since no two take equally long."""


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(kernel: Callable[..., Any], *arguments: Any, threads: int | None = None, shares: int = 1) -> None:
    """Call ``kernel(share, shares, *arguments)`` for every share, in several threads at once.

    A kernel is compiled without the interpreter's lock, does the items ``share``, ``share + shares``, ... and writes
    what no other share reads or writes: so the result is the same whoever did it.

    Parameters
    ----------
    kernel : callable
        Compiled by numba with ``nogil``.
    *arguments : object
        What it takes besides.
    threads : int or None
        How many threads; by default as many as there are processors.
    shares : int
        How many shares at least.
    """
    threads = threads or cores()
    if threads == 1:
        for number in range(shares):
            kernel(number, shares, *arguments)
        return
    shares = max(shares, SHARES * threads)
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(kernel, number, shares, *arguments) for number in range(shares)]:
            done.result()

"""Watching workers: the tree of processes, and what each held at most."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from accord.bench.throughput import PROC, Scan, below, parents, peak_of, workers_table


def test_below_a_process_are_its_children_and_theirs() -> None:
    assert below(1, {2: 1, 3: 2, 4: 3, 9: 8, 8: 1, 7: 6}) == {2, 3, 4, 8, 9}
    assert below(4, {2: 1, 3: 2, 4: 3}) == set()
    assert below(1, {1: 2, 2: 1}) == {1, 2}


@pytest.mark.skipif(not PROC.is_dir(), reason="the system has no /proc")
def test_a_child_that_held_much_is_seen_to() -> None:
    program = "import sys; held = b'x' * 60_000_000; print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in below(os.getpid(), parents())
        assert peak_of(child.pid) > 60_000_000
        child.communicate()
    assert peak_of(child.pid) == 0


def test_throughput_is_relative_to_the_first() -> None:
    rows = workers_table({1: Scan(10.0, 300_000_000, 5, 900.0), 2: Scan(5.0, 310_000_000, 5, 900.0)}).splitlines()
    assert rows[2:] == ["| 1 | 10.0 s | 1.00 | 300 MB |", "| 2 | 5.0 s | 2.00 | 310 MB |"]

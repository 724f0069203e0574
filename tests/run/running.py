"""``accord run`` as people call it, over the demo library."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from accord.run.wall import Wall

ACCORD = (sys.executable, "-m", "accord")
PYTHON = sys.executable
PROGRAMS = Path(__file__).parent / "programs"

WAYS = ["--hooks-only"] if Wall.available() else ["--hooks-only", "--wall"]
"""With the wall (no option of its own) where this system has one; and without."""

PATIENCE = 60.0
"""Seconds for a command; a failing test shall not wait for ever."""


@dataclass(frozen=True)
class Place:
    """Where ``accord run`` is called."""

    home: Path
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)
    way: str = WAYS[-1]

    def given(self, **env: str) -> Place:
        """The same place with more in its environment."""
        return replace(self, env=self.env | env)

    def run(self, *argv: str, options: Sequence[str] = (), typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        process = self.start(*argv, options=options)
        try:
            out, err = process.communicate(typed, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate()
            raise AssertionError(f"it did not end: {out}\n{err}") from None
        return subprocess.CompletedProcess(argv, process.returncode, out, err)

    def start(self, *argv: str, options: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Start a program, to be talked to."""
        way = [self.way] if self.way == "--hooks-only" else []
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*ACCORD, "run", *way, *options, "--", *argv],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            cwd=self.cwd,
            env=os.environ | {"ACCORD_HOME": str(self.home)} | self.env,
        )

    def said(self, *argv: str, options: Sequence[str] = ()) -> str:
        """What a program that ends well prints."""
        done = self.run(*argv, options=options)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def program(name: str) -> tuple[str, str]:
    """A Python program of the folder ``programs``."""
    return PYTHON, str(PROGRAMS / f"{name}.py")

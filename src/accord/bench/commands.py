"""The ``accord`` command as others run it, and what a process complained of when it failed."""

from __future__ import annotations

import sys


def accord_command(*arguments: str) -> list[str]:
    """Return the command line of ``accord`` in this environment."""
    return [sys.executable, "-m", "accord", *arguments]


def complaint(stderr: str) -> str:
    """Return the sentence of a failed process: the line that ``accord`` begins with its name, else the last one."""
    lines = stderr.strip().splitlines() or ["it said nothing."]
    return next((line for line in reversed(lines) if line.startswith("accord: ")), lines[-1])

"""The ``accord`` command as others run it, and what a process complained of when it failed."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def accord_command(*arguments: str) -> list[str]:
    """Return the command line of ``accord`` in this environment."""
    return [sys.executable, "-m", "accord", *arguments]


def accord_environment(home: Path | str) -> dict[str, str]:
    """Return the variables of a process of ``accord`` with that data folder.

    Modules may be kept compiled, as installing compiles those of a package: a start that compiles them is no user's.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"ACCORD_HOME": str(home)}


def complaint(stderr: str) -> str:
    """Return the sentence of a failed process: the line that ``accord`` begins with its name, else the last one."""
    lines = stderr.strip().splitlines() or ["it said nothing."]
    return next((line for line in reversed(lines) if line.startswith("accord: ")), lines[-1])

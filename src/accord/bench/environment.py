"""The peers' own Python environment: made once in the cache folder, made again when the pinned versions change."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from accord.bench.cache import cache_dir

PINS = Path(__file__).with_name("peers.txt")
INSTALL_LIMIT = 1800.0
"""Seconds that one peer's installation may take."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter that has the peers, and why some of them are not in it."""

    python: Path
    unavailable: Mapping[str, str]
    """Requirement -> the installer's last words."""


def peer_environment(requirements: tuple[str, ...], say: Callable[[str], None]) -> Environment:
    """Return an environment with as many of the requirements as can be had on this machine.

    Parameters
    ----------
    requirements : tuple of str
        Names on the package index; ``peers.txt`` pins their versions.
    say : callable
        Is told in a sentence what takes long.

    Returns
    -------
    Environment
        A peer that could not be installed is named with the reason, and tried again the next time.
    """
    key = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache_dir("peers") / key
    python = folder / "bin" / "python"
    if requirements and not python.exists():
        say(f"Making an environment for the peers in {folder} ...")
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    unavailable = {}
    for requirement in requirements:
        done = folder / f"{requirement}.installed"
        if done.exists():
            continue
        say(f"Installing {requirement} ...")
        failure = _install(python, requirement)
        if failure is None:
            done.touch()
        else:
            unavailable[requirement] = failure
    return Environment(python, unavailable)


def pinned(requirement: str) -> str:
    """Return the version that ``peers.txt`` pins."""
    pins = dict(line.split("==") for line in PINS.read_text(encoding="utf-8").splitlines() if "==" in line)
    return pins[requirement]


def _install(python: Path, requirement: str) -> str | None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--constraint", str(PINS), requirement]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"pip took longer than {INSTALL_LIMIT:.0f} s"
    if done.returncode == 0:
        return None
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return errors[-1].removeprefix("ERROR: ") if errors else f"pip ended with {done.returncode}"

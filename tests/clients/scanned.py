"""The demo library as ``accord scan`` reads it: real audio, analysed once for each state of the analyser."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import accord

PACKAGE = Path(accord.__file__).parent
HEARS = ("dsp", "features", "analysis", "demo", "store")
"""The floors of the package that decide what a scan writes; the library brings older stores up to date itself."""


def scanned_home(cache: Path, music: Path) -> Path:
    """Return a data folder in which the demo library is scanned. It is shared: copy it, do not write into it.

    Parameters
    ----------
    cache : Path
        An existing folder that later runs find again.
    music : Path
        The demo library.
    """
    home = cache / state() / "home"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in cache.iterdir():
            if old.is_dir() and old != home.parent:
                shutil.rmtree(old)
        if not home.exists():
            unfinished = home.parent / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            command = [sys.executable, "-m", "accord", "scan", str(music)]
            subprocess.run(command, env=os.environ | {"ACCORD_HOME": str(unfinished)}, check=True, capture_output=True)
            unfinished.rename(home)
    return home


def state() -> str:
    """Return a name for all that decides what a scan writes."""
    digest = hashlib.sha256()
    for floor in HEARS:
        for path in sorted((PACKAGE / floor).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

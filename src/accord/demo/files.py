"""The demo library as files: every piece as FLAC with tags and cover, its ground truth as JSON beside it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import orjson

from accord.demo.albums import albums, comments
from accord.demo.cover import SIZE, cover
from accord.demo.flac import encoded, tagged
from accord.demo.score import Piece, load, piece_names
from accord.demo.sound.oscillators import SR
from accord.demo.studio import render
from accord.demo.timeline import timeline
from accord.demo.truth import Truth, truth_of

Progress = Callable[[str, int, int], None]
"""Called after each piece with its title, how many pieces are done, and how many there are."""

AT_ONCE = 4
"""Pieces rendered at the same time: NumPy and the compiled kernels let other threads run."""

UNHEARD = frozenset({"listing.py", "orders.py", "orders.toml"})
"""Files of this package that do not decide how the library sounds."""


def compose(folder: Path, *, progress: Progress | None = None) -> list[Truth]:
    """Write the demo library into a folder; files that are already there as this version writes them stay untouched.

    Parameters
    ----------
    folder : Path
        Made if it is not there. Other files in it are left alone.
    progress : callable, optional
        Told after each piece.

    Returns
    -------
    list of Truth
        One a piece, in alphabetical order of names: the piece ``name`` lies in ``name.flac`` and ``name.json``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [load(name) for name in piece_names()]
    version = content_version()
    with ThreadPoolExecutor(min(os.cpu_count() or 1, AT_ONCE)) as pool:
        pending = {pool.submit(_written, piece, folder, version): piece for piece in pieces}
        for done, future in enumerate(as_completed(pending), start=1):
            future.result()
            if progress:
                progress(pending[future].title, done, len(pieces))
    return [truth_of(piece, timeline(piece)) for piece in pieces]


@cache
def content_version() -> str:
    """Return a digest of all that decides how the library sounds: this package's files, and NumPy's version."""
    digest = hashlib.sha256(np.__version__.encode())
    for name, content in sorted(_sources(resources.files("accord.demo"), "")):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def _written(piece: Piece, folder: Path, version: str) -> None:
    """Write a piece and its ground truth, unless they are there; the truth comes last and vouches for the sound."""
    audio, beside = folder / f"{piece.name}.flac", folder / f"{piece.name}.json"
    if audio.is_file() and _version_of(beside) == version:
        return
    y, truth = render(piece)
    _replace(audio, tagged(encoded(y, SR), comments(piece), cover(albums()[piece.album]), SIZE))
    _replace(beside, orjson.dumps({"version": version, **truth.as_json()}, option=orjson.OPT_INDENT_2) + b"\n")


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".py", ".toml")) and entry.name not in UNHEARD:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def _version_of(beside: Path) -> str | None:
    """Return the content version that a ground-truth file names; None where there is no such file."""
    try:
        document = orjson.loads(beside.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    version = document.get("version") if isinstance(document, dict) else None
    return version if isinstance(version, str) else None


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    os.replace(partial, path)

"""Two halves of annotated music: one to choose and fit with, one to report on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePath
from typing import Literal

from accord.bench.truth import Music

Half = Literal["tune", "report"]

ENDINGS = (".mid", ".midi", ".ogg", ".opus", ".flac", ".wav", ".mp3")
"""That do not belong to a name; any other dot does."""


def of_half(pieces: Sequence[Music], which: Half) -> list[Music]:
    """Return the pieces of one half."""
    return [piece for piece in pieces if half(piece.title) == which]


def half(name: str) -> Half:
    """Return the half to which a piece belongs, for good: a hash of its name decides.

    Parameters
    ----------
    name : str
        A file's name or path, or a title; folders and endings do not count, so that a rendering stays with its score.

    Returns
    -------
    str
        ``tune``: constants may be chosen and networks trained by it. ``report``: it is only ever measured.
    """
    path = PurePath(name)
    stem = path.stem if path.suffix.lower() in ENDINGS else path.name
    return "tune" if hashlib.sha256(stem.encode()).digest()[0] % 2 == 0 else "report"

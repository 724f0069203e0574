"""Music of known kind for ``accord bench descriptors``: the table of it, and its sound."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from accord.analysis.decode import open_audio
from accord.analysis.walk import walk
from accord.bench.render import rendered
from accord.domain.entities import Span

Sound = NDArray[np.float32]
"""Shape (n, 2), at ``SR``."""

SR = 44100
LONGEST = 60.0
"""Seconds that are heard of a piece, from its middle."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces of one source and the same kinds."""

    kinds: tuple[str, ...]
    source: str
    licence: str
    files: tuple[str, ...] = ()
    pattern: str = ""
    """Instead of names: what the end of a path matches."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the bench makes of pieces of some kinds."""

    kind: str
    how: str
    most: int
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Which kinds should have more of a descriptor than which others."""

    descriptor: str
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece that is here."""

    name: str
    kinds: tuple[str, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Table:
    """All that is known beforehand."""

    groups: tuple[Group, ...]
    made: tuple[Made, ...]
    orders: tuple[Order, ...]


@cache
def known() -> Table:
    """Return the table of kinds, made pieces and orders."""
    text = (resources.files("accord.bench") / "descriptors.toml").read_text(encoding="utf-8")
    rows = {key: [_frozen(row) for row in several] for key, several in tomllib.loads(text).items()}
    return Table(
        tuple(Group(**row) for row in rows["group"]),
        tuple(Made(**row) for row in rows["made"]),
        tuple(Order(**row) for row in rows["order"]),
    )


def find(groups: Sequence[Group], folders: Sequence[Path]) -> tuple[list[Piece], dict[str, tuple[int, int]]]:
    """Look for the pieces of a table below some folders.

    Parameters
    ----------
    groups : sequence of Group
        What there may be.
    folders : sequence of Path
        Where to look.

    Returns
    -------
    pieces : list of Piece
        Those that are here, in the order of a hash of their names, so that the first few are of every kind.
    missing : dict of str to tuple of int
        Source -> how many of its pieces are here, and how many there are; complete sources are left out.
    """
    paths = [path for folder in folders for path in _audio(folder)]
    by_name = {path.name: path for path in reversed(paths)}
    pieces, counts = [], dict[str, tuple[int, int]]()
    for group in groups:
        if group.pattern:
            found = [Piece(path.name, group.kinds, path) for path in paths if path.match(group.pattern)]
            wanted = max(len(found), 1)
        else:
            found = [Piece(name, group.kinds, by_name[name]) for name in group.files if name in by_name]
            wanted = len(group.files)
        pieces += found
        here, all_of_it = counts.get(group.source, (0, 0))
        counts[group.source] = (here + len(found), all_of_it + wanted)
    pieces.sort(key=lambda piece: hashlib.sha256(piece.name.encode()).digest())
    return pieces, {source: count for source, count in counts.items() if count[0] < count[1]}


def sound(path: Path) -> Sound:
    """Return the middle of a file, or of what a score sounds like.

    Raises
    ------
    AudioError
        If the file cannot be decoded.
    MissingTool
        If it is a score and there is nothing to render it with.
    """
    file = rendered(path) if path.suffix == ".mid" else path
    with open_audio(file) as stream:
        spare = max(0.0, (stream.info.duration or 0.0) - LONGEST)
    with open_audio(file, Span(spare / 2, spare / 2 + LONGEST)) as stream:
        y, sr = np.concatenate(list(stream)), stream.info.sr
    y = np.repeat(y, 2, axis=1) if y.shape[1] == 1 else y[:, :2]
    return np.asarray(y if sr == SR else soxr.resample(y, sr, SR), dtype=np.float32)


def _audio(folder: Path) -> list[Path]:
    """Return audio files and scores below a folder."""
    return [found.path for found in walk(folder).audio] + sorted(folder.rglob("*.mid"))


def _frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}

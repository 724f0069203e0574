"""``accord bench descriptors``: whether descriptors order music of known kind as people do, and what moves them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import orjson
import soundfile
from numpy.typing import NDArray

from accord.analysis.analyze import DESCRIPTORS, analysis_version, analyze
from accord.analysis.decode import open_audio
from accord.bench.cache import cache_dir, write_whole
from accord.bench.descriptors_changes import CHANGES, SECONDS, Write, brought_to_peak
from accord.bench.descriptors_made import Source, make
from accord.bench.descriptors_music import SR, Order, Piece, Sound, find, known, sound
from accord.bench.halves import Half, half
from accord.domain.errors import AudioError, MissingTool

NAMES = (*(describe.__name__ for describe in DESCRIPTORS), "loudness")
"""Of the estimates that are measured."""
DRAWS = 2000
"""Of the bootstrap."""

Values = Mapping[str, float]
"""Descriptor -> value."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What Accord says of one sound."""

    name: str
    kinds: tuple[str, ...]
    values: Values


@dataclass(frozen=True, slots=True)
class Judged:
    """How many pairs of an order are right."""

    order: Order
    pairs: int
    right: int
    low: float
    high: float
    """Ends of the 95 % interval of the share, over pieces."""


@dataclass(frozen=True, slots=True)
class Moved:
    """By how much a change of its form moved the values of a piece."""

    name: str
    change: str
    by: Values


@dataclass(frozen=True, slots=True)
class Descriptors:
    """All that is measured."""

    heard: Sequence[Heard]
    """Of the half that is reported."""
    judged: Sequence[Judged]
    moved: Sequence[Moved]
    missing: Mapping[str, tuple[int, int]]
    """Source -> how many of its pieces are here, and how many there are."""
    problems: Sequence[str]


def descriptors(folders: Sequence[Path], which: Half, changed: int, say: Callable[[str], None]) -> Descriptors:
    """Measure on the music of known kind below some folders.

    Parameters
    ----------
    folders : sequence of Path
        Where the packages are unpacked.
    which : str
        The half of the pieces, by their names, that counts.
    changed : int
        Pieces that are also heard in other forms.
    say : callable
        Is told each step in a few words.

    Returns
    -------
    Descriptors
    """
    table = known()
    pieces, missing = find(table.groups, folders)
    there = _sources(pieces)
    for made in table.made:
        there.setdefault(made.kind, []).extend(make(made, there))
    kinds = dict[str, list[str]]()
    sources = dict[str, Source]()
    for kind, several in there.items():
        for source in several if kind != "prompts" else ():
            if half(source.name) == which:
                kinds.setdefault(source.name, []).append(kind)
                sources[source.name] = source
    heard, problems = [], []
    for place, (name, source) in enumerate(sources.items()):
        say(f"{place + 1}/{len(sources)} {name}")
        try:
            heard.append(Heard(name, tuple(kinds[name]), values(source.hear())))
        except (AudioError, MissingTool) as error:
            problems.append(f"{name}: {error}")
    recorded = [sources[piece.name] for piece in pieces if piece.name in sources]
    judged = [judge(order, heard) for order in table.orders]
    return Descriptors(heard, judged, moves(recorded[:changed], say), missing, problems)


def values(y: Sound, write: Write | None = None, suffix: str = ".wav") -> Values:
    """Return what Accord says of a sound; kept, by the sound, its form and the version of the analysis.

    Parameters
    ----------
    y : ndarray of float32, shape (n, 2)
        At ``SR``.
    write : callable, optional
        Writes the form in which it is heard; default is as it is.
    suffix : str
        Of that form's file.
    """
    digest = hashlib.sha256(np.ascontiguousarray(y).tobytes()).hexdigest()[:32]
    form = "" if write is None else _form(write)
    kept = cache_dir("descriptors", analysis_version()) / f"{digest}{form}.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"sound{suffix}"
            if write is None:
                soundfile.write(file, y, SR, subtype="FLOAT")
            else:
                write(file, y)
            with open_audio(file) as stream:
                estimates = analyze(stream).estimates
        write_whole(kept, orjson.dumps({name: float(estimates[name].value) for name in NAMES}))
    found: dict[str, float] = orjson.loads(kept.read_bytes())
    return found


def judge(order: Order, heard: Iterable[Heard]) -> Judged:
    """Return how many pairs of an order are right: ties are not.

    Notes
    -----
    Pairs share pieces, so the interval is that of a bootstrap over the pieces of either side (B. Efron, R. Tibshirani,
    "An Introduction to the Bootstrap", 1993).
    """
    all_of_it = list(heard)
    more, less = (
        np.array([one.values[order.descriptor] for one in all_of_it if set(side) & set(one.kinds)])
        for side in (order.more, order.less)
    )
    right = more[:, None] > less[None, :]
    if not right.size:
        return Judged(order, 0, 0, np.nan, np.nan)
    rng = np.random.default_rng(1)
    shares = [_drawn(right, rng) for _ in range(DRAWS)]
    low, high = np.quantile(shares, [0.025, 0.975])
    return Judged(order, int(right.size), int(right.sum()), float(low), float(high))


def moves(sources: Sequence[Source], say: Callable[[str], None]) -> list[Moved]:
    """Return by how much each change of form moves each of some pieces, of which the middle is heard."""
    found = []
    for place, source in enumerate(sources):
        y = source.hear()
        spare = max(0, len(y) - round(SECONDS * SR)) // 2
        y = brought_to_peak(y[spare : len(y) - spare])
        before = values(y)
        for name, (suffix, write) in CHANGES.items():
            say(f"changing {place + 1}/{len(sources)}: {name}")
            after = values(y, write, suffix)
            found.append(Moved(source.name, name, {each: after[each] - before[each] for each in NAMES}))
    return found


def _sources(pieces: Sequence[Piece]) -> dict[str, list[Source]]:
    there = dict[str, list[Source]]()
    for piece in pieces:
        for kind in piece.kinds:
            there.setdefault(kind, []).append(Source(piece.name, partial(sound, piece.path)))
    return there


def _form(write: Write) -> str:
    return next(f"-{name}" for name, (_, each) in CHANGES.items() if each is write).replace("/", " ")


def _drawn(right: NDArray[np.bool_], rng: np.random.Generator) -> float:
    rows, columns = (rng.integers(0, size, size) for size in right.shape)
    return float(right[rows][:, columns].mean())

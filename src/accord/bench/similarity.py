"""``accord bench similarity``: does what sounds alike belong together, and is a copy of a recording known for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accord.analysis.tagger import Tagger
from accord.bench.hearing import hear
from accord.bench.program import Program
from accord.bench.similarity_copies import copies, excerpts
from accord.bench.similarity_music import Song, songs, sounding, tagged
from accord.domain.errors import AudioError
from accord.dsp.fingerprint import Fingerprint, match
from accord.dsp.fingerprint_index import Index
from accord.features.space import PARTS
from accord.recommend.similarity import likenesses
from accord.recommend.weights import WEIGHTS

Floats = NDArray[np.float64]
TAGGER = "MusiCNN alone"
"""What the network that tags is called in tables."""
Compare = Callable[[Floats, Floats], Floats]
"""Vectors of n and of m pieces -> how alike each is to each, shape (n, m)."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """For each piece how often what is found first for its two halves is right; NaN where it does not count."""

    artist: Floats
    """By the same artist, among the same halves of the other pieces; counts where there is one."""
    album: Floats
    half: Floats
    """The other half of the same piece, among the halves of all."""


@dataclass(slots=True)
class Known:
    """How copies of one kind were known for what they are."""

    errors: list[float] = field(default_factory=list)
    """Share of bits that differ from the original, of each copy."""
    found: int = 0
    """Copies that are found, by index and comparison."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What fingerprints found among originals and their copies."""

    kinds: Mapping[str, Known]
    right: int
    """Pairs found that are of one piece."""
    wrong: int
    strangers: int
    """Pairs of originals of different pieces, which were all compared bit by bit."""
    nearest: float
    """The least share of bits that differ among them."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """All that is measured."""

    pieces: Sequence[Song]
    by: Mapping[str, Retrieval]
    """What compares -> how it did."""
    recognition: Recognition
    problems: Sequence[str]
    """A sentence for each file or program that could not be used."""


def similarity(
    folders: Sequence[Path],
    copied: int,
    peers: Mapping[Program, Path],
    say: Callable[[str], None],
    tagger: Tagger | None = None,
) -> Similarity:
    """Measure on excerpts of the music below some folders.

    Parameters
    ----------
    folders : sequence of Path
        Where the music lies.
    copied : int
        Pieces of which copies are made.
    peers : mapping of Program to Path
        Those that give a vector, with their interpreters.
    say : callable
        Is told each step in a few words.
    tagger : Tagger, optional
        A network of others, to be compared by its embedding alone.

    Returns
    -------
    Similarity
    """
    pieces, halves, problems = _pieces(songs(folders), say)
    heard = []
    for place, pair in enumerate(halves):
        say(f"Accord {place + 1}/{len(halves)}")
        heard.append((sounding(pair[0]), sounding(pair[1])))
    first = np.array([one.embedding for one, _ in heard], dtype=np.float64)
    second = np.array([other.embedding for _, other in heard], dtype=np.float64)
    by = {"Accord": retrieval(pieces, first, second, as_recommended)}
    by |= {f"its {part} alone": retrieval(pieces, first, second, by_part(part)) for part in PARTS}
    for program, python in peers.items():
        vectors, failed = _vectors(program, python, halves, say)
        problems += failed
        if vectors is not None:
            by[program.name] = retrieval(pieces, *vectors, by_distance)
    if tagger is not None:
        say(TAGGER)
        one, other = (np.array([tagged(pair[k], tagger) for pair in halves], dtype=np.float64) for k in (0, 1))
        by[TAGGER] = retrieval(pieces, one, other, by_angle)
    originals = [one.fingerprint for one, _ in heard]
    known = recognition(originals, _copied(halves[:copied], say), say)
    return Similarity(pieces, by, known, problems)


def as_recommended(one: Floats, other: Floats) -> Floats:
    """Return likeness as recommendations count it, tags left out."""
    return np.asarray(np.tensordot([WEIGHTS[part] for part in PARTS], likenesses(one, other), 1))


def by_part(part: str) -> Compare:
    """Return what compares by one part of the embedding."""
    at = PARTS[part]
    return lambda one, other: by_distance(one[:, at], other[:, at])


def by_distance(one: Floats, other: Floats) -> Floats:
    """Return the negative Euclidean distance."""
    return np.asarray(-np.linalg.norm(one[:, None] - other[None], axis=2))


def by_angle(one: Floats, other: Floats) -> Floats:
    """Return the cosine of the angle between vectors."""
    lengths = np.linalg.norm(one, axis=1)[:, None] * np.linalg.norm(other, axis=1)[None]
    return np.asarray(one @ other.T / np.maximum(lengths, 1e-9))


def retrieval(pieces: Sequence[Song], first: Floats, second: Floats, compare: Compare) -> Retrieval:
    """Return what is found first for each piece, by vectors of their first and their second halves."""
    count = len(pieces)
    alike = compare(np.concatenate([first, second]), np.concatenate([first, second]))
    np.fill_diagonal(alike, -np.inf)
    nearest = (alike[:count, :count].argmax(axis=1), alike[count:, count:].argmax(axis=1))
    partner = alike.argmax(axis=1) == np.roll(np.arange(2 * count), count)
    return Retrieval(
        np.mean([_right([piece.artist for piece in pieces], found) for found in nearest], axis=0),
        np.mean([_right([piece.album for piece in pieces], found) for found in nearest], axis=0),
        partner.reshape(2, -1).mean(axis=0),
    )


def recognition(
    originals: Sequence[Fingerprint], made: Mapping[str, Sequence[Fingerprint]], say: Callable[[str], None]
) -> Recognition:
    """Look for copies among originals.

    Parameters
    ----------
    originals : sequence of Fingerprint
        One a piece.
    made : mapping of str to sequence of Fingerprint
        What was done -> the copies of the first pieces.
    say : callable
        Is told each step in a few words.

    Returns
    -------
    Recognition
        What the index proposes and the comparison confirms, as ``accord duplicates`` does it.
    """
    prints = [*originals]
    piece = [*range(len(originals))]
    kind = ["original"] * len(originals)
    for name, several in made.items():
        prints += several
        piece += range(len(several))
        kind += [name] * len(several)
    index = Index()
    for one in prints:
        index.add(one)
    found = [(first, second) for first, second in index.candidates() if match(prints[first], prints[second]).same]
    wrong = sum(piece[first] != piece[second] for first, second in found)
    kinds = {
        name: Known([match(originals[place], one).errors for place, one in enumerate(several)])
        for name, several in made.items()
    }
    for first, second in found:
        if piece[first] == piece[second] and kind[first] == "original":
            kinds[kind[second]].found += 1
    say("comparing strangers")
    strange = [match(one, other).errors for one, other in combinations(originals, 2)]
    return Recognition(kinds, len(found) - wrong, wrong, len(strange), min(strange, default=1.0))


def _pieces(found: Sequence[Song], say: Callable[[str], None]) -> tuple[list[Song], list[tuple[Path, Path]], list[str]]:
    """Return the pieces that can be heard, excerpts of both their halves, and a sentence for each that cannot."""
    pieces, halves, problems = [], [], []
    for place, song in enumerate(found):
        say(f"cutting {place + 1}/{len(found)} {song.path.name}")
        try:
            halves.append(excerpts(song.path))
            pieces.append(song)
        except AudioError as error:
            problems.append(str(error))
    return pieces, halves, problems


def _copied(halves: Sequence[tuple[Path, Path]], say: Callable[[str], None]) -> dict[str, list[Fingerprint]]:
    made: dict[str, list[Fingerprint]] = {}
    for place, (first, _) in enumerate(halves):
        say(f"copying {place + 1}/{len(halves)}")
        for name, path in copies(first).items():
            made.setdefault(name, []).append(sounding(path).fingerprint)
    return made


def _vectors(
    program: Program, python: Path, halves: Sequence[tuple[Path, Path]], say: Callable[[str], None]
) -> tuple[tuple[Floats, Floats] | None, list[str]]:
    """Return a peer's vectors of first and second halves, or none with why not."""
    files = [half for pair in halves for half in pair]
    done: list[None] = []

    def heard_one() -> None:
        done.append(None)
        say(f"{program.name} {len(done)}/{len(files)}")

    heard = hear(program, files, python, 1, heard_one)
    problems = [one.problem for one in heard if one.problem]
    vectors = [one.estimates["vector"] for one in heard if one.estimates]
    if len(vectors) < len(files):
        return None, problems
    table = np.array(vectors, dtype=np.float64).reshape(len(halves), 2, -1)
    return (table[:, 0], table[:, 1]), problems


def _right(labels: Sequence[str | None], nearest: NDArray[np.intp]) -> Floats:
    counts = {label: labels.count(label) for label in set(labels) if label is not None}
    return np.array(
        [
            float(labels[nearest[place]] == label) if label is not None and counts[label] > 1 else np.nan
            for place, label in enumerate(labels)
        ]
    )
